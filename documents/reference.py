"""Reference data of papers: the issuer, the texts and the terms of retention, all marked as drafts until the operator
has checked them."""

import json
from collections.abc import Iterable
from pathlib import Path

from accounts.reference_data import load_rows
from documents.models import Issuer, RetentionTerm, TextVersion
from documents.texts import is_on_a_paper

FOLDER = Path(__file__).parent / "reference"


def load() -> int:
    """Adds what is missing, and takes over what was mended in drafts of ours; an edited or checked row stays as it is.
    Returns how many were added."""
    # Each row is a version: the draft is only the first of them.
    added = 0 if Issuer.objects.exists() else load_rows(Issuer, FOLDER / "issuer.json", key=("name",))
    added += load_rows(RetentionTerm, FOLDER / "retention.json", key=("rule", "version"))
    # A catalogue of wordings, and one file for each text and language that somebody translates.
    catalogues = [FOLDER / "texts.json", *sorted((FOLDER / "translations").glob("*.json"))]
    _mend_drafts(catalogues)
    return added + sum(load_rows(TextVersion, path, key=("key", "language", "version")) for path in catalogues)


def _mend_drafts(catalogues: Iterable[Path]) -> None:
    """A draft of ours that nobody checked and no issued paper names says what its catalogue says now."""
    drafts = {
        (text.key, text.language, text.version, text.valid_from.isoformat()): text
        for text in TextVersion.objects.filter(is_draft=True)
    }
    for path in catalogues if drafts else ():
        for row in json.loads(path.read_text(encoding="utf-8")):
            text = drafts.get((row["key"], row["language"], row["version"], row["valid_from"]))
            if text is not None and text.body != row["body"] and not is_on_a_paper(text):
                TextVersion.objects.filter(pk=text.pk).update(body=row["body"])
