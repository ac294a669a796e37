"""Taking in: what was announced arrives, line by line. One wrong line never costs another one.

Everything here first locks the donation's row, so that two people at the same donation take turns: each line is
read when the other's lines are stored.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages.scanning import normalise_scan, weaker_readings
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status_many, take_back
from devices.enums import DeviceStatus
from devices.models import Device, Location, ReservedNumber
from devices.offering import goods
from devices.registration import OfferedRow, add_devices, check_row
from donations.enums import DonationStatus
from donations.models import Donation

MOST_LINES = 1000
AWAITED = (DeviceStatus.REGISTERED, DeviceStatus.NOT_RECEIVED)


class Outcome(StrEnum):
    """What became of one line."""

    RECEIVED = "received"
    ALREADY = "already"
    DOUBLE = "double"
    UNKNOWN = "unknown"
    ELSEWHERE = "elsewhere"
    REFUSED = "refused"


@dataclass(frozen=True)
class LineResult:
    """One line as it was typed, and what became of it; `device` when one was found, `reason` when it was refused."""

    typed: str
    outcome: Outcome
    device: Device | None = None
    reason: str = ""


@transaction.atomic
def receive_lines(
    donation: Donation,
    lines: Iterable[str],
    *,
    actor: Actor,
    location: Location | None = None,
    now: datetime | None = None,
) -> list[LineResult]:
    """Takes in every line that names an awaited device of this donation by H4F number, serial number or asset tag.

    One result per line, in their order; empty lines are left out. Raises TransitionRefused for more than 1,000 lines or
    a donation that nothing can come from.
    """
    typed = [line.strip() for line in lines if line.strip()]
    if len(typed) > MOST_LINES:
        raise TransitionRefused(_("Please take in at most %(most)d lines at once.") % {"most": MOST_LINES})
    donation = _locked(donation)
    results = _recognise(donation, typed)
    arriving = [result.device for result in results if result.outcome == Outcome.RECEIVED]
    refused = _receive(donation, arriving, actor=actor, location=location, now=now or timezone.now())
    return [_after(result, refused) for result in results]


def _after(result: LineResult, refused: Mapping[int, str]) -> LineResult:
    if result.outcome == Outcome.RECEIVED and result.device.pk in refused:
        return LineResult(result.typed, Outcome.REFUSED, result.device, refused[result.device.pk])
    return result


def _locked(donation: Donation) -> Donation:
    """The donation, its row locked. Raises TransitionRefused when nothing can come from it."""
    found = Donation.objects.expected().select_for_update().filter(pk=donation.pk).first()
    if found is None:
        raise TransitionRefused(_("This donation was declined or withdrawn; nothing is taken in for it."))
    return found


def _receive(
    donation: Donation, devices: Sequence[Device], *, actor: Actor, location: Location | None, now: datetime
) -> dict[int, str]:
    """Moves devices, and the donation with its first one. Returns {device: why not}."""
    if not devices:
        return {}
    if donation.status in (DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED):
        change_status_many(
            Donation,
            [donation.pk],
            DonationStatus.RECEIVED,
            actor=actor,
            happened_at=now,
            received_on=timezone.localdate(now),
        )
    columns = {"location": location} if location else {}
    pks = [device.pk for device in devices]
    return change_status_many(Device, pks, DeviceStatus.RECEIVED, actor=actor, happened_at=now, **columns).refused


class _Index:
    """This donation's devices by everything that may stand on them, in capitals; awaited ones come first, blank labels
    stuck on them last."""

    def __init__(self, donation: Donation) -> None:
        self.found: dict[str, Device] = {}
        devices = sorted(donation.devices.select_related("category"), key=lambda d: (d.status not in AWAITED, d.pk))
        for names in (("number",), ("serial", "asset_tag")):
            for device in devices:
                for name in names:
                    if value := getattr(device, name).strip().upper():
                        self.found.setdefault(value, device)
        by_pk = {device.pk: device for device in devices}
        labels = ReservedNumber.objects.filter(device__donation=donation)
        for number, pk in labels.values_list("number", "device"):
            self.found.setdefault(number, by_pk[pk])

    def get(self, candidates: Iterable[str]) -> Device | None:
        """The device of the likeliest candidate."""
        return next((self.found[text.upper()] for text in candidates if text.upper() in self.found), None)


def _recognise(donation: Donation, typed: Sequence[str]) -> list[LineResult]:
    index = _Index(donation)
    seen: set[int] = set()
    results = []
    for text in typed:
        device = index.get(_readings(text))
        results.append(_result(text, device, seen))
        if device:
            seen.add(device.pk)
    elsewhere = _elsewhere(donation, [result.typed for result in results if result.device is None])
    return [_found_elsewhere(result, elsewhere) for result in results]


def _readings(text: str) -> list[str]:
    """What a line may stand for, serial numbers behind a maker's prefix last."""
    return [*normalise_scan(text), *weaker_readings(text)]


def _result(typed: str, device: Device | None, seen: set[int]) -> LineResult:
    if device is None:
        return LineResult(typed, Outcome.UNKNOWN)
    if device.pk in seen:
        return LineResult(typed, Outcome.DOUBLE, device)
    return LineResult(typed, Outcome.RECEIVED if device.status in AWAITED else Outcome.ALREADY, device)


def _found_elsewhere(result: LineResult, elsewhere: Mapping[str, Device]) -> LineResult:
    device = elsewhere.get(result.typed) if result.device is None else None
    return LineResult(result.typed, Outcome.ELSEWHERE, device) if device else result


def _elsewhere(donation: Donation, typed: Sequence[str]) -> dict[str, Device]:
    """{typed: device of another donation} of the lines that this donation does not know."""
    wanted = {text: _readings(text) for text in typed}
    found = find_devices({candidate for candidates in wanted.values() for candidate in candidates} | set(typed))
    by_name: dict[str, Device] = {}
    for device in found.exclude(donation=donation).select_related("category", "donation"):
        for value in (device.number, device.serial, device.asset_tag):
            if value:
                by_name.setdefault(value.upper(), device)
    matches = {
        text: next((by_name[c.upper()] for c in candidates if c.upper() in by_name), None)
        for text, candidates in wanted.items()
    }
    return {text: device for text, device in matches.items() if device}


def find_devices(names: Iterable[str]) -> QuerySet[Device]:
    """Devices of any donation with one of these as number, serial number or asset tag, however they are written."""
    known = sorted({name.upper() for name in names})
    capitals = {"serial_capitals": Upper("serial"), "tag_capitals": Upper("asset_tag")}
    named = Q(number__in=known) | Q(serial_capitals__in=known) | Q(tag_capitals__in=known)
    return Device.objects.alias(**capitals).filter(named)


@transaction.atomic
def receive_next(
    donation: Donation,
    line: int,
    *,
    actor: Actor,
    location: Location | None = None,
    now: datetime | None = None,
) -> Device:
    """A thing without any number takes the next number of its announced line: one without serial and asset tag first,
    then registered before not received. Raises TransitionRefused when the line is complete."""
    donation = _locked(donation)
    awaited = donation.devices.awaited().filter(line=line, is_surplus=False).select_related("category")
    ranked = sorted(awaited, key=lambda d: (bool(d.serial or d.asset_tag), d.status != DeviceStatus.REGISTERED, d.pk))
    if not ranked:
        raise TransitionRefused(_("Everything of this line is here already. Record what is more as a surplus device."))
    device = ranked[0]
    refused = _receive(donation, [device], actor=actor, location=location, now=now or timezone.now())
    if refused:
        raise TransitionRefused(refused[device.pk])
    device.refresh_from_db()
    return device


@transaction.atomic
def receive_surplus(
    donation: Donation,
    row: OfferedRow,
    *,
    actor: Actor,
    location: Location | None = None,
    number: str = "",
    now: datetime | None = None,
) -> list[Device]:
    """Things that nobody announced get their numbers (the one on a blank label: `number`) and are in at once. Raises
    RegistrationRefused for a count that no row may have, TransitionRefused when the serial number or asset tag is
    already one of this donation's, or the label is not free."""
    now = now or timezone.now()
    check_row(row)
    donation = _locked(donation)
    if known := _same_thing(donation, row):
        raise TransitionRefused(
            _("This is %(number)s of this donation. Please take it in by scanning it.") % {"number": known.number}
        )
    devices = add_devices(donation, [row], actor=actor, now=now, is_surplus=True, number=number)
    _receive(donation, devices, actor=actor, location=location, now=now)
    return list(Device.objects.filter(pk__in=[device.pk for device in devices]).order_by("pk"))


def _same_thing(donation: Donation, row: OfferedRow) -> Device | None:
    wanted = [text.upper() for text in (row.serial, row.asset_tag) if text]
    named = donation.devices.annotate(serial_upper=Upper("serial"), tag_upper=Upper("asset_tag"))
    return named.filter(Q(serial_upper__in=wanted) | Q(tag_upper__in=wanted)).first() if wanted else None


@transaction.atomic
def mark_rest_not_received(donation: Donation, *, actor: Actor, now: datetime | None = None) -> int:
    """What is still announced did not come; it may come later. Returns how many. Raises TransitionRefused while nothing
    of the donation has arrived, since then it is not here yet, or is to be declined."""
    donation = _locked(donation)
    if donation.status not in (DonationStatus.RECEIVED, DonationStatus.SETTLED):
        raise TransitionRefused(_("Nothing of this donation has arrived yet."))
    rest = donation.devices.filter(status=DeviceStatus.REGISTERED).values_list("pk", flat=True)
    change = change_status_many(Device, rest, DeviceStatus.NOT_RECEIVED, actor=actor, happened_at=now)
    return len(change.changed) + goods.mark_rest_missing(donation, now=now or timezone.now())


@transaction.atomic
def take_back_intake(device: Device, *, actor: Actor, reason: str, anyone: bool, now: datetime | None = None) -> None:
    """A line was wrong: the device is awaited again. Raises TransitionRefused as custody's take_back does, and when the
    device's last step was another one than its arrival."""
    if device.status != DeviceStatus.RECEIVED:
        raise TransitionRefused(
            _("%(number)s has moved on; its last step is taken back on its own page.") % {"number": device.number}
        )
    take_back(device, actor=actor, reason=reason, anyone=anyone, now=now)
