"""What follows from a change of status: the need's state from its items, an allocation's end from its device's loss."""

from django.utils.translation import gettext as _

from custody.lifecycle import Step, TransitionRefused
from custody.services import change_status_many
from devices.enums import DeviceStatus
from devices.models import Device
from recipients.enums import ACTIVE, AllocationStatus
from recipients.half_served.need_states import follow_allocations
from recipients.models import Allocation, Need
from recipients.models.report import ReportStatus
from recipients.returning import end_use, last_use, may_wait_again, take_end_back

IN_USE = (DeviceStatus.HANDED_OVER, DeviceStatus.IN_REPAIR)

# How an allocation ends whose device was lost and is taken in anew: in use it came back, else it was never given.
ENDS_WHEN_FOUND = {
    AllocationStatus.HANDED_OVER: AllocationStatus.RETURNED,
    AllocationStatus.DELIVERED: AllocationStatus.RELEASED,
    AllocationStatus.RESERVED: AllocationStatus.RELEASED,
}


def needs_follow(pks: list[int], step: Step) -> None:
    """Registered with the allocations' lifecycle."""
    needs = Need.objects.filter(items__allocations__in=pks).distinct()
    follow_allocations(needs.values_list("pk", flat=True), actor=step.actor, happened_at=step.happened_at)


def promises_end_when_found(pks: list[int], step: Step) -> None:
    """Registered with the devices' lifecycle: a device that was lost and is found again is promised to nobody.

    What was in use ended with the loss (`use_ends_with_loss`), but for losses of older versions. Raises
    TransitionRefused while a standing receipt still names the device.
    """
    if (step.old, step.new) != (DeviceStatus.LOST, DeviceStatus.RECEIVED):
        return
    note = _("The device was lost and has been found again.")
    for status, end in ENDS_WHEN_FOUND.items():
        active = Allocation.objects.filter(device__in=pks, status=status).values_list("pk", flat=True)
        ended = change_status_many(
            Allocation, list(active), end, actor=step.actor, note=note, happened_at=step.happened_at
        )
        for refusal in ended.refused.values():
            raise TransitionRefused(refusal)


def use_ends_with_loss(pks: list[int], step: Step) -> None:
    """Registered with the devices' lifecycle: a device in use that is lost is with its holder no more. Its need waits
    again in its old place when it was lost in our repair, or when a replacement was promised for it already. A loss
    that is taken back takes this back, too."""
    if step.new == DeviceStatus.LOST and step.old in IN_USE:
        used = Allocation.objects.filter(device__in=pks, status=AllocationStatus.HANDED_OVER)
        for row in used.select_related("item__need__request__institution").order_by("pk"):
            end_use(
                row,
                replacement=_is_replaced(row, step) and may_wait_again(row.item.need),
                reason=_("The device was lost."),
                actor=step.actor,
                now=step.happened_at,
            )
    elif step.old == DeviceStatus.LOST and step.new in IN_USE:
        _use_goes_on(pks, step)


def _is_replaced(row: Allocation, step: Step) -> bool:
    promised = row.reports.filter(status=ReportStatus.AWAITED, replacement=True)
    return step.old == DeviceStatus.IN_REPAIR or promised.exists()


def _use_goes_on(pks: list[int], step: Step) -> None:
    lost = Device.objects.filter(pk__in=pks).exclude(allocations__status__in=ACTIVE)
    for device in lost:
        ended = last_use(device)
        if ended:
            reason = _("The loss was taken back.")
            take_end_back(ended, actor=step.actor, reason=reason, now=step.happened_at)
