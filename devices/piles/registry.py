"""The kinds of piles. Whoever knows what a scan does registers it in AppConfig.ready()."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Device, Location, Pile, PileLine


class DoneAlready(Exception):
    """What a scan asks for is so already: harmless, and said as such. The message is for people."""


class Applies(Protocol):
    """Does with one device what the pile is for, inside the transaction of its line.

    `now` is when it really happened. Returns keys, codes and numbers that `undo` and `says` need; "code" among them
    becomes the line's code. Raises TransitionRefused or DoneAlready with a sentence for people.
    """

    def __call__(self, device: Device, pile: Pile, *, actor: Actor, now: datetime) -> Mapping[str, Any] | None: ...


class Undoes(Protocol):
    """Takes back what `apply` did, `line.data` at hand. Raises TransitionRefused when something builds on it."""

    def __call__(self, line: PileLine, *, actor: Actor, now: datetime) -> None: ...


class Finishes(Protocol):
    """What is left to do when a pile is closed, in the same transaction; `answers` are those of `finish_form`."""

    def __call__(self, pile: Pile, *, actor: Actor, now: datetime, **answers: Any) -> None: ...


# Something else than a device was scanned (a location, a pallet): the pile goes on with it. Changes and saves the pile
# and returns what the page says, or None when this kind has no use for it. May raise TransitionRefused.
Retargets = Callable[[Pile, object, Actor], str | None]

# What lines did, in words, by their primary keys: asked for all lines of a page at once. Their devices are loaded.
Says = Callable[[Sequence[PileLine]], Mapping[int, str]]


def each(say: Callable[[PileLine], str]) -> Says:
    """A `says` for kinds whose words need nothing but the line and its device."""
    return lambda lines: {line.pk: say(line) for line in lines}


@dataclass(frozen=True)
class PileKind:
    """One thing that is done by scanning.

    `form` asks for what the kind needs before the first scan; a `location` in its answers goes to the pile's location,
    everything else into its `target` (rows as their primary keys). `ready` says what is still to be scanned or chosen
    before a device can be, and nothing when it can. `about` says for the heading what the pile is for. `odd` are the
    codes of lines that a person should look at. `panel` is a template that stands beside the lines, also on the
    result's page; `finish_form` is asked on a page of its own, with the same panel.
    """

    code: str
    label: str | Promise
    hint: str | Promise
    permission: str
    apply: Applies
    undo: Undoes
    says: Says
    form: type[forms.Form] | None = None
    about: Callable[[Pile], str] = lambda pile: str(pile.location or "")
    ready: Callable[[Pile], str] = lambda pile: ""
    retarget: Retargets | None = None
    finish: Finishes | None = None
    finish_form: type[forms.Form] | None = None
    odd: frozenset[str] = frozenset()
    panel: str = ""
    panel_context: Callable[[Pile, User], Mapping[str, Any]] = lambda pile, user: {}
    position: int = 100

    def is_open_to(self, user: User) -> bool:
        """Whether this person may scan such piles."""
        return user.has_perm(self.permission)


_KINDS: dict[str, PileKind] = {}


def register(*kinds: PileKind) -> None:
    """Adds kinds; registering a code again replaces it, as ready() may run twice in tests."""
    _KINDS.update({kind.code: kind for kind in kinds})


def kind_of(code: str) -> PileKind:
    """The kind with this code. Raises LookupError for one that nobody registered."""
    return _KINDS[code]


def kinds_for(user: User) -> list[PileKind]:
    """What this person may do by scanning, in the order of the page."""
    open_kinds = [kind for kind in _KINDS.values() if kind.is_open_to(user)]
    return sorted(open_kinds, key=lambda kind: (kind.position, kind.code))


def follow_location(pile: Pile, scanned: object, actor: Actor) -> str | None:
    """A `retarget` for kinds that go on at the location whose label was scanned."""
    if not isinstance(scanned, Location):
        return None
    if not scanned.is_active:
        raise TransitionRefused(_("%(location)s is no longer in use.") % {"location": scanned})
    pile.location = scanned
    pile.save(update_fields=["location"])
    return _("Now: %(location)s") % {"location": scanned}
