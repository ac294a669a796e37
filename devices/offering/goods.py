"""Announced goods without numbers (loose disks, bags of cables): they are only said to have come. Each disk that is in
them is then recorded by itself, accessories are counted into stock."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status, record
from devices.followers import settle_or_reopen
from devices.models import GoodsOutcome, OfferedLine
from donations.enums import DonationStatus
from donations.models import Donation

ARRIVED, TAKEN_BACK = "goods_arrived", "goods_taken_back"
AWAITED = (DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED)


def of(donation: Donation) -> QuerySet[OfferedLine]:
    """What was announced without numbers."""
    return donation.offered_lines.exclude(goods="")


def awaited() -> QuerySet[OfferedLine]:
    """Goods that may still come."""
    return OfferedLine.objects.awaited_goods()


@transaction.atomic
def mark_arrived(line: OfferedLine, *, actor: Actor, now: datetime | None = None) -> None:
    """The goods are here; with the first of its things the donation has arrived. Raises TransitionRefused when nothing
    can come from the donation, or they are here already."""
    now = now or timezone.now()
    donation = Donation.objects.expected().select_for_update().filter(pk=line.donation_id).first()
    if donation is None:
        raise TransitionRefused(_("This donation was declined or withdrawn; nothing is taken in for it."))
    open_line = of(donation).filter(pk=line.pk).exclude(outcome=GoodsOutcome.ARRIVED)
    if not open_line.update(outcome=GoodsOutcome.ARRIVED, outcome_at=now):
        raise TransitionRefused(_("These goods are marked as arrived already."))
    if donation.status in AWAITED:
        today = timezone.localdate(now)
        change_status(donation, DonationStatus.RECEIVED, actor=actor, happened_at=now, received_on=today)
    record(donation, ARRIVED, actor=actor, data={"line": line.line}, happened_at=now)
    settle_or_reopen([donation.pk], actor=Actor.system(), happened_at=now)


@transaction.atomic
def take_back(line: OfferedLine, *, actor: Actor, now: datetime | None = None) -> None:
    """It was another one: the goods are awaited again, and their donation is open. Raises TransitionRefused when they
    are not marked."""
    now = now or timezone.now()
    list(Donation.objects.select_for_update().filter(pk=line.donation_id).values_list("pk"))
    if not OfferedLine.objects.filter(pk=line.pk, outcome=GoodsOutcome.ARRIVED).update(outcome="", outcome_at=None):
        raise TransitionRefused(_("These goods are not marked as arrived."))
    record(line.donation, TAKEN_BACK, actor=actor, data={"line": line.line}, happened_at=now)
    settle_or_reopen([line.donation_id], actor=Actor.system(), happened_at=now)


def mark_rest_missing(donation: Donation, *, now: datetime) -> int:
    """What did not come with the rest; nobody waits for it. Returns how many lines."""
    missing = of(donation).filter(outcome="").update(outcome=GoodsOutcome.MISSING, outcome_at=now)
    if missing:
        settle_or_reopen([donation.pk], actor=Actor.system(), happened_at=now)
    return missing
