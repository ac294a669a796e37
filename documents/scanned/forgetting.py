"""What is left of piles goes soon: the scans that count lie with their papers."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents.retention import leaving
from documents.retention.registry import Rule
from documents.scanned.models import PageState, PileState, ScannedPage, ScanOriginal, ScanPile


def rows() -> QuerySet[ScanPile]:
    """Piles whose files are still there."""
    there = ScanPile.objects.filter(emptied_on=None).exclude(state=PileState.QUEUED)
    return there.annotate(kept_since=TruncDate("uploaded_at"))


def destroy(pks: Sequence[int], now: datetime) -> int:
    """Originals and pictures of these piles go, in the caller's transaction."""
    piles = rows().filter(pk__in=pks)
    going = list(piles.values_list("pk", flat=True))
    forget_pictures(ScannedPage.objects.filter(pile__in=going), now)
    forget_originals(going, now=now)
    return ScanPile.objects.filter(pk__in=going).update(emptied_on=timezone.localdate(now))


def forget_originals(piles: Iterable[int], *, now: datetime) -> None:
    """The files as they came go, in the caller's transaction."""
    originals = ScanOriginal.objects.filter(pile__in=piles).exclude(file_key="")
    keys = list(originals.values_list("file_key", flat=True))
    originals.update(file_key="")
    leaving.let_go(keys, now=now)


def forget_papers(documents: Iterable[int], *, now: datetime) -> None:
    """When papers go, in the same transaction: pictures of their pages, and the originals in which they lie. Pages
    first, as everywhere: two at once never wait for each other."""
    pages = ScannedPage.objects.filter(document__in=list(documents))
    forget_pictures(pages, now)
    forget_originals(pages.order_by().values_list("pile", flat=True), now=now)


@transaction.atomic
def destroy_picture(page: ScannedPage, *, actor: Actor, now: datetime) -> None:
    """The picture of a page that belongs to no paper is destroyed at once and for good, with the files of its pile as
    they came, in which it lies, too. Raises TransitionRefused for a page that is filed, or that has no picture."""
    loose = ScannedPage.objects.filter(pk=page.pk, state__in=(PageState.INBOX, PageState.DISCARDED))
    if not loose.select_for_update().exclude(picture_key="").exists():
        raise TransitionRefused(_("Somebody else has decided about this page meanwhile. Please look again."))
    forget_pictures(loose, now)
    loose.update(state=PageState.DISCARDED, decided_by=actor.user, decided_at=now)
    forget_originals([page.pile_id], now=now)


def forget_pictures(pages: QuerySet[ScannedPage], now: datetime) -> None:
    """Pictures of these pages go, in the caller's transaction."""
    pictured = pages.exclude(picture_key="")
    keys = list(pictured.values_list("picture_key", flat=True))
    pictured.update(picture_key="")
    leaving.let_go(keys, now=now)


RULE = Rule(
    code="scan_piles",
    title=gettext_lazy("Piles of scanned papers"),
    goes=gettext_lazy("the uploaded files and the pictures of their pages, also of those that nobody has filed"),
    stays=gettext_lazy("how many pages there were, and with which papers they were filed; the scans there stay"),
    rows=rows,
    destroy=destroy,
)
