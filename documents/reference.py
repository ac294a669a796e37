"""Reference data of papers: the issuer, the texts and the terms of retention, all marked as drafts until the operator
has checked them."""

from pathlib import Path

from accounts.reference_data import load_rows
from documents.models import Issuer, RetentionTerm, TextVersion

FOLDER = Path(__file__).parent / "reference"


def load() -> int:
    """Adds what is missing; an edited row stays as it is. Returns how many were added."""
    # Each row is a version: the draft is only the first of them.
    added = 0 if Issuer.objects.exists() else load_rows(Issuer, FOLDER / "issuer.json", key=("name",))
    added += load_rows(RetentionTerm, FOLDER / "retention.json", key=("rule", "version"))
    # A catalogue of wordings, and one file for each text and language that somebody translates.
    catalogues = [FOLDER / "texts.json", *sorted((FOLDER / "translations").glob("*.json"))]
    return added + sum(load_rows(TextVersion, path, key=("key", "language", "version")) for path in catalogues)
