"""The kind: it says that it began, and goes on when the file it waits for is gone."""

import time
from pathlib import Path

from documents.registry import DocumentKind

KIND = "slow_paper"


def draw(contents) -> bytes:
    for content in contents:
        if content["hold"]:
            hold = Path(content["hold"])
            hold.with_suffix(".begun").touch()
            while hold.exists():
                time.sleep(0.02)
    return b"%PDF " + "|".join(content["text"] for content in contents).encode()


SLOW = DocumentKind(
    code=KIND,
    series="W",
    title="Slow paper",
    draw=draw,
    check=lambda content: None,
    visible_to=lambda documents, user: documents,
    renderer=lambda: "slow/1",
    template="documents/verify.html",
    owner=lambda document: ("", "/"),
)
