"""Somebody takes over a school that is registered and has nobody here: coordination checks that they act for it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from recipients.belonging import mails
from recipients.belonging.membership import join
from recipients.enums import InstitutionStatus
from recipients.institutions import edit, needs_reason
from recipients.models import Institution, InstitutionClaim

CLAIMED, CLAIM_REFUSED = "claimed", "claim_refused"
LISTED = (InstitutionStatus.APPROVED, InstitutionStatus.SUSPENDED)


def listed_without_people(number: str) -> Institution | None:
    """The registered school with this official number that nobody acts for."""
    rows = Institution.objects.filter(official_number=number, status__in=LISTED, members=None)
    return rows.first() if number else None


@transaction.atomic
def claim(
    institution: Institution,
    *,
    person: User,
    contact: str = "",
    phone: str = "",
    actor: Actor,
    now: datetime | None = None,
) -> InstitutionClaim:
    """The person says that they act for it. Asked again while it is being decided, it is the same claim."""
    now = now or timezone.now()
    Institution.objects.select_for_update().get(pk=institution.pk)
    open_one = institution.claims.filter(user=person, decided_at=None).first()
    if open_one is not None:
        return open_one
    row = InstitutionClaim.objects.create(
        institution=institution, user=person, contact=contact, phone=phone, created_at=now
    )
    record(institution, CLAIMED, actor=actor, data={"claim": row.pk}, happened_at=now)
    return row


@transaction.atomic
def accept(claim: InstitutionClaim, *, actor: Actor, now: datetime | None = None) -> None:
    """The person acts for the school; what they said of whom to ask becomes its contact. They get a mail."""
    _decide(claim, True, now)
    said = {"contact": claim.contact, "phone": claim.phone}
    edit(claim.institution, values={name: value for name, value in said.items() if value}, actor=actor, now=now)
    join(claim.institution, claim.user, actor=actor, now=now)
    _forget_what_was_said(claim)
    mails.tell_of_decision(claim, "")


@transaction.atomic
def refuse(claim: InstitutionClaim, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """They do not act for it; the mail gives the reason, since they see no page of the school."""
    needs_reason(reason)
    _decide(claim, False, now)
    record(claim.institution, CLAIM_REFUSED, actor=actor, data={"claim": claim.pk}, note=reason, happened_at=now)
    _forget_what_was_said(claim)
    mails.tell_of_decision(claim, reason)


def _decide(claim: InstitutionClaim, accepted: bool, now: datetime | None) -> None:
    at = now or timezone.now()
    undecided = InstitutionClaim.objects.filter(pk=claim.pk, decided_at=None)
    if not undecided.update(decided_at=at, accepted=accepted):
        raise TransitionRefused(_("Somebody else decided on this at the same moment. Please look again."))
    claim.decided_at, claim.accepted = at, accepted


def _forget_what_was_said(claim: InstitutionClaim) -> None:
    InstitutionClaim.objects.filter(pk=claim.pk).update(contact="", phone="")
