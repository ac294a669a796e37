"""Checking the rows of an import: each by itself, against each other, and against what the donor gave already."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from devices.models import Device, ImportState, RowState, SpreadsheetImport, SpreadsheetRow
from devices.spreadsheets.files.values import Problem, RowValues
from devices.spreadsheets.rows import AGAIN, Keys, RowReader, keys_of, stored
from donations.enums import DonationStatus
from donations.models import Donor

CHUNK = 500
# Rows that a check does not touch: they are devices already, or were put aside by a person.
SETTLED = (RowState.ENTERED, RowState.LEFT_OUT, RowState.RELEASED)
FELL_THROUGH = (DonationStatus.DECLINED, DonationStatus.CANCELLED)
AWAITED = (DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED)
CHECKED = ["state", "problems", "serial_key", "asset_key", "alike_key"]


@dataclass
class Checked:
    """A row and what it says; `before` is what it was stored with."""

    row: SpreadsheetRow
    values: RowValues
    keys: Keys
    before: tuple[object, ...]

    @property
    def has_changed(self) -> bool:
        """Whether the check found something else than the one before."""
        return self.before != _outcome(self.row)


def _outcome(row: SpreadsheetRow) -> tuple[object, ...]:
    return row.state, row.problems, row.serial_key, row.asset_key, row.alike_key


@dataclass(frozen=True)
class OwnDevice:
    """A device of the same donor."""

    number: str
    donation: str
    serial: str
    asset: str


def check(
    spreadsheet: SpreadsheetImport, *, progress: Callable[[int], None] = lambda done: None, error: str = ""
) -> None:
    """Checks every row anew; a second run leaves the same. `progress` is told how many were read, `error` is why the
    rows could not be entered."""
    reader = RowReader.of(spreadsheet, today=timezone.localdate())
    rows = list(spreadsheet.rows.exclude(state=RowState.RELEASED))
    found = []
    for number, row in enumerate(rows, start=1):
        found.append(read_one(reader, row))
        if number % CHUNK == 0:
            progress(number)
    judge(found, spreadsheet)
    with transaction.atomic():
        moved = SpreadsheetImport.objects.filter(pk=spreadsheet.pk, state=ImportState.CHECKING)
        if moved.update(state=ImportState.READY, lease_until=None, error=error):
            store(found)


def read_one(reader: RowReader, row: SpreadsheetRow) -> Checked:
    """One row by itself."""
    values = reader.read(row)
    return Checked(row, values, keys_of(values), _outcome(row))


def judge(found: Sequence[Checked], spreadsheet: SpreadsheetImport) -> None:
    """Gives each row its state: what is wrong with it, whether it stands twice in the file, whether it is known."""
    own = OwnDevices.of(spreadsheet, found)
    seen_serials: dict[str, int] = {}
    seen_assets: dict[str, int] = {}
    for one in found:
        row, keys = one.row, one.keys
        if row.state not in SETTLED:
            problems = own.recognise(one) or _own_problems(one, own, seen_serials, seen_assets)
            row.problems = [stored(problem) for problem in problems]
            row.state = _state_of(problems)
            row.serial_key, row.asset_key, row.alike_key = keys.serial, keys.asset, keys.alike
        if row.state not in (RowState.LEFT_OUT, RowState.RELEASED):
            _remember(seen_serials, keys.serial, row.number)
            _remember(seen_assets, keys.asset, row.number)


def _own_problems(one: Checked, own: "OwnDevices", serials: dict[str, int], assets: dict[str, int]) -> list[Problem]:
    values, keys = one.values, one.keys
    if keys.serial in serials:
        values.blame("serial", "twice", row=serials[keys.serial])
    elif keys.asset in assets:
        values.blame("asset_tag", "twice", row=assets[keys.asset])
    elif keys.asset in own.by_asset:
        taken = own.by_asset[keys.asset]
        values.blame("asset_tag", "taken", device=taken.number, donation=taken.donation)
    elif keys.alike in own.alike and not one.row.edits.get(AGAIN):
        values.blame("category", "alike", donation=own.alike[keys.alike])
    return values.problems


def _state_of(problems: Sequence[Problem]) -> RowState:
    if not problems:
        return RowState.GOOD
    return RowState.KNOWN if problems[0].code == "known" else RowState.BAD


def _remember(seen: dict[str, int], key: str, number: int) -> None:
    if key:
        seen.setdefault(key, number)


class OwnDevices:
    """What the donor gave already, as far as rows may be the same. Of other donors' devices an import says nothing."""

    def __init__(self, devices: Iterable[OwnDevice], alike: dict[str, str]) -> None:
        self.by_serial: dict[str, OwnDevice] = {}
        self.by_asset: dict[str, OwnDevice] = {}
        self.alike = alike
        for device in devices:
            if device.serial:
                self.by_serial.setdefault(device.serial, device)
            if device.asset:
                self.by_asset.setdefault(device.asset, device)

    @classmethod
    def of(cls, spreadsheet: SpreadsheetImport, found: Sequence[Checked]) -> "OwnDevices":
        """Reads what these rows need."""
        donors = family_of(spreadsheet.donor)
        open_rows = [one for one in found if one.row.state not in SETTLED]
        serials = {one.keys.serial for one in open_rows} - {""}
        assets = {one.keys.asset for one in open_rows} - {""}
        devices = [*_devices("serial", serials, donors), *_devices("asset_tag", assets, donors)]
        alike = {one.keys.alike for one in open_rows} - {""}
        return cls(devices, _entered_alike(alike, donors, spreadsheet))

    def recognise(self, one: Checked) -> list[Problem]:
        """Names the device that the row is, if it is one; nothing else matters then."""
        keys = one.keys
        device = self.by_serial.get(keys.serial) if keys.serial else None
        if device is None and keys.asset and (same := self.by_asset.get(keys.asset)):
            device = same if not keys.serial or not same.serial else None
        if device is None:
            return []
        name = "serial" if keys.serial and device.serial == keys.serial else "asset_tag"
        return [Problem(name, "known", {"device": device.number, "donation": device.donation})]


def family_of(donor: Donor) -> list[int]:
    """The donor and those that were merged into it, by key."""
    return [donor.pk, *Donor.objects.filter(merged_into=donor).values_list("pk", flat=True)]


def _devices(column: str, keys: set[str], donors: Sequence[int]) -> Iterator[OwnDevice]:
    """Devices with one of these serial numbers or asset tags, by the index over capitals."""
    given = Device.objects.filter(donation__donor__in=donors).exclude(donation__status__in=FELL_THROUGH)
    for part in _parts(sorted(keys)):
        rows = given.annotate(folded=Upper(column)).filter(folded__in=part).order_by("pk")
        for number, donation, serial, asset in rows.values_list(
            "number", "donation__number", Upper("serial"), Upper("asset_tag")
        ):
            yield OwnDevice(number, donation, serial, asset)


def _entered_alike(keys: set[str], donors: Sequence[int], spreadsheet: SpreadsheetImport) -> dict[str, str]:
    """{key: donation} of rows without any number that went into a donation that is still awaited."""
    found: dict[str, str] = {}
    entered = SpreadsheetRow.objects.filter(donor__in=donors, state=RowState.ENTERED)
    entered = entered.exclude(spreadsheet=spreadsheet).filter(
        Q(spreadsheet__donation__status__in=AWAITED), spreadsheet__discarded_at=None
    )
    for part in _parts(sorted(keys)):
        rows = entered.filter(alike_key__in=part)
        found |= dict(rows.values_list("alike_key", "spreadsheet__donation__number"))
    return found


def _parts(keys: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(keys)
    while part := list(islice(remaining, CHUNK)):
        yield part


def store(found: Iterable[Checked]) -> None:
    """Writes what the check found. One statement for many rows, whichever of them are known already."""
    rows = [one.row for one in found if one.has_changed]
    SpreadsheetRow.objects.bulk_create(
        rows, batch_size=CHUNK, update_conflicts=True, unique_fields=["spreadsheet", "number"], update_fields=CHECKED
    )
