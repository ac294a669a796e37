"""How much an appointment has room for: devices (what the car takes) or people (how many come in the time)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.lifecycle import TransitionRefused
from recipients.enums import ACTIVE, CapacityUnit
from recipients.models import Allocation, Handover


class NoRoom(TransitionRefused):
    """More than there is room for. The message is for people."""


@dataclass(frozen=True)
class Room:
    """`most` None: no limit."""

    most: int | None
    unit: str
    taken: int

    @property
    def is_full(self) -> bool:
        """Nothing more fits."""
        return self.most is not None and self.taken >= self.most

    def __str__(self) -> str:
        if self.most is None:
            return ""
        if self.unit == CapacityUnit.PEOPLE:
            return _("%(taken)d of %(most)d people") % {"taken": self.taken, "most": self.most}
        return _("%(taken)d of %(most)d devices") % {"taken": self.taken, "most": self.most}


def counted(rows: Iterable[Allocation], unit: str) -> int:
    """Devices, or needs: each is one pupil or one institution that comes; `item` is loaded."""
    rows = list(rows)
    return len({row.item.need_id for row in rows}) if unit == CapacityUnit.PEOPLE else len(rows)


def room_of(handover: Handover, rows: Iterable[Allocation]) -> Room:
    """Of a handover with these reservations; what was released takes no room."""
    active = [row for row in rows if row.status in ACTIVE]
    return Room(handover.capacity, handover.capacity_unit, counted(active, handover.capacity_unit))


def check(handover: Handover) -> None:
    """In the transaction that put something on it, under its lock. Raises NoRoom."""
    if handover.capacity is None:
        return
    rows = handover.allocations.active().select_related("item")
    taken = counted(rows, handover.capacity_unit)
    if taken > handover.capacity:
        raise NoRoom(_refusal(handover, taken))


def _refusal(handover: Handover, taken: int) -> str:
    too_many = taken - handover.capacity
    said = {"most": handover.capacity, "taken": taken, "too_many": too_many}
    if handover.capacity_unit == CapacityUnit.PEOPLE:
        return _("There is room for %(most)d people, and %(taken)d would come.") % said
    return (
        ngettext(
            "There is room for %(most)d device, and %(taken)d are chosen.",
            "There is room for %(most)d devices, and %(taken)d are chosen.",
            handover.capacity,
        )
        % said
    )


def fitting_part(rows: Sequence[Allocation], most: int, unit: str) -> list[Allocation]:
    """The first of these that there is room for, needs kept whole: a set is not torn apart over two days."""
    groups: dict[int, list[Allocation]] = {}
    for row in rows:
        groups.setdefault(row.item.need_id, []).append(row)
    part: list[Allocation] = []
    people = 0
    for group in groups.values():
        size = people + 1 if unit == CapacityUnit.PEOPLE else len(part) + len(group)
        if size <= most:
            part += group
            people += 1
    return part
