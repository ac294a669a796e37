"""A pile of scans becomes signatures; what can't be filed waits for a person."""

import io
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Job
from documents import registry, scans, services, storage, tasks
from documents.models import Document, FileToDestroy, ScannedPage, ScanOriginal, ScanPile
from documents.pdf import RENDERER
from documents.scanned import deciding, filing, forgetting, piles, reading, results, workbench
from recipients.papers import draw_receipt
from tests import cast
from tests.conftest import NOW
from tests.documents import paper_cast
from tests.documents.scanned import scan_cast
from tests.recipients.class_set_example import example_class_set

TODAY = timezone.localdate(NOW)


@pytest.fixture(autouse=True)
def signed_papers():
    """The tests' kind is signed by hand."""
    registry.register(replace(paper_cast.TEST_KIND, signed_by_hand=True))
    yield
    del registry.KINDS[paper_cast.KIND]


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


def issued(pages: int = 1, **fields) -> Document:
    """A paper with its file."""
    token = f"token{cast._next():017d}"
    key = storage.put_once(scan_cast.paper(address(token), pages=pages))
    fields = {"issued_at": NOW, "status_since": NOW, "content": '{"text":"Vertrag"}', **fields}
    return cast.document(kind=paper_cast.KIND, token=token, file_key=key, **fields)


def address(token: str) -> str:
    return f"https://geraete.example.org{reverse('document_verify', args=[token])}"


def sheets(document: Document, **scanner) -> list:
    return scan_cast.scanned(storage.read(document.file_key), **{"dpi": 110, **scanner})


def read(pages: list, actor: Actor) -> ScanPile:
    pile = piles.take_in([scan_cast.as_one_pdf(pages)], signed_on=TODAY, actor=actor, now=NOW)
    filing.read(pile.pk, now=NOW)
    pile.refresh_from_db()
    return pile


def fates(pile: ScanPile) -> list[tuple[str, str, str]]:
    rows = pile.pages.select_related("document")
    return [(row.state, row.reason, row.document.number if row.document else "") for row in rows]


def test_papers_are_signed_and_the_rest_waits(actor):
    long, short, void = issued(pages=2), issued(), issued(status="voided")
    pages = [*sheets(long, turn=180), scan_cast.blank(), *sheets(short), *sheets(void)]
    pile = read(pages, actor)
    assert pile.state == "read"
    assert fates(pile) == [
        ("filed", "", long.number),
        ("filed", "", long.number),
        ("blank", "", ""),
        ("filed", "", short.number),
        ("inbox", "voided", void.number),
    ]
    signature = long.signatures.get()
    assert (signature.signed_on, signature.scan_type, signature.recorded_by) == (TODAY, scans.PDF, actor.user)
    assert storage.read(signature.scan_key).startswith(b"%PDF")
    assert list(pile.pages.filter(document=long).values_list("turn", flat=True)) == [180, 180]
    assert [(line.pages, line.decide) for line in results.lines_of(pile)] == [
        ([1, 2], 0),
        ([3], 0),
        ([4], 0),
        ([5], 5),
    ]


def test_a_pile_scanned_backwards_gives_no_paper_the_page_of_another(actor):
    first, second = issued(pages=2), issued(pages=2)
    pile = read([*reversed(sheets(first)), *reversed(sheets(second))], actor)
    assert fates(pile) == [
        ("inbox", "no_code", ""),
        ("inbox", "unsure", first.number),
        ("inbox", "unsure", ""),
        ("inbox", "incomplete", second.number),
    ]
    assert not first.signatures.exists()


def class_set(**fields) -> Document:
    """A receipt of three pages, as it is drawn today."""
    token = f"token{cast._next():017d}"
    key = storage.put_once(draw_receipt({**example_class_set(), "verification_url": address(token)}))
    fields = {"issued_at": NOW, "status_since": NOW, "renderer": RENDERER, **fields}
    return cast.document(kind=paper_cast.KIND, token=token, file_key=key, **fields)


def test_loose_pages_of_papers_drawn_today_find_them_and_only_the_incomplete_one_waits(actor):
    whole, torn = class_set(), class_set()
    first, second, third = sheets(whole, dpi=150, noise=0.25)
    _missing, middle, last = sheets(torn, dpi=150, turn=181)
    pile = read([third, last, first.rotate(270, expand=True), middle, second], actor)
    lines = [(line.pages, line.state, str(line.why), line.document) for line in results.lines_of(pile)]
    assert lines == [
        ([1, 3, 5], "filed", "", whole),
        ([2, 4], "inbox", "Seiten dieses Papiers fehlen: 1", torn),
    ]
    assert list(pile.pages.values_list("paper_page", "turn")) == [(3, 0), (3, 180), (1, 270), (2, 180), (2, 0)]
    with Image.open(io.BytesIO(storage.read(pile.pages.get(position=3).picture_key))) as kept:
        assert kept.width > kept.height
    scan = pypdfium2.PdfDocument(storage.read(whole.signatures.get().scan_key))
    codes = [reading.look(page.render(scale=2, grayscale=True).to_pil().convert("L")) for page in scan]
    assert [(len(seen.codes[0]) - len(address(whole.token)), seen.turn) for seen in codes] == [(0, 0), (2, 0), (2, 0)]


def test_pages_filed_by_hand_lie_as_their_codes_say_and_others_fill_the_gaps(actor):
    torn = class_set()
    first, second, third = sheets(torn, dpi=100)
    pile = read([third, first, second.crop((0, 200, *second.size))], actor)
    assert [(page.paper_page, page.missing) for page in pile.pages.all()] == [(3, "2"), (1, "2"), (0, "")]
    laid = [page.position for page in deciding._in_order(list(pile.pages.all()), torn)]
    assert laid == [2, 3, 1]


@pytest.mark.parametrize(
    ("numbers", "said"), [((2,), "2"), ((1, 3, 4, 5, 9), "1, 3–5, 9"), (range(1, 99, 2), "1, 3, 5, 7, 9, 11, 13, 15")]
)
def test_missing_pages_are_named_as_people_do(numbers, said):
    assert filing.in_words(numbers).startswith(said)
    assert len(filing.in_words(numbers)) <= 80


def test_after_a_killed_worker_the_next_one_files_it_once(actor):
    document = issued()
    pile = piles.take_in([scan_cast.as_one_pdf(sheets(document))], signed_on=TODAY, actor=actor, now=NOW)
    assert ScanPile.objects.claim(pile.pk, now=NOW)
    filing.read(pile.pk, now=NOW)
    assert not document.signatures.exists()
    later = NOW + timedelta(minutes=1)
    filing.read(pile.pk, now=later)
    filing.read(pile.pk, now=later)
    assert document.signatures.count() == 1


def test_a_paper_that_was_signed_before_waits_and_a_better_scan_may_be_filed(actor):
    document = issued()
    read(sheets(document), actor)
    again = read(sheets(document), actor)
    assert fates(again) == [("inbox", "signed", document.number)]
    page = again.pages.get()
    assert deciding.assign([page], document, actor=actor, now=NOW) == 1
    assert document.signatures.count() == 2


def test_where_no_scans_are_kept_nothing_of_them_stays(actor):
    document = issued()
    registry.register(replace(paper_cast.TEST_KIND, signed_by_hand=True, keeps_scans=lambda: False))
    pile = read([*sheets(document), *sheets(document)], actor)
    assert fates(pile) == [("discarded", "not_signed_here", document.number)] * 2
    assert not ScannedPage.objects.exclude(picture_key="").exists()
    assert not ScanOriginal.objects.exclude(file_key="").exists()
    assert FileToDestroy.objects.count() == 1


def test_of_a_paper_that_is_deleted_meanwhile_nothing_stays(actor, monkeypatch):
    filed, waiting = issued(), issued(pages=2)
    known = filing.known_papers

    def known_before_they_went(*asked):
        found = known(*asked)
        services.purge([filed.pk, waiting.pk], actor=Actor.system(), now=NOW)
        return found

    monkeypatch.setattr(filing, "known_papers", known_before_they_went)
    FileToDestroy.objects.all().delete()
    pile = read([*sheets(filed), sheets(waiting)[0]], actor)
    assert fates(pile) == [("discarded", "purged", filed.number), ("discarded", "purged", waiting.number)]
    assert not pile.pages.exclude(picture_key="").exists()
    assert not pile.originals.exclude(file_key="").exists()
    papers, pictures_scan_and_original = 2, 4
    assert FileToDestroy.objects.count() == papers + pictures_scan_and_original


def test_a_day_on_which_its_kind_lets_it_be_signed_is_no_reason_to_wait(actor):
    early = replace(paper_cast.TEST_KIND, signed_by_hand=True, signed_from=lambda _paper: TODAY)
    registry.register(early)
    document = issued(issued_at=NOW + timedelta(days=2))
    assert fates(read(sheets(document), actor)) == [("filed", "", document.number)]


def test_pages_beyond_the_most_are_told_of(actor, monkeypatch):
    monkeypatch.setattr(filing, "MOST_PAGES", 2)
    documents = [issued() for _number in range(3)]
    files = [scan_cast.as_one_pdf(sheets(document)) for document in documents]
    pile = piles.take_in(files, signed_on=TODAY, actor=actor, now=NOW)
    filing.read(pile.pk, now=NOW)
    assert fates(pile)[2:] == [("unreadable", "too_many", "")]
    assert results.counted(pile) == {"papers": 2, "inbox": 0, "pages": 2}
    pile.job.refresh_from_db()
    assert (pile.job.done, pile.job.total) == (2, 2)


def test_who_lost_the_pile_while_storing_stops_and_leaves_no_file_behind(actor, monkeypatch):
    document = issued()
    pile = piles.take_in([scan_cast.as_one_pdf(sheets(document))], signed_on=TODAY, actor=actor, now=NOW)
    real = storage.put_once

    def while_another_takes_over(content: bytes) -> str:
        ScanPile.objects.update(attempts=9)
        return real(content)

    monkeypatch.setattr(storage, "put_once", while_another_takes_over)
    filing.read(pile.pk, now=NOW)
    assert not pile.pages.exists()
    assert FileToDestroy.objects.count() == 1


def test_the_bench_of_a_killed_worker_is_cleared_and_that_of_a_living_one_is_not(actor):
    pile = piles.take_in([scan_cast.as_one_pdf([scan_cast.blank()])], signed_on=TODAY, actor=actor, now=NOW)
    with workbench.at(pile) as folder:
        (folder / "original").write_bytes(b"x")
        assert workbench.clear() == 0
        ScanPile.objects.update(state="failed")
        tasks.reconcile_scans()
        assert not folder.exists()


def test_after_five_attempts_the_pile_has_failed(actor):
    pile = piles.take_in([scan_cast.as_one_pdf([scan_cast.blank()])], signed_on=TODAY, actor=actor, now=NOW)
    ScanPile.objects.update(attempts=5)
    filing.read(pile.pk, now=NOW)
    pile.refresh_from_db()
    assert (pile.state, pile.pages.count()) == ("failed", 0)


@pytest.mark.parametrize(
    ("content", "days", "said"),
    [(b"nichts", 0, "keine vollständige"), (cast.png(), 1, "Zukunft")],
)
def test_what_is_no_scan_of_today_is_refused(actor, content, days, said):
    with pytest.raises(TransitionRefused, match=said):
        piles.take_in([content], signed_on=TODAY + timedelta(days=days), actor=actor, now=NOW)
    assert not ScanPile.objects.exists()


class TestDeciding:
    def test_several_pages_are_filed_by_number_behind_those_that_were_filed(self, actor):
        document = issued()
        pile = read([*scan_cast.scanned(scan_cast.paper("", pages=2), dpi=90), *sheets(document)], actor)
        first, second = pile.pages.inbox()
        typed = document.number.lower().replace("-0", "-")
        assert deciding.paper_called(typed) == document
        assert deciding.assign([first, second], document, actor=actor, now=NOW) == 3
        assert not pile.pages.inbox().exists()
        with pytest.raises(TransitionRefused, match="jemand anderes"):
            deciding.assign([first], document, actor=actor, now=NOW)

    @pytest.mark.parametrize("typed", ["", "X", "Q-2026-99999"])
    def test_what_is_no_number_of_a_paper_gets_a_sentence(self, db, typed):
        with pytest.raises(TransitionRefused, match="Nummer"):
            deciding.paper_called(typed)

    @pytest.fixture
    def loose(self, actor) -> list[ScannedPage]:
        """Three pages without a code that wait, without a worker that reads them."""
        pile = ScanPile.objects.create(
            uploaded_by=actor.user, signed_on=TODAY, job=Job.objects.create(kind=piles.JOB), state="read"
        )
        key = storage.put_once(cast.png())
        waits = {"pile": pile, "picture_key": key, "state": "inbox", "reason": "no_code"}
        return [ScannedPage.objects.create(position=place, **waits) for place in (1, 2, 3)]

    def test_the_signed_page_of_an_older_version_is_no_signature_of_the_newer(self, actor, loose, client):
        old = issued()
        new = issued(series=old.series, year=old.year, sequence=old.sequence, number=old.number, version=2)
        Document.objects.filter(pk=old.pk).update(status="superseded", superseded_by=new)
        ScannedPage.objects.filter(position=2).update(document=old, reason="superseded")
        page = ScannedPage.objects.get(position=2)
        with pytest.raises(TransitionRefused, match="Fassung 1"):
            deciding.assign([loose[0], page], deciding.paper_called(new.number), actor=actor, now=NOW)
        assert not new.signatures.exists()
        client.force_login(actor.user)
        assert client.get(f"/documents/scans/{page.pile_id}/pages/2/").context["form"].initial["number"] == ""

    def test_who_files_beside_somebody_else_leaves_no_page_out_and_no_file_behind(self, actor, loose, monkeypatch):
        document = issued()
        real, meanwhile = deciding.pictures.as_pdf, [loose[1]]

        def while_somebody_files(*pages, **options):
            if meanwhile:
                deciding.assign([meanwhile.pop()], document, actor=actor, now=NOW)
            return real(*pages, **options)

        monkeypatch.setattr(deciding.pictures, "as_pdf", while_somebody_files)
        with pytest.raises(TransitionRefused, match="inzwischen"):
            deciding.assign([loose[0], loose[2]], document, actor=actor, now=NOW)
        assert document.signatures.count() == 1
        assert FileToDestroy.objects.count() == 1
        assert deciding.assign([loose[0], loose[2]], document, actor=actor, now=NOW) == 3

    def test_a_page_of_another_day_than_its_pile_is_filed_with_that_day(self, actor, loose, client):
        document = issued()
        ScanPile.objects.update(signed_on=TODAY - timedelta(days=2))
        client.force_login(actor.user)
        page = f"/documents/scans/{loose[0].pile_id}/pages/1/"
        refused = client.post(page, {"number": document.number})
        assert set(refused.context["form"].errors) == {"signed_on"}
        assert client.post(page, {"number": document.number, "signed_on": TODAY}).status_code == 302
        assert document.signatures.get().signed_on == TODAY

    def test_a_void_paper_is_not_signed(self, db):
        with pytest.raises(TransitionRefused, match="gültiges Papier"):
            deciding.paper_called(issued(status="voided").number)


class TestForgetting:
    def test_files_of_a_pile_go_and_the_paper_keeps_its_scan(self, actor):
        document = issued()
        pile = read(sheets(document), actor)
        assert forgetting.destroy([pile.pk], NOW) == 1
        assert forgetting.destroy([pile.pk], NOW) == 0
        assert FileToDestroy.objects.count() == 2
        assert document.signatures.get().scan_key

    def test_with_a_paper_its_pages_and_the_original_go(self, actor):
        document = issued()
        pile = read(sheets(document), actor)
        services.purge([document.pk], actor=Actor.system(), now=NOW)
        assert not pile.pages.exclude(picture_key="").exists()
        assert not pile.originals.exclude(file_key="").exists()


class TestPages:
    @pytest.fixture
    def waiting(self, client, coordinator, actor) -> ScannedPage:
        """Of a pile with two pages without a code."""
        client.force_login(coordinator)
        pile = read(scan_cast.scanned(scan_cast.paper("", pages=2), dpi=90), actor)
        ScanPile.objects.update(signed_on=timezone.localdate())
        return pile.pages.first()

    def test_a_pile_is_sent_and_followed(self, client, coordinator):
        client.force_login(coordinator)
        upload = SimpleUploadedFile("stapel.pdf", scan_cast.as_one_pdf([scan_cast.blank()]))
        sent = {"scans": [upload, SimpleUploadedFile("a.png", cast.png())], "signed_on": timezone.localdate()}
        answer = client.post("/documents/scans/new/", sent)
        pile = ScanPile.objects.get()
        assert answer.url == f"/documents/scans/{pile.pk}/"
        assert pile.originals.count() == 2
        assert "0</b> Seiten gelesen" in client.get(answer.url).content.decode()
        refused = client.post("/documents/scans/new/", {"scans": [SimpleUploadedFile("a.pdf", b"nichts")]})
        assert set(refused.context["form"].errors) == {"signed_on"}

    def test_a_page_is_seen_turned_and_filed(self, client, waiting):
        document = issued(issued_at=timezone.now())
        page = f"/documents/scans/{waiting.pile_id}/pages/1/"
        picture = client.get(f"{page}picture/")
        assert picture["Content-Type"] == "image/jpeg"
        client.post(f"{page}turn/")
        waiting.refresh_from_db()
        assert waiting.turn == 90
        assert client.get(f"{page}picture/").content != picture.content
        refused = client.post(page, {"number": "Q-2026-99999"})
        assert "number" in refused.context["form"].errors
        done = client.post(page, {"number": document.number, "further": ["2"]})
        assert done.status_code == 302, done.context["form"].errors
        assert done.url == f"/documents/scans/{waiting.pile_id}/"
        assert document.signatures.count() == 1

    def test_a_page_is_discarded_and_put_back(self, client, waiting):
        page = f"/documents/scans/{waiting.pile_id}/pages/1/"
        assert client.post(f"{page}discard/").url == f"/documents/scans/{waiting.pile_id}/pages/2/"
        assert client.post(f"{page}discard/").url == page
        client.post(f"{page}back/")
        waiting.refresh_from_db()
        assert (waiting.state, waiting.decided_by) == ("inbox", None)

    def test_the_lists_ask_as_much_for_three_rows_as_for_one(self, client, waiting, django_assert_max_num_queries):
        assert "Seite" in client.get("/documents/scans/").content.decode()
        with django_assert_max_num_queries(12):
            assert len(client.get("/documents/scans/inbox/").context["object_list"]) == 2
