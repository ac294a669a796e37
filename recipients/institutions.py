"""The verbs of institutions: apply, enter, edit, approve, refuse, suspend, lift."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.pages.folding import fold, searchable
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, change_status, record, record_many
from recipients import mails
from recipients.belonging.membership import add_member
from recipients.enums import InstitutionStatus
from recipients.models import Institution

APPLIED, ENTERED, EDITED = "applied", "entered", "edited"
SEARCHED = ("name", "official_number", "city", "street", "contact")


class AlreadyApplied(Exception):
    """There is an institution with this official number. The message is for people."""


def apply(*, values: Mapping[str, Any], member: User, actor: Actor, now: datetime | None = None) -> Institution:
    """A person applies for an institution and becomes its first member. `values` are columns of Institution.

    Raises AlreadyApplied when an institution with the same official school number has applied and wasn't refused.
    """
    now = now or timezone.now()
    with _one_per_number(values):
        institution = _create(values, InstitutionStatus.APPLIED, now)
        add_member(institution, member)
        line = Line(institution, APPLIED, new_status=InstitutionStatus.APPLIED)
        record_many([line], actor=actor, happened_at=now)
        return institution


def enter(*, values: Mapping[str, Any], actor: Actor, now: datetime | None = None) -> Institution:
    """Coordination enters an institution, approved and still without people. Raises AlreadyApplied as apply does."""
    now = now or timezone.now()
    with _one_per_number(values):
        institution = _create(values, InstitutionStatus.APPROVED, now)
        line = Line(institution, ENTERED, new_status=InstitutionStatus.APPROVED)
        record_many([line], actor=actor, happened_at=now)
        return institution


def edit(institution: Institution, *, values: Mapping[str, Any], actor: Actor, now: datetime | None = None) -> None:
    """Changes what is known of it; the history names the fields, not their contents. Raises AlreadyApplied."""
    changed = sorted(name for name, value in values.items() if getattr(institution, name) != value)
    if not changed:
        return
    with _one_per_number(values):
        for name in changed:
            setattr(institution, name, values[name])
        make_searchable(institution)
        institution.save(update_fields=[*changed, "sort_name", "search_text"])
        record(institution, EDITED, actor=actor, data={"fields": changed}, happened_at=now)


def _create(values: Mapping[str, Any], status: InstitutionStatus, now: datetime) -> Institution:
    institution = Institution(**values, status=status, created_at=now, status_since=now)
    make_searchable(institution)
    institution.save()
    return institution


def make_searchable(institution: Institution) -> None:
    """Refreshes the folded columns that lists sort by and search in; called before saving."""
    institution.sort_name = fold(institution.name)
    institution.search_text = searchable(*(getattr(institution, name) for name in SEARCHED))


@contextmanager
def _one_per_number(values: Mapping[str, Any]) -> Iterator[None]:
    """Turns the database's refusal of a second row into a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if not registered(values.get("official_number", "")):
            raise
        raise AlreadyApplied(
            _("This school is registered already. Please ask your colleagues there, or us, to add you.")
        ) from None


def registered(number: str) -> Institution | None:
    """The institution with this official number that was not refused."""
    same = Institution.objects.filter(official_number=number).exclude(status=InstitutionStatus.REFUSED)
    return same.first() if number else None


@transaction.atomic
def approve(institution: Institution, *, actor: Actor, now: datetime | None = None) -> None:
    """Applied → approved: it may send requests. Its people get a mail."""
    _ask_for(institution, InstitutionStatus.APPLIED)
    change_status(institution, InstitutionStatus.APPROVED, actor=actor, happened_at=now)
    mails.tell_about_institution(institution, "institution_approved")


@transaction.atomic
def refuse(institution: Institution, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Applied → refused; the reason stands on the institution's page."""
    needs_reason(reason)
    change_status(institution, InstitutionStatus.REFUSED, actor=actor, note=reason, happened_at=now)
    mails.tell_about_institution(institution, "institution_refused")


@transaction.atomic
def suspend(institution: Institution, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Approved → suspended: no new requests, no new reservations; what waits keeps its place and takes no part."""
    needs_reason(reason)
    change_status(institution, InstitutionStatus.SUSPENDED, actor=actor, note=reason, happened_at=now)
    mails.tell_about_institution(institution, "institution_suspended")


@transaction.atomic
def lift(institution: Institution, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Suspended → approved, with what has changed since."""
    needs_reason(reason)
    _ask_for(institution, InstitutionStatus.SUSPENDED)
    change_status(institution, InstitutionStatus.APPROVED, actor=actor, note=reason, happened_at=now)
    mails.tell_about_institution(institution, "institution_lifted")


def _ask_for(institution: Institution, status: InstitutionStatus) -> None:
    """Approving and lifting lead to the same status: each has its own beginning."""
    if not Institution.objects.select_for_update().filter(pk=institution.pk, status=status).exists():
        raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))


def needs_reason(reason: str) -> None:
    """Raises TransitionRefused for an empty reason."""
    if not reason.strip():
        raise TransitionRefused(_("Please give a reason."))
