"""What a person says became of a medium, as far as the level table lets them."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.enums import SETTLED_MEDIUM, EvidenceKind, MediumStatus, SanitisationLevel
from devices.erasure.settling import NEEDS_PROOF, Settlement, locked_medium, settle, within_cycle
from devices.models import Erasure, ErasureMethod, Evidence, StorageMedium

# What can prove a person's claim: a picture, or what the tool itself printed.
PROOFS = (EvidenceKind.PHOTO, EvidenceKind.ATTACHMENT)
# Text that no reader of ours knows, such as what hdparm or nvme-cli print.
OTHER_TEXT = ("unknown_format", "invalid_json")
WITH_METHOD = (MediumStatus.ERASED, MediumStatus.DESTROYED)


@transaction.atomic
def settle_by_hand(
    medium: StorageMedium, settlement: Settlement, *, actor: Actor, now: datetime | None = None
) -> Erasure:
    """A person says what became of a medium.

    Raises TransitionRefused for a way that the level table lacks, a day outside this cycle, a claim without the proof
    that the table asks for, a method that needs a senior volunteer's review, a medium taken out that lies nowhere, and
    for anybody but a person.
    """
    now = now or timezone.now()
    medium = locked_medium(medium)
    if actor.user is None:
        raise TransitionRefused(_("Only a person can say what became of a medium."))
    _complete(settlement)
    if settlement.outcome in WITH_METHOD:
        _fits(settlement, medium)
        if not settlement.table.settles:
            settlement = _reviewed(settlement, actor)
    within_cycle(settlement.finished_at, medium, now)
    return settle(medium, settlement, actor=actor, now=now)


def _complete(settlement: Settlement) -> None:
    if settlement.outcome not in SETTLED_MEDIUM:
        raise TransitionRefused(_("This is not a way to settle a medium."))
    if settlement.outcome == MediumStatus.REMOVED and settlement.location is None:
        raise TransitionRefused(_("Please say where the medium lies under lock."))
    if settlement.outcome in NEEDS_PROOF and settlement.evidence is None:
        raise TransitionRefused(_("Please add a photo that proves it."))
    if settlement.evidence is not None and not is_proof(settlement.evidence):
        raise TransitionRefused(_("This file is no proof: a photo is, or what the tool printed."))


def _fits(settlement: Settlement, medium: StorageMedium) -> None:
    table = settlement.table
    if table is None or table not in methods_for(medium):
        raise TransitionRefused(_("Please choose the method."))
    if (table.level == SanitisationLevel.DESTROY) != (settlement.outcome == MediumStatus.DESTROYED):
        raise TransitionRefused(_("Please choose the method that fits."))
    if table.photo_required and settlement.evidence.kind != EvidenceKind.PHOTO:
        raise TransitionRefused(_("Please add a photo that proves it."))


def _reviewed(settlement: Settlement, actor: Actor) -> Settlement:
    """A method that the table does not let settle by itself (Security Erase, NVMe Format) counts by the word of
    somebody with the final check, who says what they looked at."""
    if not may_review(actor.user):
        raise TransitionRefused(
            _("%(warning)s A senior volunteer can review and record it.") % {"warning": settlement.table.warning}
        )
    if not settlement.note.strip():
        raise TransitionRefused(_("Please say what you reviewed, for example the drive's state after it."))
    return replace(settlement, data={**settlement.data, "reviewed": True})


def may_review(user: User) -> bool:
    """Whether this person's review lets a method settle that does not by itself."""
    return user.has_perm("devices.sign_quality_control")


def is_proof(evidence: Evidence) -> bool:
    """Whether a stored file can prove a person's claim; a tool's text may have been uploaded before as unreadable."""
    return evidence.kind in PROOFS or (evidence.kind == EvidenceKind.UNREADABLE and evidence.error in OTHER_TEXT)


def methods_for(medium: StorageMedium) -> list[ErasureMethod]:
    """The level table's rows that a person may name for this kind of medium. Those that do not settle are among them,
    so that the page can say why."""
    return list(ErasureMethod.objects.filter(by_hand=True, is_active=True, medium_kind__in=["", medium.kind]))
