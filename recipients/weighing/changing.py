"""New points from a day on, and taking back what has not begun. A row is never written over."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from recipients.models import Weight


@dataclass(frozen=True)
class Change:
    """What somebody means to set: so many points for a fact from a day on."""

    fact: str
    points: int
    valid_from: date
    reason: str = ""


@transaction.atomic
def set_points(change: Change, *, actor: Actor, now: datetime | None = None) -> Weight:
    """Writes a new row. Raises TransitionRefused for a day that is over, and when these points hold on that day
    already: also when somebody else has just set them."""
    now = now or timezone.now()
    rows = list(Weight.objects.select_for_update().filter(fact=change.fact).order_by("pk"))
    held = _may_be_set(change, today=timezone.localdate(now))
    named = held or rows[-1]
    return Weight.objects.create(
        code=f"{change.fact.replace('_', '-')}-{change.valid_from:%Y-%m-%d}-{len(rows) + 1}"[:40],
        name_de=named.name_de,
        name_en=named.name_en,
        position=named.position,
        fact=change.fact,
        points=change.points,
        valid_from=change.valid_from,
        reason=change.reason,
        set_by=actor.user,
        set_at=now,
    )


def _may_be_set(change: Change, *, today: date) -> Weight | None:
    """The row that would hold on that day without the change."""
    if change.valid_from < today:
        raise TransitionRefused(_("This day is over. Points hold from today or from a later day."))
    held = Weight.objects.valid_on(change.valid_from).get(change.fact)
    if held is not None and held.points == change.points:
        raise TransitionRefused(
            _("%(fact)s has %(points)d points on that day already.") % {"fact": held.name, "points": held.points}
        )
    return held


@transaction.atomic
def take_back(weight: Weight, *, actor: Actor, now: datetime | None = None) -> None:
    """Takes a row out of use before its day has come; the history keeps it. Raises TransitionRefused afterwards."""
    now = now or timezone.now()
    waiting = Weight.objects.filter(pk=weight.pk, is_active=True, valid_from__gt=timezone.localdate(now))
    if not waiting.update(is_active=False, taken_back_at=now, taken_back_by=actor.user):
        raise TransitionRefused(
            _("These points have begun to count or were taken back already. Please set new ones from a later day.")
        )


@transaction.atomic
def put_back(weight: Weight, *, now: datetime | None = None) -> None:
    """Undoes taking back, while the day is still to come. Raises TransitionRefused afterwards."""
    today = timezone.localdate(now)
    taken = Weight.objects.filter(pk=weight.pk, taken_back_at__isnull=False, valid_from__gt=today)
    if not taken.update(is_active=True, taken_back_at=None, taken_back_by=None):
        raise TransitionRefused(_("This can't be undone any more. Please set the points anew."))
