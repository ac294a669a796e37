"""One order in which rows around a handover are locked, so that nobody waits for each other in a circle:

    handover → institution → need → allocation → device → document

Whoever changes more than one of them locks first, in this order, several of a kind by their keys, and decides by what
it reads afterwards. What was read before the lock may be outdated by then.
"""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from devices.models import Device
from recipients.models import Allocation, Handover, Institution, Need, NeedItem


def lock_handover(pk: int) -> Handover:
    """The appointment as it is now, locked for the rest of the transaction. Always the first of the locks."""
    return Handover.objects.select_for_update().get(pk=pk)


def lock_institutions(pks: Collection[int]) -> None:
    """Whoever promises something new to them counts one after the other what they have had already."""
    list(Institution.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk"))


def lock_allocations(pks: Collection[int], *, also: Iterable[Device] = ()) -> list[Allocation]:
    """These as they are now, by their keys: their needs, they themselves and their devices are locked (and the devices
    of `also`). Where they are on a handover, the caller has locked it before."""
    needs = NeedItem.ever.filter(allocations__in=pks).values("need")
    list(Need.objects.select_for_update().filter(pk__in=needs).order_by("pk"))
    list(Allocation.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    rows = list(Allocation.objects.filter(pk__in=pks).select_related("handover", "item__need__request").order_by("pk"))
    devices = {row.device_id for row in rows} | {device.pk for device in also}
    locked = {row.pk: row for row in Device.objects.select_for_update().filter(pk__in=devices).order_by("pk")}
    for row in rows:
        row.device = locked[row.device_id]
    return rows


def lock_allocation(allocation: Allocation, *, also: Iterable[Device] = ()) -> Allocation:
    """One allocation as it is now, with its handover (if it is on one), need and device; all of them are locked.

    Raises TransitionRefused when it was put on a handover or taken off one in this very moment.
    """
    handover_pk = Allocation.objects.values_list("handover", flat=True).get(pk=allocation.pk)
    if handover_pk is not None:
        lock_handover(handover_pk)
    (row,) = lock_allocations([allocation.pk], also=also)
    if row.handover_id != handover_pk:
        raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))
    return row
