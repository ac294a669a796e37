"""What somebody uploaded this morning: one file that is understood by itself, and some that need a person."""

from dataclasses import replace
from datetime import datetime, timedelta

from custody.actor import Actor
from devices.enums import DeviceStatus, EvidenceKind
from devices.models import Device, Evidence, Upload
from devices.uploads import store_upload, work_through
from documents import storage
from h4f.demo import machines
from h4f.demo.machines import Machine
from h4f.demo.reports import Printout, erasure_log, hardware_report

ENDED_BEFORE = timedelta(hours=3)


def leave_files(actor: Actor, now: datetime) -> Upload:
    """A pile of files as they come from a stick, read by the worker's own code."""
    device = Device.objects.filter(status=DeviceStatus.IN_REFURBISHMENT, matches__isnull=False).earliest("pk")
    known = Evidence.objects.filter(kind=EvidenceKind.HARDWARE_REPORT, matches__device=device).earliest("pk")
    stranger = _machine("Dell", "Latitude 7490", "5KQ8VN2", "Z4UR81PM0027")
    contradiction = _machine("HP", "ProBook 650 G4", device.serial, "W62C9TK41880")
    files = [
        Printout(known.file_name, storage.read(known.sha256)),
        hardware_report(stranger),
        erasure_log(stranger, now - ENDED_BEFORE),
        hardware_report(contradiction),
        Printout("bericht.html", b"<html><body>Speichern unter</body></html>"),
    ]
    upload = store_upload(files, actor=actor, now=now)
    work_through(upload.pk)
    return upload


def _machine(maker: str, model: str, serial: str, disk: str) -> Machine:
    return Machine(
        "notebook", maker, model, machines.I5_8350, 4, 8, disk=replace(machines.SAMSUNG, serial=disk), serial=serial
    )
