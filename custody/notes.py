"""Free text beside lines of history, which retention may empty; the lines themselves stay."""

from collections.abc import Collection
from datetime import datetime

from custody.models import Event, Note


def erase_notes(event_model: type[Event], subjects: Collection[int], *, now: datetime) -> int:
    """Empties the notes of these subjects' lines, with the salt, so that nobody can try texts against the digest.
    Returns how many had a text."""
    named = event_model.objects.filter(subject__in=subjects).exclude(note=None).values("note")
    return Note.objects.filter(pk__in=named, erased_at=None).update(text="", salt="", erased_at=now)
