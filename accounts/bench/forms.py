"""Forms of benches and of what one identifies with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.bench import keys, presence
from accounts.bench.models import Bench
from accounts.models import User

DIGITS = {"inputmode": "numeric", "autocomplete": "off", "class": "h4f-short", "maxlength": keys.PIN_DIGITS[1]}


class OpenBenchForm(forms.Form):
    """Which of the shared computers this one is."""

    bench = forms.ModelChoiceField(
        label=_("Which bench is this?"), queryset=Bench.objects.filter(is_active=True), widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bench"].empty_label = None


class IdentifyForm(forms.Form):
    """A badge, or a person with their PIN. `cleaned_data["who"]` is the person."""

    badge = forms.CharField(
        label=_("Scan your badge"),
        required=False,
        max_length=60,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    person = forms.ModelChoiceField(
        label=_("Or choose your name"), required=False, queryset=User.objects.none(), widget=forms.RadioSelect
    )
    pin = forms.CharField(label=_("Your PIN"), required=False, widget=forms.PasswordInput(attrs=DIGITS))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = presence.people_with_pin()
        self.fields["person"].empty_label = None

    def clean(self) -> dict:
        """Asks for the person. A PIN is tried only together with a name."""
        cleaned = super().clean()
        try:
            cleaned["who"] = self._who(cleaned)
        except keys.WrongKey as wrong:
            self.add_error("badge" if cleaned.get("badge") else "pin", str(wrong))
        return cleaned

    def _who(self, cleaned: dict) -> User:
        if cleaned.get("badge"):
            return keys.person_of_badge(cleaned["badge"])
        if not cleaned.get("person"):
            raise keys.WrongKey(_("Scan your badge, or choose your name and type your PIN."))
        return keys.person_of_pin(cleaned["person"], cleaned.get("pin", ""))


class PinForm(forms.Form):
    """A new PIN, typed twice."""

    pin = forms.CharField(
        label=_("New PIN"),
        help_text=_("4 to 8 digits; for the benches only, not for signing in."),
        widget=forms.PasswordInput(attrs=DIGITS),
    )
    pin_again = forms.CharField(label=_("New PIN again"), widget=forms.PasswordInput(attrs=DIGITS))

    def clean_pin(self) -> str:
        """Refuses what is guessed first."""
        if weakness := keys.weakness_of(self.cleaned_data["pin"]):
            raise forms.ValidationError(weakness)
        return self.cleaned_data["pin"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if "pin" in cleaned and cleaned.get("pin_again") != cleaned["pin"]:
            self.add_error("pin_again", _("The two PINs differ."))
        return cleaned


class BenchForm(forms.ModelForm):
    """A shared computer."""

    class Meta:
        model = Bench
        fields = ["name", "is_active"]
        help_texts = {"name": _("As it is called in the workshop, for example by its table.")}
