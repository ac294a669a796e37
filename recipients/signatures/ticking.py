"""Receipts that are signed on paper and kept at the institution are ticked off, many at once."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from custody.actor import Actor
from documents import signing
from documents.models import Signature
from recipients.models import Receipt


def tick_off(rows: Sequence[Receipt], *, signed_on: date, actor: Actor, now: datetime | None = None) -> int:
    """Returns how many are new; those that were signed meanwhile stay as they are. Raises TransitionRefused for a
    receipt that does not stand any more, or a day on which it could not be signed."""
    return signing.tick_off([row.document_id for row in rows], signed_on=signed_on, actor=actor, now=now)


def ticked_with(tick: Signature) -> QuerySet[Receipt]:
    """Receipts that one press ticked off together with this one, and that nobody has taken back."""
    together = Signature.objects.filter(recorded_by=tick.recorded_by_id, recorded_at=tick.recorded_at)
    return Receipt.objects.filter(document__in=together.values("document"))
