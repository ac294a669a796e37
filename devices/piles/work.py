"""Scanning a pile: one scan, one line, in one transaction with what it does. A second scan of a device is harmless."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.bench.keys import looks_like_badge
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices import entered_later
from devices.models import Device, Pile, PileLine, PileOutcome
from devices.piles.registry import DoneAlready, PileKind, kind_of
from devices.scanning import Resolution, resolve

LONGEST_TYPED = PileLine._meta.get_field("typed").max_length
LONGEST_MESSAGE = PileLine._meta.get_field("message").max_length


def start(kind: PileKind, answers: Mapping[str, Any], *, actor: Actor, now: datetime | None = None) -> Pile:
    """A new pile; `answers` are the cleaned data of the kind's form."""
    target = {name: _key(value) for name, value in answers.items() if name != "location" and value not in (None, "")}
    return Pile.objects.create(
        kind=kind.code,
        location=answers.get("location"),
        target=target,
        started_by=actor.user,
        started_at=now or timezone.now(),
    )


def _key(value: Any) -> Any:
    """A row is kept as its primary key, everything else as it is."""
    return value.pk if isinstance(value, models.Model) else value


def scan(
    pile: Pile, text: str, *, actor: Actor, happened_at: datetime | None = None, now: datetime | None = None
) -> PileLine:
    """One scanned or typed text. Returns its line, whatever became of it.

    `happened_at` is when it was really done, if it is entered later. Raises TransitionRefused for a pile that is
    finished, for a time that cannot be, and for a person's badge, which is a secret.
    """
    now = now or timezone.now()
    if looks_like_badge(text):
        raise TransitionRefused(
            _("This is a person's badge: it says at a bench who works there. It was not noted here.")
        )
    if reason := entered_later.refusal(happened_at, now):
        raise TransitionRefused(reason)
    resolution = resolve(text, actor.user)
    with transaction.atomic():
        pile = open_pile(pile)
        line = PileLine(
            pile=pile,
            typed=resolution.typed[:LONGEST_TYPED],
            happened_at=happened_at or now,
            recorded_at=now,
            recorded_by=actor.user,
        )
        _work(line, resolution, actor)
        line.message = line.message[:LONGEST_MESSAGE]
        line.save()
    return line


def open_pile(pile: Pile) -> Pile:
    """The pile as it is now, locked. Raises TransitionRefused when it is finished."""
    pile = Pile.objects.select_for_update(of=("self",)).select_related("location").get(pk=pile.pk)
    if not pile.is_open:
        raise TransitionRefused(_("This pile is finished. Open it again to go on."))
    return pile


def _work(line: PileLine, resolution: Resolution, actor: Actor) -> None:
    """Does what the scan asks for and writes the outcome into the line."""
    try:
        with transaction.atomic():
            _do(line, resolution, actor)
    except DoneAlready as already:
        line.outcome, line.message = PileOutcome.ALREADY, str(already)
    except TransitionRefused as refusal:
        line.outcome, line.message = PileOutcome.REFUSED, str(refusal)


def _do(line: PileLine, resolution: Resolution, actor: Actor) -> None:
    kind, devices = kind_of(line.pile.kind), resolution.devices
    if len(devices) > 1:
        numbers = ", ".join(device.number for device in devices[:5])
        raise TransitionRefused(_("Several devices are called so: %(numbers)s") % {"numbers": numbers})
    if devices:
        _apply(line, kind, devices[0], actor)
    else:
        _retarget(line, kind, resolution, actor)


def _apply(line: PileLine, kind: PileKind, device: Device, actor: Actor) -> None:
    line.device = device
    standing = line.pile.lines.standing().filter(device=device).first()
    if standing:
        when = date_format(timezone.localtime(standing.recorded_at), "TIME_FORMAT")
        raise DoneAlready(_("scanned already at %(when)s") % {"when": when})
    if missing := kind.ready(line.pile):
        raise TransitionRefused(missing)
    entered_later.check_after_arrival(device, line.happened_at)
    said = dict(kind.apply(device, line.pile, actor=actor, now=line.happened_at) or {})
    line.outcome, line.code, line.data = PileOutcome.OK, said.pop("code", ""), said


def _retarget(line: PileLine, kind: PileKind, resolution: Resolution, actor: Actor) -> None:
    for other in resolution.others if kind.retarget else ():
        if said := kind.retarget(line.pile, other, actor):
            line.outcome, line.message = PileOutcome.TARGET, said
            return
    if label := next((found for found in resolution.found if found.kind == "label"), None):
        line.data = {"label": label.title}
        raise TransitionRefused(
            _("%(label)s is a blank label that is on no device yet. Scan it by itself to say where it belongs.")
            % {"label": label.title}
        )
    line.outcome, line.message = PileOutcome.UNKNOWN, resolution.read_as


@transaction.atomic
def undo(line: PileLine, *, actor: Actor, now: datetime | None = None) -> None:
    """Takes one line back. Raises TransitionRefused for a line that did nothing or was taken back before, for one of a
    finished pile, and when something builds on what it did."""
    now = now or timezone.now()
    pile = open_pile(line.pile)
    line = PileLine.objects.select_related("device").get(pk=line.pk)
    line.pile = pile
    if not line.is_standing:
        raise TransitionRefused(_("This line has been taken back already."))
    kind_of(pile.kind).undo(line, actor=actor, now=now)
    PileLine.objects.filter(pk=line.pk).update(undone_at=now, undone_by=actor.user)


@transaction.atomic
def finish(pile: Pile, *, actor: Actor, now: datetime | None = None, **answers: Any) -> Pile:
    """Closes the pile; its kind may have something to do then. Raises TransitionRefused when it is finished."""
    now = now or timezone.now()
    pile = open_pile(pile)
    kind = kind_of(pile.kind)
    if kind.finish:
        kind.finish(pile, actor=actor, now=pile.happened_at or now, **answers)
    pile.finished_at, pile.finished_by = now, actor.user
    pile.save(update_fields=["finished_at", "finished_by", "target"])
    return pile


@transaction.atomic
def reopen(pile: Pile) -> None:
    """To look again: the pile takes scans as before. Harmless for an open one."""
    pile = Pile.objects.select_for_update().get(pk=pile.pk)
    pile.finished_at = pile.finished_by = None
    pile.save(update_fields=["finished_at", "finished_by"])
