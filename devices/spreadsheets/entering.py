"""Good rows become devices: all at once, in one transaction, and never twice."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from custody.actor import Actor
from custody.services import record
from devices.models import ImportState, RowState, SpreadsheetImport, SpreadsheetRow
from devices.registration import add_lines, open_donation
from devices.spreadsheets.checking import AWAITED, Checked, check, judge, read_one, store
from devices.spreadsheets.rows import RowReader
from donations.models import Donation, Donor
from donations.services import announce

# An event of a donation that had been offered before; its data say how many devices.
DEVICES_ADDED = "devices_added"
# A donation by import may be larger than one that is typed.
MOST_DEVICES = 20_000


class EnteringRefused(Exception):
    """The good rows cannot be entered. `code` says why; see texts."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def enter(spreadsheet: SpreadsheetImport) -> None:
    """Enters what is good as a donation with registered devices, or adds it to the import's donation. The rest stays to
    be corrected. May run twice: the second time nothing is left to do."""
    now = timezone.now()
    reader = RowReader.of(spreadsheet, today=timezone.localdate(now))
    found = [read_one(reader, row) for row in spreadsheet.rows.exclude(state=RowState.RELEASED)]
    try:
        _enter(spreadsheet, reader, found, now)
    except EnteringRefused as refusal:
        waiting = SpreadsheetImport.objects.filter(pk=spreadsheet.pk, state=ImportState.ENTERING)
        if waiting.update(state=ImportState.CHECKING, lease_until=None):
            # Says of each row what the check under the lock found.
            check(spreadsheet, error=refusal.code)


@transaction.atomic
def _enter(spreadsheet: SpreadsheetImport, reader: RowReader, found: Sequence[Checked], now: datetime) -> None:
    # Of one donor one import is entered at a time, so that two lists with the same device give one.
    Donor.objects.select_for_update().get(pk=spreadsheet.donor_id)
    spreadsheet = (
        SpreadsheetImport.objects.select_for_update(of=("self",)).select_related("donor").get(pk=spreadsheet.pk)
    )
    if spreadsheet.state != ImportState.ENTERING:
        return
    judge(found, spreadsheet)
    store(found)
    good = [one for one in found if one.row.state == RowState.GOOD]
    _check_size(spreadsheet, good)
    actor = Actor.person(spreadsheet.job.started_by)
    donation, is_new = _donation_of(spreadsheet, actor, now)
    first_line = _first_line(spreadsheet, donation)
    lines = [one.row.number + first_line for one in good]
    devices = add_lines(donation, [reader.offered(one.values) for one in good], lines, actor=actor, now=now)
    spreadsheet.rows.filter(state=RowState.GOOD).update(state=RowState.ENTERED, line=F("number") + first_line)
    SpreadsheetImport.objects.filter(pk=spreadsheet.pk).update(
        state=ImportState.READY, lease_until=None, error="", donation=donation, first_line=first_line
    )
    if is_new:
        announce(donation, actor=actor, now=now)
    else:
        record(donation, DEVICES_ADDED, actor=actor, data={"devices": len(devices)}, happened_at=now)


def _check_size(spreadsheet: SpreadsheetImport, good: Sequence[Checked]) -> None:
    if not good:
        raise EnteringRefused("nothing_good")
    present = spreadsheet.donation.devices.count() if spreadsheet.donation else 0
    if present + sum(one.values.count for one in good) > MOST_DEVICES:
        raise EnteringRefused("too_many_devices")


def _donation_of(spreadsheet: SpreadsheetImport, actor: Actor, now: datetime) -> tuple[Donation, bool]:
    """The donation to fill, locked, and whether it is new."""
    if spreadsheet.donation_id is None:
        donation = open_donation(donor=spreadsheet.donor, values=spreadsheet.offer, actor=actor, now=now)
        return donation, True
    donation = Donation.objects.select_for_update().get(pk=spreadsheet.donation_id)
    if donation.status not in AWAITED:
        raise EnteringRefused("donation_closed")
    return donation, False


def _first_line(spreadsheet: SpreadsheetImport, donation: Donation) -> int:
    """What is added to a row's number to have its line: nothing in a donation of its own, else what leaves room for
    every row of other lists, entered or not."""
    if spreadsheet.first_line is not None:
        return spreadsheet.first_line
    others = donation.spreadsheet_imports.exclude(first_line=None).annotate(last=Max("rows__number"))
    ends = [first + last for first, last in others.values_list("first_line", "last") if last]
    typed = donation.offered_lines.aggregate(last=Max("line"))["last"] or 0
    return max([*ends, typed, donation.devices.aggregate(last=Max("line"))["last"] or 0])


def release(donation_pks: Sequence[int]) -> None:
    """The donations fell through (FELL_THROUGH): their rows may be offered again, in the same file, too."""
    imports = SpreadsheetImport.objects.filter(donation__in=donation_pks)
    SpreadsheetRow.objects.filter(spreadsheet__in=imports, state=RowState.ENTERED).update(state=RowState.RELEASED)
    imports.standing().update(discarded_at=timezone.now())
