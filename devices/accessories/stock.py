"""Counts of accessories and the movements that explain them. A count is claimed in the database with the change itself,
so that two people at the same shelf never lose one another's change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Note
from custody.services import change_status
from devices.enums import MovementKind
from devices.models import AccessoryKind, AccessoryMovement, AccessoryStock, Device, Location, Plug
from donations.enums import DonationStatus
from donations.models import Donation

MOST_PIECES = 10_000
AWAITED = (DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED)


@dataclass(frozen=True)
class Pieces:
    """Pieces of one sort: what a row of a form says."""

    kind: AccessoryKind
    count: int
    location: Location
    plug: Plug | None = None
    watts: int | None = None


@dataclass(frozen=True)
class Cause:
    """Why a count changes, for its movement."""

    kind: MovementKind
    donation: Donation | None = None
    device: Device | None = None
    reason: str = ""


@transaction.atomic
def take_in(
    rows: Iterable[Pieces], *, actor: Actor, donation: Donation | None = None, now: datetime | None = None
) -> int:
    """Adds pieces to the stock, each sort where it is put; without a donation they were bought or found. A donation
    that is awaited has arrived with them. Returns how many pieces.

    Raises TransitionRefused for a donation that was declined or withdrawn, and for a count out of range.
    """
    now = now or timezone.now()
    rows = list(rows)
    if donation is not None:
        _arrives(donation, actor=actor, now=now)
    if not all(1 <= row.count <= MOST_PIECES for row in rows):
        raise TransitionRefused(_("Please count from 1 to %(most)d pieces in a row.") % {"most": MOST_PIECES})
    # By their keys, so that two bags at once never wait for each other in a circle.
    for stock, count in sorted(((stock_of(row), row.count) for row in rows), key=lambda pair: pair[0].pk):
        add(stock, count, Cause(MovementKind.TAKEN_IN, donation=donation), actor=actor, now=now)
    return sum(row.count for row in rows)


def _arrives(donation: Donation, *, actor: Actor, now: datetime) -> None:
    locked = Donation.objects.expected().select_for_update().filter(pk=donation.pk).first()
    if locked is None:
        raise TransitionRefused(_("This donation was declined or withdrawn; nothing is taken in for it."))
    if locked.status in AWAITED:
        day = timezone.localdate(now)
        change_status(locked, DonationStatus.RECEIVED, actor=actor, happened_at=now, received_on=day)


def stock_of(row: Pieces) -> AccessoryStock:
    """The count of this sort at this place, made with 0 when it is the first. A plug or watts that the kind does not
    have are left out."""
    return AccessoryStock.objects.get_or_create(
        kind=row.kind,
        plug=row.plug if row.kind.has_plug else None,
        watts=row.watts if row.kind.has_watts else None,
        location=row.location,
    )[0]


def add(stock: AccessoryStock, count: int, cause: Cause, *, actor: Actor, now: datetime) -> AccessoryMovement:
    """More pieces, in the caller's transaction."""
    AccessoryStock.objects.filter(pk=stock.pk).update(count=F("count") + count)
    return _write(stock, count, cause, actor=actor, now=now)


def take(stock: AccessoryStock, count: int, cause: Cause, *, actor: Actor, now: datetime) -> AccessoryMovement:
    """Fewer pieces, in the caller's transaction. Raises TransitionRefused when there are not as many."""
    claimed = AccessoryStock.objects.filter(pk=stock.pk, count__gte=count).update(count=F("count") - count)
    if not claimed:
        raise TransitionRefused(_too_few(stock))
    return _write(stock, -count, cause, actor=actor, now=now)


def _too_few(stock: AccessoryStock) -> str:
    stock = AccessoryStock.objects.with_names().get(pk=stock.pk)
    named = {"what": stock.name, "location": stock.location, "count": stock.count}
    if not stock.count:
        return _("%(what)s: none is left at %(location)s. If some are there, count them anew.") % named
    return _("%(what)s: only %(count)d left at %(location)s. If there are more, count them anew.") % named


def _write(stock: AccessoryStock, change: int, cause: Cause, *, actor: Actor, now: datetime) -> AccessoryMovement:
    """The row was updated in this transaction and is ours until its end: what is read here is what it came to."""
    stock.count = AccessoryStock.objects.values_list("count", flat=True).get(pk=stock.pk)
    note = Note.objects.create(text=cause.reason.strip()) if cause.reason.strip() else None
    return AccessoryMovement.objects.create(
        stock=stock,
        kind=cause.kind,
        change=change,
        count_after=stock.count,
        donation=cause.donation,
        device=cause.device,
        note=note,
        actor=actor.user,
        happened_at=now,
        recorded_at=timezone.now(),
    )


@transaction.atomic
def count_anew(stock: AccessoryStock, counted: int, *, actor: Actor, now: datetime | None = None) -> int:
    """Stocktaking: so many are there. Returns the difference to what was expected; a count that fits is written down,
    too. Raises TransitionRefused for a number out of range."""
    if not 0 <= counted <= MOST_PIECES:
        raise TransitionRefused(_("Please count from 0 to %(most)d pieces.") % {"most": MOST_PIECES})
    locked = AccessoryStock.objects.select_for_update().get(pk=stock.pk)
    difference = counted - locked.count
    AccessoryStock.objects.filter(pk=stock.pk).update(count=counted)
    _write(stock, difference, Cause(MovementKind.COUNTED), actor=actor, now=now or timezone.now())
    return difference


@transaction.atomic
def count_shelf(counted: Mapping[int, int], *, actor: Actor, now: datetime | None = None) -> dict[int, int]:
    """Stocktaking of several sorts at once: {sort: how many are there}. Returns the differences that were found."""
    now = now or timezone.now()
    rows = AccessoryStock.objects.filter(pk__in=counted).order_by("pk")
    found = {row.pk: count_anew(row, counted[row.pk], actor=actor, now=now) for row in rows}
    return {pk: difference for pk, difference in found.items() if difference}


@transaction.atomic
def throw_away(
    stock: AccessoryStock, count: int, *, reason: str, actor: Actor, now: datetime | None = None
) -> AccessoryMovement:
    """Broken pieces leave the stock. Raises TransitionRefused without a reason, or for more than there are."""
    if not reason.strip():
        raise TransitionRefused(_("Please give the reason."))
    _at_least_one(count)
    cause = Cause(MovementKind.THROWN_AWAY, reason=reason)
    return take(stock, count, cause, actor=actor, now=now or timezone.now())


@transaction.atomic
def move(
    stock: AccessoryStock, count: int, to: Location, *, actor: Actor, now: datetime | None = None
) -> AccessoryStock:
    """Pieces are put somewhere else; returns the count there. Raises TransitionRefused for more than there are."""
    now = now or timezone.now()
    _at_least_one(count)
    if to == stock.location:
        raise TransitionRefused(_("They are at this location already."))
    cause = Cause(MovementKind.MOVED)
    there = stock_of(Pieces(stock.kind, count, to, stock.plug, stock.watts))
    # The one with the lower key first, so that two people who move to and fro never wait for each other in a circle.
    for row in sorted((stock, there), key=lambda row: row.pk):
        (take if row is stock else add)(row, count, cause, actor=actor, now=now)
    return there


def _at_least_one(count: int) -> None:
    if count < 1:
        raise TransitionRefused(_("Please enter at least one piece."))
