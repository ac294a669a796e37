"""Rules for papers of any kind, and this app's own."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from custody.actor import Actor
from custody.enums import MailStatus
from custody.models import Mail
from documents import services
from documents.enums import DocumentStatus
from documents.models import Document
from documents.retention.registry import Rule, register

WHAT_STAYS_OF_A_PAPER = _("number, version, kind, dates and SHA-256")
GOING = (DocumentStatus.READY, DocumentStatus.VOIDED, DocumentStatus.SUPERSEDED, DocumentStatus.FAILED)


def register_own() -> None:
    """Mails belong to no paper: their address and text go by a rule of their own."""
    register(
        Rule(
            code="mails",
            title=_("Mails that were sent"),
            goes=_("address, subject and text"),
            stays=_("that a mail of this kind went out, and when"),
            rows=lambda: _sent_mails().annotate(kept_since=TruncDate("created_at")),
            destroy=_empty_mails,
        )
    )


def _sent_mails() -> QuerySet[Mail]:
    return Mail.objects.exclude(status__in=[MailStatus.QUEUED, MailStatus.SENDING]).exclude(recipient="")


def _empty_mails(pks: Sequence[int], now: datetime) -> int:
    return _sent_mails().filter(pk__in=pks).update(recipient="", subject="", body="")


def papers(kinds: tuple[str, ...]) -> QuerySet[Document]:
    """Papers of these kinds that still have a content and are not exempt."""
    there = Document.objects.filter(kind__in=kinds, status__in=GOING)
    return there.exclude(pk__in=Document.objects.held().values("pk"))


def since_issue(kinds: tuple[str, ...]) -> Callable[[], QuerySet[Document]]:
    """Those papers, kept from the day of their issue."""
    return lambda: papers(kinds).annotate(kept_since=TruncDate("issued_at"))


def purge(pks: Sequence[int], now: datetime) -> int:
    """Papers go through their one door."""
    return len(services.purge(pks, actor=Actor.system(), now=now).changed)


def paper_rule(
    code: str,
    title: Promise | str,
    kinds: tuple[str, ...],
    *,
    stays: Promise | str = WHAT_STAYS_OF_A_PAPER,
) -> Rule:
    """A rule for papers that go so long after their issue."""
    return Rule(
        code=code,
        title=title,
        goes=_("content, file, signed scans and notes"),
        stays=stays,
        rows=since_issue(kinds),
        destroy=purge,
        papers=kinds,
    )
