"""A device set, as the administration keeps it: its names and what belongs to it."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.pages.reference import RowForm
from devices.models import AccessoryKind, Category
from recipients.models import DeviceSet, DeviceSetItem

MOST_THINGS = 6
DEVICE, ACCESSORY = "device", "accessory"
THINGS = [f"thing_{number}" for number in range(1, MOST_THINGS + 1)]


class DeviceSetRow(RowForm):
    """Names, place and use as every table has them, and up to six things: devices, which are allocated one by one, and
    accessories, which are counted."""

    field_order = ("name_de", "name_en", *THINGS)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        devices, accessories = _choices(DEVICE, Category), _choices(ACCESSORY, AccessoryKind)
        offered = [("", _("nothing")), (_("Devices"), devices), (_("Accessories"), accessories)]
        present = [_value(item) for item in self.instance.items.all()] if self.instance.pk else []
        for number, name in enumerate(THINGS):
            label = _("What belongs to it: %(number)s") % {"number": number + 1}
            initial = present[number] if number < len(present) else ""
            self.fields[name] = forms.ChoiceField(label=label, choices=offered, initial=initial, required=False)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Several things, one of which is a device."""
        cleaned = super().clean()
        things = self._things()
        if len(things) < 2 or not any(kind == DEVICE for kind, _pk in things):
            self.add_error(THINGS[0], _("A set has at least two things, and at least one of them is a device."))
        return cleaned

    def _things(self) -> list[tuple[str, int]]:
        said = [self.cleaned_data.get(name) for name in THINGS]
        return [(kind, int(pk)) for kind, _sign, pk in (one.partition(":") for one in said if one)]

    @transaction.atomic
    def save(self, commit: bool = True) -> DeviceSet:
        row = super().save(commit)
        row.items.all().delete()
        DeviceSetItem.objects.bulk_create(
            DeviceSetItem(device_set=row, position=position, **{_COLUMNS[kind]: pk})
            for position, (kind, pk) in enumerate(self._things(), start=1)
        )
        return row


_COLUMNS = {DEVICE: "category_id", ACCESSORY: "accessory_id"}


def _choices(kind: str, model: type[Category] | type[AccessoryKind]) -> list[tuple[str, str]]:
    return [(f"{kind}:{row.pk}", row.name) for row in model.objects.filter(is_active=True)]


def _value(item: DeviceSetItem) -> str:
    return f"{DEVICE}:{item.category_id}" if item.category_id else f"{ACCESSORY}:{item.accessory_id}"
