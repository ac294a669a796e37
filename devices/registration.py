"""Registering a donation with its devices: every announced thing is a numbered device from the first moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.numbering import yearly_numbers
from custody.services import Line, record_many
from devices.enums import DeviceStatus
from devices.labelling import reserved
from devices.models import Category, Device
from devices.numbers import next_numbers
from devices.search import search_text_of
from donations.enums import DataAgreement, Delivery, DonationStatus, MediaWithData
from donations.models import Donation, Donor
from donations.services import announce, refresh_search_text

MOST_PER_ROW = 500
MOST_PER_DONATION = 1000
SERIES_OF_DONATIONS = "S"
REGISTERED = "registered"


class RegistrationRefused(Exception):
    """What was offered cannot be registered like this. The message is for people."""


@dataclass(frozen=True)
class OfferedRow:
    """One row of an offer: `count` alike things."""

    category: Category
    count: int = 1
    maker: str = ""
    model: str = ""
    serial: str = ""
    asset_tag: str = ""


def check_row(row: OfferedRow) -> None:
    """Raises RegistrationRefused for a count that no row may have, or one serial for several things."""
    if not 1 <= row.count <= MOST_PER_ROW:
        raise RegistrationRefused(_("A row holds 1 to %(most)d devices.") % {"most": MOST_PER_ROW})
    if row.count > 1 and (row.serial or row.asset_tag):
        raise RegistrationRefused(
            _("A serial number or asset tag belongs to one device. Give each of these devices a row of its own.")
        )


def check_rows(rows: Sequence[OfferedRow]) -> None:
    """Raises RegistrationRefused for no rows, too many devices, or the same serial number or asset tag twice."""
    if not rows:
        raise RegistrationRefused(_("Please list at least one device."))
    if sum(row.count for row in rows) > MOST_PER_DONATION:
        raise RegistrationRefused(
            _("A donation holds up to %(most)d devices. Please split it into several.") % {"most": MOST_PER_DONATION}
        )
    for values in ([row.serial for row in rows], [row.asset_tag for row in rows]):
        if twice := _first_twice(values):
            raise RegistrationRefused(_("“%(value)s” stands in two rows.") % {"value": twice})


def _first_twice(values: Iterable[str]) -> str:
    seen = set()
    for value in filter(None, values):
        if value.upper() in seen:
            return value
        seen.add(value.upper())
    return ""


@transaction.atomic
def register_donation(
    *,
    donor: Donor | None,
    values: Mapping[str, Any],
    rows: Sequence[OfferedRow],
    actor: Actor,
    now: datetime | None = None,
) -> Donation:
    """A new donation with its numbered devices, offered at once. `values` are columns of Donation; a donor of None is
    unknown. Raises RegistrationRefused; then nothing is stored and no number is used."""
    now = now or timezone.now()
    check_rows(rows)
    for row in rows:
        check_row(row)
    number = yearly_numbers(SERIES_OF_DONATIONS, 1, on=timezone.localdate(now))[0]
    donation = Donation.objects.create(
        number=number,
        donor=donor,
        entered_by=actor.user,
        created_at=now,
        status_since=now,
        **{**values, "data_agreement": _agreement(values), "pick_up_address": _address(values, donor)},
    )
    record_many([Line(donation, REGISTERED, new_status=DonationStatus.DRAFT)], actor=actor, happened_at=now)
    refresh_search_text([donation])
    add_devices(donation, rows, actor=actor, now=now)
    announce(donation, actor=actor, now=now)
    return donation


def _agreement(values: Mapping[str, Any]) -> DataAgreement:
    return DataAgreement.NOT_NEEDED if values["media_with_data"] == MediaWithData.NO else DataAgreement.OPEN


def _address(values: Mapping[str, Any], donor: Donor | None) -> str:
    """Where to collect: what was typed, else the donor's address; nothing for goods that are brought."""
    if values.get("delivery") != Delivery.PICK_UP:
        return ""
    return values.get("pick_up_address", "") or (address_of(donor) if donor else "")


def address_of(donor: Donor) -> str:
    """The donor's address in one line; nothing without a street."""
    town = f"{donor.postcode} {donor.city}".strip()
    return f"{donor.street}, {town}".strip(", ") if donor.street else ""


@transaction.atomic
def add_devices(
    donation: Donation,
    rows: Sequence[OfferedRow],
    *,
    actor: Actor,
    now: datetime,
    is_surplus: bool = False,
    number: str = "",
) -> list[Device]:
    """Numbered devices for each row; `line` counts the rows from 1, and is 0 for what came without being announced.

    `number` is that of a blank label on the one device; else the next numbers are taken. Raises RegistrationRefused for
    one label on several devices, LabelRefused when the label is not free.
    """
    things = [(0 if is_surplus else line, row) for line, row in enumerate(rows, start=1) for _copy in range(row.count)]
    if number and len(things) > 1:
        raise RegistrationRefused(_("A label belongs to one device. Give each of these devices a label of its own."))
    label = reserved.free_for_a_new_device(number) if number else None
    numbers = [label.number] if label else next_numbers(len(things))
    devices = [
        Device(
            number=own_number,
            donation=donation,
            line=line,
            is_surplus=is_surplus,
            category=row.category,
            maker=row.maker,
            model=row.model,
            serial=row.serial,
            asset_tag=row.asset_tag,
            status=DeviceStatus.REGISTERED,
            status_since=now,
            created_at=now,
        )
        for own_number, (line, row) in zip(numbers, things, strict=True)
    ]
    for device in devices:
        device.search_text = search_text_of(device)
    devices = Device.objects.bulk_create(devices, batch_size=500)
    if label:
        reserved.become_own(label, devices[0], actor=actor, now=now)
    record_many(
        [
            Line(device, REGISTERED, new_status=DeviceStatus.REGISTERED, data={"line": device.line})
            for device in devices
        ],
        actor=actor,
        happened_at=now,
    )
    return devices
