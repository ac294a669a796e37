"""Closing what is still open of a request that was served in part, with a reason; then the request is done."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status_many, is_own_and_fresh, record, take_back
from recipients.asking.needs import taken_codes
from recipients.enums import NeedStatus, RequestStatus
from recipients.half_served import rest
from recipients.institutions import needs_reason
from recipients.models import Need, Request, RequestEvent
from recipients.needs import refuse_by_name
from recipients.notices.letters import TO_INSTITUTION, Notice, people_of, send

CLOSED, REOPENED = "remainder_closed", "remainder_reopened"
MANAGE = "recipients.manage_request"
DECLINED = Notice(
    "remainder_declined",
    gettext_lazy("Rest of a request declined"),
    gettext_lazy("When coordination closes what is still open of a request."),
    TO_INSTITUTION,
    gettext_lazy("About the rest of your request %(number)s"),
    {"number": "B-2026-00042", "count": 4},
)


def close_remainder(request: Request, *, reason: str, actor: Actor, now: datetime | None = None) -> int:
    """Ends all needs of an approved request that are open: declined by coordination (the institution gets a mail), else
    withdrawn. What is reserved or handed over stays; of a set that has a part of it, nobody asks for the rest any more.
    Returns how many needs.

    Raises TransitionRefused without a reason, and when nothing is open; names the need that can't end.
    """
    needs_reason(reason)
    now = now or timezone.now()
    manages = actor.user is not None and actor.user.has_perm(MANAGE)
    to = NeedStatus.DECLINED if manages else NeedStatus.WITHDRAWN
    with transaction.atomic():
        needs = _locked(request)
        halves = set(rest.half_served(request.needs.all()).values_list("pk", flat=True))
        keys = [need.pk for need in needs if need.status == NeedStatus.OPEN and need.pk not in halves]
        if not keys and not halves:
            raise TransitionRefused(_("Nothing of this request is open any more."))
        ended = change_status_many(Need, keys, to, actor=actor, note=reason, happened_at=now)
        refuse_by_name(ended.refused)
        data = {"needs": keys, "to": to.value, "items": rest.give_up(halves, actor=actor, now=now)}
        record(request, CLOSED, actor=actor, data=data, note=reason, happened_at=now)
        if manages:
            _tell(request, len(keys) + len(halves))
    return len(keys) + len(halves)


def _locked(request: Request) -> list[Need]:
    """Its needs as they are now, before anything else, as in allocating.py. Raises TransitionRefused when the request
    is not approved."""
    needs = list(request.needs.select_for_update().order_by("pk"))
    if not Request.objects.filter(pk=request.pk, status=RequestStatus.APPROVED).exists():
        raise TransitionRefused(_("This is for a request that is approved and runs."))
    return needs


def _tell(request: Request, count: int) -> None:
    line = request.events.order_by("-sequence").values_list("sequence", flat=True).first()
    words = {"number": request.number, "count": count}
    path = reverse("request_detail", args=[request.number])
    send(DECLINED, people_of(request.institution), once=f"{request.pk}:{line}", path=path, words=words)


def last_closing(request: Request) -> RequestEvent | None:
    """The line of history that closed the rest, unless it was opened again since."""
    line = request.events.filter(kind__in=[CLOSED, REOPENED]).order_by("-sequence").first()
    return line if line and line.kind == CLOSED else None


def reopen_remainder(request: Request, *, reason: str, actor: Actor, now: datetime | None = None) -> int:
    """Takes the closing back: its needs are open again, in their old places. Its author may for 24 hours, coordination
    later. Returns how many needs.

    Raises TransitionRefused without a reason, when there is nothing to take back, or when a code is in use elsewhere.
    """
    needs_reason(reason)
    now = now or timezone.now()
    with transaction.atomic():
        needs = _locked(request)
        line = last_closing(request)
        _reopenable(line, actor, now)
        closed = [need for need in needs if need.pk in line.data["needs"] and need.status == line.data["to"]]
        items = line.data.get("items", [])
        halves = [need for need in needs if need.status == NeedStatus.FULFILLED and need.items.filter(pk__in=items)]
        _codes_are_free(request, [*closed, *halves])
        for need in closed:
            take_back(need, actor=actor, reason=reason, anyone=True, now=now)
        again = [*(need.pk for need in closed), *rest.ask_again(items, actor=actor, now=now)]
        record(request, REOPENED, actor=actor, data={"needs": again}, note=reason)
    return len(again)


def may_reopen(request: Request, actor: Actor, now: datetime | None = None) -> bool:
    """Whether this person may open the rest again that was closed."""
    line = last_closing(request)
    return line is not None and _is_enough(line, actor, now or timezone.now())


def _is_enough(line: RequestEvent, actor: Actor, now: datetime) -> bool:
    manages = actor.user is not None and actor.user.has_perm(MANAGE)
    return manages or is_own_and_fresh(line, actor, now)


def _reopenable(line: RequestEvent | None, actor: Actor, now: datetime) -> None:
    if line is None:
        raise TransitionRefused(_("No rest of this request has been closed."))
    if not _is_enough(line, actor, now):
        raise TransitionRefused(
            _("Only the person who did this step may take it back, within 24 hours; later, coordination may.")
        )


def _codes_are_free(request: Request, needs: Sequence[Need]) -> None:
    used = taken_codes(request.institution, beside=request) & {need.pupil_code for need in needs if need.pupil_code}
    if used:
        text = _("These codes have been used in another request since: %(codes)s.")
        raise TransitionRefused(text % {"codes": ", ".join(sorted(used))})
