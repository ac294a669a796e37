"""A person decides about pages that the program could not file."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents import scans, signing, storage
from documents.enums import DocumentStatus
from documents.models import Document
from documents.registry import KINDS
from documents.scanned import pictures
from documents.scanned.models import PageState, ScannedPage

_NUMBER = re.compile(r"\s*([A-ZÄÖÜ]+)\W*(\d{4})\W+0*(\d{1,9})\s*", re.IGNORECASE)


def paper_called(typed: str) -> Document:
    """The valid paper with this number, as people type it: `q-2026-12` is Q-2026-00012. Raises TransitionRefused."""
    match = _NUMBER.fullmatch(typed)
    if not match:
        raise TransitionRefused(_("Please type the paper's number as it is printed, for example Q-2026-00012."))
    series, year, sequence = match.groups()
    versions = Document.objects.filter(series=series.upper(), year=int(year), sequence=int(sequence))
    newest = versions.order_by("-version").first()
    if newest is None:
        raise TransitionRefused(_("There is no paper with this number. Please compare it with the page."))
    if newest.status != DocumentStatus.READY:
        raise TransitionRefused(
            _("%(number)s is “%(status)s”: only a valid paper can be signed.")
            % {"number": newest.number, "status": newest.get_status_display()}
        )
    if newest.kind not in KINDS or not KINDS[newest.kind].takes_scans:
        raise TransitionRefused(_("Of papers of this kind no signed scans are kept here."))
    return newest


def assign(pages: Sequence[ScannedPage], paper: Document, *, actor: Actor, now: datetime | None = None) -> int:
    """Files these pages of one pile as the signed scan of the paper, behind those of the same pile that were filed with
    it before; returns how many pages the scan has now.

    Raises TransitionRefused when somebody else decided meanwhile, or the paper does not stand; FileMissing and OSError
    of the storage.
    """
    now = now or timezone.now()
    pile = pages[0].pile
    signing.check_day(paper, pile.signed_on, now)
    together = sorted([*pages, *_filed_before(pages[0], paper)], key=lambda page: page.position)
    content = pictures.as_pdf([picture_of(page) for page in together], title="Scan")
    scan = signing.Scan(storage.put_once(content), scans.PDF, len(content))
    with transaction.atomic():
        _locked(pages)
        signature = signing.record_scan(paper.pk, scan, signed_on=pile.signed_on, actor=actor, now=now)
        decided = {"decided_by": actor.user, "decided_at": now}
        rows = ScannedPage.objects.filter(pk__in=[page.pk for page in pages])
        rows.update(state=PageState.FILED, document=paper, signature=signature, **decided)
    return len(together)


def _filed_before(page: ScannedPage, paper: Document) -> list[ScannedPage]:
    filed = ScannedPage.objects.filter(pile=page.pile_id, document=paper, state=PageState.FILED)
    return list(filed.exclude(picture_key=""))


def picture_of(page: ScannedPage) -> bytes:
    """Its picture as it is shown. Raises FileMissing."""
    return pictures.turned(storage.read(page.picture_key), page.turn)


def _locked(pages: Sequence[ScannedPage]) -> None:
    """Raises TransitionRefused unless all of them still wait for somebody."""
    pks = [page.pk for page in pages]
    waiting = ScannedPage.objects.select_for_update().inbox().filter(pk__in=pks).order_by("pk")
    if len(list(waiting)) != len(pks):
        raise TransitionRefused(_("Somebody else has decided about this page meanwhile. Please look again."))


def turn(page: ScannedPage) -> None:
    """A quarter clockwise."""
    ScannedPage.objects.filter(pk=page.pk).update(turn=(page.turn + 90) % 360)


def discard(page: ScannedPage, *, actor: Actor, now: datetime | None = None) -> None:
    """It belongs to no paper. Raises TransitionRefused when somebody else decided meanwhile."""
    decided = {"decided_by": actor.user, "decided_at": now or timezone.now()}
    if not ScannedPage.objects.inbox().filter(pk=page.pk).update(state=PageState.DISCARDED, **decided):
        raise TransitionRefused(_("Somebody else has decided about this page meanwhile. Please look again."))


def put_back(page: ScannedPage) -> bool:
    """A discarded page waits for somebody again; False when it does not lie there any more."""
    gone = ScannedPage.objects.filter(pk=page.pk, state=PageState.DISCARDED, decided_by__isnull=False)
    back = gone.exclude(reason="").exclude(picture_key="")
    return bool(back.update(state=PageState.INBOX, decided_by=None, decided_at=None))
