"""The papers of a donation, as its page lists them. Who issues a kind of paper registers what it has, since papers
are written from devices, which this app does not know."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from documents.models import Document
from donations.models import Donation
from donations.steps import Button


@dataclass(frozen=True)
class PaperLine:
    """One issued paper. `note` says in a few words what it is about; `mark` stands below its status ("signed")."""

    document: Document
    note: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Papers:
    """What one kind of paper brings to the page: issued ones, and what the reader can do next about it."""

    lines: list[PaperLine] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)


_sources: list[Callable[[User, Donation], Papers]] = []


def register(source: Callable[[User, Donation], Papers]) -> None:
    """Adds a source; called in AppConfig.ready(). It gives only what this person may see."""
    _sources.append(source)


def of(user: User, donation: Donation) -> Papers:
    """All papers of the donation, the newest first, and all ways on in the order of registration."""
    found = [source(user, donation) for source in _sources]
    lines = sorted((line for papers in found for line in papers.lines), key=lambda line: -line.document.pk)
    return Papers(lines, [button for papers in found for button in papers.buttons])


_owners: list[str] = []


def register_owners(*lookups: str) -> None:
    """Ways from a document to its donation, for lists of papers of many donations; called in AppConfig.ready()."""
    _owners.extend(lookup for lookup in lookups if lookup not in _owners)


def issued_for(donations: QuerySet[Donation]) -> QuerySet[Document]:
    """The papers of all these donations, the newest first, each with `donation_number`. For coordination."""
    if not _owners:
        return Document.objects.none()
    of_them = Q()
    for lookup in _owners:
        of_them |= Q(**{f"{lookup}__in": donations.values("pk")})
    numbers = [F(f"{lookup}__number") for lookup in _owners]
    number = Coalesce(*numbers) if len(numbers) > 1 else numbers[0]
    return Document.objects.filter(of_them).annotate(donation_number=number).order_by("-pk")
