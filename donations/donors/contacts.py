"""Notes of what was said with a donor. Their text can be taken out, as it is personal; that there was a contact
stays."""

from datetime import date, datetime

from django.utils import timezone

from custody.actor import Actor
from donations.donors.models import ContactNote
from donations.models import Donor


def write(
    donor: Donor, *, happened_on: date, channel: str, text: str, actor: Actor, now: datetime | None = None
) -> ContactNote:
    """A new note by the actor, who is a person."""
    said = {"happened_on": happened_on, "channel": channel, "text": text, "written_at": now or timezone.now()}
    return ContactNote.objects.create(donor=donor, written_by=actor.user, **said)


def erase(note: ContactNote, *, actor: Actor, now: datetime | None = None) -> bool:
    """Takes the text out for good. Returns False when it was out already."""
    erased = {"text": "", "erased_at": now or timezone.now(), "erased_by": actor.user}
    return bool(ContactNote.objects.filter(pk=note.pk, erased_at=None).update(**erased))
