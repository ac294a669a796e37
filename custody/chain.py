"""The hash chain over an aggregate's history: shows a line that was changed or taken out behind the program's back."""

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from custody.models import Event, Note


def canonical(content: object) -> str:
    """JSON text with sorted keys and no spaces: equal content gives equal text."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of_note(note: "Note") -> str:
    """SHA-256 over salt and text: proves the note's wording as long as it is kept, says nothing once it is erased."""
    return hashlib.sha256(f"{note.salt}:{note.text}".encode()).hexdigest()


def event_hash(event: "Event") -> str:
    """SHA-256 over all that the line says and the hash of the line before."""
    said = [
        event._meta.label_lower,
        event.subject_id,
        event.sequence,
        event.kind,
        event.old_status,
        event.new_status,
        event.data,
        event.happened_at.timestamp(),
        event.recorded_at.timestamp(),
        event.actor_id,
        str(event.via),
        event.previous_hash,
    ]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def broken_lines(events: Iterable["Event"]) -> list["Event"]:
    """The lines of one subject (in their order) whose hash, sequence or link to the line before does not hold."""
    broken = []
    previous_hash, previous_sequence = "", 0
    for event in events:
        follows = event.previous_hash == previous_hash and event.sequence == previous_sequence + 1
        if not follows or event.hash != event_hash(event):
            broken.append(event)
        previous_hash, previous_sequence = event.hash, event.sequence
    return broken
