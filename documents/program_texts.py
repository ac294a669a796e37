"""The wordings that come with the program, and which of them an installation has.

What was printed keeps its version: parents' sheets, agreements and blank receipts leave nothing here that names their
wording, so no text is ever overwritten. What a newer program says in other words is the next version."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from documents.models import TextVersion
from documents.texts import LANGUAGE

FOLDER = Path(__file__).parent / "reference"


@dataclass(frozen=True)
class Wordings:
    """Rows of the catalogues, by language, that share their versions: a German text with its translations, or the
    captions in one language, which have no German row."""

    key: str
    rows: Mapping[str, dict]

    def kept(self, texts: Iterable[TextVersion]) -> list[TextVersion]:
        """Their versions, among all."""
        return [text for text in texts if text.key == self.key and (self._is_german or text.language in self.rows)]

    @property
    def _is_german(self) -> bool:
        return LANGUAGE in self.rows

    def news(self, kept: Iterable[TextVersion]) -> list[str]:
        """Languages in which the program says something else than it did when a version of it was taken over."""
        last = {text.language: text.body for text in sorted(kept, key=_version) if text.came_with_program}
        return [language for language, row in self.rows.items() if last.get(language) != row["body"]]

    def unchecked_news(self, kept: Iterable[TextVersion]) -> list[str]:
        """Those that may hold at once, since nobody wrote another version, nor checked what they replace; and none of
        a text of which German changes while somebody checked anything."""
        news, standing = self.news(kept), newest(kept)
        drafts = [language for language in news if language not in standing or standing[language].is_draft]
        if not all(text.came_with_program for text in standing.values()):
            return []
        is_all_drafts = all(text.is_draft for text in standing.values())
        return drafts if is_all_drafts or LANGUAGE not in news else []

    def first(self) -> list[TextVersion]:
        """As an installation gets them that has none."""
        return [TextVersion(**row, came_with_program=True) for row in self.rows.values()]

    def following(
        self, kept: Iterable[TextVersion], *, valid_from: date, stay: Collection[str] = ()
    ) -> list[TextVersion]:
        """The next version, as the program has it, with drafts where something changed; `stay` are languages whose
        words stay as they are."""
        standing = newest(kept)
        version = max(text.version for text in kept) + 1
        found = []
        for language, row in self.rows.items():
            text = TextVersion(key=self.key, language=language, version=version, body=row["body"])
            text.valid_from, text.came_with_program = valid_from, True
            old = standing.get(language)
            if old is not None and (language in stay or old.body == row["body"]):
                text.body, text.is_draft = old.body, old.is_draft
                text.checked_at, text.checked_by_id = old.checked_at, old.checked_by_id
            found.append(text)
        return found


def newest(kept: Iterable[TextVersion]) -> dict[str, TextVersion]:
    """The rows of the newest version, by language."""
    last = max((text.version for text in kept), default=0)
    return {text.language: text for text in kept if text.version == last}


def _version(text: TextVersion) -> int:
    return text.version


@cache
def catalogues() -> tuple[Wordings, ...]:
    """Everything that the program brings: a catalogue of German texts, and a file for each text and language that
    somebody translates."""
    paths = [FOLDER / "texts.json", *sorted((FOLDER / "translations").glob("*.json"))]
    rows = [row for path in paths for row in json.loads(path.read_text(encoding="utf-8"))]
    german = {row["key"] for row in rows if row["language"] == LANGUAGE}
    found: dict[tuple[str, str], dict[str, dict]] = {}
    for row in rows:
        alone = "" if row["key"] in german else row["language"]
        found.setdefault((row["key"], alone), {})[row["language"]] = row
    return tuple(Wordings(key, by_language) for (key, _alone), by_language in found.items())


@transaction.atomic
def bring(*, today: date) -> int:
    """Adds what is missing, and the next version of drafts that nobody checked or wrote anew and that the program says
    in other words now; it holds from `today` on. Returns how many rows were added."""
    texts = list(TextVersion.objects.all())
    added: list[TextVersion] = []
    for wordings in catalogues():
        kept = wordings.kept(texts)
        if not kept:
            added += wordings.first()
        elif changing := wordings.unchecked_news(kept):
            stay = [language for language in wordings.news(kept) if language not in changing]
            added += wordings.following(kept, valid_from=today, stay=stay)
    return len(TextVersion.objects.bulk_create(added))


def waiting(*keys: str) -> dict[str, list[str]]:
    """Languages in which a newer draft comes with the program, which wait for somebody to take them over; by their
    keys. Without `keys` of all texts."""
    rows = TextVersion.objects.filter(key__in=keys) if keys else TextVersion.objects.all()
    texts, found = list(rows), {}
    for wordings in catalogues():
        if (not keys or wordings.key in keys) and (news := wordings.news(wordings.kept(texts))):
            found.setdefault(wordings.key, []).extend(news)
    return found


@transaction.atomic
def take_over(key: str, language: str = LANGUAGE, *, now: datetime) -> TextVersion:
    """What the program says becomes the next version from tomorrow: a German text with all its translations, or the
    captions in `language`. Raises TransitionRefused when there is nothing new."""
    rows = TextVersion.objects.filter(key=key).order_by("pk")
    # Locked first, read afterwards: whoever waited for the lock sees what the other one has added.
    list(rows.select_for_update().values_list("pk"))
    kept_now = list(rows)
    wordings = next((row for row in catalogues() if row.key == key and language in row.rows), None)
    kept = wordings.kept(kept_now) if wordings else []
    if wordings is None or not kept or not wordings.news(kept):
        raise TransitionRefused(_("This text is what comes with the program already."))
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    added = TextVersion.objects.bulk_create(wordings.following(kept, valid_from=tomorrow))
    return next(row for row in added if row.language == language)
