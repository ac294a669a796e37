"""The verbs of requests: draft, submit, withdraw, approve, decline; and the codes that an institution uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.numbering import yearly_numbers
from custody.services import Line, change_status, change_status_many, record_many
from devices.models import Category
from recipients import mails
from recipients.enums import Agreement, Answer, InstitutionStatus, NeedStatus, RequestStatus
from recipients.institutions import needs_reason
from recipients.models import Institution, MinimumSpec, Need, NeedItem, Request

SERIES = "B"
DRAFTED, QUEUED = "drafted", "queued"
NEED_COLUMNS = ("pupil_code", "school_grade", "agreement", "final_year", "no_device_at_home", "siblings_share")
ONGOING = (RequestStatus.DRAFT, RequestStatus.SUBMITTED, RequestStatus.APPROVED)


@dataclass(frozen=True)
class NeedWish:
    """One need as an institution enters it: for whom (a code and a grade, or the institution itself), what, and the
    facts that weigh."""

    categories: Sequence[Category]
    pupil_code: str = ""
    school_grade: int | None = None
    agreement: str = Agreement.GIFT
    final_year: str = Answer.UNKNOWN
    no_device_at_home: str = Answer.UNKNOWN
    siblings_share: str = Answer.UNKNOWN

    def columns(self) -> dict[str, Any]:
        """The need's own columns."""
        return {name: getattr(self, name) for name in NEED_COLUMNS}


class CodeTaken(Exception):
    """A code is used twice. `codes` names them for the person who typed them."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = codes
        super().__init__(_("These codes are in use already: %(codes)s.") % {"codes": ", ".join(codes)})


def taken_codes(institution: Institution, *, beside: Request | None = None) -> set[str]:
    """Codes of the institution's needs that are not over, in requests other than `beside`."""
    live = Need.objects.filter(
        request__institution=institution,
        request__status__in=ONGOING,
        status__in=[NeedStatus.OPEN, NeedStatus.RESERVED],
    ).exclude(pupil_code="")
    if beside is not None:
        live = live.exclude(request=beside)
    return set(live.values_list("pupil_code", flat=True))


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
    _lock(institution)
    if institution.status != InstitutionStatus.APPROVED:
        raise TransitionRefused(_("The institution has not been approved."))
    number = yearly_numbers(SERIES, 1, on=timezone.localdate(now))[0]
    request = Request.objects.create(
        number=number, institution=institution, filed_by=actor.user, created_at=now, status_since=now, **values
    )
    record_many([Line(request, DRAFTED, new_status=RequestStatus.DRAFT)], actor=actor, happened_at=now)
    _write_needs(request, wishes)
    return request


@transaction.atomic
def rewrite_draft(request: Request, *, values: Mapping[str, Any], wishes: Sequence[NeedWish]) -> None:
    """Replaces what a draft says. Raises CodeTaken; TransitionRefused once it was sent."""
    _lock(request.institution)
    if not Request.objects.select_for_update().filter(pk=request.pk, status=RequestStatus.DRAFT).exists():
        raise TransitionRefused(_("This request has been sent already and can't be changed any more."))
    for name, value in values.items():
        setattr(request, name, value)
    request.save(update_fields=list(values))
    # A draft's needs have no history yet: they are entered anew.
    NeedItem.objects.filter(need__request=request).delete()
    request.needs.all().delete()
    _write_needs(request, wishes)


def _lock(institution: Institution) -> None:
    """Two people of one institution can't take the same code at the same moment."""
    Institution.objects.select_for_update().get(pk=institution.pk)


def _write_needs(request: Request, wishes: Sequence[NeedWish]) -> None:
    _codes_are_free(request, [wish.pupil_code for wish in wishes if wish.pupil_code])
    specs = {}
    for position, wish in enumerate(wishes, start=1):
        need = Need.objects.create(request=request, position=position, **wish.columns())
        for place, category in enumerate(wish.categories, start=1):
            key = (category.pk, wish.school_grade)
            if key not in specs:
                specs[key] = MinimumSpec.objects.fitting(category, wish.school_grade)
            NeedItem.objects.create(need=need, category=category, minimum_spec=specs[key], position=place)


def _codes_are_free(request: Request, codes: Sequence[str]) -> None:
    twice = {code for code in codes if codes.count(code) > 1}
    taken = twice | (taken_codes(request.institution, beside=request) & set(codes))
    if taken:
        raise CodeTaken(sorted(taken))


@transaction.atomic
def submit(request: Request, *, actor: Actor, now: datetime | None = None) -> None:
    """Draft → submitted. Raises TransitionRefused naming what is missing (needs, attestation, approved institution)."""
    now = now or timezone.now()
    change_status(request, RequestStatus.SUBMITTED, actor=actor, happened_at=now, submitted_at=now)


@transaction.atomic
def approve(request: Request, *, actor: Actor, now: datetime | None = None) -> None:
    """Submitted → approved: its needs wait on the list, counted from the day the request was sent, so that nobody waits
    longer because coordination was busy. The institution's people get a mail."""
    change_status(request, RequestStatus.APPROVED, actor=actor, happened_at=now)
    needs = list(request.needs.filter(status=NeedStatus.OPEN))
    Need.objects.filter(pk__in=[need.pk for need in needs]).update(queued_since=request.submitted_at)
    record_many([Line(need, QUEUED) for need in needs], actor=actor, happened_at=now)
    mails.tell_about_request(request, "request_approved")


@transaction.atomic
def decline(request: Request, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Submitted → declined, and its needs with it; the reason stands on the request's page."""
    needs_reason(reason)
    change_status(request, RequestStatus.DECLINED, actor=actor, note=reason, happened_at=now)
    _end_needs(request, NeedStatus.DECLINED, actor, now)
    mails.tell_about_request(request, "request_declined")


@transaction.atomic
def withdraw(request: Request, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """The institution takes a request back, and its waiting needs with it; needs that are served stay so.

    Raises TransitionRefused while a device is promised to one of its needs, or one that waits has another in use.
    """
    needs_reason(reason)
    # Locked in the order of allocating.py, need before anything else: no device is promised meanwhile.
    needs = list(request.needs.select_for_update())
    if any(need.status == NeedStatus.RESERVED for need in needs):
        raise TransitionRefused(
            _("A device is reserved for a need of this request. Please talk to coordination first.")
        )
    change_status(request, RequestStatus.WITHDRAWN, actor=actor, note=reason, happened_at=now)
    _end_needs(request, NeedStatus.WITHDRAWN, actor, now)


def _end_needs(request: Request, to: NeedStatus, actor: Actor, now: datetime | None) -> None:
    """All waiting needs, or none: what refuses one of them refuses the request's end."""
    waiting = request.needs.filter(status=NeedStatus.OPEN).values_list("pk", flat=True)
    ended = change_status_many(Need, list(waiting), to, actor=actor, happened_at=now)
    for refusal in ended.refused.values():
        raise TransitionRefused(refusal)
