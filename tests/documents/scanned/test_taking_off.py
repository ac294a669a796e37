"""A scan that was filed with the wrong paper is taken off it."""

from dataclasses import replace

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Job
from documents import registry, scans, signing, storage
from documents.models import Document, FileToDestroy, ScannedPage, ScanPile, Signature
from documents.scanned import taking_off
from tests import cast
from tests.conftest import NOW
from tests.documents import paper_cast

pytestmark = pytest.mark.django_db
DAY = NOW.date()


@pytest.fixture(autouse=True)
def signed_papers():
    registry.register(replace(paper_cast.TEST_KIND, signed_by_hand=True))
    yield
    del registry.KINDS[paper_cast.KIND]


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


@pytest.fixture
def paper() -> Document:
    return cast.document(kind=paper_cast.KIND, issued_at=NOW, content='{"text":"Vertrag"}')


def scan_kept(paper: Document, actor: Actor, content: bytes = b"%PDF-1.4 %%EOF") -> Signature:
    scan = signing.Scan(storage.put_once(content), scans.PDF, len(content))
    return signing.record_scan(paper.pk, scan, signed_on=DAY, actor=actor, now=NOW)


def test_the_paper_waits_again_and_its_pages_do(paper, actor):
    signature = scan_kept(paper, actor)
    pile = ScanPile.objects.create(
        uploaded_by=actor.user, signed_on=DAY, job=Job.objects.create(kind="scans"), state="read"
    )
    filed = {"pile": pile, "state": "filed", "document": paper, "signature": signature}
    ScannedPage.objects.create(position=1, picture_key="e" * 64, **filed)
    ScannedPage.objects.create(position=2, **filed)
    assert taking_off.take_off(paper.pk, actor=actor, reason="Falsches Kind", now=NOW) is False
    assert not paper.signatures.exists()
    row = Signature.with_taken_back.get()
    assert (row.scan_key, row.taken_back_by, row.taken_back_at) == ("", actor.user, NOW)
    assert list(FileToDestroy.objects.values_list("key", flat=True)) == [signature.scan_key]
    line = paper.events.order_by("sequence").last()
    assert (line.kind, line.note.text) == (taking_off.TAKEN_OFF, "Falsches Kind")
    pages = [(page.state, page.reason, page.document) for page in pile.pages.order_by("position")]
    assert pages == [("inbox", "taken_off", None), ("discarded", "taken_off", None)]


def test_an_earlier_scan_counts_again(paper, actor):
    first = scan_kept(paper, actor)
    scan_kept(paper, actor, b"%PDF-1.4 besser %%EOF")
    assert taking_off.take_off(paper.pk, actor=actor, reason="unscharf", now=NOW) is True
    assert paper.signatures.get() == first


def test_without_a_reason_or_a_scan_it_is_refused(paper, actor):
    with pytest.raises(TransitionRefused, match="warum"):
        taking_off.take_off(paper.pk, actor=actor, reason=" ", now=NOW)
    with pytest.raises(TransitionRefused, match="kein Scan"):
        taking_off.take_off(paper.pk, actor=actor, reason="falsch", now=NOW)


def test_the_paper_leads_to_it_and_the_scan_is_gone(paper, actor, client):
    scan_kept(paper, actor)
    address = f"/documents/{paper.number}/1/"
    client.force_login(actor.user)
    assert f'href="{address}scan/off/"' in client.get(address).content.decode()
    assert client.post(f"{address}scan/off/", {"reason": ""}).context["form"].errors
    assert client.post(f"{address}scan/off/", {"reason": "falsch"}).url == address
    page = client.get(address).content.decode()
    assert "Scan vom Papier gelöst" in page
    assert "scan/off" not in page
    assert [client.get(f"{address}{way}").status_code for way in ("scan/", "scan/off/")] == [404, 404]
