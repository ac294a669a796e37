"""Erasure logs that are to be heard again: they name a disk that nobody knows yet, or whose device is not here."""

from collections.abc import Iterable
from dataclasses import replace

from devices.erasure import Verdict
from devices.importers.facts import ErasureReport
from devices.matching import keys_of
from devices.models import Evidence, UnplacedSerial

MAY_BE_PLACED_LATER = (("serial_unknown",), ("not_here",))


def remember(evidence: Evidence, report: ErasureReport, verdicts: Iterable[Verdict]) -> None:
    """Keeps the serial numbers that the log could not place, and forgets those that it could since. For the transaction
    that lets the log speak. One that waits in the inbox is found there, and needs nothing here."""
    lines = [verdict.printed for verdict in verdicts if verdict.reasons in MAY_BE_PLACED_LATER]
    keep = keys_of(replace(report, media=tuple(lines)))
    forget(evidence, keep)
    rows = [UnplacedSerial(evidence=evidence, value=value) for value in sorted(keep)]
    UnplacedSerial.objects.bulk_create(rows, ignore_conflicts=True)


def forget(evidence: Evidence, keep: Iterable[str] = ()) -> None:
    """The log is not to be heard again, but under these keys."""
    UnplacedSerial.objects.filter(evidence=evidence).exclude(value__in=sorted(keep)).delete()
