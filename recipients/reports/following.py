"""A report follows its device: taken in for repair, given back, returned, lost; and back again when that step is taken
back."""

from custody.enums import CORRECTED
from custody.lifecycle import Step
from custody.services import change_status, take_back
from devices.enums import DeviceStatus
from devices.models import DeviceEvent
from recipients.models import DeviceReport
from recipients.models.report import ReportOutcome, ReportStatus
from recipients.notices.letters import Notice
from recipients.reports import letters

USED = (DeviceStatus.HANDED_OVER, DeviceStatus.IN_REPAIR)
# {a step of the device: the report's status, its outcome, what the institution is told}.
STEPS: dict[tuple[str, str], tuple[str, str, Notice]] = {
    (DeviceStatus.HANDED_OVER, DeviceStatus.IN_REPAIR): (ReportStatus.IN_REPAIR, "", letters.IN_REPAIR),
    (DeviceStatus.IN_REPAIR, DeviceStatus.HANDED_OVER): (
        ReportStatus.SETTLED,
        ReportOutcome.REPAIRED,
        letters.REPAIRED,
    ),
    **{(old, DeviceStatus.LOST): (ReportStatus.SETTLED, ReportOutcome.LOST, letters.LOST) for old in USED},
    **{(old, DeviceStatus.RETURNED): (ReportStatus.SETTLED, ReportOutcome.RETURNED, letters.RETURNED) for old in USED},
}


def reports_follow(pks: list[int], step: Step) -> None:
    """Registered with the devices' lifecycle."""
    corrected = _corrected(pks) if (step.new, step.old) in STEPS else None
    if corrected:
        _go_back(corrected, step)
    elif (step.old, step.new) in STEPS:
        _go_along(pks, step)


def _corrected(pks: list[int]) -> DeviceEvent | None:
    """The line that takes the last step back, if it was one; steps are taken back one by one."""
    last = DeviceEvent.objects.filter(subject=pks[0]).select_related("note").order_by("-sequence").first()
    return last if last and last.kind == CORRECTED else None


def _go_along(pks: list[int], step: Step) -> None:
    status, outcome, notice = STEPS[step.old, step.new]
    open_ones = DeviceReport.objects.open().exclude(status=status).filter(allocation__device__in=pks).order_by("pk")
    for report in open_ones.select_related("allocation__device", "allocation__item__need__request__institution"):
        change_status(report, status, actor=step.actor, happened_at=step.happened_at, outcome=outcome)
        letters.tell(notice, report)


def _go_back(line: DeviceEvent, step: Step) -> None:
    """The report that went along with the very step that is taken back: both happened at the same moment."""
    status, outcome, _notice = STEPS[step.new, step.old]
    taken = DeviceEvent.objects.get(subject=line.subject_id, sequence=line.data["corrects"])
    went_along = DeviceReport.objects.filter(allocation__device=line.subject_id, status=status, outcome=outcome)
    for report in went_along.filter(status_since=taken.happened_at):
        reason = line.note.text if line.note else "–"
        take_back(report, actor=step.actor, reason=reason, anyone=True, now=step.happened_at)
        DeviceReport.objects.filter(pk=report.pk).update(outcome="")
