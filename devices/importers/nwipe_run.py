"""One run of nwipe, taken from its log line by line."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .facts import UnreadableReport
from .placeholders import clean, whole_number

BERLIN = ZoneInfo("Europe/Berlin")
STAMPED = re.compile(
    r"\[(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)\]\s*(?:(?:info|notice|warning|error|fatal|sanity|debug):)?\s*(.*)"
)
# Of bounded length, so that a line of nothing but paths is read once.
PATH = r"(/dev/[\w.+@-]{1,80}+(?:/[\w.+@-]{1,80}+){0,3}+)"
# The first versions name no bus.
FOUND = re.compile(rf"Found {PATH}, (?:([^,]*),)?(.*), *(?:\d[\d.]*) ?[KMGTP]?B *, S/N=(.*)$")
SERIAL = re.compile(rf"{PATH} has serial number (.+)$")
# The boot stick ShredOS puts its own name in, with nwipe's version at the end.
VERSION = re.compile(r"(?:^|banner\s*=\s*)(?:nwipe (\d\S*)|ShredOS \S{1,60}_(\d{1,2}\.\d\d[.\d]*))")
BEGINS = re.compile(r"info: (?:nwipe \d|ShredOS v?\d)")
OPTION = re.compile(r"(method|rounds|verify)\s+=\s*(.+)$")
HOST = re.compile(r"(system-(?:manufacturer|product-name|version|serial-number|uuid)) = (.*)$")
INVOKED = re.compile(rf"Invoking method '(.*)' on {PATH}")
STARTED = re.compile(rf"Starting (?:round|pass) .{{0,60}}?on {PATH}")
ROUNDS_DONE = re.compile(rf"Finished (?:final )?round (\d+) of (\d+) on {PATH}")
BLANKING = re.compile(rf"Blanking device {PATH}")
BLANKED = re.compile(rf"Blanked device {PATH}")
FAILURE = re.compile(r"\[FAILURE\]|>>>\s*FAILURE|wipe failed")
RESULT = re.compile(rf"Status: {PATH}, result=(-?\d+)")
HIDDEN = re.compile(rf"HIDDEN (?:SECTORS|AREA) (DETECTED|INDETERMINATE)\b(?:.*?\bon {PATH})?", re.IGNORECASE)
GEOMETRY = re.compile(rf"{PATH}: Device geometry is as follows")
TOTAL_BYTES = re.compile(r"Total device bytes\s*=\s*(\d{1,18})")
SECTORS = re.compile(rf"{PATH}, sect/blk/dev \d+/\d+/(\d{{1,18}})")
DEVICE = re.compile(PATH)
TOTAL = re.compile(r"Total Throughput\s+([^/]*)/s, ([^,]*), (\d+)R\+(N?B)\+(N?V[AL]?|NV)\b")
TABLE = re.compile(r"^\*+ (Error Summary|Erasure Summary|Drive Status) \*+\s*$")
VERIFICATION = {"0": "none", "1": "last", "2": "all", "NV": "none", "VL": "last", "VA": "all"}


# nwipe cuts its lines at 512 characters; no station holds more drives.
LONGEST_LINE, MOST_DRIVES = 1000, 500


@dataclass
class Drive:
    """What a run says about one medium."""

    path: str
    bus: str | None = None
    model: str | None = None
    serial: str | None = None
    bytes: int | None = None
    method: str | None = None
    status: str | None = None
    worked_on: bool = False
    started: bool = False
    rounds_done: bool = False
    blanking: bool = False
    blanked: bool = False
    errors: int = 0
    percent: float | None = None
    bytes_erased: int | None = None
    bytes_total: int | None = None
    hidden: set[str] = field(default_factory=set)
    first_at: datetime | None = None
    last_at: datetime | None = None
    duration: timedelta | None = None


class Run:
    """The state of one run; ``take`` each of its lines in order."""

    def __init__(self) -> None:
        self.drives: dict[str, Drive] = {}
        self.version: str | None = None
        self.method: str | None = None
        self.rounds: int | None = None
        self.verification: str | None = None
        self.host: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.tables: set[str] = set()
        self.summarised_at: datetime | None = None
        self._table: str | None = None
        self._geometry_of: str | None = None

    def is_over_before(self, line: str) -> bool:
        """Whether this line belongs to a next run: drives are being looked for after some were worked on."""
        if not FOUND.search(line) and not BEGINS.search(line):
            return False
        return bool(self.tables) or any(drive.worked_on for drive in self.drives.values())

    def worked_on(self) -> list[Drive]:
        """The media that this run worked on, not those that it merely found."""
        return [drive for drive in self.drives.values() if drive.worked_on]

    def times_of(self, drive: Drive) -> tuple[datetime | None, datetime | None]:
        """When work on a medium began and ended; from the summary where the log has no lines about it."""
        if drive.first_at is None and self.summarised_at is not None and drive.duration is not None:
            return self.summarised_at - drive.duration, self.summarised_at
        return drive.first_at, drive.last_at

    def take(self, line: str) -> None:
        """Take in one line of the log.

        Raises:
            UnreadableReport: more drives than any station holds.
        """
        table = TABLE.match(line)
        if table:
            self._table = table[1]
            self.tables.add(table[1])
            return
        stamped = STAMPED.match(line)
        if stamped is None:
            self._row(line)
            return
        at, message = _moment(stamped[1]), stamped[2].strip()
        total = TOTAL.match(message)
        if total:
            self._summary(at, total)
        else:
            self._message(at, message)

    def _summary(self, at: datetime | None, total: re.Match[str]) -> None:
        self._table = None
        self.summarised_at = at
        self.method = self.method or clean(total[2])
        self.rounds = self.rounds or whole_number(total[3])
        self.verification = self.verification or VERIFICATION.get(total[5])

    def _message(self, at: datetime | None, message: str) -> None:
        self._about_run(message)
        self._about_drive_found(message)
        self._about_work(at, message)

    def _about_run(self, message: str) -> None:
        if version := VERSION.search(message):
            self.version = self.version or version[1] or version[2]
        if host := HOST.match(message):
            self.host.setdefault(host[1], host[2])
        if option := OPTION.match(message):
            name, value = option[1], option[2].strip()
            if name == "method":
                self.method = self.method or clean(value)
            elif name == "rounds":
                self.rounds = self.rounds or whole_number(value.split()[0])
            else:
                self.verification = self.verification or VERIFICATION.get(value.split()[0])

    def _about_drive_found(self, message: str) -> None:
        if found := FOUND.search(message):
            drive = self._drive(found[1])
            drive.bus = clean(found[2])
            drive.model, drive.serial = clean(found[3].strip().removeprefix("ATA ")), clean(found[4])
        if serial := SERIAL.search(message):
            drive = self._drive(serial[1])
            drive.serial = drive.serial or clean(serial[2])
        if geometry := GEOMETRY.search(message):
            self._geometry_of = geometry[1]
        if (total := TOTAL_BYTES.search(message)) and self._geometry_of:
            self._drive(self._geometry_of).bytes = whole_number(total[1])
            self._geometry_of = None
        if sectors := SECTORS.search(message):
            self._drive(sectors[1]).bytes = whole_number(sectors[2])
        if hidden := HIDDEN.search(message):
            (self._drive(hidden[2]).hidden if hidden[2] else self.hidden).add(hidden[1].upper())

    def _about_work(self, at: datetime | None, message: str) -> None:
        if invoked := INVOKED.search(message):
            drive = self._drive(invoked[2])
            drive.worked_on, drive.method = True, clean(invoked[1])
        if started := STARTED.search(message):
            drive = self._drive(started[1])
            drive.worked_on = drive.started = True
        if done := ROUNDS_DONE.search(message):
            self._drive(done[3]).rounds_done = done[1] == done[2]
        if blanking := BLANKING.search(message):
            self._drive(blanking[1]).blanking = True
        if blanked := BLANKED.search(message):
            self._drive(blanked[1]).blanked = "[FAILURE]" not in message
        if FAILURE.search(message) and (named := DEVICE.search(message)):
            self._drive(named[0]).errors += 1
        if (result := RESULT.search(message)) and int(result[2][:9]) != 0:
            self._drive(result[1]).errors += 1
        self._keep_time(at, message)

    def _keep_time(self, at: datetime | None, message: str) -> None:
        named = DEVICE.search(message)
        drive = self.drives.get(named[0].rstrip(".")) if named else None
        if drive is not None and drive.worked_on and at is not None:
            drive.first_at = drive.first_at or at
            drive.last_at = at

    def _row(self, line: str) -> None:
        """A row of one of the three tables at the end."""
        if self._table is None or "|" not in line or line.lstrip("! ").startswith("Device"):
            return
        cells = line.lstrip("! ").split("|", 4)
        drive = self._drive_in_table(cells[0].strip())
        if drive is None:
            return
        drive.worked_on = True
        if self._table == "Error Summary":
            drive.errors += sum(whole_number(cell) or 0 for cell in cells[1:])
        elif self._table == "Erasure Summary" and len(cells) >= 4:
            _take_share(drive, cells)
        elif self._table == "Drive Status" and len(cells) == 5:
            _take_status(drive, cells)

    def _drive(self, path: str) -> Drive:
        path = path.rstrip("'.,:;")
        if len(self.drives) >= MOST_DRIVES and path not in self.drives:
            raise UnreadableReport("too_complex")
        return self.drives.setdefault(path, Drive(path))

    def _drive_in_table(self, name: str) -> Drive | None:
        """The tables name a device without its folder and at most its last eight characters."""
        if not re.fullmatch(r"[\w.-]+", name):
            return None
        path = f"/dev/{name}"
        longer = [known for known in self.drives if len(name) >= 6 and known.endswith(name)]
        return self._drive(longer[0] if path not in self.drives and len(longer) == 1 else path)


def _take_share(drive: Drive, cells: list[str]) -> None:
    drive.bytes_erased = whole_number(cells[1].strip()) or 0
    drive.bytes_total = whole_number(cells[2].strip())
    percent = re.search(r"\d{1,3}(?:[.,]\d+)?", cells[3])
    drive.percent = float(percent[0].replace(",", ".")) if percent else None
    drive.bytes = drive.bytes or drive.bytes_total


def _take_status(drive: Drive, cells: list[str]) -> None:
    drive.status = clean(cells[1])
    clock = re.fullmatch(r"\s*(\d{1,6}):(\d\d):(\d\d)\s*", cells[3])
    if clock:
        drive.duration = timedelta(hours=int(clock[1]), minutes=int(clock[2]), seconds=int(clock[3]))
    model, _, serial = cells[4].strip().rpartition("/")
    drive.model = drive.model or clean(model)
    drive.serial = drive.serial or clean(serial)


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, "%Y/%m/%d %H:%M:%S").replace(tzinfo=BERLIN)
    except ValueError:
        return None
