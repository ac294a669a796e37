"""All mails that the program sends by itself, by kind: each app registers its own in AppConfig.ready(), so that a
coordinator can read every one of them, with invented contents, before a person gets it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise


@dataclass(frozen=True)
class Letter:
    """A mail's words, in one language."""

    subject: str
    body: str


@dataclass(frozen=True)
class MailKind:
    """One template. `code` is what a row of the outbox carries; `occasion` says when it goes out, `to` who gets it;
    `example` writes it with invented contents in the current language (several, where it reads differently by
    circumstances), and asks the database for nothing."""

    code: str
    label: str | Promise
    occasion: str | Promise
    to: str | Promise
    example: Callable[[], Letter | list[Letter]]


_kinds: dict[str, MailKind] = {}


def register(*kinds: MailKind) -> None:
    """Makes kinds known, in this order; registering one again replaces it, as ready() may run twice in tests."""
    _kinds.update({kind.code: kind for kind in kinds})


def all_kinds() -> list[MailKind]:
    """Every kind, by app."""
    return list(_kinds.values())


def find(code: str) -> MailKind | None:
    """The kind of this code."""
    return _kinds.get(code)


def label_of(code: str) -> str:
    """What a list calls a mail of this kind; "–" for one from before kinds were noted."""
    kind = find(code)
    return str(kind.label) if kind else "–"


def examples(kind: MailKind) -> dict[str, list[Letter]]:
    """{language: the examples in it}, of all languages that mails are written in."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            written = kind.example()
        found[language] = written if isinstance(written, list) else [written]
    return found
