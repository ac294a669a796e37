"""What a receipt says in the family's language beside the German text: captions and translated clauses, as they are
kept in versions (documents.TextVersion). The receipt freezes the wordings that it was made with."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from documents.models import Document, TextVersion
from recipients import papers
from recipients.enums import ReceiptLanguage

CAPTIONS = "receipt_words"
GERMAN = ReceiptLanguage.GERMAN.value


def language_of(document: Document) -> str:
    """In which language the family reads along, as the paper was issued: “German” where that is its only one, nothing
    where retention has emptied it."""
    if not document.content:
        return ""
    return str(ReceiptLanguage(json.loads(document.content).get("second", GERMAN)).label)


class SecondLanguages:
    """The translations that hold on a day, read when the first receipt asks for one."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._texts: dict[tuple[str, str, int], TextVersion] | None = None

    def beside(self, language: str, clauses: TextVersion) -> dict[str, Any]:
        """What is added to a German receipt with these clauses: its keys `papers.SECOND`; nothing for German.

        Raises TransitionRefused, naming what is missing.
        """
        if language in ("", GERMAN):
            return {}
        captions = self._captions(language)
        translated = self._translation(clauses, language)
        texts = _complete(captions)
        if translated.is_draft:
            texts["agreement"] = f"{texts['agreement']} ({texts['draft']})"
        return {
            "second": language,
            "second_texts": texts,
            "second_clauses": _as_many(translated, clauses),
            "second_version": f"{_named(captions)}, {_named(translated)}",
        }

    def captions_beside(self, language: str) -> dict[str, Any]:
        """The same without clauses, for a paper that is only looked at."""
        captions = self._captions(language)
        return {"second": language, "second_texts": _complete(captions), "second_version": _named(captions)}

    def _captions(self, language: str) -> TextVersion:
        """The newest that holds on the day."""
        found = [
            text for (key, spoken, _version), text in self._read().items() if (key, spoken) == (CAPTIONS, language)
        ]
        if not found:
            raise TransitionRefused(
                _("Receipts have no captions in “%(language)s”. Please have them translated, or choose German only.")
                % {"language": ReceiptLanguage(language).label}
            )
        return max(found, key=lambda text: text.version)

    def _translation(self, clauses: TextVersion, language: str) -> TextVersion:
        """Of the version that the German text has: another one would say something else."""
        found = self._read().get((clauses.key, language, clauses.version))
        if found is None:
            raise TransitionRefused(
                _(
                    "Version %(version)d of the clauses has no translation into “%(language)s”. Please have it "
                    "translated, or choose German only for the receipts that ask for it."
                )
                % {"version": clauses.version, "language": ReceiptLanguage(language).label}
            )
        return found

    def _read(self) -> Mapping[tuple[str, str, int], TextVersion]:
        if self._texts is None:
            rows = TextVersion.objects.filter(key__startswith="receipt_", valid_from__lte=self._on)
            rows = rows.exclude(language=GERMAN)
            self._texts = {(row.key, row.language, row.version): row for row in rows}
        return self._texts


def _named(text: TextVersion) -> str:
    return f"{text.key}/{text.version}"


def _complete(text: TextVersion) -> dict[str, str]:
    found = {part["name"]: part["text"] for part in text.body if part.get("text")}
    missing = [name for name in papers.SECOND_NAMES if name not in found]
    if missing:
        raise TransitionRefused(
            _("These passages are missing in the text “%(text)s”: %(missing)s.")
            % {"text": text, "missing": ", ".join(missing)}
        )
    return {name: found[name] for name in papers.SECOND_NAMES}


def _as_many(translated: TextVersion, clauses: TextVersion) -> list[dict[str, str]]:
    """Numbered alike: each clause has its translation."""
    if len(translated.body) != len(clauses.body):
        raise TransitionRefused(
            _("“%(text)s” has %(here)d clauses, the German text %(there)d. Please correct the translation.")
            % {"text": translated, "here": len(translated.body), "there": len(clauses.body)}
        )
    return [{"heading": part["heading"], "text": part["text"]} for part in translated.body]
