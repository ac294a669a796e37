"""The verbs: offer a waiting time, carry it over, take that back. The former need is withdrawn, the new one counts as
waiting since the earlier of both days; both histories name the other need by its key."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody import services as custody
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status, record
from recipients.asking.needs import taken_codes
from recipients.calendar.terms import add_term
from recipients.enums import ACTIVE, NeedStatus, RequestStatus
from recipients.institutions import needs_reason
from recipients.models import Allocation, Need, SchoolChange, Term, TermPurpose
from recipients.school_changes import codes

OFFERED, WENT, CAME, BACK = "waiting_time_offered", "waiting_time_went", "waiting_time_came", "waiting_time_taken_back"
MANAGE = "recipients.manage_request"
CODE_DAYS = 60


def waits(need: Need) -> bool:
    """Whether it is on the waiting list and nothing is promised or given to it; of a need with its request."""
    queued = need.status == NeedStatus.OPEN and need.queued_since and need.request.status == RequestStatus.APPROVED
    return bool(queued) and not Allocation.objects.filter(item__need=need, status__in=ACTIVE).exists()


def offer(need: Need, *, actor: Actor, now: datetime | None = None) -> tuple[SchoolChange, str]:
    """The former school offers the waiting time of an open need; returns the code, which is shown once and stands in no
    line of history. A code that was not used before is not valid any more. Raises TransitionRefused for a need that
    does not wait."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    with transaction.atomic():
        _waiting(_locked(need)[need.pk])
        SchoolChange.objects.offered().filter(need_from=need).update(ended_at=now)
        code = codes.new_code()
        days = next(iter(Term.objects.days_of(TermPurpose.TRANSFER_CODE)), CODE_DAYS)
        columns = {"digest": codes.digest(code), "valid_until": add_term(today, days), "offered_at": now}
        change = SchoolChange.objects.create(need_from=need, offered_by=actor.user, **columns)
        until = {"valid_until": change.valid_until.isoformat()}
        record(need, OFFERED, actor=actor, data=until, happened_at=now)
    return change, code


def carry_by_code(need_to: Need, code: str, *, actor: Actor, now: datetime | None = None) -> SchoolChange:
    """The new school enters the code for its own need. Raises TransitionRefused for a code that is unknown, used or
    over, and when one of the needs does not wait any more."""
    now = now or timezone.now()
    change = SchoolChange.objects.offered().filter(digest=codes.digest(code)).first()
    if change is None or change.valid_until < timezone.localdate(now):
        raise TransitionRefused(
            _("This code is not known, was used already, or is over. Please ask the former school.")
        )
    with transaction.atomic():
        _locked(change.need_from, need_to)
        if not SchoolChange.objects.offered().filter(pk=change.pk).exists():
            raise TransitionRefused(_("This code has just been used."))
        return _carry(change, need_to, actor, now)


def carry(need_from: Need, need_to: Need, *, actor: Actor, now: datetime | None = None) -> SchoolChange:
    """Coordination carries it over. Raises TransitionRefused as `carry_by_code`."""
    now = now or timezone.now()
    with transaction.atomic():
        _locked(need_from, need_to)
        SchoolChange.objects.offered().filter(need_from=need_from).update(ended_at=now)
        if SchoolChange.objects.standing().filter(need_from=need_from).exists():
            raise TransitionRefused(_("The waiting time of this need has been carried over already."))
        change = SchoolChange.objects.create(need_from=need_from, offered_by=actor.user, offered_at=now)
        return _carry(change, need_to, actor, now)


def _locked(*needs: Need) -> dict[int, Need]:
    """As they are now, locked by their keys."""
    keys = [need.pk for need in needs]
    list(Need.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    return {row.pk: row for row in Need.objects.filter(pk__in=keys).select_related("request")}


def _waiting(need: Need) -> None:
    if not waits(need):
        text = _("%(need)s is not on the waiting list, or a device is promised to it. A gift stays with the pupil.")
        raise TransitionRefused(text % {"need": need})


def _carry(change: SchoolChange, need_to: Need, actor: Actor, now: datetime) -> SchoolChange:
    """In the caller's transaction."""
    rows = _locked(change.need_from, need_to)
    old, new = rows[change.need_from_id], rows[need_to.pk]
    if old.request.institution_id == new.request.institution_id:
        raise TransitionRefused(_("Both needs are of the same institution."))
    for need in (old, new):
        _waiting(need)
    if SchoolChange.objects.standing().filter(need_to=new).exists():
        raise TransitionRefused(_("A waiting time has been carried over to this need already."))
    since = min(old.queued_since, new.queued_since)
    columns = {"need_to": new, "done_at": now, "done_by": actor.user, "queued_since_before": new.queued_since}
    SchoolChange.objects.filter(pk=change.pk).update(**columns)
    Need.objects.filter(pk=new.pk).update(queued_since=since)
    change_status(old, NeedStatus.WITHDRAWN, actor=actor, note=_("changed the school"), happened_at=now)
    for need, kind, other in ((old, WENT, new), (new, CAME, old)):
        data = {"need": other.pk, "since": since.isoformat()}
        record(need, kind, actor=actor, data=data, happened_at=now)
    change.refresh_from_db()
    return change


def undo(change: SchoolChange, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Both needs wait as before. Who did it may for 24 hours, coordination later. Raises TransitionRefused without a
    reason, when the new need does not wait any more, or when the former code is in use again."""
    needs_reason(reason)
    now = now or timezone.now()
    manages = actor.user is not None and actor.user.has_perm(MANAGE)
    with transaction.atomic():
        rows = _locked(change.need_from, change.need_to)
        old, new = rows[change.need_from_id], rows[change.need_to_id]
        _waiting(new)
        if old.pupil_code and old.pupil_code in taken_codes(old.request.institution, beside_need=old):
            raise TransitionRefused(_("The former code is in use again."))
        if not SchoolChange.objects.standing().filter(pk=change.pk).update(ended_at=now):
            raise TransitionRefused(_("This has been taken back already."))
        custody.take_back(old, actor=actor, reason=reason, anyone=manages, now=now)
        Need.objects.filter(pk=new.pk).update(queued_since=change.queued_since_before)
        for need in (old, new):
            record(need, BACK, actor=actor, note=reason, happened_at=now)
