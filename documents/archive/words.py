"""The words of a frozen content that a paper is found by."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from accounts.pages.folding import fold, search_words, skeleton
from documents.pdf.contents import strings

# What every paper of a kind says: captions, clauses, the initiative itself, addresses of pages.
ON_EVERY_PAPER = frozenset(
    {
        "texts",
        "clauses",
        # Nobody is found by the language of a receipt.
        "second",
        "second_texts",
        "second_clauses",
        "second_version",
        "wording",
        "liability",
        "validity",
        "issuer",
        "logo",
        "verification_url",
        "language",
        "issued_at",
    }
)


def search_text(content: Mapping[str, Any]) -> str:
    """Each word of the content once, folded, with its skeleton where that differs (accounts.pages.folding); without
    what stands on every paper of its kind."""
    own = {key: value for key, value in content.items() if key not in ON_EVERY_PAPER}
    words = {word for text in strings(own) for word in fold(text).split()}
    return " ".join(sorted(words | {skeleton(word) for word in words}))


def all_words(column: str, typed: str) -> Q:
    """Rows whose column of folded words has every typed word, with umlauts in any spelling."""
    found = Q()
    for folded, short in search_words(typed):
        found &= Q(**{f"{column}__contains": folded}) | Q(**{f"{column}__contains": short})
    return found
