"""What readers give back: immutable facts with stable codes instead of sentences."""

from dataclasses import dataclass
from datetime import datetime

from .messages import MESSAGES


class UnreadableReport(Exception):
    """A file from which nothing can be read; ``code`` is a key of ``messages.UNREADABLE``.

    ``format``: the tool that wrote it, where that is known all the same.
    """

    def __init__(self, code: str, *, format: str | None = None) -> None:
        self.code = code
        self.format = format
        super().__init__(MESSAGES[code])


@dataclass(frozen=True, slots=True)
class ReportWarning:
    """Something a person should know about a report; ``code`` is a key of ``messages.WARNINGS``."""

    code: str
    detail: str = ""

    @property
    def message(self) -> str:
        """The English default sentence."""
        return MESSAGES[self.code]


@dataclass(frozen=True, slots=True)
class StorageFact:
    """One internal medium. ``kind``: hdd, ssd, nvme, emmc or None; ``bytes``: capacity in bytes."""

    kind: str | None = None
    model: str | None = None
    serial: str | None = None
    bytes: int | None = None
    maker: str | None = None


@dataclass(frozen=True, slots=True)
class HardwareReport:
    """What one machine (or one drive alone) is, as its tool printed it; None means unknown.

    ``category``: notebook, desktop, all_in_one, tablet, server, virtual_machine or None. ``uuid``: the
    machine's as Linux prints it, lower-case hex with dashes. ``cores``: physical ones. ``battery_health``:
    full charge today divided by the design's, 0 to 1. ``webcam``: whether it has a camera; False only where
    the report lists what is on USB.
    """

    format: str
    category: str | None = None
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    uuid: str | None = None
    board_serial: str | None = None
    cpu: str | None = None
    cores: int | None = None
    ram_mib: int | None = None
    storage: tuple[StorageFact, ...] = ()
    battery_health: float | None = None
    webcam: bool | None = None
    warnings: tuple[ReportWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class HostFacts:
    """The machine on which an erasure ran: the device itself, or a wipe station."""

    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    uuid: str | None = None


@dataclass(frozen=True, slots=True)
class MediumErasure:
    """What a log says about one medium.

    ``verification``: none, last, all or None. ``status``: the tool's word, stripped. ``erased``: the tool
    overwrote all of it and finished. ``percent``: share overwritten, 0 to 100, where printed. Times are
    aware. ``reasons``: keys of ``messages.REASONS``, why this settles nothing without a person. ``bus``: how the
    medium is connected, as printed, like ``ATA-SSD``.
    """

    device_path: str | None
    model: str | None = None
    serial: str | None = None
    bytes: int | None = None
    method: str | None = None
    rounds: int | None = None
    verification: str | None = None
    status: str | None = None
    erased: bool = False
    percent: float | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    reasons: tuple[str, ...] = ()
    bus: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the log alone proves the erasure of this medium."""
        return self.erased and not self.reasons


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """One erasure log: tool, its version, the machine it ran on, and each medium it worked on."""

    tool: str
    version: str | None = None
    media: tuple[MediumErasure, ...] = ()
    host: HostFacts | None = None
    warnings: tuple[ReportWarning, ...] = ()
    format: str = "nwipe"
