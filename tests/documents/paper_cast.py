"""Papers of a kind that only tests know: quick to draw, and broken on demand."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from custody.actor import Actor
from custody.models import Job
from documents import registry, services
from documents.models import Document
from documents.pdf.errors import DoesNotFit, MissingGlyph
from documents.registry import DocumentKind

KIND = "test_paper"
ACTOR = Actor.system()


def draw(contents) -> bytes:
    """The text itself; "glyph" and "long" are what can't be drawn, "crash" is a mistake in the drawing."""
    for content in contents:
        check(content)
        if content["text"] == "crash":
            raise KeyError("a mistake in the drawing")
    return b"%PDF " + "|".join(content["text"] for content in contents).encode()


def check(content) -> None:
    if content["text"] == "glyph":
        raise MissingGlyph("\U0001f600", "M7K-1TR")
    if content["text"] == "long":
        raise DoesNotFit("name", "M7K-1TR")


TEST_KIND = DocumentKind(
    code=KIND,
    series="T",
    title="Test paper",
    draw=draw,
    check=check,
    visible_to=lambda documents, user: documents if user.has_perm("documents.view_document") else documents.none(),
    renderer=lambda: "test/1",
    template="documents/verify.html",
    owner=lambda document: ("", "/"),
)


@contextmanager
def registered() -> Iterator[None]:
    """The kind is known as long as this lasts."""
    registry.register(TEST_KIND)
    yield
    del registry.KINDS[KIND]


def issue(*texts: str, job: Job | None = None, now=None) -> list[Document]:
    """Queued papers with these texts."""
    with transaction.atomic():
        return services.issue_many(KIND, [{"text": text} for text in texts], actor=ACTOR, job=job, now=now)
