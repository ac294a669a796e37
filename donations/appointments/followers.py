"""What follows from a donation's step: places in slots are given up, the donor's people are told."""

from custody.lifecycle import Step
from donations import mails
from donations.appointments.models import Appointment
from donations.enums import DonationStatus
from donations.lifecycle import DONATION
from donations.models import Donation

ENDED = (DonationStatus.DECLINED, DonationStatus.CANCELLED)
# Declined is told by its service, which knows the reason; scheduled and moved by theirs.
TOLD = {
    DonationStatus.RECEIVED: "received",
    DonationStatus.SETTLED: "settled",
    DonationStatus.CANCELLED: "cancelled",
}


def register() -> None:
    """Called in AppConfig.ready()."""
    for follower in (places_are_given_up, people_are_told):
        if follower not in DONATION.followers:
            DONATION.follow(follower)


def places_are_given_up(pks: list[int], step: Step) -> None:
    """Who does not come leaves the place to others."""
    if step.new in ENDED:
        Appointment.objects.filter(donation__in=pks).update(slot_place=None, route_position=None)


def people_are_told(pks: list[int], step: Step) -> None:
    """Taken in, all devices settled, withdrawn. Of a settled donation that something comes to later neither the arrival
    nor the end is told a second time."""
    occasion = TOLD.get(step.new)
    if occasion is None or step.old == DonationStatus.SETTLED:
        return
    once = occasion if step.new == DonationStatus.SETTLED else ""
    for donation in Donation.objects.filter(pk__in=pks).exclude(donor=None).select_related("donor", "appointment"):
        mails.tell_donor(donation, occasion, once=once)
