"""The logo in the issuer's versions, and in papers that were issued with it."""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents import issuer, rendering, services, storage, stored
from documents.archive import verifying
from documents.archive.remaking import make_again
from documents.archive.words import search_text
from documents.enums import DocumentStatus
from documents.errors import ContentRefused, brief, reason
from documents.logo import keeping, making
from documents.models import Document, FileToDestroy, Issuer
from documents.parties import issuer_block
from documents.pdf import logos
from documents.registry import KINDS
from recipients.papers import draw_receipts
from tests.conftest import NOW
from tests.documents.logo.logo_cast import wide_logo
from tests.documents.pdf.pdf_reading import page_images
from tests.documents.test_pdf_quality import PAPERS
from tests.recipients.receipt_example import example_content

MADE = making.make(wide_logo())
ACTOR = Actor.system()
KIND = "handover_receipt"


@pytest.fixture
def held(reference) -> Issuer:
    """The issuer's newest version has a logo."""
    return keeping.use_logo(MADE, after=Issuer.objects.first().pk, actor=ACTOR, now=NOW)


def draft(key: str = "", **changes) -> dict:
    """A receipt's content with the logo that is stored, or with the one under another key."""
    content = example_content(**changes)
    return {**content, "issuer": {**content["issuer"], "logo": key or storage.put_once(MADE)}}


def issued(content: dict) -> Document:
    with transaction.atomic():
        (document,) = services.issue_many(KIND, [content], actor=ACTOR, now=NOW)
    rendering.render(document.pk, now=NOW)
    document.refresh_from_db()
    return document


def test_a_logo_is_the_issuers_next_version_and_other_changes_keep_it(reference, held):
    assert storage.read(held.logo_key) == MADE
    assert issuer_block()["logo"] == held.logo_key
    newer = issuer.save_issuer({"phone": "0341 1"}, after=held.pk, actor=ACTOR, now=NOW)
    assert (newer.logo_key, newer.phone, newer.city) == (held.logo_key, "0341 1", held.city)
    without = keeping.without_logo(after=newer.pk, actor=ACTOR, now=NOW)
    assert (without.logo_key, without.phone) == ("", "0341 1")
    assert "logo" not in issuer_block()
    with pytest.raises(TransitionRefused, match="schon das gezeichnete"):
        keeping.without_logo(after=without.pk, actor=ACTOR, now=NOW)
    assert stored.is_needed(held.logo_key)


def test_a_logo_that_came_second_is_not_kept(reference, held):
    with pytest.raises(issuer.NewerVersion):
        keeping.use_logo(making.make(wide_logo("JPEG")), after=held.pk - 1, actor=ACTOR, now=NOW)
    note = FileToDestroy.objects.get()
    assert note.key != held.logo_key and not stored.is_needed(note.key)
    assert Issuer.objects.first() == held


def test_without_an_issuer_nothing_is_stored(db, settings):
    with pytest.raises(TransitionRefused, match="zuerst"):
        keeping.use_logo(MADE, after=None, actor=ACTOR)
    assert not list(settings.FILES_DIR.glob("*"))


def test_a_receipt_with_a_logo_stays_small():
    pdf = draw_receipts([draft()])
    assert len(pdf) < len(draw_receipts([example_content()])) + 1_500 < 60_000
    assert b"/SMask" not in pdf and b"/Mask" not in pdf
    (picture,) = re.findall(rb"<<[^>]*/Subtype /Image[^>]*>>", pdf)
    assert b"/BitsPerComponent 1" in picture and b"/ColorSpace /DeviceGray" in picture


@pytest.mark.parametrize(
    "paper", ["receipt in Arabic", "transfer receipt", "erasure protocol", "pick-up note", "pallet list"]
)
def test_every_paper_with_the_letterhead_has_the_logo_and_stays_small(paper):
    kind, content = PAPERS[paper]
    logo = {"logo": storage.put_once(MADE)}
    with_logo = {**content, **logo} if kind == "transfer_receipt" else {**content, "issuer": content["issuer"] | logo}
    pdf = KINDS[kind].draw([with_logo])
    assert (pdf.count(b"/Subtype /Image"), KINDS[kind].draw([content]).count(b"/Subtype /Image")) == (1, 0)
    assert len(pdf) < 60_000


def test_a_paper_that_is_drawn_on_the_spot_names_the_missing_logo(client, held, coordinator):
    storage.path_of(held.logo_key).unlink()
    logos.logo_of.cache_clear()
    client.force_login(coordinator)
    told = client.get(reverse("parents_sheet_file"), follow=True)
    assert "Logo des Briefkopfs" in told.content.decode()


def test_a_pile_holds_the_picture_once_and_its_pages_equal_single_papers():
    papers = [draft(), draft(number="Q-2026-00018"), example_content(), draft(number="Q-2026-00019")]
    pile = draw_receipts(papers)
    assert pile.count(b"/Subtype /Image") == 1
    singles = [page_images(draw_receipts([paper]))[0] for paper in papers]
    assert [page.tobytes() for page in page_images(pile)] == [single.tobytes() for single in singles]
    assert singles[0].tobytes() != singles[2].tobytes()


def test_an_issued_paper_keeps_the_logo_it_had(reference, held):
    paper = issued(draft(held.logo_key))
    keeping.use_logo(making.make(wide_logo("JPEG")), after=held.pk, actor=ACTOR, now=NOW)
    drawn = storage.read(paper.file_key)
    storage.path_of(paper.file_key).unlink()
    logos.logo_of.cache_clear()
    assert make_again(paper) == ""
    assert storage.read(paper.file_key) == drawn
    assert held.logo_key not in paper.search_text and held.logo_key not in search_text({"logo": held.logo_key})


def test_a_missing_logo_fails_the_paper_by_name_and_is_found(reference, held):
    storage.path_of(held.logo_key).unlink()
    logos.logo_of.cache_clear()
    with pytest.raises(ContentRefused, match="Logo des Briefkopfs"):
        services.check_contents(KIND, [draft(held.logo_key)])
    failed = issued(draft(held.logo_key))
    assert (failed.status, failed.error) == (DocumentStatus.FAILED, "logo_missing")
    assert "wiederherstellen" in reason(failed.error) and brief(failed.error) == "Logo fehlt"
    assert [(found.what, found.file) for found in verifying.verify()] == [(verifying.MISSING, held.logo_key)]
    storage.put_once(MADE)
    services.retry(failed, actor=ACTOR)
    rendering.render(failed.pk, now=NOW)
    failed.refresh_from_db()
    assert failed.status == DocumentStatus.READY
