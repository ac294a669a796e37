"""Closing what is still open of a request that was served in part, or of one class set or need of it, with a reason;
each such closing is opened again by itself."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status_many, is_own_and_fresh, record, take_back
from recipients import fulfilment
from recipients.asking.needs import taken_codes
from recipients.enums import NeedStatus, RequestStatus
from recipients.half_served import rest
from recipients.institutions import needs_reason
from recipients.models import ClassSet, Need, Request, RequestEvent
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


@dataclass(frozen=True)
class Closing:
    """A rest that is closed: its line of history, and how many needs would wait again."""

    line: RequestEvent
    needs: int


def close_remainder(
    request: Request, *, reason: str, actor: Actor, of: ClassSet | Need | None = None, now: datetime | None = None
) -> Closing:
    """Ends all needs of an approved request that are open (`of`: those of one class set, or one need): declined by
    coordination (the institution gets a mail), else withdrawn. What is reserved or handed over stays; of a set that has
    a part of it, nobody asks for the rest any more. Returns the line of history by which just this is opened again.

    Raises TransitionRefused without a reason, and when nothing is open; names the need that can't end.
    """
    needs_reason(reason)
    now = now or timezone.now()
    manages = actor.user is not None and actor.user.has_perm(MANAGE)
    to = NeedStatus.DECLINED if manages else NeedStatus.WITHDRAWN
    with transaction.atomic():
        keys, halves = _still_open(request, _locked(request), of)
        ended = change_status_many(Need, keys, to, actor=actor, note=reason, happened_at=now)
        refuse_by_name(ended.refused)
        items = rest.give_up(halves, actor=actor, now=now, note=reason)
        data = {"needs": keys, "to": to.value, "items": items, **_scope(of)}
        record(request, CLOSED, actor=actor, data=data, note=reason, happened_at=now)
        closing = Closing(request.events.filter(kind=CLOSED).latest("sequence"), len(keys) + len(halves))
        if manages:
            _tell(request, closing)
    return closing


def _still_open(
    request: Request, needs: Sequence[Need], of: ClassSet | Need | None
) -> tuple[list[int], Collection[int]]:
    """Keys of needs that wait with nothing, and of sets that wait for a part."""
    meant = [need for need in needs if _is_meant(need, of)]
    own = request.needs.filter(pk__in=[need.pk for need in meant])
    halves = set(rest.half_served(own).values_list("pk", flat=True))
    keys = [need.pk for need in meant if need.status == NeedStatus.OPEN and need.pk not in halves]
    if not keys and not halves:
        raise TransitionRefused(
            _("Nothing of it is open any more.") if of else _("Nothing of this request is open any more.")
        )
    return keys, halves


def _is_meant(need: Need, of: ClassSet | Need | None) -> bool:
    return need.class_set_id == of.pk if isinstance(of, ClassSet) else of in (None, need)


def _scope(of: ClassSet | Need | None) -> dict[str, int]:
    """What a line of history says was closed; nothing for a whole request."""
    return {"class_set" if isinstance(of, ClassSet) else "need": of.pk} if of else {}


def _locked(request: Request) -> list[Need]:
    """Its needs as they are now, before anything else, as in allocating.py. Raises TransitionRefused when the request
    is not approved."""
    needs = list(request.needs.select_for_update().order_by("pk"))
    if not Request.objects.filter(pk=request.pk, status=RequestStatus.APPROVED).exists():
        raise TransitionRefused(_("This is for a request that is approved and runs."))
    return needs


def _tell(request: Request, closing: Closing) -> None:
    words = {"number": request.number, "count": closing.needs}
    path = reverse("request_detail", args=[request.number])
    send(DECLINED, people_of(request.institution), once=f"{request.pk}:{closing.line.sequence}", path=path, words=words)


def closings(request: Request) -> list[RequestEvent]:
    """The lines of history that closed a rest and were not opened again since, newest first."""
    standing: list[RequestEvent] = []
    for line in request.events.filter(kind__in=[CLOSED, REOPENED]).select_related("note").order_by("sequence"):
        if line.kind == CLOSED:
            standing.append(line)
        else:
            # Lines of older versions don't say which one: the last one before them.
            opened = line.data.get("closing", standing[-1].sequence if standing else 0)
            standing = [one for one in standing if one.sequence != opened]
    return standing[::-1]


def reopenable(request: Request, needs: Iterable[Need], actor: Actor, now: datetime | None = None) -> list[Closing]:
    """What of these needs, which were read with their items, this person may open again, newest first."""
    needs, now = list(needs), now or timezone.now()
    lines = [line for line in closings(request) if _is_enough(line, actor, now)]
    found = [Closing(line, sum(_was_closed_by(line, need) for need in needs)) for line in lines]
    return [closing for closing in found if closing.needs]


def _was_closed_by(line: RequestEvent, need: Need) -> bool:
    if need.pk in line.data["needs"]:
        return need.status == line.data["to"]
    items = line.data.get("items", [])
    return need.status not in fulfilment.CLOSED and any(row.given_up and row.pk in items for row in need.items.all())


def reopen_remainder(
    request: Request, *, reason: str, actor: Actor, closing: int | None = None, now: datetime | None = None
) -> int:
    """Takes a closing back (`closing`: the number of its line of history; else the last one): its needs are open again,
    in their old places. Its author may for 24 hours, coordination later. Returns how many needs.

    Raises TransitionRefused without a reason, when there is nothing to take back, or when a code is in use elsewhere.
    """
    needs_reason(reason)
    now = now or timezone.now()
    with transaction.atomic():
        needs = _locked(request)
        line = next((one for one in closings(request) if closing in (None, one.sequence)), None)
        line = _may_be_reopened(line, actor, now)
        closed = [need for need in needs if need.pk in line.data["needs"] and need.status == line.data["to"]]
        items = line.data.get("items", [])
        halves = [need for need in needs if need.status == NeedStatus.FULFILLED and need.items.filter(pk__in=items)]
        _codes_are_free(request, [*closed, *halves])
        for need in closed:
            take_back(need, actor=actor, reason=reason, anyone=True, now=now)
        again = [*(need.pk for need in closed), *rest.ask_again(items, actor=actor, now=now)]
        record(request, REOPENED, actor=actor, data={"needs": again, "closing": line.sequence}, note=reason)
    return len(again)


def _is_enough(line: RequestEvent, actor: Actor, now: datetime) -> bool:
    manages = actor.user is not None and actor.user.has_perm(MANAGE)
    return manages or is_own_and_fresh(line, actor, now)


def _may_be_reopened(line: RequestEvent | None, actor: Actor, now: datetime) -> RequestEvent:
    if line is None:
        raise TransitionRefused(_("No rest of this request has been closed."))
    if not _is_enough(line, actor, now):
        raise TransitionRefused(
            _("Only the person who did this step may take it back, within 24 hours; later, coordination may.")
        )
    return line


def _codes_are_free(request: Request, needs: Sequence[Need]) -> None:
    used = taken_codes(request.institution, beside=request) & {need.pupil_code for need in needs if need.pupil_code}
    if used:
        text = _("These codes have been used in another request since: %(codes)s.")
        raise TransitionRefused(text % {"codes": ", ".join(sorted(used))})
