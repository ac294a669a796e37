"""A paper is exempt from retention for a reason, until somebody lifts that."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.actor import Actor
from custody.lifecycle import Step, TransitionRefused
from custody.services import record
from documents.enums import DocumentStatus
from documents.models import Document, RetentionHold

HELD, LIFTED = "held", "hold_lifted"
IS_HELD = gettext_lazy("The paper is exempt from deletion.")


def not_held(documents: list[Document], step: Step) -> dict[int, str]:
    """Guard: a paper that is held is not destroyed."""
    held = RetentionHold.objects.standing().filter(document__in=[document.pk for document in documents])
    return dict.fromkeys(held.values_list("document", flat=True), IS_HELD)


@transaction.atomic
def hold(document: Document, *, reason: str, actor: Actor, now: datetime | None = None) -> RetentionHold:
    """Exempts a paper. Raises TransitionRefused without a reason, for a deleted paper and for one that is held."""
    if not reason.strip():
        raise TransitionRefused(_("Please say why the paper has to be kept."))
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.status == DocumentStatus.PURGED:
        raise TransitionRefused(_("The paper was deleted already."))
    if locked.holds.standing().exists():
        raise TransitionRefused(str(IS_HELD))
    now = now or timezone.now()
    made = RetentionHold.objects.create(document=locked, reason=reason.strip(), set_by=actor.user, set_at=now)
    record(locked, HELD, actor=actor, data={"hold": made.pk}, note=reason, happened_at=now)
    return made


@transaction.atomic
def lift(document: Document, *, actor: Actor, now: datetime | None = None) -> None:
    """Ends the exemption; from then on the term counts again. Raises TransitionRefused when there is none."""
    now = now or timezone.now()
    standing = RetentionHold.objects.standing().filter(document=document)
    if not standing.update(lifted_at=now, lifted_by=actor.user):
        raise TransitionRefused(_("The paper is not exempt from deletion."))
    record(document, LIFTED, actor=actor, happened_at=now)
