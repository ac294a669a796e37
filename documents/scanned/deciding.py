"""A person decides about pages that the program could not file."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from operator import itemgetter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents import scans, signing, storage
from documents.enums import DocumentStatus
from documents.models import Document
from documents.registry import KINDS
from documents.retention import leaving
from documents.scanned import pictures
from documents.scanned.models import PageReason, PageState, ScannedPage

MOST_ELSEWHERE = 50


class WrongDay(TransitionRefused):
    """A day on which nobody can have signed the paper. The message is for people."""


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


def assign(
    pages: Sequence[ScannedPage],
    paper: Document,
    *,
    actor: Actor,
    signed_on: date | None = None,
    now: datetime | None = None,
) -> int:
    """Files these pages as the signed scan of the paper, with those of the same piles that were filed with it before,
    or whose further pages they are; returns how many pages the scan has now. `signed_on`: the day beside the signature,
    the pile's if None.

    Raises WrongDay for a day on which it could not be signed; TransitionRefused when somebody else decided meanwhile, a
    page bears the code of an older version of the paper, or the paper does not stand; FileMissing and OSError of the
    storage.
    """
    now = now or timezone.now()
    day = signed_on or pages[0].pile.signed_on
    _check_day(paper, day, now)
    _check_versions(pages, paper)
    before = _filed_before(pages, paper)
    together = _in_order([*pages, *before], paper)
    content = pictures.as_pdf([picture_of(page) for page in together], title="Scan")
    with leaving.let_go_without_rows(now) as stored:
        stored.append(storage.put_once(content))
        scan = signing.Scan(stored[0], scans.PDF, len(content))
        _file(pages, paper, before, scan, day, actor, now)
    return len(together)


def _check_day(paper: Document, day: date, now: datetime) -> None:
    try:
        signing.check_day(paper, day, now)
    except TransitionRefused as refusal:
        raise WrongDay(str(refusal)) from refusal


def _check_versions(pages: Sequence[ScannedPage], paper: Document) -> None:
    """What somebody signed on an older version is no signature of the newer one, which says something else."""
    for page in pages:
        older = page.document
        if older and (older.number, older.series) == (paper.number, paper.series) and older.version < paper.version:
            raise TransitionRefused(
                _(
                    "Page %(page)d bears the code of version %(old)d of %(number)s, which was replaced by version "
                    "%(new)d. It is no signature of the new version: please have that one signed."
                )
                % {"page": page.position, "old": older.version, "number": paper.number, "new": paper.version}
            )


def _file(
    pages: Sequence[ScannedPage],
    paper: Document,
    before: Sequence[ScannedPage],
    scan: signing.Scan,
    day: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Signature and pages under the paper's lock, if nothing changed since the scan was made."""
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=paper.pk)
        _locked(pages)
        if _looks(_filed_before(pages, paper)) != _looks(before):
            raise TransitionRefused(_("Somebody else has filed pages with this paper meanwhile. Please try again."))
        signature = signing.record_scan(paper.pk, scan, signed_on=day, actor=actor, now=now)
        decided = {"decided_by": actor.user, "decided_at": now}
        rows = ScannedPage.objects.filter(pk__in=[page.pk for page in pages])
        unnumbered = [page.pk for page, number in _numbers([*pages, *before], paper).items() if not number]
        rows.filter(pk__in=unnumbered).update(paper_page=0)
        rows.update(state=PageState.FILED, document=paper, signature=signature, **decided)


def _in_order(pages: Sequence[ScannedPage], paper: Document) -> list[ScannedPage]:
    """By the numbers that their codes say; those without one, or with another paper's, fill the gaps as they lay in
    their piles."""
    numbers = _numbers(pages, paper)
    said = set(numbers.values())
    gaps = (number for number in count(1) if number not in said)
    lay = sorted(pages, key=lambda page: (page.pile_id, page.position))
    numbered = [(numbers[page] or next(gaps), place, page) for place, page in enumerate(lay)]
    return [page for _number, _place, page in sorted(numbered, key=itemgetter(0, 1))]


def _numbers(pages: Sequence[ScannedPage], paper: Document) -> dict[ScannedPage, int]:
    """What each page's code says of its place in this paper, else 0. A page that was taken off a paper has lost whose
    it is: its number counts where no page of this paper has the same."""
    own = {page.paper_page for page in pages if page.document_id == paper.pk}
    return {
        page: page.paper_page
        if page.document_id == paper.pk or (page.document_id is None and page.paper_page not in own)
        else 0
        for page in pages
    }


def _filed_before(pages: Sequence[ScannedPage], paper: Document) -> list[ScannedPage]:
    """Those of the same piles, and what was filed together with them from others; and those of the scan that counts,
    if these are further pages of it."""
    filed = ScannedPage.objects.filter(document=paper, state=PageState.FILED)
    scans_of = filed.filter(pile__in={page.pile_id for page in pages}).order_by().values("signature")
    same = list(filed.filter(signature__in=scans_of).exclude(picture_key=""))
    return [*same, *_completed([*same, *pages], paper)]


def _completed(pages: Sequence[ScannedPage], paper: Document) -> list[ScannedPage]:
    """The other pages of the scan that counts, if all of them and of these bear a number: the newest of each number
    that these have not, which take the place of what has the same."""
    filed = ScannedPage.objects.filter(document=paper, state=PageState.FILED)
    scan = paper.signatures.exclude(scan_key="").first()
    if scan is None or not filed.filter(signature=scan).exists():
        return []
    others = filed.filter(signature__in=paper.signatures.all()).exclude(pk__in=[page.pk for page in pages])
    newest = {page.paper_page: page for page in others.order_by("signature_id")}
    said = {number for page, number in _numbers([*newest.values(), *pages], paper).items() if page in pages}
    found = [page for number, page in newest.items() if number not in said]
    return found if 0 not in {*newest, *said} and all(page.picture_key for page in found) else []


def elsewhere(page: ScannedPage, user: User) -> list[ScannedPage]:
    """Pages of other piles that wait and may belong to the same paper: they bear its code, or were taken off a paper as
    this one was."""
    waiting = ScannedPage.objects.visible_to(user).inbox().exclude(pile=page.pile_id)
    if page.document_id:
        same = waiting.filter(document=page.document_id)
    elif page.reason == PageReason.TAKEN_OFF:
        same = waiting.filter(document=None, reason=PageReason.TAKEN_OFF)
    else:
        return []
    return list(same.select_related("pile", "document")[:MOST_ELSEWHERE])


def of_same_paper(page: ScannedPage, others: Sequence[ScannedPage]) -> list[ScannedPage]:
    """Those that bear the code of the same paper, each numbered page of it once; what came twice in a pile, or stands
    behind the paper's end, has no place in it."""
    said, found = {page.paper_page}, []
    if _is_spare(page):
        return found
    for other in others:
        is_double = other.paper_page and other.paper_page in said
        if other.document_id == page.document_id and not is_double and not _is_spare(other):
            said.add(other.paper_page)
            found.append(other)
    return found


def _is_spare(page: ScannedPage) -> bool:
    return page.reason in (PageReason.DOUBLE, PageReason.UNKNOWN) and not page.paper_page


def _looks(pages: Sequence[ScannedPage]) -> list[tuple[int, int]]:
    return [(page.pk, page.turn) for page in pages]


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
