"""The appointment at which devices are given out: plan, change, pack, cancel."""

from collections.abc import Iterable
from dataclasses import dataclass
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
from custody.services import change_status, record, record_many, take_back
from recipients import receipts
from recipients.appointments import capacity, mails, wishes
from recipients.counter import uninviting
from recipients.enums import AllocationStatus, CapacityUnit, HandoverStatus
from recipients.locking import lock_allocations, lock_handover
from recipients.models import Allocation, Handover, HandoverVolunteer, Institution
from recipients.packing import cart

SERIES = "Ü"
PLANNED, CHANGED, MOVED = "planned", "changed", "moved"
PUT_ON, TAKEN_OFF = "put_on_handover", "taken_off_handover"
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
    ends_at: datetime | None = None,
    room: int | None = None,
    room_unit: str = CapacityUnit.DEVICES,
) -> Handover:
    """Makes an appointment with the chosen reservations on it, and tells the institution and those who help. `room` is
    how many devices or people there is room for.

    Raises NoRoom, and TransitionRefused when a reservation was released or put on another handover in the meantime.
    """
    now = now or timezone.now()
    with transaction.atomic():
        (number,) = yearly_numbers(SERIES, 1, on=timezone.localdate(now))
        handover = Handover.objects.create(
            number=number,
            institution=institution,
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=room,
            capacity_unit=room_unit,
            place=place,
            planned_by=actor.user,
            status_since=now,
            created_at=now,
            search_text=searchable(number, institution.name, institution.city, place),
        )
        record(handover, PLANNED, actor=actor, happened_at=now)
        put_on(handover, allocations, actor=actor, now=now)
        helpers = assign(handover, assigned)
        if starts_at > now:
            mails.tell_institution(handover, mails.PLANNED)
            mails.tell_people(handover, mails.DUTY, helpers.new)
    return handover


def change(
    handover: Handover,
    *,
    starts_at: datetime,
    place: str,
    allocations: Iterable[Allocation],
    assigned: Iterable[User],
    actor: Actor,
    ends_at: datetime | None = None,
    room: int | None = None,
    room_unit: str = CapacityUnit.DEVICES,
) -> bool:
    """Moves an appointment that has not begun, puts further devices on one that is not packed, and assigns people. True
    when day, time or place are new: then everybody is told, and a wish for another date is answered.

    What receipts say of it is brought in step by issuing them again. Raises NoRoom and TransitionRefused.
    """
    with transaction.atomic():
        before = _changeable(handover)
        is_moved = (before.starts_at, before.ends_at, before.place) != (starts_at, ends_at, place)
        text = searchable(handover.number, handover.institution.name, handover.institution.city, place)
        columns = {"starts_at": starts_at, "ends_at": ends_at, "place": place, "search_text": text}
        Handover.objects.filter(pk=handover.pk).update(**columns, capacity=room, capacity_unit=room_unit)
        handover.refresh_from_db()
        record(handover, MOVED if is_moved else CHANGED, actor=actor, data=_new_day(before, handover))
        if is_moved:
            uninviting.take_back(reserved_on(handover), actor=actor)
        put_on(handover, allocations, actor=actor)
        if is_moved:
            _keep_until_the_day(handover)
            wishes.answer(handover)
            mails.tell_institution(handover, mails.MOVED)
        _tell_helpers(handover, assign(handover, assigned), is_moved=is_moved)
    return is_moved


def _new_day(before: Handover, after: Handover) -> dict[str, str]:
    if before.starts_at == after.starts_at:
        return {}
    return {"from": before.starts_at.isoformat(), "to": after.starts_at.isoformat()}


def _keep_until_the_day(handover: Handover) -> None:
    """Reservations last at least until the day of their handover."""
    day = timezone.localdate(handover.starts_at)
    reserved = handover.allocations.filter(status=AllocationStatus.RESERVED, held_until__lt=day)
    reserved.update(held_until=day)


def reserved_on(handover: Handover) -> QuerySet[Allocation]:
    """What is on it and has not left."""
    return handover.allocations.filter(status=AllocationStatus.RESERVED)


def _tell_helpers(handover: Handover, helpers: "Helpers", *, is_moved: bool) -> None:
    mails.tell_people(handover, mails.DUTY, helpers.new)
    mails.tell_people(handover, mails.DUTY_ENDED, helpers.gone)
    if is_moved:
        mails.tell_people(handover, mails.DUTY_MOVED, helpers.staying)


def _changeable(handover: Handover) -> Handover:
    locked = lock_handover(handover.pk)
    if locked.status not in CHANGEABLE:
        raise TransitionRefused(_("The handover is “%(status)s” and can't be changed.") % _status_of(locked))
    return locked


def _status_of(handover: Handover) -> dict[str, str]:
    return {"status": handover.get_status_display()}


def put_on(handover: Handover, allocations: Iterable[Allocation], *, actor: Actor, now: datetime | None = None) -> None:
    """In the caller's transaction. The reservations are kept at least until the day of the handover. Raises NoRoom, and
    TransitionRefused for reservations that are not free any more or a handover that is packed."""
    rows = list(allocations)
    if rows:
        cart.is_being_packed(handover)
    chosen = waiting_allocations(handover.institution).filter(pk__in=[row.pk for row in rows])
    pks = list(chosen.values_list("pk", flat=True))
    claimed = Allocation.objects.filter(pk__in=pks, status=AllocationStatus.RESERVED, handover=None).update(
        handover=handover
    )
    if claimed != len(rows):
        raise TransitionRefused(_("A device was released or put on another handover meanwhile. Please choose again."))
    capacity.check(handover)
    _keep_until_the_day(handover)
    lines = [HistoryLine(row, PUT_ON, data={"handover": handover.number}) for row in rows]
    record_many(lines, actor=actor, happened_at=now)


@dataclass(frozen=True)
class Helpers:
    """Who was assigned, who stays so, who is not any more."""

    new: list[User]
    staying: list[User]
    gone: list[User]


def assign(handover: Handover, people: Iterable[User]) -> Helpers:
    """Exactly these people may help at the handover."""
    wanted = {person.pk: person for person in people}
    known = {row.user_id: row.user for row in handover.volunteers.select_related("user")}
    HandoverVolunteer.objects.filter(handover=handover).exclude(user__in=wanted).delete()
    new = [person for pk, person in wanted.items() if pk not in known]
    HandoverVolunteer.objects.bulk_create([HandoverVolunteer(handover=handover, user=person) for person in new])
    staying = [person for pk, person in known.items() if pk in wanted]
    return Helpers(new, staying, [person for pk, person in known.items() if pk not in wanted])


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
        cart.forget([allocation.pk])
        receipts.correct(corrected, actor=actor, reason=reason, now=now)
        record(allocation, TAKEN_OFF, actor=actor, data={"handover": handover.number}, note=reason)
        close_when_answered(handover, actor=actor, now=now)
    allocation.refresh_from_db()


def pack(handover: Handover, *, actor: Actor, now: datetime | None = None) -> None:
    """Everything is on the cart. Raises TransitionRefused while a device was not scanned onto it, or a receipt is
    missing or not ready."""
    change_status(handover, HandoverStatus.PACKED, actor=actor, happened_at=now)


def unpack(handover: Handover, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """It was not complete yet: the handover is being packed again, and what lies on the cart stays there. Raises
    TransitionRefused when something was scanned out since."""
    take_back(handover, actor=actor, reason=reason, anyone=True, now=now)
    handover.refresh_from_db()


def cancel(handover: Handover, *, actor: Actor, reason: str, now: datetime | None = None) -> None:
    """The appointment does not take place: its devices stay reserved, its receipts become void, its people are told.
    Families of our own counter are told by coordination, whom their pages ask to do so."""
    if not reason.strip():
        raise TransitionRefused(_("Please say why the handover is cancelled."))
    with transaction.atomic():
        change_status(handover, HandoverStatus.CANCELLED, actor=actor, note=reason, happened_at=now)
        standing = handover.receipts.active().select_related("document")
        receipts.withdraw_many(list(standing), actor=actor, reason=reason, now=now)
        uninviting.take_back(reserved_on(handover), actor=actor, now=now)
        reserved = list(reserved_on(handover))
        Allocation.objects.filter(pk__in=[row.pk for row in reserved]).update(handover=None)
        cart.forget([row.pk for row in reserved])
        wishes.answer(handover, now=now)
        if handover.starts_at > (now or timezone.now()):
            mails.tell_institution(handover, mails.CANCELLED)
            mails.tell_volunteers(handover, mails.CANCELLED)
        lines = [HistoryLine(row, TAKEN_OFF, data={"handover": handover.number}) for row in reserved]
        record_many(lines, actor=actor, happened_at=now)


def close_when_answered(handover: Handover, *, actor: Actor, reason: str = "", now: datetime | None = None) -> None:
    """Ends an appointment that is under way as soon as of each device is known whether it was handed over or came
    back, and cancels a packed one of which nothing is left, with `reason`."""
    handover.refresh_from_db()
    open_statuses = (AllocationStatus.RESERVED, AllocationStatus.DELIVERED)
    if handover.allocations.filter(status__in=open_statuses).exists():
        return
    now = now or timezone.now()
    if handover.status == HandoverStatus.PACKED:
        cancel(handover, actor=actor, reason=reason or _("No device is left on it."), now=now)
    elif handover.status == HandoverStatus.UNDER_WAY:
        change_status(handover, HandoverStatus.CLOSED, actor=actor, happened_at=now, confirmed_at=now)
