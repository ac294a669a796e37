"""A lost file is made again from the frozen content: identical bytes, or not at all."""

import hashlib
import json

from django.utils import timezone

from documents import storage, stored
from documents.models import Document
from documents.pdf.errors import PaperError
from documents.registry import KINDS
from documents.retention import leaving

NO_CONTENT, UNKNOWN_KIND, NOT_DRAWN, OTHER_RENDERER, OTHER_BYTES = (
    "no_content",
    "unknown_kind",
    "not_drawn",
    "other_renderer",
    "other_bytes",
)


def make_again(document: Document) -> str:
    """Draws the paper, and stores it when it has the bytes it was issued with. Returns "" then, else the code of what
    stands in the way. Raises OSError when the storage can't be written."""
    if not document.content or not document.has_file:
        return NO_CONTENT
    if document.kind not in KINDS:
        return UNKNOWN_KIND
    kind = KINDS[document.kind]
    try:
        drawn = kind.draw([json.loads(document.content)])
    except (PaperError, KeyError, ValueError):
        return NOT_DRAWN
    if hashlib.sha256(drawn).hexdigest() != document.file_key:
        return OTHER_BYTES if kind.renderer() == document.renderer else OTHER_RENDERER
    key = storage.put_once(drawn)
    if stored.is_needed(key):
        return ""
    # Retention was at work meanwhile: what it destroyed goes again.
    leaving.let_go([key], now=timezone.now())
    return NO_CONTENT
