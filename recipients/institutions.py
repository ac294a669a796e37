"""The verbs of institutions: apply, approve, refuse, suspend, lift."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.pages.folding import fold, searchable
from accounts.roles import Role
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, change_status, record_many
from recipients import mails
from recipients.enums import InstitutionStatus
from recipients.models import Institution, InstitutionMember

APPLIED = "applied"


class AlreadyApplied(Exception):
    """There is an institution with this official number. The message is for people."""


def apply(*, values: Mapping[str, Any], member: User, actor: Actor, now: datetime | None = None) -> Institution:
    """A person applies for an institution and becomes its first member. `values` are columns of Institution.

    Raises AlreadyApplied when an institution with the same official school number has applied and wasn't refused.
    """
    try:
        with transaction.atomic():
            return _apply(values, member, actor, now)
    except IntegrityError:
        if not _number_is_taken(values):
            raise
        raise AlreadyApplied(
            _("This school is registered already. Please ask your colleagues there, or us, to add you.")
        ) from None


def _apply(values: Mapping[str, Any], member: User, actor: Actor, now: datetime | None) -> Institution:
    now = now or timezone.now()
    institution = Institution(**values, status=InstitutionStatus.APPLIED, created_at=now, status_since=now)
    institution.sort_name = fold(institution.name)
    institution.search_text = searchable(
        institution.name, institution.official_number, institution.city, institution.street, institution.contact
    )
    institution.save()
    InstitutionMember.objects.create(institution=institution, user=member)
    member.groups.add(Group.objects.get(name=Role.INSTITUTION.value))
    record_many([Line(institution, APPLIED, new_status=InstitutionStatus.APPLIED)], actor=actor, happened_at=now)
    return institution


def _number_is_taken(values: Mapping[str, Any]) -> bool:
    number = values.get("official_number", "")
    same = Institution.objects.filter(official_number=number).exclude(status=InstitutionStatus.REFUSED)
    return bool(number) and same.exists()


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
    """Approved → suspended: no new requests; what waits stays on the waiting list."""
    needs_reason(reason)
    change_status(institution, InstitutionStatus.SUSPENDED, actor=actor, note=reason, happened_at=now)
    mails.tell_about_institution(institution, "institution_suspended")


@transaction.atomic
def lift(institution: Institution, *, actor: Actor, now: datetime | None = None) -> None:
    """Suspended → approved."""
    _ask_for(institution, InstitutionStatus.SUSPENDED)
    change_status(institution, InstitutionStatus.APPROVED, actor=actor, happened_at=now)
    mails.tell_about_institution(institution, "institution_lifted")


def _ask_for(institution: Institution, status: InstitutionStatus) -> None:
    """Approving and lifting lead to the same status: each has its own beginning."""
    if not Institution.objects.select_for_update().filter(pk=institution.pk, status=status).exists():
        raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))


def needs_reason(reason: str) -> None:
    """Raises TransitionRefused for an empty reason."""
    if not reason.strip():
        raise TransitionRefused(_("Please give a reason."))
