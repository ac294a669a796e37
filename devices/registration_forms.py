"""The offer form of those who are signed in: everything but the rows; and what every row of devices has."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from devices.models import Category
from devices.registration import (
    MOST_PER_ROW,
    OfferedRow,
    RegistrationRefused,
    address_of,
    check_row,
)
from donations.enums import Delivery, MediaWithData, OfferSource, Origin
from donations.models import Donation, Donor

ON_BEHALF = [
    (source.value, source.label)
    for source in (OfferSource.PHONE, OfferSource.MAIL, OfferSource.VISIT, OfferSource.DOOR)
]


class OfferForm(forms.ModelForm):
    """Everything about a donation but its devices. `donors` are those that the person may give for; coordination may
    leave the donor unknown."""

    donor = forms.ModelChoiceField(Donor.objects.none(), label=_("Donor"))
    source = forms.ChoiceField(
        label=_("How did the offer reach us?"), choices=ON_BEHALF, widget=forms.RadioSelect, initial=OfferSource.PHONE
    )
    origin = forms.ChoiceField(
        label=_("Where do the devices come from?"),
        choices=Origin.choices,
        widget=forms.RadioSelect,
        help_text=_("Matters only if you want a tax confirmation."),
    )
    media_with_data = forms.ChoiceField(
        label=_("Are disks with data in the devices?"),
        choices=MediaWithData.choices,
        widget=forms.RadioSelect,
        help_text=_("We erase every disk, with proof. With data we make a processing agreement with you first."),
    )
    delivery = forms.ChoiceField(
        label=_("How do the devices get to us?"),
        choices=[(Delivery.DROP_OFF, _("we bring it")), (Delivery.PICK_UP, _("please pick it up"))],
        widget=forms.RadioSelect,
        initial=Delivery.DROP_OFF,
    )

    class Meta:
        model = Donation
        fields = ["donor", "source", "origin", "media_with_data", "delivery", "window", "pick_up_address", "message"]
        labels = {
            "window": _("When does it suit you?"),
            "pick_up_address": _("Address for the pick-up"),
            "message": _("Message"),
        }
        help_texts = {
            "window": _("For example: weekdays from 9 to 15, not in the first week of December"),
            "pick_up_address": _("Only if it is another one than your own address."),
            "message": _("What else we should know, for example stairs or a loading ramp."),
        }
        widgets = {"message": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, donors: Sequence[Donor], may_be_unknown: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_donor = donors[0] if len(donors) == 1 and not may_be_unknown else None
        if not may_be_unknown:
            del self.fields["source"]
        if self.only_donor:
            del self.fields["donor"]
            return
        field = self.fields["donor"]
        field.queryset = Donor.objects.filter(pk__in=[donor.pk for donor in donors])
        field.required = not may_be_unknown
        field.empty_label = _("unknown donor (left at the door)") if may_be_unknown else _("please choose")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        donor = self.only_donor or cleaned.get("donor")
        pick_up = cleaned.get("delivery") == Delivery.PICK_UP
        if pick_up and not cleaned.get("pick_up_address") and not (donor and address_of(donor)):
            self.add_error(
                "pick_up_address", _("Please say where we collect the devices, for example: Parkweg 7, 04159 Leipzig")
            )
        return cleaned

    @property
    def donor_and_values(self) -> tuple[Donor | None, dict[str, Any]]:
        """What register_donation wants, of a valid form."""
        values = {"source": OfferSource.ACCOUNT, **self.cleaned_data}
        donor = values.pop("donor", None)
        return self.only_donor or donor, values


def _chosen(categories: Mapping[str, Category], key: str) -> Category:
    """Raises ValueError for a key that no category in use has; the field then says so."""
    if key not in categories:
        raise ValueError(key)
    return categories[key]


class OfferedRowForm(forms.Form):
    """One row of devices. `categories` is read once for all rows."""

    category = forms.TypedChoiceField(
        label=_("Kind"), empty_value=None, error_messages={"required": _("Please choose what it is.")}
    )
    count = forms.IntegerField(
        label=_("Count"),
        min_value=1,
        max_value=MOST_PER_ROW,
        initial=1,
        error_messages={
            "min_value": _("At least 1."),
            "max_value": _("At most %(limit_value)s in one row."),
            "invalid": _("Please enter a whole number, for example 20."),
        },
    )
    maker = forms.CharField(label=_("Maker"), max_length=80, required=False)
    model = forms.CharField(label=_("Model"), max_length=120, required=False)
    serial = forms.CharField(label=_("Serial number"), max_length=80, required=False)
    asset_tag = forms.CharField(label=_("Asset tag"), max_length=80, required=False)

    def __init__(self, *args: Any, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(category.pk): category for category in categories}
        field = self.fields["category"]
        field.choices = [("", _("please choose")), *((key, category.name) for key, category in by_key.items())]
        field.coerce = partial(_chosen, by_key)

    def has_changed(self) -> bool:
        """A row that was added and left empty is none, also where its count was left empty with it."""
        untouched = self["count"].data in (None, "", str(self.fields["count"].initial))
        return bool(set(self.changed_data) - ({"count"} if untouched else set()))

    @property
    def row(self) -> OfferedRow:
        """The row of a valid form."""
        return self._row_of(self.cleaned_data)

    def _row_of(self, cleaned: Mapping[str, Any]) -> OfferedRow:
        return OfferedRow(**{field.name: cleaned[field.name] for field in fields(OfferedRow) if field.name in cleaned})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and self.has_changed():
            try:
                check_row(self._row_of(cleaned))
            except RegistrationRefused as refusal:
                self.add_error("serial" if cleaned["serial"] else "asset_tag", str(refusal))
        return cleaned
