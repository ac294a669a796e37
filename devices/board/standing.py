"""At which stage of the workshop a device stands. Each stands at one: what has to be done about it next."""

from dataclasses import dataclass

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from devices.enums import IN_WORKSHOP, DeviceStatus
from devices.models import Device


@dataclass(frozen=True)
class Stage:
    """`look_after` and `late_after` are days: from then on a device there should be looked at, or is late."""

    code: str
    title: str | Promise
    text: str | Promise
    look_after: int
    late_after: int

    def tone(self, days: int) -> str:
        """ "", "warning" or "danger" for a device that has stood here so long."""
        if days >= self.late_after:
            return "danger"
        return "warning" if days >= self.look_after else ""


WAITING, RETURNED, IN_WORK, AWAITING_QC = "waiting", "returned", "in_work", "awaiting_qc"
ON_HOLD, PROPOSED, IN_REPAIR, READY, RESERVED = "on_hold", "proposed", "in_repair", "ready", "reserved"
STAGES = (
    Stage(WAITING, _("Arrived, not begun"), _("Start refurbishment"), 14, 42),
    Stage(RETURNED, _("Returned"), _("Begin a new cycle"), 7, 21),
    Stage(IN_WORK, _("To be erased and checked"), _("In refurbishment"), 14, 42),
    Stage(AWAITING_QC, _("Waits for quality control"), _("Signed by somebody who did no step"), 7, 21),
    Stage(ON_HOLD, _("On hold"), _("Ask, order, follow up"), 21, 60),
    Stage(PROPOSED, _("Proposed for recycling"), _("A senior volunteer decides"), 14, 42),
    Stage(IN_REPAIR, _("In repair"), _("Somebody waits for it"), 7, 21),
    Stage(READY, _("Ready and free"), _("On the shelf"), 60, 180),
    Stage(RESERVED, _("Reserved"), _("Goes out with a handover"), 21, 45),
)
BY_CODE = {stage.code: stage for stage in STAGES}
_BY_STATUS = {
    DeviceStatus.RECEIVED: WAITING,
    DeviceStatus.RETURNED: RETURNED,
    DeviceStatus.IN_REFURBISHMENT: IN_WORK,
    DeviceStatus.IN_REPAIR: IN_REPAIR,
    DeviceStatus.READY: READY,
    DeviceStatus.RESERVED: RESERVED,
}


def in_workshop(devices: QuerySet[Device]) -> QuerySet[Device]:
    """Those that stand with us, each with its `stage` and `waits_since`: since when it has been there, or has waited on
    hold."""
    awaiting = Device.objects.awaiting_quality_control().values("pk")
    proposed = Device.objects.proposed_for_recycling().values("pk")
    cases = [
        When(pk__in=proposed, then=Value(PROPOSED)),
        When(~Q(hold_kind=""), then=Value(ON_HOLD)),
        When(pk__in=awaiting, then=Value(AWAITING_QC)),
        *(When(status=status, then=Value(code)) for status, code in _BY_STATUS.items()),
    ]
    return devices.filter(status__in=IN_WORKSHOP).annotate(
        stage=Case(*cases, output_field=CharField()), waits_since=Coalesce("hold_since", "status_since")
    )


def at_stage(devices: QuerySet[Device], code: str) -> QuerySet[Device]:
    """Those of them that stand at this stage."""
    return in_workshop(devices).filter(stage=code)
