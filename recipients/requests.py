"""The verbs of requests: draft, submit, withdraw, approve, decline; and the codes that an institution uses."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.numbering import yearly_numbers
from custody.services import Line, change_status, change_status_many, record_many
from recipients import mails
from recipients.asking.needs import NeedWish, append_needs, lock, lock_draft, write_needs
from recipients.enums import InstitutionStatus, NeedStatus, RequestStatus
from recipients.institutions import needs_reason
from recipients.models import Institution, Need, Request
from recipients.needs import refuse_by_name

SERIES = "B"
DRAFTED, QUEUED, UNQUEUED = "drafted", "queued", "unqueued"


@transaction.atomic
def open_draft(
    *,
    institution: Institution,
    values: Mapping[str, Any],
    wishes: Sequence[NeedWish],
    actor: Actor,
    now: datetime | None = None,
) -> Request:
    """A new draft with its needs and a number. `values` are columns of Request.

    Raises CodeTaken; TransitionRefused when the institution may not request.
    """
    now = now or timezone.now()
    lock(institution)
    if institution.status != InstitutionStatus.APPROVED:
        raise TransitionRefused(_("The institution has not been approved."))
    number = yearly_numbers(SERIES, 1, on=timezone.localdate(now))[0]
    request = Request.objects.create(
        number=number, institution=institution, filed_by=actor.user, created_at=now, status_since=now, **values
    )
    record_many([Line(request, DRAFTED, new_status=RequestStatus.DRAFT)], actor=actor, happened_at=now)
    write_needs(request, wishes)
    return request


@transaction.atomic
def rewrite_draft(request: Request, *, values: Mapping[str, Any], wishes: Sequence[NeedWish]) -> None:
    """Replaces what a draft says; its class sets stay. Raises CodeTaken; TransitionRefused once it was sent."""
    lock_draft(request)
    for name, value in values.items():
        setattr(request, name, value)
    request.save(update_fields=list(values))
    write_needs(request, wishes)


@transaction.atomic
def extend_draft(request: Request, *, wishes: Sequence[NeedWish]) -> None:
    """Adds needs to those that a draft has. Raises CodeTaken; TransitionRefused once it was sent."""
    lock_draft(request)
    append_needs(request, wishes)


@transaction.atomic
def submit(request: Request, *, actor: Actor, now: datetime | None = None) -> None:
    """Draft → submitted. Raises TransitionRefused naming what is missing (needs, attestation, approved institution)."""
    now = now or timezone.now()
    change_status(request, RequestStatus.SUBMITTED, actor=actor, happened_at=now, submitted_at=now)


@transaction.atomic
def approve(request: Request, *, actor: Actor, now: datetime | None = None) -> None:
    """Submitted → approved: its needs wait on the list, counted from the day the request was sent, so that nobody waits
    longer because coordination was busy. The institution's people get a mail."""
    put_on_list(request, actor=actor, now=now)
    mails.tell_about_request(request, "request_approved")


def put_on_list(request: Request, *, actor: Actor, now: datetime | None = None) -> None:
    """Approving without the mail, for several at once. Raises TransitionRefused when each of its needs has ended: then
    there is nothing to approve."""
    change_status(request, RequestStatus.APPROVED, actor=actor, happened_at=now)
    needs = list(request.needs.filter(status=NeedStatus.OPEN))
    if not needs:
        raise TransitionRefused(_("No need of this request would be left. Please decline the whole request instead."))
    Need.objects.filter(pk__in=[need.pk for need in needs]).update(queued_since=request.submitted_at)
    record_many([Line(need, QUEUED) for need in needs], actor=actor, happened_at=now)


@transaction.atomic
def decline(request: Request, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Submitted → declined, and its needs with it; the reason stands on the request's page."""
    turn_down(request, reason=reason, actor=actor, now=now)
    mails.tell_about_request(request, "request_declined")


def turn_down(request: Request, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Declining without the mail, for several at once."""
    needs_reason(reason)
    change_status(request, RequestStatus.DECLINED, actor=actor, note=reason, happened_at=now)
    _end_needs(request, NeedStatus.DECLINED, actor, now)


@transaction.atomic
def withdraw(request: Request, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """The institution takes a request back, and its waiting needs with it; needs that are served stay so.

    Raises TransitionRefused while a device is promised to one of its needs, or one that waits has another in use.
    """
    needs_reason(reason)
    # Locked in the order of allocating.py, need before anything else: no device is promised meanwhile.
    needs = list(request.needs.select_for_update().order_by("pk"))
    if any(need.status == NeedStatus.RESERVED for need in needs):
        raise TransitionRefused(
            _("A device is reserved for a need of this request. Please talk to coordination first.")
        )
    change_status(request, RequestStatus.WITHDRAWN, actor=actor, note=reason, happened_at=now)
    _end_needs(request, NeedStatus.WITHDRAWN, actor, now)


def _end_needs(request: Request, to: NeedStatus, actor: Actor, now: datetime | None) -> None:
    """All waiting needs, or none: what refuses one of them refuses the request's end, and is named."""
    waiting = request.needs.filter(status=NeedStatus.OPEN).values_list("pk", flat=True)
    ended = change_status_many(Need, list(waiting), to, actor=actor, happened_at=now)
    refuse_by_name(ended.refused, instead=_("“Close the rest” ends what is open and keeps what is in use."))
