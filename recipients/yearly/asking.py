"""Asking, reminding, pausing: what runs by itself. Each may run as often as one likes; nothing happens in school
holidays."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from custody.actor import Actor
from custody.services import Line, record, record_many
from recipients.calendar.school_year import SchoolYear, school_year
from recipients.calendar.terms import add_term, is_school_holiday
from recipients.enums import InstitutionKind, InstitutionStatus
from recipients.models import ConfirmationRule, Institution, Need
from recipients.models.need import NeedQuerySet
from recipients.yearly import mails

ASKED, REMINDED, PAUSED = "needs_asked", "needs_reminded", "need_paused"


def rule() -> ConfirmationRule | None:
    """The one that counts; None when nobody is asked."""
    return ConfirmationRule.objects.filter(is_active=True).first()


def unconfirmed(year: SchoolYear) -> NeedQuerySet:
    """Needs that wait since an earlier school year and were not confirmed in this one. Those of our own counter are
    coordination's."""
    old = Need.objects.waiting().filter(queued_since__date__lt=year.start)
    old = old.exclude(request__institution__kind=InstitutionKind.COUNTER)
    return old.filter(Q(confirmed_on=None) | Q(confirmed_on__lt=year.start))


def run(*, now: datetime) -> None:
    """The day's work."""
    today = timezone.localdate(now)
    if is_school_holiday(today):
        return
    settle(now=now)
    ask(now=now)
    remind(now=now)
    pause(now=now)


def ask(*, now: datetime) -> int:
    """Asks each approved institution with such needs once a school year, from the rule's day on. Returns how many."""
    today, counts = timezone.localdate(now), rule()
    year = school_year(today)
    if counts is None or today < counts.first_day(year.start, year.end):
        return 0
    due = add_term(today, counts.paused_after)
    to_ask = [row for row in _with_old_needs(year) if row.needs_asked_on is None or row.needs_asked_on < year.start]
    for institution in to_ask:
        _ask(institution, today, due, now)
    return len(to_ask)


def _with_old_needs(year: SchoolYear) -> list[Institution]:
    needs = unconfirmed(year).filter(request__institution=OuterRef("pk"))
    return list(Institution.objects.filter(Exists(needs), status=InstitutionStatus.APPROVED))


@transaction.atomic
def _ask(institution: Institution, today: date, due: date, now: datetime) -> None:
    unasked = Institution.objects.filter(pk=institution.pk, needs_asked_on=institution.needs_asked_on)
    if not unasked.update(needs_asked_on=today, needs_due_on=due):
        return
    institution.refresh_from_db()
    record(institution, ASKED, actor=Actor.system(), data={"until": due.isoformat()}, happened_at=now)
    mails.tell(institution, mails.QUESTION)


def settle(*, now: datetime) -> int:
    """The question is over where no such need is left: served, withdrawn, or confirmed one by one. Returns how many."""
    today = timezone.localdate(now)
    left = unconfirmed(school_year(today)).filter(request__institution=OuterRef("pk"))
    return Institution.objects.unanswered().exclude(Exists(left)).update(needs_answered_on=today)


def remind(*, now: datetime) -> int:
    """Reminds each institution that has not answered once, so many days after it was asked. Returns how many."""
    today, counts = timezone.localdate(now), rule()
    if counts is None:
        return 0
    silent = Institution.objects.unanswered().filter(status=InstitutionStatus.APPROVED, needs_due_on__gte=today)
    silent = silent.filter(Q(needs_reminded_on=None) | Q(needs_reminded_on__lt=F("needs_asked_on")))
    to_remind = [row for row in silent if add_term(row.needs_asked_on, counts.reminded_after) <= today]
    for institution in to_remind:
        _remind(institution, today, now)
    return len(to_remind)


@transaction.atomic
def _remind(institution: Institution, today: date, now: datetime) -> None:
    before = Institution.objects.filter(pk=institution.pk, needs_reminded_on=institution.needs_reminded_on)
    if not before.update(needs_reminded_on=today):
        return
    record(institution, REMINDED, actor=Actor.system(), happened_at=now)
    mails.tell(institution, mails.REMINDER)


def pause(*, now: datetime) -> int:
    """Needs that nobody confirmed by the last day to answer pause: they keep their place and take no part. Returns how
    many."""
    today = timezone.localdate(now)
    late = Institution.objects.unanswered().filter(needs_due_on__lt=today, status=InstitutionStatus.APPROVED)
    paused = 0
    for institution in late.filter(needs_asked_on__gte=school_year(today).start):
        paused += _pause(institution, today, now)
    return paused


@transaction.atomic
def _pause(institution: Institution, today: date, now: datetime) -> int:
    # Locked, so that an answer that is being sent comes wholly before or wholly after.
    if not Institution.objects.unanswered().select_for_update().filter(pk=institution.pk).exists():
        return 0
    open_ones = unconfirmed(school_year(today)).filter(request__institution=institution, paused_on=None)
    needs = list(open_ones.order_by("pk"))
    Need.objects.filter(pk__in=[need.pk for need in needs]).update(paused_on=today)
    record_many([Line(need, PAUSED) for need in needs], actor=Actor.system(), happened_at=now)
    if needs:
        mails.tell(institution, mails.PAUSE)
    return len(needs)
