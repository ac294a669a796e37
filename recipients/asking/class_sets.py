"""The verbs of class sets: put into a draft, changed, taken out; after sending made smaller."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, change_status_many, record_many
from recipients.asking.needs import grades_are_taught, lock_draft, remove_needs, rewrite_classes
from recipients.asking.offers import Offer
from recipients.enums import NeedStatus
from recipients.fulfilment import CLOSED
from recipients.institutions import needs_reason
from recipients.models import ClassSet, Need, Request

MOST_CLASS_SETS = 5
REDUCED = "class_set_reduced"


@dataclass(frozen=True)
class ClassWish:
    """A class set as an institution enters it."""

    quantity: int
    offer: Offer
    same_model: bool
    agreement: str
    school_grade: int | None = None

    def columns(self) -> dict[str, Any]:
        """The class set's own columns."""
        return {
            "quantity": self.quantity,
            "same_model": self.same_model,
            "agreement": self.agreement,
            "school_grade": self.school_grade,
            "device_set": self.offer.device_set,
            "category": None if self.offer.device_set else self.offer.categories[0],
        }


@transaction.atomic
def add_class_set(request: Request, wish: ClassWish) -> ClassSet:
    """Puts it into a draft and makes its needs. Raises TransitionRefused once the request was sent, for a grade that is
    not taught, and for more than MOST_CLASS_SETS."""
    lock_draft(request)
    grades_are_taught(request.institution, [wish.school_grade])
    positions = list(request.class_sets.values_list("position", flat=True))
    if len(positions) >= MOST_CLASS_SETS:
        raise TransitionRefused(_("A request has at most %(most)s class sets.") % {"most": MOST_CLASS_SETS})
    row = ClassSet.objects.create(request=request, position=max(positions, default=0) + 1, **wish.columns())
    rewrite_classes(request)
    return row


@transaction.atomic
def change_class_set(class_set: ClassSet, wish: ClassWish) -> None:
    """Says anew what a draft's class set asks for. Raises TransitionRefused as `add_class_set` does."""
    lock_draft(class_set.request)
    grades_are_taught(class_set.request.institution, [wish.school_grade])
    ClassSet.objects.filter(pk=class_set.pk).update(**wish.columns())
    rewrite_classes(class_set.request)


@transaction.atomic
def remove_class_set(class_set: ClassSet) -> None:
    """Takes it out of a draft. Raises TransitionRefused once the request was sent."""
    request = class_set.request
    lock_draft(request)
    remove_needs(class_set.needs.all())
    class_set.delete()


@transaction.atomic
def reduce_class_set(class_set: ClassSet, *, to: int, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Fewer are needed: withdraws open needs of the set, the last ones first, until `to` are left.

    Raises TransitionRefused when so many are reserved or handed over already, when it is not fewer, and for a draft's
    class set.
    """
    needs_reason(reason)
    # Locked by key, as everywhere, and chosen afterwards: a status that moved meanwhile is the one that counts.
    rows = Need.objects.select_for_update().filter(class_set=class_set).order_by("pk")
    needs = sorted((need for need in rows if need.status not in CLOSED), key=lambda need: -need.position)
    open_ones = [need.pk for need in needs if need.status == NeedStatus.OPEN]
    surplus = len(needs) - to
    if surplus < 1:
        raise TransitionRefused(_("Please enter fewer than now: there are %(count)s.") % {"count": len(needs)})
    if surplus > len(open_ones):
        least = len(needs) - len(open_ones)
        raise TransitionRefused(_("%(count)s of them are reserved or handed over already.") % {"count": least})
    _withdraw(open_ones[:surplus], reason, actor, now)
    line = Line(class_set.request, REDUCED, data={"from": len(needs), "to": to}, note=reason)
    record_many([line], actor=actor, happened_at=now)


def _withdraw(pks: list[int], reason: str, actor: Actor, now: datetime | None) -> None:
    ended = change_status_many(Need, pks, NeedStatus.WITHDRAWN, actor=actor, note=reason, happened_at=now)
    for refusal in ended.refused.values():
        raise TransitionRefused(refusal)
