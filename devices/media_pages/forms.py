"""Forms about media outside of devices, and about wipe stations."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.pages.scanning import normalise_scan
from devices.importers.placeholders import is_placeholder
from devices.models import Device, Location, WipeStation
from devices.workshop_forms import reason_field


class PutInForm(forms.Form):
    """Into which device."""

    number = forms.CharField(
        label=_("Into which device?"),
        max_length=200,
        help_text=_("Scan or type its H4F number. Digits are enough: 131 becomes H4F-000131"),
        widget=forms.TextInput(attrs={"data-scan": True, "autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args, user: User, **options) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_number(self) -> Device:
        devices = Device.objects.visible_to(self.user).filter(number__in=normalise_scan(self.cleaned_data["number"]))
        if device := devices.first():
            return device
        raise forms.ValidationError(_("No device has this number."))


class PutAsideForm(forms.Form):
    """Where it lies from now on."""

    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True),
        label=_("Where does it lie?"),
        empty_label=_("Please choose"),
        error_messages={"required": _("Please say where the medium lies.")},
    )


class MistakenForm(forms.Form):
    """Why it was never there."""

    reason = reason_field(help_text=_("For example: a card reader, entered twice."))


class ReplacedForm(forms.Form):
    """Why it is exchanged."""

    reason = reason_field(help_text=_("For example: read errors."))


class DecisionForm(forms.Form):
    """What coordination did about data that may be out."""

    reason = reason_field()


class WipeStationForm(forms.ModelForm):
    """One of our machines that erase other machines' media."""

    class Meta:
        model = WipeStation
        fields = ("name", "serial", "uuid", "own_disks", "is_active")
        widgets = {"own_disks": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "name": _("As people call it, for example: Wipe bench left."),
            "serial": _("As its own hardware report prints it."),
            "uuid": _("For a machine whose report names no serial number."),
            "own_disks": _("One a line. Reports made on it never speak of these."),
            "is_active": _("Reports of a station that is not in use are read as those of any other machine."),
        }

    def clean_serial(self) -> str:
        return self._fact("serial", self.cleaned_data["serial"].strip())

    def clean_uuid(self) -> str:
        return self._fact("uuid", self.cleaned_data["uuid"].strip().lower())

    def _fact(self, name: str, typed: str) -> str:
        if typed and is_placeholder(typed):
            raise forms.ValidationError(_("Many machines print this: it tells nothing. Please leave it empty."))
        taken = self._others().filter(**{f"{name}__iexact": typed})
        if typed and taken.exists():
            raise forms.ValidationError(_("Another wipe station has this already: %(name)s.") % {"name": taken[0]})
        return typed

    def _others(self) -> QuerySet[WipeStation]:
        return WipeStation.objects.exclude(pk=self.instance.pk)

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("serial") and not cleaned.get("uuid"):
            self.add_error("serial", _("Please enter the serial number or the UUID, else it cannot be recognised."))
        return cleaned
