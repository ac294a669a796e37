"""What became of one uploaded file."""

from dataclasses import dataclass, field

from devices.erasure import Verdict
from devices.hardware import Applied
from devices.models import Device, Erasure, Evidence, InboxItem
from devices.originals import Outcome
from devices.readings import Reading


@dataclass
class FileResult:
    """One uploaded file and what became of it. `error` is a code of importers.messages, `refusal` a sentence, `devices`
    those that it speaks of, `item` its place in the inbox; `is_new`: nothing
    was known of the original before."""

    file_name: str
    outcome: Outcome
    evidence: Evidence | None = None
    error: str = ""
    refusal: str = ""
    reading: Reading = None
    applied: Applied | None = None
    settled: list[Erasure] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    devices: list[Device] = field(default_factory=list)
    item: InboxItem | None = None
    was_waiting: bool = False
    is_new: bool = False
