"""Frozen contents: the texts in one, and several of them as one PDF."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from documents.pdf.paper import Paper


def strings(value: object) -> Iterator[str]:
    """All of them, however deep they stand."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def draw_each(contents: Sequence[Mapping[str, Any]], draw: Callable[[Paper, Any], None]) -> bytes:
    """One PDF with all these papers of one kind, each drawn by `draw` on pages of its own. Its title, author and
    language are the first one's, its time that of the latest. Raises: ValueError without any, and what `draw` raises.
    """
    if not contents:
        raise ValueError("nothing to draw")
    first = contents[0]
    paper = Paper(
        title=f"{first['title']} {first['number']}",
        author=first["issuer"]["name"],
        language=first["language"],
        issued_at=max(datetime.fromisoformat(content["issued_at"]) for content in contents),
        shared=len(contents) > 1,
    )
    for content in contents:
        if len(contents) > 1:
            paper.bookmark(f"{content['title']} {content['number']}")
        draw(paper, content)
    return paper.bytes()
