"""Lost devices that may hold data: by when the authority hears of it, and what coordination decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.enums import DeviceStatus
from devices.loss import NOTIFICATION_TERM, lost_with_data
from devices.media import locked
from devices.models import Device, DeviceEvent

LOSS_ASSESSED = "loss_assessed"


@dataclass(frozen=True)
class Term:
    """The 72 hours of Art. 33 GDPR for one lost device; `left` is negative once they are over."""

    ends_at: datetime
    left: timedelta

    @property
    def is_over(self) -> bool:
        return self.left <= timedelta(0)

    def __str__(self) -> str:
        hours = int(abs(self.left).total_seconds() // 3600)
        if self.is_over:
            return ngettext("over for %(count)d hour", "over for %(count)d hours", hours) % {"count": hours}
        return ngettext("%(count)d hour left", "%(count)d hours left", hours) % {"count": hours}


def term_of(device: Device, now: datetime) -> Term:
    """Counted from the report of the loss (PRODUCT.md § 3)."""
    ends_at = device.status_since + NOTIFICATION_TERM
    return Term(ends_at, ends_at - now)


@transaction.atomic
def assess_loss(device: Device, *, reported: bool, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Coordination reported the loss to the authority, or found that no report is due; why stands as a note, since
    Art. 33 (5) GDPR asks for it either way. Raises TransitionRefused without a reason, and for a device that is not
    lost."""
    now = now or timezone.now()
    device = locked(device)
    if device.status != DeviceStatus.LOST:
        raise TransitionRefused(_("The device is not lost."))
    if not reason.strip():
        raise TransitionRefused(_("Please give the reason."))
    record(device, LOSS_ASSESSED, actor=actor, data={"reported": reported}, note=reason.strip(), happened_at=now)


def assessments(devices: Iterable[Device]) -> dict[int, DeviceEvent]:
    """The last assessment of each device's present loss, by the device's primary key."""
    since = {device.pk: device.status_since for device in devices}
    lines = DeviceEvent.objects.filter(subject__in=since, kind=LOSS_ASSESSED).select_related("actor")
    ordered = lines.order_by("sequence")
    return {line.subject_id: line for line in ordered if line.happened_at >= since[line.subject_id]}


def unassessed():
    """Devices that are lost with data, about which coordination has not decided yet."""
    lost = list(lost_with_data().only("pk", "status_since"))
    decided = assessments(lost)
    return [device for device in lost if device.pk not in decided]
