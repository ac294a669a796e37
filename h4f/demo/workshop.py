"""What the workshop does with each device, from the bench to the shelf or out of the house."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from io import BytesIO
from random import Random

from django.utils import timezone
from PIL import Image, ImageDraw

from custody.actor import Actor
from devices import checking, evidence, stages
from devices.checklists.applicability import asked_steps
from devices.enums import CheckResult, CosmeticGrade, DeviceStatus, HoldKind, MediumKind, MediumStatus
from devices.erasure import Settlement, settle_by_hand
from devices.facts import change_facts
from devices.media import add_medium
from devices.models import Device, ErasureMethod, Location
from devices.waiting import asking
from h4f.demo.machines import Machine
from h4f.demo.people import Cast
from h4f.demo.reports import Printout, erasure_log, hardware_report
from h4f.demo.store import Store

FAST = timedelta(minutes=4)
STEPS_BEFORE_LUNCH = 6


class Fate(StrEnum):
    """How far a device gets."""

    NEVER_CAME = "never_came"
    ARRIVED = "arrived"
    REJECTED = "rejected"
    LOCKED = "locked"
    LOST = "lost"
    REPORTED = "reported"
    ERASURE_FAILED = "erasure_failed"
    ERASED = "erased"
    HALF_CHECKED = "half_checked"
    WAITS_FOR_PART = "waits_for_part"
    AWAITS_SIGNATURE = "awaits_signature"
    RECYCLED = "recycled"
    DISMANTLED = "dismantled"
    READY = "ready"


WITHOUT_WORK = (Fate.NEVER_CAME, Fate.ARRIVED, Fate.REJECTED, Fate.LOCKED)
NOT_ERASED = (Fate.REPORTED, Fate.LOST, Fate.ERASURE_FAILED, Fate.DISMANTLED)
REMARKS = {
    "casing": "Deckel mit leichten Kratzern",
    "keyboard": "Taste F7 klemmte, gereinigt",
    "battery": "hält gut zwei Stunden",
    "memory": "Speichertest über Nacht ohne Fehler",
}


@dataclass(frozen=True)
class Job:
    """One device on a bench: who works on it from when."""

    device: Device
    machine: Machine
    fate: Fate
    actor: Actor
    begun_at: datetime


class Workshop:
    """The benches with their people."""

    def __init__(self, cast: Cast, chance: Random, store: Store) -> None:
        self.cast, self.chance, self.store = cast, chance, store
        self.locations = {location.code: location for location in Location.objects.all()}

    def work(self, device: Device, machine: Machine, fate: Fate, *, arrived_at: datetime, turn: int) -> None:
        """Takes a device as far as its fate says; `turn` is its place in the queue of its donation."""
        actor = self.cast.volunteers[turn % len(self.cast.volunteers)]
        job = Job(device, machine, fate, actor, arrived_at + timedelta(days=1 + turn // 4, minutes=40 * (turn % 4)))
        if fate in WITHOUT_WORK:
            self._decide_at_once(job)
            return
        self._begin(job)
        if machine.disk:
            self._erase(job)
        self._go_on(job)

    def _decide_at_once(self, job: Job) -> None:
        if job.fate == Fate.REJECTED:
            reason = "Pentium 4 mit 1 GB Arbeitsspeicher: für heutige Programme zu alt."
            stages.end(job.device, DeviceStatus.REJECTED, actor=self.cast.senior, reason=reason, now=job.begun_at)
        elif job.fate == Fate.LOCKED:
            self._wait_for_the_donor(job)

    def _wait_for_the_donor(self, job: Job) -> None:
        """Nobody asked yet: that is coordination's to do."""
        reason = "Noch mit dem Konto des Vereins verbunden"
        stages.put_on_hold(
            job.device,
            kind=HoldKind.ACTIVATION_LOCK,
            reason=reason,
            follow_up=timezone.localdate(job.begun_at + timedelta(days=14)),
            actor=job.actor,
            now=job.begun_at,
        )
        asking.want_question(job.device, actor=job.actor, now=job.begun_at)

    def _begin(self, job: Job) -> None:
        bench = self.locations[f"arbeitsplatz-{1 + self.cast.volunteers.index(job.actor)}"]
        if job.machine.disk:
            evidence.take_files(job.device, [hardware_report(job.machine)], actor=job.actor, now=job.begun_at)
        if job.fate != Fate.LOST:
            stages.start_refurbishment(job.device, actor=job.actor, location=bench, now=job.begun_at + FAST)

    def _erase(self, job: Job) -> None:
        """nwipe ran over lunch; its log is uploaded when somebody comes back to the bench."""
        finished_at = job.begun_at + timedelta(hours=3)
        failed = job.fate in (Fate.ERASURE_FAILED, Fate.DISMANTLED)
        if job.fate in NOT_ERASED and not failed:
            return
        log = erasure_log(job.machine, finished_at, succeeded=not failed)
        evidence.take_files(job.device, [log], actor=job.actor, now=finished_at + FAST)

    def _go_on(self, job: Job) -> None:
        next_day = job.begun_at + timedelta(days=1)
        if job.fate == Fate.LOST:
            reason = "Bei der Bestandsaufnahme nicht gefunden."
            stages.report_lost(job.device, actor=self.cast.senior, reason=reason, now=next_day)
        elif job.fate == Fate.RECYCLED:
            reason = "Mainboard defekt, startet nicht mehr zuverlässig."
            stages.end(job.device, DeviceStatus.RECYCLED, actor=self.cast.senior, reason=reason, now=next_day)
        elif job.fate == Fate.DISMANTLED:
            self._destroy_disk(job, next_day)
        elif job.fate not in NOT_ERASED and job.fate != Fate.ERASED:
            self._check(job, next_day)

    def _destroy_disk(self, job: Job, now: datetime) -> None:
        """The disk has write errors: it is drilled, photographed, and the rest becomes spare parts."""
        senior = self.cast.senior
        (photo,) = evidence.take_files(job.device, [_photo(job.device.number)], actor=senior, now=now)
        drilled = ErasureMethod.objects.get(code="drilled")
        settlement = Settlement(
            outcome=MediumStatus.DESTROYED,
            finished_at=now,
            table=drilled,
            method=drilled.name_de,
            evidence=photo.evidence,
        )
        settle_by_hand(job.device.media.get(), settlement, actor=senior, now=now)
        reason = "SSD defekt, Gehäuse gebrochen."
        self.store.dismantle(job.device, reason=reason, now=now + FAST)

    def _check(self, job: Job, now: datetime) -> None:
        device = Device.objects.select_related("category").get(pk=job.device.pk)
        for number, step in enumerate(asked_steps(device)):
            if job.fate in (Fate.HALF_CHECKED, Fate.WAITS_FOR_PART) and number >= STEPS_BEFORE_LUNCH:
                break
            result, note = self._result(step.code)
            checking.record_check(
                device,
                step,
                result=result,
                actor=job.actor,
                minutes=self.chance.choice((None, 3, 5, 5, 10, 15)),
                note=note,
                now=now + number * FAST,
            )
        if job.fate == Fate.WAITS_FOR_PART:
            self._order_battery(job, now + STEPS_BEFORE_LUNCH * FAST)
        elif job.fate == Fate.HALF_CHECKED:
            self._find_second_disk(job, now + STEPS_BEFORE_LUNCH * FAST)
        else:
            self._describe(job, now + timedelta(hours=2))

    def _result(self, code: str) -> tuple[CheckResult, str]:
        if code == "webcam" and self.chance.random() < 0.2:
            return CheckResult.NOT_APPLICABLE, "keine Kamera eingebaut"
        note = REMARKS.get(code, "") if self.chance.random() < 0.3 else ""
        return CheckResult.PASSED, note

    def _find_second_disk(self, job: Job, now: datetime) -> None:
        """Behind the cover is one that the report did not show: the gate is open again."""
        facts = {"kind": MediumKind.SSD, "maker": "SanDisk", "model": "SD8SN8U1 M.2", "size_bytes": 128035676160}
        add_medium(job.device, facts | {"serial": f"{job.machine.serial}8120"}, actor=job.actor, now=now)
        change_facts(
            job.device,
            {"cosmetic_grade": CosmeticGrade.B, "display": job.machine.display},
            actor=job.actor,
            now=now + FAST,
        )

    def _order_battery(self, job: Job, now: datetime) -> None:
        step = Device.objects.get(pk=job.device.pk).checklist.steps.get(code="battery")
        note = "Akku bei 31 % der ursprünglichen Kapazität"
        checking.record_check(
            job.device, step, result=CheckResult.FAILED, actor=job.actor, minutes=20, note=note, now=now
        )
        reason = "Akku bestellt, Lieferung nächste Woche"
        stages.put_on_hold(job.device, kind=HoldKind.PART, reason=reason, actor=job.actor, now=now + FAST)

    def _describe(self, job: Job, now: datetime) -> None:
        """Grade, system and accessories, then the signature of somebody else."""
        values = {"cosmetic_grade": self.chance.choice((CosmeticGrade.A, CosmeticGrade.B, CosmeticGrade.B))}
        if job.machine.display:
            values["display"] = job.machine.display
        if job.machine.disk:
            values["operating_system"] = "Linux Mint 22"
        if self.chance.random() < 0.15:
            values |= {"cosmetic_grade": CosmeticGrade.C, "known_defects": "Kratzer auf dem Deckel"}
        change_facts(job.device, values, actor=job.actor, now=now)
        self.store.give_power(job.device, job.machine, actor=job.actor, now=now + FAST)
        if job.fate == Fate.READY:
            checking.sign_and_make_ready(job.device, actor=self.cast.senior, now=now + timedelta(hours=5))
            shelf = self.locations[f"regal-{self.chance.choice('abc')}-0{self.chance.randint(1, 4)}"]
            change_facts(job.device, {"location": shelf}, actor=self.cast.senior, now=now + timedelta(hours=6))


def _photo(number: str) -> Printout:
    """A drilled disk, drawn."""
    picture = Image.new("RGB", (640, 480), "#5b6770")
    pencil = ImageDraw.Draw(picture)
    pencil.rounded_rectangle((120, 90, 520, 390), 24, fill="#c8ced2")
    for x, y in ((220, 170), (320, 250), (420, 180), (250, 310)):
        pencil.ellipse((x - 14, y - 14, x + 14, y + 14), fill="#20262b")
    content = BytesIO()
    picture.save(content, "PNG")
    return Printout(f"{number}.png", content.getvalue())
