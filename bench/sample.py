"""Snapshots of as many machines as one likes, made from the snapshot of one."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from devices.importers import recognise
from devices.importers.facts import HardwareReport

# A notebook with two disks, 137 KB, as workbench-script sent it.
BESIDE = Path(__file__).resolve().parents[1].parent / "shared" / "samples" / "workbench" / "latitude-e7240.json"


@dataclass(frozen=True)
class Machine:
    """A machine by its number, below a million."""

    number: int

    def like(self, serial: str) -> str:
        """A serial number of this machine in place of the sample's."""
        own = f"H{self.number:06d}"
        return serial[: max(0, len(serial) - len(own))] + own


class Sample:
    """The snapshot of one machine as a mould for others."""

    def __init__(self, content: bytes) -> None:
        self.report: HardwareReport = recognise.read(content)
        self._text = content.decode()
        self._uuid = json.loads(content)["uuid"]
        report = self.report
        serials = [report.serial, *(disk.serial for disk in report.storage)]
        self._serials = sorted({serial for serial in serials if serial}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, [self._uuid, report.uuid, *self._serials])))

    def of(self, machine: Machine) -> bytes:
        """The snapshot of another machine: other serial numbers and UUIDs, everything else the same."""
        new = {serial: machine.like(serial) for serial in self._serials}
        new[self.report.uuid] = f"{self.report.uuid[:24]}{machine.number:012x}"
        new[self._uuid] = str(uuid4())
        return self._pattern.sub(lambda found: new[found[0]], self._text).encode()
