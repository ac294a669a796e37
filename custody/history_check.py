"""Every history of every aggregate, line by line: does the chain of hashes hold?"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Max

from custody.chain import broken_lines
from custody.models import Event

# Subjects whose lines are held at a time; a history has a few dozen lines.
SUBJECTS = 200


@dataclass(frozen=True)
class Break:
    """A line that does not follow from the one before, or says something else than when it was written."""

    history: str
    subject: int
    sequence: int


def event_models() -> list[type[Event]]:
    """The histories of all aggregates."""
    return sorted((model for model in apps.get_models() if issubclass(model, Event)), key=lambda m: m._meta.label)


def breaks(model: type[Event]) -> Iterator[Break]:
    """The broken lines of one kind of history, subject by subject; memory holds a few subjects at a time. A subject
    whose status says something else than its last line is not asked here: that is the lifecycle's business."""
    for first, last in _ranges(model):
        lines = model.objects.filter(subject__gte=first, subject__lte=last).order_by("subject_id", "sequence")
        yield from _breaks_in(model, lines)


def _ranges(model: type[Event]) -> Iterator[tuple[int, int]]:
    highest = model.objects.aggregate(most=Max("subject"))["most"] or 0
    for first in range(1, highest + 1, SUBJECTS):
        yield first, first + SUBJECTS - 1


def _breaks_in(model: type[Event], lines) -> Iterator[Break]:
    of_subject: list[Event] = []
    for event in lines.iterator(chunk_size=2_000):
        if of_subject and of_subject[0].subject_id != event.subject_id:
            yield from _named(model, of_subject)
            of_subject = []
        of_subject.append(event)
    yield from _named(model, of_subject)


def _named(model: type[Event], events: list[Event]) -> Iterator[Break]:
    for event in broken_lines(events):
        yield Break(model._meta.label, event.subject_id, event.sequence)
