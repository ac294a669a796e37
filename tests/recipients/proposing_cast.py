"""Builders of small problems for the allocation engine."""

from datetime import date

from recipients.proposing.problem import Device, Item, Need

NOTEBOOK, DESKTOP, MONITOR, MOUSE = 1, 2, 3, 4
GB = 1024


def item(pk: int, category: int = NOTEBOOK, gb: int = 0, cores: int = 0, *, essential: bool = True) -> Item:
    """An open item that asks for so many GB."""
    return Item(pk, category, gb * GB, cores, essential)


def need(pk: int, weight: int = 10, *items: Item, school: int = 1, rank: int | None = None, **facts) -> Need:
    """A need, of one notebook unless items are given; the key is its waiting rank unless one is given."""
    return Need(pk, school, weight, pk if rank is None else rank, items or (item(pk * 10),), **facts)


def device(pk: int, category: int = NOTEBOOK, gb: int = 8, cores: int = 4, *, day: int = 1, **facts) -> Device:
    """A device that became ready on a day of January."""
    return Device(pk, category, date(2026, 1, day), gb * GB, cores, **facts)
