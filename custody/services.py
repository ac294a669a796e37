"""The verbs every aggregate shares: change a status, write a line of history. The only way a status changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.chain import digest_of_note, event_hash
from custody.enums import CORRECTED, STATUS_CHANGED
from custody.lifecycle import Step, TransitionRefused
from custody.models import Note

CHUNK = 500
TAKE_BACK_TERM = timedelta(hours=24)


@dataclass
class StatusChange:
    """What change_status_many did: primary keys that changed, and why the others did not."""

    changed: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line of history to be written."""

    subject: models.Model
    kind: str
    old_status: str = ""
    new_status: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class _Entry:
    """A line with who did it and when; without a time it happened as it is recorded."""

    line: Line
    actor: Actor
    happened_at: datetime | None


@dataclass(frozen=True)
class _Together:
    """Lines that wait to be written together, and the rows of which the running transaction holds the lock."""

    entries: list[_Entry] = field(default_factory=list)
    held: set[tuple[type[models.Model], int]] = field(default_factory=set)


_TOGETHER: ContextVar[_Together | None] = ContextVar("lines that are written together", default=None)


@dataclass(frozen=True)
class Said:
    """What a line of history says beside the statuses; `each`: more by primary key."""

    kind: str
    data: Mapping[str, Any]
    note: str
    each: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def of(self, pk: int) -> Mapping[str, Any]:
        """The data of one row's line."""
        return {**self.data, **self.each.get(pk, {})}


@transaction.atomic
def change_status_many(
    model: type[models.Model],
    pks: Iterable[int],
    to: str,
    *,
    actor: Actor,
    note: str = "",
    happened_at: datetime | None = None,
    data: Mapping[str, Any] | None = None,
    each: Mapping[int, Mapping[str, Any]] | None = None,
    **columns: Any,
) -> StatusChange:
    """Moves rows to a status where their lifecycle and its guards allow it, and writes one event each.

    `columns` are further columns set in the same UPDATE. `happened_at` is when it was done, if it is entered later.
    `data` stands in every row's event, `each` has more for single rows, by primary key.
    Rows that may not move are named with a reason; the others move all the same.
    """
    at = happened_at or timezone.now()
    _write_pending()
    result = StatusChange()
    for old, rows in _by_status(model, pks).items():
        step = Step(old, to, actor, at)
        refused = model.lifecycle.refusals(rows, step)
        result.refused.update(refused)
        moving = [row for row in rows if row.pk not in refused]
        _move(model, moving, step, Said(STATUS_CHANGED, data or {}, note, each or {}), columns)
        result.changed += [row.pk for row in moving]
    return result


@transaction.atomic
def take_back(row: models.Model, *, actor: Actor, reason: str, anyone: bool, now: datetime | None = None) -> None:
    """Takes a row's last step back by a `corrected` line; nothing is deleted (PRODUCT.md § 3, Taking back).

    Its author may for 24 hours; `anyone` is True for coordinators, who may later too. Raises TransitionRefused when
    there is no step, no reason, no right, or when something builds on it already.
    """
    model = type(row)
    now = now or timezone.now()
    _write_pending()
    row = model._base_manager.select_for_update().get(pk=row.pk)
    step_taken = row.events.exclude(new_status="").order_by("-sequence").first()
    _may_take_back(row, step_taken, actor, reason, anyone, now)
    step = Step(row.status, step_taken.old_status, actor, now)
    for guard in model.lifecycle.take_back_guards:
        if refused := guard([row], step):
            raise TransitionRefused(refused[row.pk])
    _move(model, [row], step, Said(CORRECTED, {"corrects": step_taken.sequence}, reason), {})


def _may_take_back(row, event, actor: Actor, reason: str, anyone: bool, now: datetime) -> None:
    if event is None or not event.old_status or event.kind == CORRECTED or event.new_status != row.status:
        raise TransitionRefused(_("There is no step that could be taken back."))
    if not reason.strip():
        raise TransitionRefused(_("Please say why the step is taken back."))
    if not (anyone or is_own_and_fresh(event, actor, now)):
        raise TransitionRefused(
            _("Only the person who did this step may take it back, within 24 hours; later, coordination may.")
        )


def is_own_and_fresh(event: models.Model, actor: Actor, now: datetime) -> bool:
    """Whether this line was written by the actor in the last 24 hours, so that they may take it back themselves."""
    return event.actor_id == getattr(actor.user, "pk", None) and now - event.recorded_at <= TAKE_BACK_TERM


def _move(
    model: type[models.Model], rows: list[models.Model], step: Step, said: "Said", columns: dict[str, Any]
) -> None:
    """Claims the rows, writes their lines, and lets follow what follows."""
    if not rows:
        return
    _claim(model, rows, step, columns)
    lines = [Line(row, said.kind, step.old, step.new, said.of(row.pk), said.note) for row in rows]
    record_many(lines, actor=step.actor, happened_at=step.happened_at)
    for follower in model.lifecycle.followers:
        follower([row.pk for row in rows], step)


def change_status(row: models.Model, to: str, *, actor: Actor, **options: Any) -> None:
    """Moves one row, refreshing it. Raises TransitionRefused with the reason. Options as change_status_many."""
    result = change_status_many(type(row), [row.pk], to, actor=actor, **options)
    if row.pk in result.refused:
        raise TransitionRefused(result.refused[row.pk])
    row.refresh_from_db()


def record(
    subject: models.Model,
    kind: str,
    *,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    note: str = "",
    happened_at: datetime | None = None,
) -> None:
    """Writes one line of history that changes no status."""
    record_many([Line(subject, kind, data=data or {}, note=note)], actor=actor, happened_at=happened_at)


def record_many(lines: Iterable[Line], *, actor: Actor, happened_at: datetime | None = None) -> None:
    """Writes lines of history, chained by hash per subject; all subjects must be of one model."""
    entries = [_Entry(line, actor, happened_at) for line in lines]
    together = _TOGETHER.get()
    if together is None:
        _write(entries)
    else:
        together.entries.extend(entries)


@contextmanager
def written_together() -> Iterator[None]:
    """Lines that are recorded within it are written at its end, in their order and by few statements; a change of
    status writes those before it first. For one transaction, of which nothing is written when it fails. What is asked
    of a history within it does not hold the waiting lines."""
    if _TOGETHER.get() is not None:
        yield
        return
    token = _TOGETHER.set(_Together())
    try:
        yield
        _write_pending()
    finally:
        _TOGETHER.reset(token)


def hold(row: models.Model) -> None:
    """The caller has locked this row for the rest of its transaction: lines that are written together about it need not
    lock it once more."""
    if together := _TOGETHER.get():
        together.held.add((type(row), row.pk))


def _write_pending() -> None:
    """What waits to be written together, model by model."""
    together = _TOGETHER.get()
    if together is None:
        return
    of_models: dict[type[models.Model], list[_Entry]] = defaultdict(list)
    for entry in together.entries:
        of_models[type(entry.line.subject)].append(entry)
    together.entries.clear()
    for entries in of_models.values():
        _write(entries)


@transaction.atomic(savepoint=False)
def _write(entries: list[_Entry]) -> None:
    if not entries:
        return
    lines = [entry.line for entry in entries]
    recorded_at = timezone.now()
    model = type(lines[0].subject)
    event_model = model._meta.get_field("events").related_model
    _lock_subjects(model, {line.subject.pk for line in lines})
    last = _last_of_each(event_model, {line.subject.pk for line in lines})
    notes = _write_notes(lines)
    events = []
    for line, entry in zip(lines, entries, strict=True):
        sequence, previous_hash = last.get(line.subject.pk, (0, ""))
        event = event_model(
            subject_id=line.subject.pk,
            sequence=sequence + 1,
            kind=line.kind,
            old_status=line.old_status,
            new_status=line.new_status,
            data=_with_digest(line, notes),
            note=notes.get(id(line)),
            happened_at=entry.happened_at or recorded_at,
            recorded_at=recorded_at,
            actor=entry.actor.user,
            via=entry.actor.via,
            previous_hash=previous_hash,
        )
        event.hash = event_hash(event)
        last[line.subject.pk] = (event.sequence, event.hash)
        events.append(event)
    event_model.objects.bulk_create(events, batch_size=CHUNK)


def _by_status(model: type[models.Model], pks: Iterable[int]) -> dict[str, list[models.Model]]:
    """The rows, locked for the rest of the transaction (SQLite holds its one write lock already), by their status."""
    found: dict[str, list[models.Model]] = defaultdict(list)
    pks = sorted(set(pks))
    for start in range(0, len(pks), CHUNK):
        rows = model._base_manager.select_for_update().filter(pk__in=pks[start : start + CHUNK]).order_by("pk")
        for row in rows:
            found[row.status].append(row)
    return found


def _claim(model: type[models.Model], rows: list[models.Model], step: Step, columns: dict[str, Any]) -> None:
    """The guarded UPDATE: it counts only rows that still have the status that was read."""
    pks = [row.pk for row in rows]
    for start in range(0, len(pks), CHUNK):
        part = pks[start : start + CHUNK]
        claimed = model._base_manager.filter(pk__in=part, status=step.old).update(
            status=step.new, status_since=step.happened_at, **columns
        )
        if claimed != len(part):
            raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))


def _lock_subjects(model: type[models.Model], pks: set[int]) -> None:
    """Who writes a line holds its subject until the commit, so that two lines never take the same place. SQLite's one
    write lock does this already. Rows that point at the subject may be written meanwhile (no_key): else two people who
    each just wrote one would wait for each other."""
    if connection.features.has_select_for_update:
        together = _TOGETHER.get()
        free = {pk for pk in pks if (model, pk) not in together.held} if together else pks
        if free:
            locking = model._base_manager.select_for_update(no_key=True)
            list(locking.filter(pk__in=free).order_by("pk").values_list("pk"))


def _last_of_each(event_model: type[models.Model], pks: set[int]) -> dict[int, tuple[int, str]]:
    """{subject: (sequence, hash)} of each subject's last line."""
    last: dict[int, tuple[int, str]] = {}
    ordered = sorted(pks)
    if len(ordered) == 1:
        of_it = event_model.objects.filter(subject=ordered[0]).order_by("-sequence")
        line = of_it.values_list("sequence", "hash").first()
        return {ordered[0]: line} if line else {}
    for start in range(0, len(ordered), CHUNK):
        newest = (
            event_model.objects.filter(subject=models.OuterRef("subject")).order_by("-sequence").values("sequence")[:1]
        )
        rows = event_model.objects.filter(subject__in=ordered[start : start + CHUNK], sequence=models.Subquery(newest))
        for subject, sequence, line_hash in rows.values_list("subject_id", "sequence", "hash"):
            last[subject] = (sequence, line_hash)
    return last


def _write_notes(lines: list[Line]) -> dict[int, Note]:
    with_note = [line for line in lines if line.note.strip()]
    notes = Note.objects.bulk_create([Note(text=line.note.strip()) for line in with_note])
    return {id(line): note for line, note in zip(with_note, notes, strict=True)}


def _with_digest(line: Line, notes: dict[int, Note]) -> dict[str, Any]:
    note = notes.get(id(line))
    return {**line.data, "note_digest": digest_of_note(note)} if note else dict(line.data)
