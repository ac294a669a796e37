"""A disk of a device that is being refurbished, and what nwipe says about it."""

from datetime import timedelta

from accounts.models import User
from devices.erasure import Settlement, judge
from devices.importers.facts import ErasureReport, MediumErasure
from devices.models import Device, Evidence, StorageMedium
from tests import cast

LATER = cast.NOW + timedelta(hours=2)
SERIAL = "TF755AWHKL0LHM"


def device() -> Device:
    return cast.device(status="in_refurbishment", status_since=cast.NOW)


def disk(device: Device) -> StorageMedium:
    return cast.medium(device, serial=SERIAL, entered_at=cast.NOW, size_bytes=500107862016)


def log(serial=SERIAL, finished_at=LATER, reasons=(), erased=True, **fields) -> ErasureReport:
    """What nwipe says about one disk."""
    medium = MediumErasure(
        device_path="/dev/sda",
        serial=serial,
        method="PRNG Stream",
        verification="last",
        erased=erased,
        finished_at=finished_at,
        reasons=reasons,
        **fields,
    )
    return ErasureReport(tool="nwipe", version="0.42", media=(medium,))


def evidence(device: Device, by: User, kind: str = "erasure_report") -> Evidence:
    return cast.evidence(device, by, kind=kind, uploaded_at=LATER)


def verdict(disk: StorageMedium, report: ErasureReport, now=LATER) -> Settlement:
    """What the report is worth for the disk."""
    (found,) = judge(report, [disk], now=now)
    return found


def counted(device: Device) -> tuple[int, int]:
    """The stored count and the true one."""
    device.refresh_from_db()
    return device.unsettled_media, device.media.filter(status="pending").count()
