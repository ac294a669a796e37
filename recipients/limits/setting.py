"""Setting a limit, changing it, removing it. It holds at once, wherever something is promised; promises stay."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from recipients.models import AllocationCap, Institution

LIMIT_SET, LIMIT_CHANGED, LIMIT_REMOVED = "limit_set", "limit_changed", "limit_removed"
# What PostgreSQL says of a second one in a period, and what SQLite does.
SECOND_ONE = ("allocation_cap_one_", "UNIQUE constraint failed: recipients_allocationcap.")


class LimitExists(TransitionRefused):
    """There is one for this institution and period. The message is for people."""


class LimitRemoved(TransitionRefused):
    """Somebody has removed it. The message is for people."""


@dataclass(frozen=True)
class Limit:
    """At most so many device sets from a day to a day, for one institution or, without one, for each."""

    institution: Institution | None
    device_sets: int
    first_day: date
    last_day: date


def set_limit(limit: Limit, *, actor: Actor, now: datetime | None = None) -> AllocationCap:
    """A new one. Raises LimitExists."""
    now = now or timezone.now()
    with _one_per_period():
        cap = AllocationCap.objects.create(set_by=actor.user, set_at=now, **_columns(limit))
        _record(cap, LIMIT_SET, actor, now)
        return cap


def change_limit(cap: AllocationCap, limit: Limit, *, actor: Actor, now: datetime | None = None) -> None:
    """It says something else from now on. Raises LimitExists when there is another one that says it for the same
    period, LimitRemoved."""
    now = now or timezone.now()
    with _one_per_period():
        _lock_standing(cap)
        AllocationCap.objects.filter(pk=cap.pk).update(set_by=actor.user, set_at=now, **_columns(limit))
        cap.refresh_from_db()
        _record(cap, LIMIT_CHANGED, actor, now)


@transaction.atomic
def remove_limit(cap: AllocationCap, *, actor: Actor, now: datetime | None = None) -> None:
    """Nothing is kept back by it any more. Raises LimitRemoved when somebody else was faster."""
    now = now or timezone.now()
    _lock_standing(cap)
    AllocationCap.objects.filter(pk=cap.pk).update(removed_at=now)
    cap.refresh_from_db()
    _record(cap, LIMIT_REMOVED, actor, now)


@contextmanager
def _one_per_period() -> Iterator[None]:
    """One transaction; the database's refusal of a second one is LimitExists. Its other refusals are errors."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not any(words in str(error) for words in SECOND_ONE):
            raise
        raise LimitExists(
            _("For this institution and period there is a limit already. Please change that one.")
        ) from error


def _lock_standing(cap: AllocationCap) -> None:
    if not AllocationCap.objects.standing().select_for_update().filter(pk=cap.pk).exists():
        raise LimitRemoved(_("Somebody has removed this limit meanwhile. You can set it anew."))


def _columns(limit: Limit) -> dict[str, object]:
    return {
        "institution": limit.institution,
        "device_sets": limit.device_sets,
        "first_day": limit.first_day,
        "last_day": limit.last_day,
    }


def _record(cap: AllocationCap, kind: str, actor: Actor, now: datetime) -> None:
    data = {
        "institution": cap.institution_id,
        "device_sets": cap.device_sets,
        "first_day": cap.first_day.isoformat(),
        "last_day": cap.last_day.isoformat(),
    }
    record(cap, kind, actor=actor, happened_at=now, data=data)
