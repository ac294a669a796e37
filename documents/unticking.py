"""A tick "signed" was a mistake: it is taken back by a mark on its row, which stays as history."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import TAKE_BACK_TERM, Line, record_many
from documents.models import Document, Signature

TAKEN_BACK = "tick_taken_back"


def newest_signatures(papers: Iterable[Document]) -> list[Signature]:
    """Of each of these papers the signature that counts, if it has one."""
    found: dict[int, Signature] = {}
    for row in Signature.objects.filter(document__in=papers).select_related("document").order_by("pk"):
        found[row.document_id] = row
    return list(found.values())


@transaction.atomic
def take_back(pks: Iterable[int], *, actor: Actor, reason: str, anyone: bool, now: datetime | None = None) -> int:
    """These papers count as unsigned again; those that do already stay as they are. Returns how many ticks were taken
    back. Who ticked may for 24 hours; `anyone` is True for coordination, which may later, too. Raises TransitionRefused
    without a reason or the right to, and for a paper whose scan is kept or that was signed on screen: then none is."""
    now = now or timezone.now()
    if not reason.strip():
        raise TransitionRefused(_("Please say why the tick is taken back."))
    papers = Document.objects.select_for_update().filter(pk__in=list(pks)).order_by("pk")
    ticks = newest_signatures(list(papers))
    _check(ticks, actor, anyone, now)
    rows = Signature.objects.filter(pk__in=[tick.pk for tick in ticks])
    rows.update(taken_back_at=now, taken_back_by=actor.user)
    lines = [Line(tick.document, TAKEN_BACK, note=reason.strip()) for tick in ticks]
    record_many(lines, actor=actor, happened_at=now)
    return len(ticks)


def _check(signatures: Sequence[Signature], actor: Actor, anyone: bool, now: datetime) -> None:
    for row in signatures:
        if not row.is_tick:
            raise TransitionRefused(
                _(
                    "The signature on %(number)s is no tick. If its scan is wrong, coordination takes it off on the "
                    "paper's page; if it was signed on screen, declare the paper void or replace it."
                )
                % {"number": row.document.number}
            )
        if not (anyone or is_own_and_fresh(row, actor, now)):
            raise TransitionRefused(
                _("Only who ticked a paper off may take that back, within 24 hours; later, coordination may.")
            )


def is_own_and_fresh(tick: Signature, actor: Actor, now: datetime) -> bool:
    """Whether the actor ticked in the last 24 hours."""
    return tick.recorded_by_id == getattr(actor.user, "pk", None) and now - tick.recorded_at <= TAKE_BACK_TERM


def may_take_back(signature: Signature | None, *, actor: Actor, anyone: bool, now: datetime | None = None) -> bool:
    """Whether a button for it is of use."""
    is_tick = signature is not None and signature.is_tick
    return is_tick and (anyone or is_own_and_fresh(signature, actor, now or timezone.now()))
