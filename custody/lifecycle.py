"""A lifecycle is data: which step follows which, and the named guards that a step asks. Guards may be registered by
upper apps; a system check fails for a name that nobody registered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from custody.actor import Actor


@dataclass(frozen=True)
class Step:
    """What a guard is asked about: the rows that want to go from one status to another, by whom, when."""

    old: str
    new: str
    actor: Actor
    happened_at: datetime


# A guard answers for many rows at once, so that a list costs the same number of queries as one row:
# {primary key: reason for people}; a row that is not named may pass.
Guard = Callable[[list[Any], Step], Mapping[int, str | Promise]]
# What follows from a change that has been made, in the same transaction: a donation is settled with its last device,
# a need is reserved with its first allocation. Gets the primary keys that moved.
Follower = Callable[[list[int], Step], None]


class TransitionRefused(Exception):
    """A step that the lifecycle or a guard does not allow. The message is for people."""


@dataclass(eq=False)
class Lifecycle:
    """One aggregate's table. `guards` names, per pair, the questions to ask, in their order."""

    name: str
    transitions: Mapping[str, frozenset[str] | set[str]]
    guards: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    registered: dict[str, Guard] = field(default_factory=dict)
    followers: list[Follower] = field(default_factory=list)
    take_back_guards: list[Guard] = field(default_factory=list)

    def __post_init__(self) -> None:
        LIFECYCLES[self.name] = self

    def allows(self, old: str, new: str) -> bool:
        """True when the table has this step."""
        return new in self.transitions.get(old, ())

    def register(self, name: str, guard: Guard) -> None:
        """Gives a named guard its function; called in AppConfig.ready() of the app that knows the answer."""
        self.registered[name] = guard

    def follow(self, follower: Follower) -> None:
        """Adds what follows from every change of status; called in AppConfig.ready()."""
        self.followers.append(follower)

    def guard_taking_back(self, guard: Guard) -> None:
        """Adds a question to ask before a row's last step is taken back: what already builds on it?"""
        self.take_back_guards.append(guard)

    def refusals(self, rows: list[models.Model], step: Step) -> dict[int, str]:
        """{primary key: reason} of the rows that may not take this step."""
        if not self.allows(step.old, step.new):
            return {row.pk: self._not_in_table(row, step) for row in rows}
        found: dict[int, str] = {}
        for name in self.guards.get((step.old, step.new), ()):
            for pk, reason in self.registered[name](rows, step).items():
                found.setdefault(pk, str(reason))
        return found

    def unregistered(self) -> list[str]:
        """Names of guards that the table asks for and nobody answers."""
        named: Iterable[str] = {name for names in self.guards.values() for name in names}
        return sorted(set(named) - self.registered.keys())

    def _not_in_table(self, row: models.Model, step: Step) -> str:
        status_field = row._meta.get_field("status")
        words = dict(status_field.flatchoices)
        return _("%(what)s: from “%(old)s” to “%(new)s” is not a possible step.") % {
            "what": row,
            "old": words.get(step.old, step.old),
            "new": words.get(step.new, step.new),
        }


LIFECYCLES: dict[str, Lifecycle] = {}
