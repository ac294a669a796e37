"""Registering a donation: every announced device has its number from the first moment; goods without a device around
them (loose disks, bags of cables) are announced by their count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.numbering import yearly_numbers
from custody.services import Line, record_many
from devices.enums import DeviceStatus
from devices.labelling import reserved
from devices.models import Category, Device, Goods, OfferedLine, ReservedNumber
from devices.numbers import next_numbers
from devices.search import search_text_of
from donations.enums import DataAgreement, Delivery, DonationStatus, MediaWithData
from donations.models import Donation, Donor
from donations.services import announce, refresh_search_text

MOST_PER_ROW = 500
MOST_PER_DONATION = 1000
SERIES_OF_DONATIONS = "S"
REGISTERED = "registered"
LONGEST_DESCRIPTION = 300


class RegistrationRefused(Exception):
    """What was offered cannot be registered like this. The message is for people."""


@dataclass(frozen=True)
class OfferedRow:
    """One row of an offer: `count` alike things of a category, or `goods` without numbers. `year` is that of
    manufacture; year, memory and display are what the donor says, and no facts of a device."""

    category: Category | None
    count: int = 1
    maker: str = ""
    model: str = ""
    serial: str = ""
    asset_tag: str = ""
    goods: Goods | str = ""
    year: int | None = None
    ram_gib: int | None = None
    inches: Decimal | None = None
    cpu: str = ""

    @property
    def description(self) -> str:
        """Maker, model and processor; of goods everything that was said, as no device keeps it."""
        said = (self.maker, self.model, self.cpu, *((self.serial, self.asset_tag) if self.goods else ()))
        return " ".join(filter(None, said))[:LONGEST_DESCRIPTION]


def check_row(row: OfferedRow) -> None:
    """Raises RegistrationRefused for a count that no row may have, or one serial for several things."""
    if not 1 <= row.count <= MOST_PER_ROW:
        raise RegistrationRefused(_("A row holds 1 to %(most)d devices.") % {"most": MOST_PER_ROW})
    if row.count > 1 and not row.goods and (row.serial or row.asset_tag):
        raise RegistrationRefused(
            _("A serial number or asset tag belongs to one device. Give each of these devices a row of its own.")
        )


def check_rows(rows: Sequence[OfferedRow]) -> None:
    """Raises RegistrationRefused for no rows, too many devices, or the same serial number or asset tag twice."""
    if not rows:
        raise RegistrationRefused(_("Please list at least one device."))
    if sum(row.count for row in rows if not row.goods) > MOST_PER_DONATION:
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
    donation = open_donation(donor=donor, values=values, actor=actor, now=now)
    add_lines(donation, rows, range(1, len(rows) + 1), actor=actor, now=now)
    announce(donation, actor=actor, now=now)
    return donation


@transaction.atomic
def open_donation(*, donor: Donor | None, values: Mapping[str, Any], actor: Actor, now: datetime) -> Donation:
    """A numbered draft without devices; `values` are columns of Donation. For a transaction that adds them."""
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
    return donation


@transaction.atomic
def add_lines(
    donation: Donation, rows: Sequence[OfferedRow], lines: Sequence[int], *, actor: Actor, now: datetime
) -> list[Device]:
    """Announced rows under these numbers of lines, and their numbered devices."""
    _keep_lines(donation, rows, lines)
    return _add_things(donation, _things(rows, lines), actor=actor, now=now)


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


def _keep_lines(donation: Donation, rows: Sequence[OfferedRow], numbers: Sequence[int]) -> None:
    """What was announced, to be held against what comes and against the rules of acceptance."""
    lines = [
        OfferedLine(
            donation=donation,
            line=line,
            category=row.category,
            goods=row.goods,
            count=row.count,
            description=row.description,
            year=row.year,
            ram_gib=row.ram_gib,
            inches=row.inches,
        )
        for line, row in zip(numbers, rows, strict=True)
    ]
    OfferedLine.objects.bulk_create(lines, batch_size=500)


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
    things = _things(rows, [0] * len(rows) if is_surplus else range(1, len(rows) + 1))
    label = _label_for(things, number) if number else None
    return _add_things(donation, things, actor=actor, now=now, label=label, is_surplus=is_surplus)


def _add_things(
    donation: Donation,
    things: Sequence[tuple[int, OfferedRow]],
    *,
    actor: Actor,
    now: datetime,
    label: ReservedNumber | None = None,
    is_surplus: bool = False,
) -> list[Device]:
    numbers = [label.number] if label else next_numbers(len(things))
    own = {"donation": donation, "is_surplus": is_surplus, "status_since": now, "created_at": now}
    devices = [_device(number, line, row, **own) for number, (line, row) in zip(numbers, things, strict=True)]
    devices = Device.objects.bulk_create(devices, batch_size=500)
    if label:
        reserved.become_own(label, devices[0], actor=actor, now=now)
    _record_registered(devices, actor=actor, now=now)
    return devices


def _things(rows: Sequence[OfferedRow], lines: Sequence[int]) -> list[tuple[int, OfferedRow]]:
    """(line, row) once for every device; goods have no numbers."""
    numbered = [(line, row) for line, row in zip(lines, rows, strict=True) if not row.goods]
    return [(line, row) for line, row in numbered for _copy in range(row.count)]


def _label_for(things: Sequence[tuple[int, OfferedRow]], number: str) -> ReservedNumber:
    if len(things) > 1:
        raise RegistrationRefused(_("A label belongs to one device. Give each of these devices a label of its own."))
    return reserved.free_for_a_new_device(number)


def _device(number: str, line: int, row: OfferedRow, **own: Any) -> Device:
    device = Device(
        number=number,
        line=line,
        category=row.category,
        maker=row.maker,
        model=row.model,
        serial=row.serial,
        asset_tag=row.asset_tag,
        status=DeviceStatus.REGISTERED,
        **own,
    )
    device.search_text = search_text_of(device)
    return device


def _record_registered(devices: Sequence[Device], *, actor: Actor, now: datetime) -> None:
    lines = [
        Line(device, REGISTERED, new_status=DeviceStatus.REGISTERED, data={"line": device.line}) for device in devices
    ]
    record_many(lines, actor=actor, happened_at=now)
