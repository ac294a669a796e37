"""A donor's own choice: a free slot, taken or changed."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from donations import mails, services
from donations.appointments.models import Appointment
from donations.appointments.slots import Slot, slot_with_key
from donations.enums import Delivery, DonationStatus
from donations.models import Donation


class SlotFull(TransitionRefused):
    """Somebody else took the last place. The message is for people."""


def may_choose(donation: Donation) -> bool:
    """Whether the donor may take or change a slot: it brings the goods itself, and the offer is accepted."""
    if donation.delivery != Delivery.DROP_OFF:
        return False
    known = getattr(donation, "appointment", None)
    is_accepted = known is not None and known.accepted_at is not None
    return donation.status == DonationStatus.SCHEDULED or (donation.status == DonationStatus.ANNOUNCED and is_accepted)


@transaction.atomic
def accept(donation: Donation, *, actor: Actor, now: datetime | None = None) -> None:
    """Coordination takes the goods and leaves the time to the donor, whose people get a mail with the link.

    Raises TransitionRefused when that was done already, for a pick-up, and for a donation that is past it.
    """
    now = now or timezone.now()
    donation = Donation.objects.select_for_update().get(pk=donation.pk)
    if donation.delivery != Delivery.DROP_OFF:
        raise TransitionRefused(_("For a pick-up coordination sets day and time."))
    if donation.status != DonationStatus.ANNOUNCED:
        raise TransitionRefused(_("Only an offer that waits for an answer can be accepted."))
    appointment, _created = Appointment.objects.get_or_create(donation=donation)
    if not Appointment.objects.filter(pk=appointment.pk, accepted_at=None).update(accepted_at=now):
        raise TransitionRefused(_("The offer is accepted already."))
    record(donation, services.ACCEPTED, actor=actor, happened_at=now)
    mails.tell_donor(donation, "accepted")


@transaction.atomic
def pick(donation: Donation, key: str, *, actor: Actor, now: datetime | None = None) -> Slot:
    """Takes a place in the slot for the donation, giving up the one it had; the donor's people get a mail.

    Coordination picks for a donor at any time, others while they `may_choose`. Raises TransitionRefused for who may not
    (any more), a slot that is not offered (SlotFull for a full one), or a donation that is past it.
    """
    now = now or timezone.now()
    # Held until the commit: two clicks of one donor come one after the other.
    donation = Donation.objects.select_for_update().get(pk=donation.pk)
    if not (_is_coordination(actor) or may_choose(donation)):
        raise TransitionRefused(_("There is no time to choose for this donation now."))
    slot = slot_with_key(key, now)
    if slot is None:
        raise TransitionRefused(_("This time is no longer offered. Please choose another one."))
    for _try in range(slot.capacity):
        place = _free_place(slot)
        try:
            with transaction.atomic():
                services.schedule(
                    donation, at=slot.starts_at, until=slot.ends_at, slot_place=place, actor=actor, now=now
                )
        except IntegrityError:
            # Somebody took this place since it was read: the database let one of us have it.
            continue
        return slot
    raise SlotFull(_("This time has just been taken. Please choose another one."))


def _is_coordination(actor: Actor) -> bool:
    return actor.user is not None and actor.user.has_perm("donations.manage_donation")


def _free_place(slot: Slot) -> int:
    """The lowest place nobody has. Raises SlotFull."""
    taken = set(
        Appointment.objects.filter(starts_at=slot.starts_at)
        .exclude(slot_place=None)
        .values_list("slot_place", flat=True)
    )
    free = [place for place in range(1, slot.capacity + 1) if place not in taken]
    if not free:
        raise SlotFull(_("This time is full. Please choose another one."))
    return free[0]
