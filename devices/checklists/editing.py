"""Editing checklists: a draft is changed as one likes; published, it is what the next devices are checked by. Devices
at work keep their version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Category, Checklist, ChecklistStep

COPIED = (
    "code",
    "position",
    "name_de",
    "name_en",
    "hint_de",
    "hint_en",
    "required",
    "asked_when",
    "counts_as_work",
    "picture",
    "picture_alt_de",
    "picture_alt_en",
)
LONGEST_CODE = 40
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@transaction.atomic
def begin_draft(category: Category, *, actor: Actor, now: datetime | None = None) -> Checklist:
    """A new version to edit, with the steps of the present one. A category has one draft at a time: asked again, that
    one is returned."""
    category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    draft = category.checklists.filter(published_at=None).first()
    if draft is not None:
        return draft
    present = category.current_checklist
    newest = category.checklists.aggregate(newest=Max("version"))["newest"] or 0
    draft = Checklist.objects.create(
        category=category,
        version=newest + 1,
        created_at=now or timezone.now(),
        created_by=actor.user,
        published_at=None,
    )
    if present is not None:
        values = [{name: getattr(step, name) for name in COPIED} for step in present.steps.all()]
        ChecklistStep.objects.bulk_create([ChecklistStep(checklist=draft, **columns) for columns in values])
    return draft


@transaction.atomic
def publish(draft: Checklist, *, actor: Actor, now: datetime | None = None) -> None:
    """From now on devices start with this version. Raises TransitionRefused for one without a required step, and for
    one that is published already."""
    draft = _draft(draft)
    if not draft.steps.filter(required=True).exists():
        raise TransitionRefused(_("A checklist needs at least one required step."))
    Checklist.objects.filter(pk=draft.pk).update(published_at=now or timezone.now(), published_by=actor.user)


@transaction.atomic
def discard(draft: Checklist) -> None:
    """Throws a draft away; nothing was checked by it. Raises TransitionRefused for a published version."""
    draft = _draft(draft)
    draft.steps.all().delete()
    draft.delete()


@transaction.atomic
def add_step(draft: Checklist, values: Mapping[str, Any]) -> ChecklistStep:
    """A new step at the end of a draft. Its code is made from its German name and stays the same over all versions, so
    that piles can pass "the same step" of several checklists."""
    draft = _draft(draft)
    last = draft.steps.aggregate(last=Max("position"))["last"] or 0
    code = _free_code(draft, values["name_de"])
    return ChecklistStep.objects.create(checklist=draft, code=code, position=last + 1, **values)


def _free_code(draft: Checklist, name: str) -> str:
    taken = set(draft.steps.values_list("code", flat=True))
    base = slugify(name.lower().translate(UMLAUTS))[: LONGEST_CODE - 4] or "schritt"
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(code for code in numbered if code not in taken)


@transaction.atomic
def change_step(step: ChecklistStep, values: Mapping[str, Any]) -> None:
    """Puts a step of a draft right. Raises TransitionRefused for a published version, and for a step that somebody took
    out of the draft."""
    _draft(step.checklist)
    if not ChecklistStep.objects.filter(pk=step.pk).update(**values):
        raise TransitionRefused(_taken_out())


@transaction.atomic
def remove_step(step: ChecklistStep) -> None:
    """Takes a step out of a draft, once. Raises TransitionRefused for a published version."""
    _draft(step.checklist)
    ChecklistStep.objects.filter(pk=step.pk).delete()


@transaction.atomic
def move_step(step: ChecklistStep, by: int) -> None:
    """One place up (-1) or down (1) in a draft; at the end nothing happens. Raises TransitionRefused for a published
    version, and for a step that somebody took out of the draft."""
    draft = _draft(step.checklist)
    steps = list(draft.steps.all())
    if step not in steps:
        raise TransitionRefused(_taken_out())
    place = steps.index(step)
    other = place + by
    if 0 <= other < len(steps):
        steps[place], steps[other] = steps[other], steps[place]
    for position, one in enumerate(steps, start=1):
        one.position = position
    ChecklistStep.objects.bulk_update(steps, ["position"])


def _taken_out() -> str:
    return _("This step is not in the list any more: somebody took it out.")


def _draft(checklist: Checklist) -> Checklist:
    """The draft as it is now, locked."""
    found = Checklist.objects.select_for_update(of=("self",)).filter(pk=checklist.pk).first()
    if found is None or not found.is_draft:
        raise TransitionRefused(_("This version is published: devices are checked by it. Begin a new version instead."))
    return found
