"""What is said about an institution: when it applies, when coordination enters it, when it changes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import GermanPostcode
from recipients.enums import InstitutionKind
from recipients.models import Institution, SchoolType
from recipients.official_numbers import checked_number

# The counter is the initiative's own: nobody applies for it.
APPLICABLE = [choice for choice in InstitutionKind.choices if choice[0] != InstitutionKind.COUNTER]


class ApplicationForm(forms.ModelForm):
    """A school or a social partner. A school says its official number and type."""

    kinds = APPLICABLE

    class Meta:
        model = Institution
        fields = [
            "kind",
            "name",
            "official_number",
            "school_type",
            "street",
            "postcode",
            "city",
            "contact",
            "phone",
            "email",
        ]
        labels = {"kind": _("What are you applying for?"), "name": _("Name of the institution")}
        help_texts = {
            "official_number": _("Schools only: the seven digits of the state's list of schools."),
            "school_type": _("Schools only."),
            "contact": _("Whom we may ask for; your own name if it is you."),
            "email": _("The address of the office, if there is one. Your own is known from your account."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=self.fields["kind"].label,
            choices=self.kinds,
            widget=forms.RadioSelect,
            initial=InstitutionKind.SCHOOL,
        )
        self.fields["school_type"] = forms.ModelChoiceField(
            SchoolType.objects.filter(is_active=True),
            label=_("Type of school"),
            help_text=_("Schools only."),
            to_field_name="code",
            required=False,
            empty_label=_("Please choose"),
        )
        self.fields["postcode"].validators.append(GermanPostcode())
        self.fields["postcode"].widget.attrs.update({"class": "h4f-short", "inputmode": "numeric"})
        self.fields["official_number"].widget.attrs["inputmode"] = "numeric"
        for name, purpose in (
            ("name", "organization"),
            ("street", "street-address"),
            ("postcode", "postal-code"),
            ("city", "address-level2"),
            ("contact", "name"),
            ("phone", "tel"),
            ("email", "email"),
        ):
            self.fields[name].widget.attrs["autocomplete"] = purpose

    def clean_official_number(self) -> str:
        """Digits without blanks."""
        return checked_number(self.cleaned_data["official_number"])

    def clean(self) -> dict:
        cleaned = super().clean()
        if self._kind(cleaned) != InstitutionKind.SCHOOL:
            return cleaned | {"official_number": "", "school_type": None}
        if "official_number" not in self.errors and not cleaned.get("official_number"):
            self.add_error("official_number", _("Please enter the official school number, for example 4330123."))
        if not cleaned.get("school_type"):
            self.add_error("school_type", _("Please choose the type of school."))
        return cleaned

    def _kind(self, cleaned: dict) -> str:
        return cleaned.get("kind", "")


class EntryForm(ApplicationForm):
    """Coordination enters one, our own counter among them."""

    kinds = InstitutionKind.choices

    class Meta(ApplicationForm.Meta):
        labels = {"kind": _("What is it?"), "name": _("Name of the institution")}
        help_texts = {name: text for name, text in ApplicationForm.Meta.help_texts.items() if name != "email"}


class ChangeForm(ApplicationForm):
    """What changes later. Number, type and name of a school are checked by coordination, so only it changes them."""

    checked = ("name", "official_number", "school_type")

    def __init__(self, *args, may_change_all: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        has_no_number = self.instance.kind != InstitutionKind.SCHOOL
        for name in self.checked:
            if not may_change_all or (has_no_number and name != "name"):
                del self.fields[name]
        if "school_type" in self.fields:
            self.initial["school_type"] = getattr(self.instance.school_type, "code", "")

    def clean(self) -> dict:
        if "official_number" not in self.fields:
            return forms.ModelForm.clean(self)
        return super().clean()

    def _kind(self, cleaned: dict) -> str:
        return self.instance.kind
