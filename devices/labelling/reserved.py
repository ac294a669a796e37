"""Numbers printed ahead on blank labels. Each is bound once: as the own number of a device that is registered with it,
or as a pointer to a device that has a number already.

Everything here locks the number's row first: of two people with the same label one wins, the other is told.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.models import Device, ReservedNumber
from devices.numbers import next_numbers

MOST_AT_ONCE = 500
LABEL_BOUND, LABEL_RELEASED = "label_bound", "label_released"


class LabelRefused(TransitionRefused):
    """This label cannot be used like that. The message is for people."""


@transaction.atomic
def reserve(count: int, *, actor: Actor, now: datetime | None = None) -> list[ReservedNumber]:
    """Takes the next numbers of the devices' series for blank labels. Raises LabelRefused for a count that nobody
    prints at once."""
    if not 1 <= count <= MOST_AT_ONCE:
        raise LabelRefused(_("1 to %(most)d labels can be reserved at once.") % {"most": MOST_AT_ONCE})
    now = now or timezone.now()
    rows = [ReservedNumber(number=number, reserved_by=actor.user, reserved_at=now) for number in next_numbers(count)]
    return ReservedNumber.objects.bulk_create(rows)


def label_named(readings: Sequence[str]) -> ReservedNumber | None:
    """The blank label that a scan names, bound or not; of several readings the likeliest."""
    labels = {
        row.number: row
        for row in ReservedNumber.objects.filter(number__in=readings).select_related("device__category", "voided_by")
    }
    return next((labels[reading] for reading in readings if reading in labels), None)


def free_for_a_new_device(number: str) -> ReservedNumber:
    """The label's row, locked until the device has its number. Raises LabelRefused when it is not free."""
    return _locked(number)


@transaction.atomic
def become_own(label: ReservedNumber, device: Device, *, actor: Actor, now: datetime) -> None:
    """The new device was registered with the label's number. Raises LabelRefused when the label was taken meanwhile."""
    _claim(label, device, actor=actor, now=now)


@transaction.atomic
def bind(number: str, device: Device, *, actor: Actor, now: datetime | None = None) -> ReservedNumber:
    """The label is stuck on a device that has its own number: scanning it leads there from now on. Raises LabelRefused
    when it is not free."""
    now = now or timezone.now()
    label = _locked(number)
    _claim(label, device, actor=actor, now=now)
    record(device, LABEL_BOUND, actor=actor, data={"label": label.number}, happened_at=now)
    return label


@transaction.atomic
def release(number: str, *, actor: Actor, now: datetime | None = None) -> Device:
    """The label was bound to the wrong device: it is free again. Returns the device that it pointed to. Raises
    LabelRefused when it points nowhere, or is the device's own number."""
    label = ReservedNumber.objects.select_for_update().get(number=number)
    if label.device_id is None:
        raise LabelRefused(_("Label %(number)s is on no device.") % {"number": number})
    device = label.device
    if device.number == number:
        raise LabelRefused(_("%(number)s is this device's own number and stays it.") % {"number": number})
    ReservedNumber.objects.filter(pk=label.pk).update(device=None, bound_at=None, bound_by=None)
    record(device, LABEL_RELEASED, actor=actor, data={"label": number}, happened_at=now)
    return device


@transaction.atomic
def throw_away(number: str, *, actor: Actor, now: datetime | None = None) -> None:
    """The label was spoiled or lost: nothing can be bound to it any more. Raises LabelRefused when it is not free."""
    label = _locked(number)
    ReservedNumber.objects.filter(pk=label.pk).update(voided_at=now or timezone.now(), voided_by=actor.user)


@transaction.atomic
def take_out_of_the_bin(number: str) -> None:
    """Throwing it away was a mistake."""
    ReservedNumber.objects.filter(number=number, device=None).update(voided_at=None, voided_by=None)


def _locked(number: str) -> ReservedNumber:
    """The free label, its row locked. Without a join: a row that came with it would be as old as the wait was long."""
    label = ReservedNumber.objects.select_for_update().filter(number=number).first()
    if label is None:
        raise LabelRefused(_("%(number)s was not printed as a blank label.") % {"number": number})
    if label.device_id is not None:
        raise LabelRefused(
            _("Label %(number)s is on %(device)s already.") % {"number": number, "device": label.device.number}
        )
    if label.voided_at is not None:
        raise LabelRefused(_("Label %(number)s was thrown away; take another one.") % {"number": number})
    return label


def _claim(label: ReservedNumber, device: Device, *, actor: Actor, now: datetime) -> None:
    claimed = ReservedNumber.objects.free().filter(pk=label.pk)
    if not claimed.update(device=device, bound_at=now, bound_by=actor.user):
        raise LabelRefused(_("Somebody else has just used label %(number)s.") % {"number": label.number})
