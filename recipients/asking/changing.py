"""A need that was sent already is changed: what changes is a line of history, its place in the queue stays."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, record_many
from recipients.asking.needs import (
    NEED_COLUMNS,
    NeedWish,
    Specs,
    codes_are_free,
    grades_are_taught,
    lock,
    remember_wishes,
    taken_codes,
)
from recipients.enums import NeedStatus, RequestStatus
from recipients.models import Allocation, Need, NeedItem, Wish

CHANGED = "changed"
DEVICE, WISHES = "device", "wishes"
CHANGEABLE = (RequestStatus.SUBMITTED, RequestStatus.APPROVED)


def may_change(need: Need) -> bool:
    """Whether the need was sent, waits, and no device of it is promised or in use. Its items are read with `promised`
    (overview.with_items)."""
    waits = need.status == NeedStatus.OPEN and need.request.status in CHANGEABLE and need.class_set_id is None
    return waits and not any(item.promised for item in need.items.all())


@transaction.atomic
def change_need(need: Need, wish: NeedWish, *, actor: Actor, now: datetime | None = None) -> list[str]:
    """Says anew what a need asks for, and for whom. Returns which details changed; nothing is written when none did.

    The line of history names the details, never what stood in them. Raises CodeTaken; TransitionRefused once a device
    is reserved, for a draft's or a class set's need, and for a grade that is not taught.
    """
    institution = need.request.institution
    lock(institution)
    row = Need.objects.select_for_update().select_related("request").get(pk=need.pk)
    _may_be_changed(row)
    codes_are_free([wish], taken_codes(institution, beside_need=row))
    grades_are_taught(institution, [wish.school_grade])
    changed = [*_changed_columns(row, wish), *_rewrite_items(row, wish.categories), *_rewrite_wishes(row, wish.wishes)]
    if not changed:
        return []
    Need.objects.filter(pk=row.pk).update(**wish.columns())
    _fit_specs(row, wish.school_grade)
    record_many([Line(row, CHANGED, data={"details": changed})], actor=actor, happened_at=now)
    return changed


def _may_be_changed(row: Need) -> None:
    promised = Allocation.objects.active().filter(item__need=row).exists()
    if promised or row.status != NeedStatus.OPEN:
        raise TransitionRefused(_("This need can't be changed any more: a device is reserved for it, or it is over."))
    if row.request.status not in CHANGEABLE or row.class_set_id:
        raise TransitionRefused(_("This need is changed together with its request."))


def _changed_columns(row: Need, wish: NeedWish) -> list[str]:
    new = wish.columns()
    names = [name for name in NEED_COLUMNS if getattr(row, name) != new[name]]
    # A set and its devices are one detail.
    return [name for name in names if name != "device_set"]


def _rewrite_items(row: Need, categories: Sequence) -> list[str]:
    """Each place gets its new category. What is asked for less is dropped, not deleted, since a device may have been
    proposed or reserved for it before; asked for again, it is the same item. What is asked for in other words is asked
    for, even if a device for it came back before."""
    items = list(row.items.order_by("position"))
    if [item.category_id for item in items] == [category.pk for category in categories]:
        return []
    known = {item.position: item.pk for item in NeedItem.ever.filter(need=row)}
    for place, category in enumerate(categories, start=1):
        if place in known:
            asked = {"category": category, "given_up": False, "is_dropped": False}
            NeedItem.ever.filter(pk=known[place]).update(**asked)
        else:
            NeedItem.objects.create(need=row, category=category, position=place)
    row.items.filter(position__gt=len(categories)).update(given_up=True, is_dropped=True)
    return [DEVICE]


def _fit_specs(row: Need, grade: int | None) -> None:
    specs = Specs()
    for item in row.items.select_related("category"):
        NeedItem.objects.filter(pk=item.pk).update(minimum_spec=specs.fitting(item.category, grade))


def _rewrite_wishes(row: Need, wishes: Sequence[Wish]) -> list[str]:
    if {wish.pk for wish in wishes} == set(row.wishes.values_list("pk", flat=True)):
        return []
    row.wishes.clear()
    remember_wishes([(row, wishes)])
    return [WISHES]
