"""The appointment at which devices are given out: plan, change, pack, cancel."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.pages.folding import searchable
from accounts.roles import Role
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.numbering import yearly_numbers
from custody.services import Line as HistoryLine
from custody.services import change_status, record, record_many
from recipients import receipts
from recipients.enums import AllocationStatus, HandoverStatus
from recipients.locking import lock_allocations, lock_handover
from recipients.models import Allocation, Handover, HandoverVolunteer, Institution

SERIES = "Ü"
PLANNED, CHANGED, PUT_ON, TAKEN_OFF = "planned", "changed", "put_on_handover", "taken_off_handover"
# Before it leaves the house, an appointment can be changed.
CHANGEABLE = (HandoverStatus.PLANNED, HandoverStatus.PACKED)


def waiting_allocations(institution: Institution) -> QuerySet[Allocation]:
    """Reserved for this institution and not on any handover yet."""
    return (
        Allocation.objects.filter(
            status=AllocationStatus.RESERVED, handover=None, item__need__request__institution=institution
        )
        .select_related("device__category", "item__need__request")
        .order_by("item__need__request", "item__need__position", "item__position")
    )


def volunteers() -> QuerySet[User]:
    """People whom a coordinator may assign."""
    roles = (Role.VOLUNTEER, Role.SENIOR_VOLUNTEER)
    return User.objects.filter(is_active=True, groups__name__in=roles).distinct().order_by("name", "email")


def plan(
    institution: Institution,
    *,
    starts_at: datetime,
    place: str,
    allocations: Iterable[Allocation],
    assigned: Iterable[User],
    actor: Actor,
    now: datetime | None = None,
) -> Handover:
    """Makes an appointment with the chosen reservations on it. Raises TransitionRefused when one of them was released
    or put on another handover in the meantime."""
    now = now or timezone.now()
    with transaction.atomic():
        (number,) = yearly_numbers(SERIES, 1, on=timezone.localdate(now))
        handover = Handover.objects.create(
            number=number,
            institution=institution,
            starts_at=starts_at,
            place=place,
            planned_by=actor.user,
            status_since=now,
            created_at=now,
            search_text=searchable(number, institution.name, institution.city, place),
        )
        record(handover, PLANNED, actor=actor, happened_at=now)
        put_on(handover, allocations, actor=actor, now=now)
        assign(handover, assigned)
    return handover


def change(
    handover: Handover,
    *,
    starts_at: datetime,
    place: str,
    allocations: Iterable[Allocation],
    assigned: Iterable[User],
    actor: Actor,
) -> None:
    """Moves an appointment that has not begun, puts further devices on it and assigns people. What receipts say of it
    is brought in step by issuing them again."""
    with transaction.atomic():
        _changeable(handover)
        text = searchable(handover.number, handover.institution.name, handover.institution.city, place)
        Handover.objects.filter(pk=handover.pk).update(starts_at=starts_at, place=place, search_text=text)
        record(handover, CHANGED, actor=actor)
        handover.refresh_from_db()
        put_on(handover, allocations, actor=actor)
        assign(handover, assigned)


def _changeable(handover: Handover) -> None:
    locked = lock_handover(handover.pk)
    if locked.status not in CHANGEABLE:
        raise TransitionRefused(_("The handover is “%(status)s” and can't be changed.") % _status_of(locked))


def _status_of(handover: Handover) -> dict[str, str]:
    return {"status": handover.get_status_display()}


def put_on(handover: Handover, allocations: Iterable[Allocation], *, actor: Actor, now: datetime | None = None) -> None:
    """In the caller's transaction. The reservations are kept at least until the day of the handover."""
    rows = list(allocations)
    chosen = waiting_allocations(handover.institution).filter(pk__in=[row.pk for row in rows])
    day = timezone.localdate(handover.starts_at)
    pks = list(chosen.values_list("pk", flat=True))
    claimed = Allocation.objects.filter(pk__in=pks, status=AllocationStatus.RESERVED, handover=None).update(
        handover=handover
    )
    if claimed != len(rows):
        raise TransitionRefused(_("A device was released or put on another handover meanwhile. Please choose again."))
    Allocation.objects.filter(pk__in=pks, held_until__lt=day).update(held_until=day)
    lines = [HistoryLine(row, PUT_ON, data={"handover": handover.number}) for row in rows]
    record_many(lines, actor=actor, happened_at=now)


def assign(handover: Handover, people: Iterable[User]) -> None:
    """Exactly these people may help at the handover."""
    wanted = {person.pk: person for person in people}
    HandoverVolunteer.objects.filter(handover=handover).exclude(user__in=wanted).delete()
    known = set(handover.volunteers.values_list("user", flat=True))
    HandoverVolunteer.objects.bulk_create(
        [HandoverVolunteer(handover=handover, user=person) for pk, person in wanted.items() if pk not in known]
    )


def take_off(allocation: Allocation, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """Takes a device off that was not scanned out; it stays reserved. Its receipt becomes void, or is replaced by one
    without it. Raises TransitionRefused without a reason, or when the device has left."""
    handover = allocation.handover
    if handover is None:
        raise TransitionRefused(_("The device is on no handover."))
    if not reason.strip():
        raise TransitionRefused(_("Please say why the device stays here."))
    corrected = receipts.corrections(handover, [allocation.pk], now=now)
    with transaction.atomic():
        lock_handover(handover.pk)
        lock_allocations([allocation.pk])
        claimed = Allocation.objects.filter(
            pk=allocation.pk, handover=handover, status=AllocationStatus.RESERVED
        ).update(handover=None)
        if not claimed:
            raise TransitionRefused(_("The device has been scanned out already."))
        receipts.correct(corrected, actor=actor, reason=reason, now=now)
        record(allocation, TAKEN_OFF, actor=actor, data={"handover": handover.number}, note=reason)
        close_when_answered(handover, actor=actor, now=now)
    allocation.refresh_from_db()


def pack(handover: Handover, *, actor: Actor, now: datetime | None = None) -> None:
    """Everything is on the cart. Raises TransitionRefused while a receipt is missing or not ready."""
    change_status(handover, HandoverStatus.PACKED, actor=actor, happened_at=now)


def cancel(handover: Handover, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """The appointment does not take place: its devices stay reserved, its receipts become void."""
    if not reason.strip():
        raise TransitionRefused(_("Please say why the handover is cancelled."))
    with transaction.atomic():
        change_status(handover, HandoverStatus.CANCELLED, actor=actor, note=reason, happened_at=now)
        for receipt in handover.receipts.active().select_related("document"):
            receipts.withdraw(receipt, actor=actor, reason=reason, now=now)
        reserved = list(handover.allocations.filter(status=AllocationStatus.RESERVED))
        Allocation.objects.filter(pk__in=[row.pk for row in reserved]).update(handover=None)
        lines = [HistoryLine(row, TAKEN_OFF, data={"handover": handover.number}) for row in reserved]
        record_many(lines, actor=actor, happened_at=now)


def close_when_answered(handover: Handover, *, actor: Actor, now: datetime | None = None) -> None:
    """Ends an appointment that is under way as soon as of each device is known whether it was handed over or came
    back."""
    handover.refresh_from_db()
    open_statuses = (AllocationStatus.RESERVED, AllocationStatus.DELIVERED)
    if handover.status != HandoverStatus.UNDER_WAY or handover.allocations.filter(status__in=open_statuses).exists():
        return
    now = now or timezone.now()
    change_status(handover, HandoverStatus.CLOSED, actor=actor, happened_at=now, confirmed_at=now)
