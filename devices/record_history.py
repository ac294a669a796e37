"""The history of a part or a pallet for its page."""

from collections.abc import Callable

from django.db import models

from custody.models import Event
from devices.history import HistoryLine
from devices.named_rows import Rows


def lines_of(record: models.Model, text_of: Callable[[Event, Rows], str]) -> list[HistoryLine]:
    """Newest first; who did it, and why, are for the workshop, which alone reads these pages."""
    events = list(record.events.select_related("note", "actor").order_by("-sequence"))
    rows = Rows(events)
    return [
        HistoryLine(
            text=text_of(event, rows),
            when=event.happened_at,
            note=" · ".join(str(part) for part in (event.actor, event.note) if part and str(part)),
            is_state=bool(event.new_status),
        )
        for event in events
    ]
