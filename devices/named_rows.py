"""The rows that the keys in events stand for, each model read once for a whole history and only when a line needs
it."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model

from custody.models import Event

Row = TypeVar("Row", bound=Model)


class Rows:
    """Finds the row of a key in an event's data."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._events = list(events)
        self._found: dict[tuple[type[Model], str], dict[int, Model]] = {}

    def get(self, model: type[Row], key: str, pk: int | None, *related: str) -> Row | None:
        """The row of `model` with this primary key; all rows that stand under `key` are read at once."""
        if (model, key) not in self._found:
            pks = {event.data[key] for event in self._events if event.data.get(key) is not None}
            rows = model._default_manager.select_related(*related) if related else model._default_manager.all()
            self._found[(model, key)] = rows.in_bulk(pks)
        return self._found[(model, key)].get(pk)
