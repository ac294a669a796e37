"""Uses that stand although their device is lost: early versions recorded a loss without ending the use. Ended here as
`followers.use_ends_with_loss` does it today, as of the day of the loss."""

from django.db import transaction
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import Step, TransitionRefused
from devices.enums import DeviceStatus
from devices.models import Device
from recipients.enums import AllocationStatus
from recipients.followers import use_ends_with_loss
from recipients.locking import lock_allocation
from recipients.models import Allocation
from recipients.models.allocation import AllocationQuerySet


def standing() -> AllocationQuerySet:
    """Allocations in use whose device is lost."""
    return Allocation.objects.filter(status=AllocationStatus.HANDED_OVER, device__status=DeviceStatus.LOST)


def end_uses() -> tuple[list[str], dict[str, str]]:
    """Ends them one by one, the oldest first; may run as often as one likes. Returns the devices' numbers, and
    {number: why not} of those that can't end."""
    ended, refused = [], {}
    for row in standing().select_related("device").order_by("pk"):
        try:
            if _end(row):
                ended.append(row.device.number)
        except TransitionRefused as refusal:
            refused[row.device.number] = str(refusal)
    return ended, refused


@transaction.atomic
def _end(row: Allocation) -> bool:
    """False when somebody found the device meanwhile. Raises TransitionRefused."""
    device = lock_allocation(row).device
    if not standing().filter(pk=row.pk).exists():
        return False
    use_ends_with_loss([device.pk], Step(_lost_from(device), DeviceStatus.LOST, Actor.system(), device.status_since))
    if standing().filter(pk=row.pk).exists():
        raise TransitionRefused(_("It was not in use when it was lost. The use ends when it is reported as found."))
    return True


def _lost_from(device: Device) -> str:
    """Its status before the loss."""
    loss = device.events.filter(new_status=DeviceStatus.LOST).order_by("-sequence").first()
    return loss.old_status if loss else DeviceStatus.HANDED_OVER
