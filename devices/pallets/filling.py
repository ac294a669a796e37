"""What is put on a pallet for recycling and taken off again, while it is open. Locks go pallet → device → medium."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import Step, TransitionRefused
from custody.numbering import take_numbers
from custody.services import record
from devices import stages
from devices.enums import DeviceStatus, MediumStatus, PalletStatus
from devices.media import locked
from devices.models import Device, Location, Pallet, PalletLine, RecyclingGoods, StorageMedium
from devices.pallets.guards import DECIDED, GONE_FOR_GOOD

PALLET_OPENED, LINE_ADDED, LINE_REMOVED = "pallet_opened", "line_added", "line_removed"
PUT_ON_PALLET, TAKEN_OFF_PALLET = "put_on_pallet", "taken_off_pallet"


@transaction.atomic
def open_pallet(*, actor: Actor, location: Location | None = None, now: datetime | None = None) -> Pallet:
    """A new pallet with the next number of the year."""
    now = now or timezone.now()
    year = timezone.localdate(now).year
    number = f"P-{year}-{take_numbers('P', year=year)[0]:04d}"
    pallet = Pallet.objects.create(number=number, location=location, opened_at=now, status_since=now)
    record(pallet, PALLET_OPENED, actor=actor, happened_at=now)
    return pallet


def open_and_locked(pallet: Pallet) -> Pallet:
    """The pallet as it is now, locked for the rest of the transaction. Raises TransitionRefused once it was
    collected."""
    found = Pallet.objects.select_for_update().get(pk=pallet.pk)
    if found.status != PalletStatus.OPEN:
        raise TransitionRefused(
            _("%(pallet)s was collected; its list is frozen. Open a new pallet.") % {"pallet": found.number}
        )
    return found


@transaction.atomic
def put_device(
    pallet: Pallet, device: Device, *, actor: Actor, recycle_reason: str = "", now: datetime | None = None
) -> PalletLine:
    """A recycled or dismantled device goes on the pallet; with `recycle_reason` one from the workshop is given to
    recycling in the same step, by somebody who may decide so.

    Raises TransitionRefused for a device with a medium that is still to be erased, one that nobody gave to recycling,
    and one that is on a pallet already.
    """
    now = now or timezone.now()
    pallet, device = open_and_locked(pallet), locked(device)
    _not_on_one(device)
    if device.status not in DECIDED and recycle_reason:
        stages.end(device, DeviceStatus.RECYCLED, actor=actor, reason=recycle_reason, now=now)
        device.refresh_from_db()
    _may_leave(device)
    line = PalletLine.objects.create(pallet=pallet, device=device, added_by=actor.user, added_at=now)
    record(pallet, LINE_ADDED, actor=actor, data={"device": device.pk}, happened_at=now)
    record(device, PUT_ON_PALLET, actor=actor, data={"pallet": pallet.pk}, happened_at=now)
    return line


def _not_on_one(device: Device) -> None:
    line = PalletLine.objects.filter(device=device).select_related("pallet").first()
    if line:
        raise TransitionRefused(
            _("%(device)s is on pallet %(pallet)s already.") % {"device": device.number, "pallet": line.pallet.number}
        )


def _may_leave(device: Device) -> None:
    if device.unsettled_media or device.media.filter(status=MediumStatus.PENDING).exists():
        raise TransitionRefused(
            _("%(device)s has a storage medium that is still to be erased.") % {"device": device.number}
        )
    if device.status not in DECIDED:
        raise TransitionRefused(
            _("%(device)s is “%(status)s”. A senior volunteer gives it to recycling first.")
            % {"device": device.number, "status": device.get_status_display()}
        )


@transaction.atomic
def put_medium(pallet: Pallet, medium: StorageMedium, *, actor: Actor, now: datetime | None = None) -> PalletLine:
    """A loose medium that was erased or destroyed. Raises TransitionRefused for one that is still to be erased, lies in
    its device, or is on a pallet already."""
    now = now or timezone.now()
    pallet = open_and_locked(pallet)
    if medium.device_id:
        locked(medium.device)
    medium = StorageMedium.objects.select_for_update(of=("self",)).select_related("device__category").get(pk=medium.pk)
    line = PalletLine.objects.filter(medium=medium).select_related("pallet").first()
    if line:
        raise TransitionRefused(
            _("%(medium)s is on pallet %(pallet)s already.") % {"medium": medium, "pallet": line.pallet.number}
        )
    if medium.status not in GONE_FOR_GOOD:
        raise TransitionRefused(
            _("%(medium)s is “%(status)s”. Only media that are erased or destroyed go on a pallet.")
            % {"medium": medium, "status": medium.get_status_display()}
        )
    if not is_loose(medium):
        raise TransitionRefused(
            _("%(medium)s is in %(device)s and goes with it.") % {"medium": medium, "device": medium.device.number}
        )
    line = PalletLine.objects.create(pallet=pallet, medium=medium, added_by=actor.user, added_at=now)
    record(pallet, LINE_ADDED, actor=actor, data={"medium": medium.pk}, happened_at=now)
    return line


def is_loose(medium: StorageMedium) -> bool:
    """Whether it lies outside of any device: it came loose, was taken out, or was destroyed."""
    return medium.is_outside or medium.status == MediumStatus.DESTROYED


@transaction.atomic
def put_goods(
    pallet: Pallet,
    goods: RecyclingGoods,
    *,
    actor: Actor,
    kg: Decimal | None = None,
    pieces: int | None = None,
    now: datetime | None = None,
) -> PalletLine:
    """Goods by weight or pieces. Raises TransitionRefused when neither is said."""
    now = now or timezone.now()
    pallet = open_and_locked(pallet)
    if not (kg and kg > 0) and not (pieces and pieces > 0):
        raise TransitionRefused(_("Please enter the weight in kg or the number of pieces."))
    line = PalletLine.objects.create(
        pallet=pallet, goods=goods, kg=kg or None, pieces=pieces or None, added_by=actor.user, added_at=now
    )
    data = {"goods": goods.pk, "kg": str(kg) if kg else None, "pieces": pieces}
    record(pallet, LINE_ADDED, actor=actor, data=data, happened_at=now)
    return line


@transaction.atomic
def take_off(line: PalletLine, *, actor: Actor, now: datetime | None = None) -> None:
    """It stays here; a device keeps its status. Raises TransitionRefused once the pallet was collected, or when
    somebody else was faster."""
    now = now or timezone.now()
    pallet = open_and_locked(line.pallet)
    deleted, _rows = PalletLine.objects.filter(pk=line.pk).delete()
    if not deleted:
        raise TransitionRefused(_("It has been taken off already."))
    named = {"device": line.device_id, "medium": line.medium_id, "goods": line.goods_id}
    data = {name: pk for name, pk in named.items() if pk}
    record(pallet, LINE_REMOVED, actor=actor, data=data, happened_at=now)
    if line.device:
        record(line.device, TAKEN_OFF_PALLET, actor=actor, data={"pallet": pallet.pk}, happened_at=now)


def on_a_pallet(rows: list[Device], step: Step) -> Mapping[int, str]:
    """Registered as guard of taking back: what stands on a pallet has been given to recycling."""
    if step.old not in DECIDED:
        return {}
    lines = PalletLine.objects.filter(device__in=[row.pk for row in rows]).select_related("pallet")
    return {line.device_id: _stands_on(line) for line in lines}


def _stands_on(line: PalletLine) -> str:
    named = {"pallet": line.pallet.number}
    if line.pallet.status == PalletStatus.COLLECTED:
        return _("It was collected with pallet %(pallet)s.") % named
    return _("It stands on pallet %(pallet)s. Take it off there first.") % named
