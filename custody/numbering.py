"""Numbers: given once, never reused, without gaps within a series and year."""

from datetime import date

from django.db import transaction

from custody.models import Counter


def take_numbers(series: str, count: int = 1, *, year: int = 0) -> range:
    """The next `count` numbers of a series. Must run inside the transaction that uses them: a rollback gives them back,
    so that no gap arises."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Numbers are taken inside the transaction that uses them.")
    Counter.objects.get_or_create(series=series, year=year)
    counter = Counter.objects.select_for_update().get(series=series, year=year)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return range(first, first + count)


def yearly_numbers(series: str, count: int, *, on: date) -> list[str]:
    """Numbers like S-2026-00042, in the year of the day they are taken."""
    return [f"{series}-{on.year}-{number:05d}" for number in take_numbers(series, count, year=on.year)]
