"""A decision taken back as one, as long as nothing builds on it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Event
from custody.services import Line, record_many, take_back
from recipients.asking.needs import lock, taken_codes
from recipients.deciding import letters
from recipients.deciding.deciding import Outcome
from recipients.enums import NeedStatus, RequestStatus, Verdict
from recipients.models import Allocation, Decision, Need, Request, SchoolChange
from recipients.requests import UNQUEUED


@transaction.atomic
def undo(decision: Decision, *, actor: Actor, now: datetime | None = None) -> Outcome:
    """Each request as it was before, with those of its needs that were decided with it, whole or not at all; each other
    need as well. What moved on since is named. One mail to each institution of what went back. Raises TransitionRefused
    when it was taken back already."""
    now = now or timezone.now()
    untouched = Decision.objects.filter(pk=decision.pk, undone_at=None)
    if not untouched.update(undone_at=now, undone_by=actor.user):
        raise TransitionRefused(_("This decision was taken back already."))
    back, refused = [], {}
    for row in _subjects(decision):
        try:
            with transaction.atomic():
                _stays_with_its_request(row, refused)
                _undo_one(row, decision, actor, now)
        except TransitionRefused as refusal:
            refused[str(row)] = str(refusal)
        else:
            back.append(row)
    letters.tell(decision, letters.UNDONE, about=back)
    return Outcome(decision, len(back), refused)


def _subjects(decision: Decision) -> list[Request | Need]:
    """Requests first: a need waits again only in a request that goes back with it."""
    needs = decision.needs.select_related("request__institution").order_by("pk")
    return [*decision.requests.select_related("institution").order_by("pk"), *needs]


def _stays_with_its_request(row: Request | Need, refused: Collection[str]) -> None:
    if isinstance(row, Need) and row.request.number in refused:
        raise TransitionRefused(_("Its request stays as it is."))


def _undo_one(row: Request | Need, decision: Decision, actor: Actor, now: datetime) -> None:
    if isinstance(row, Need):
        lock(row.request.institution)
        _reopen([row], decision, actor, now)
    elif decision.verdict == Verdict.APPROVED:
        _undo_approval(row, decision, actor, now)
    else:
        _undo_decline(row, decision, actor, now)


def _undo_approval(request: Request, decision: Decision, actor: Actor, now: datetime) -> None:
    needs = list(request.needs.select_for_update().order_by("pk"))
    if Allocation.objects.filter(item__need__request=request).exists():
        raise TransitionRefused(_("A device was promised to one of its needs already."))
    carried = SchoolChange.objects.standing().filter(Q(need_from__in=needs) | Q(need_to__in=needs))
    if carried.exists():
        raise TransitionRefused(_("Waiting time was carried over for one of its needs. Take that back first."))
    _is_the_last_step(request, RequestStatus.APPROVED, decision)
    take_back(request, actor=actor, reason=_reason(), anyone=True, now=now)
    waiting = [need for need in needs if need.status == NeedStatus.OPEN]
    Need.objects.filter(pk__in=[need.pk for need in waiting]).update(queued_since=None)
    record_many([Line(need, UNQUEUED) for need in waiting], actor=actor, happened_at=now)


def _undo_decline(request: Request, decision: Decision, actor: Actor, now: datetime) -> None:
    lock(request.institution)
    _is_the_last_step(request, RequestStatus.DECLINED, decision)
    take_back(request, actor=actor, reason=_reason(), anyone=True, now=now)
    request.refresh_from_db(fields=["status"])
    declined = request.needs.filter(status=NeedStatus.DECLINED, status_since=decision.decided_at)
    _reopen(list(declined), decision, actor, now)


def _reopen(needs: list[Need], decision: Decision, actor: Actor, now: datetime) -> None:
    """Declined needs wait again. Their codes must not stand for another child by now."""
    for need in needs:
        if need.request.status not in (RequestStatus.SUBMITTED, RequestStatus.APPROVED):
            raise TransitionRefused(_("Its request is over by now."))
        if need.pupil_code in taken_codes(need.request.institution, beside_need=need):
            raise TransitionRefused(_("The institution uses its code for another need by now."))
        _is_the_last_step(need, NeedStatus.DECLINED, decision)
        take_back(need, actor=actor, reason=_reason(), anyone=True, now=now)


def _is_the_last_step(row: Request | Need, status: str, decision: Decision) -> None:
    last: Event | None = row.events.exclude(new_status="").order_by("-sequence").first()
    if last is None or (last.new_status, last.happened_at) != (status, decision.decided_at):
        raise TransitionRefused(_("It has moved on since."))


def _reason() -> str:
    return _("The decision was taken back.")
