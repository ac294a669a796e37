"""Media outside of devices: what came loose with a donation, what was taken out, and what was never there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status, is_own_and_fresh, record
from devices.enums import DeviceStatus, MediumStatus
from devices.erasure.settling import locked_medium
from devices.followers import settle_or_reopen
from devices.inside import fact_of, move_medium
from devices.matching import is_away
from devices.media import MEDIUM_ADDED, locked, mark_medium, medium_inside_again, recount_media, reopen
from devices.merging import pair
from devices.models import Device, Location, StorageMedium
from devices.releasing import lock_several
from devices.sources import media_from_reports, merged_reports
from donations.enums import DonationStatus
from donations.models import Donation

MEDIUM_PUT_IN, MEDIUM_PUT_ASIDE = "medium_put_in", "medium_put_aside"
MEDIUM_REPLACED, MEDIUM_MISTAKEN = "medium_replaced", "medium_mistaken"
AWAITED = (DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED)


@transaction.atomic
def add_loose_medium(
    donation: Donation, facts: Mapping[str, Any], *, actor: Actor, now: datetime | None = None
) -> StorageMedium:
    """A disk came with a donation, in no device. `facts` are columns of StorageMedium.

    With the first disk the donation has arrived. It is in the house since then: an erasure finished later settles it.
    Raises TransitionRefused for a donation that was declined or withdrawn.
    """
    now = now or timezone.now()
    donation = _expected(donation)
    if donation.status in AWAITED:
        today = timezone.localdate(now)
        change_status(donation, DonationStatus.RECEIVED, actor=actor, happened_at=now, received_on=today)
    medium = StorageMedium.objects.create(
        donation=donation, status_since=now, entered_at=min(_arrived(donation, now), now), **facts
    )
    record(medium, MEDIUM_ADDED, actor=actor, data={"medium": medium.pk}, happened_at=now)
    settle_or_reopen([donation.pk], actor=Actor.system(), happened_at=now)
    return medium


def _expected(donation: Donation) -> Donation:
    """The donation, its row locked."""
    found = Donation.objects.expected().select_for_update().filter(pk=donation.pk).first()
    if found is None:
        raise TransitionRefused(_("This donation was declined or withdrawn; nothing is taken in for it."))
    return found


def _arrived(donation: Donation, now: datetime) -> datetime:
    lines = donation.events.filter(new_status=DonationStatus.RECEIVED).order_by("-sequence")
    return lines.values_list("happened_at", flat=True).first() or now


@transaction.atomic
def put_in(medium: StorageMedium, device: Device, *, actor: Actor, now: datetime | None = None) -> None:
    """A medium that lies outside is built into a device: it is to be erased there, as what was done with it meanwhile
    is not known. Raises TransitionRefused for one inside a device, destroyed or given away, and for a device that is
    not in the workshop."""
    now = now or timezone.now()
    lock_several({device.pk, medium.device_id} - {None})
    medium = locked_medium(medium, may_reopen=True)
    if not medium.is_outside:
        raise TransitionRefused(_("This medium is inside %(number)s. Take it out first.") % {"number": medium.device})
    if medium.status not in (MediumStatus.PENDING, MediumStatus.ERASED, MediumStatus.REMOVED):
        raise TransitionRefused(_("This medium is not here any more."))
    device, donation = locked(device), medium.donation_id
    if medium.device_id == device.pk:
        medium_inside_again(medium, actor=actor, now=now)
    else:
        move_medium(medium, device, actor=actor, now=now)
    record(medium, MEDIUM_PUT_IN, actor=actor, data={"device": device.pk}, happened_at=now)
    settle_or_reopen([donation], actor=Actor.system(), happened_at=now)


@transaction.atomic
def put_aside(medium: StorageMedium, location: Location, *, actor: Actor, now: datetime | None = None) -> None:
    """An erased medium is taken out of its device and kept for another one; it stays erased. A ready device goes back
    to refurbishment. Raises TransitionRefused for one that is still to be erased: that one is settled as taken out."""
    now = now or timezone.now()
    medium = locked_medium(medium, may_reopen=True)
    if medium.status != MediumStatus.ERASED or medium.is_outside:
        raise TransitionRefused(_("Only an erased medium inside a device can be put aside."))
    if medium.device.status == DeviceStatus.IN_REPAIR:
        raise TransitionRefused(_("In repair a medium holds its user's data again. Record that it is replaced."))
    reopen(locked(medium.device), actor=actor, now=now)
    StorageMedium.objects.filter(pk=medium.pk).update(location=location)
    data = {"medium": medium.pk, "location": location.pk}
    for subject in (medium.device, medium):
        record(subject, MEDIUM_PUT_ASIDE, actor=actor, data=data, happened_at=now)


@transaction.atomic
def replaced_in_repair(medium: StorageMedium, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """A disk of a device in repair is exchanged: it holds the data of whoever uses the device, and is to be erased or
    given back against signature before the device goes back (PRODUCT.md § 3). Raises TransitionRefused without a
    reason, and outside a repair."""
    now = now or timezone.now()
    medium = locked_medium(medium)
    if not reason.strip():
        raise TransitionRefused(_("Please give the reason."))
    if medium.device is None or medium.device.status != DeviceStatus.IN_REPAIR:
        raise TransitionRefused(_("This is for a device in repair."))
    if medium.status != MediumStatus.ERASED or medium.is_outside:
        raise TransitionRefused(_("This medium is not in use in the device."))
    mark_medium(medium, MediumStatus.PENDING, actor=actor, now=now, entered_at=now)
    record(medium.device, MEDIUM_REPLACED, actor=actor, data={"medium": medium.pk}, note=reason, happened_at=now)


@transaction.atomic
def mark_mistaken(
    medium: StorageMedium, *, actor: Actor, reason: str, anyone: bool, now: datetime | None = None
) -> None:
    """A medium that somebody entered was never there. Its row and its history stay, and it counts nowhere.

    Its author may say so for 24 hours; `anyone` is True for coordination, who may later too. Raises TransitionRefused
    without a reason or right, for one that a report showed, and for one that was ever settled.
    """
    now = now or timezone.now()
    medium = locked_medium(medium)
    if not reason.strip():
        raise TransitionRefused(_("Please give the reason."))
    if refusal := why_not_mistaken(medium):
        raise TransitionRefused(refusal)
    if not (anyone or _is_own(medium, actor, now)):
        raise TransitionRefused(
            _("Only the person who did this step may take it back, within 24 hours; later, coordination may.")
        )
    host = medium.device
    StorageMedium.objects.filter(pk=medium.pk).update(device=None, mistaken_at=now)
    if host:
        recount_media([host.pk])
    record(host or medium, MEDIUM_MISTAKEN, actor=actor, data={"medium": medium.pk}, note=reason, happened_at=now)
    settle_or_reopen([medium.donation_id], actor=Actor.system(), happened_at=now)


def why_not_mistaken(medium: StorageMedium) -> str:
    """What proves that the medium exists; nothing when it rests on somebody's word alone."""
    if medium.status != MediumStatus.PENDING or medium.erasures.exists():
        return _("Something was recorded about this medium already; take that back first, or settle it.")
    if medium.device and _is_shown(medium):
        return _("A hardware report shows this medium. If the report is of another device, take that match back.")
    return ""


def _is_shown(medium: StorageMedium) -> bool:
    """Whether a report of its device made it known, or shows what somebody had typed before."""
    if medium.pk in media_from_reports(medium.device):
        return True
    known = sorted(medium.device.media.all(), key=lambda one: (is_away(one), one.pk))
    shown = [disk.fact() for disk in merged_reports(medium.device).disks]
    places = pair(shown, [fact_of(one) for one in known])
    return any(place is not None and known[place].pk == medium.pk for place in places)


def _is_own(medium: StorageMedium, actor: Actor, now: datetime) -> bool:
    subject = medium.device or medium
    entered = [event for event in subject.events.filter(kind=MEDIUM_ADDED) if event.data["medium"] == medium.pk]
    return bool(entered) and is_own_and_fresh(entered[-1], actor, now)
