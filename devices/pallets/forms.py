"""Forms of pallets."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput
from devices.models import Location, Pallet, RecyclingGoods
from devices.pallets.collecting import Collection
from devices.pallets.reasons import RecycleReason
from devices.piles.forms import SCAN_ATTRIBUTES
from devices.workshop_forms import reason_field

WEIGHT = {"class": "h4f-short", "inputmode": "decimal", "step": "any", "min": 0}


class OpenForm(forms.Form):
    """Where the pallet stands."""

    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True), label=_("Location"), required=False, empty_label=_("no location")
    )


class ScanForm(forms.Form):
    """What is put on; somebody who may decide gives it to recycling with the scan."""

    code = forms.CharField(
        label=_("Scan or type a number"),
        max_length=200,
        help_text=_("H4F number, serial number or asset tag of a device; the serial number of a loose medium."),
        error_messages={"required": _("Please scan or type a number first.")},
        widget=forms.TextInput(attrs=SCAN_ATTRIBUTES),
    )
    reason = forms.ChoiceField(
        label=_("Give devices to recycling with the scan, because they are"),
        choices=[("", _("no: only what is recycled or dismantled already")), *RecycleReason.choices],
        required=False,
    )

    def __init__(self, *args: Any, may_decide: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not may_decide:
            del self.fields["reason"]


class GoodsForm(forms.Form):
    """Goods by weight or pieces."""

    goods = forms.ModelChoiceField(
        RecyclingGoods.objects.filter(is_active=True),
        label=_("What is it?"),
        empty_label=_("please choose"),
        error_messages={"required": _("Please choose what it is.")},
    )
    kg = forms.DecimalField(
        label=_("Weight in kg"),
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=2,
        widget=forms.NumberInput(attrs=WEIGHT),
    )
    pieces = forms.IntegerField(
        label=_("Pieces"),
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "h4f-short", "inputmode": "numeric", "min": 0}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("kg") and not cleaned.get("pieces"):
            self.add_error("kg", _("Please enter the weight in kg, for example 12,5, or the number of pieces."))
        return cleaned


class CollectForm(forms.Form):
    """Who took it, when, and what it weighed."""

    taker = forms.CharField(
        label=_("Collected by (company)"),
        max_length=120,
        help_text=_("The certified company that takes the pallet, not the driver's name."),
        error_messages={"required": _("Please say who takes the pallet.")},
    )
    collected_on = forms.DateField(label=_("Collected on"), widget=DateInput())
    weight_kg = forms.DecimalField(
        label=_("Weight in kg"),
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=1,
        widget=forms.NumberInput(attrs=WEIGHT),
    )
    certificate = forms.CharField(
        label=_("Certificate number"),
        required=False,
        max_length=80,
        help_text=_("The certificate of disposal. It can be entered later, too."),
    )
    sure = forms.BooleanField(
        label=_("The list is complete. It cannot be changed afterwards."),
        error_messages={"required": _("Please confirm, or leave this page without saving.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["collected_on"].initial = timezone.localdate()

    def clean_collected_on(self):
        """A pallet is entered after it has left."""
        day = self.cleaned_data["collected_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future."))
        return day

    def clean_weight_kg(self):
        """0 kg is no weight."""
        return self.cleaned_data["weight_kg"] or None

    @property
    def collection(self) -> Collection:
        """The answers, of a valid form."""
        return Collection(**{name: value for name, value in self.cleaned_data.items() if name != "sure"})


class CertificateForm(forms.Form):
    """The certificate came."""

    number = forms.CharField(
        label=_("Certificate number"),
        max_length=80,
        error_messages={"required": _("Please enter the number of the certificate.")},
    )


class RecycleForm(forms.Form):
    """Why a device is given to recycling, and the pallet that it goes on at once."""

    reason = reason_field(help_text=_("Please enter no names of people."))
    pallet = forms.ModelChoiceField(
        Pallet.objects.being_filled(), label=_("Put on pallet"), required=False, empty_label=_("later")
    )
