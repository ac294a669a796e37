"""A page that is sent later completes the pages of its paper that wait."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone
from PIL import Image

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Job
from documents import registry, signing, storage
from documents.models import Document, FileToDestroy, ScannedPage, ScanPile
from documents.scanned import deciding, forgetting, joining, results, taking_off
from tests import cast
from tests.conftest import NOW
from tests.documents import paper_cast
from tests.documents.scanned import scan_cast

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)
SHADE = 70
RENDERER = json.dumps({"drawing": 5})


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
    """Of three pages."""
    key = storage.put_once(scan_cast.paper("", pages=3))
    return cast.document(kind=paper_cast.KIND, file_key=key, issued_at=NOW - timedelta(days=9), renderer=RENDERER)


@pytest.fixture
def sent(paper, actor) -> Callable[..., ScanPile]:
    """A pile that was read, with these pages of the paper, waiting."""

    def pile(*numbers: int, signed_on=TODAY, by=None) -> ScanPile:
        job = Job.objects.create(kind="scans")
        new = ScanPile.objects.create(uploaded_by=by or actor.user, signed_on=signed_on, job=job, state="read")
        missing = ", ".join(str(number) for number in (1, 2, 3) if number not in numbers)
        waits = {"pile": new, "document": paper, "state": "inbox", "reason": "incomplete", "missing": missing}
        for place, number in enumerate(numbers, start=1):
            key = storage.put_once(picture(number))
            ScannedPage.objects.create(position=place, paper_page=number, picture_key=key, **waits)
        return new

    return pile


def picture(number: int) -> bytes:
    """A grey of its own for each page."""
    file = io.BytesIO()
    Image.new("L", (20, 28), number * SHADE).save(file, "JPEG")
    return file.getvalue()


def fates() -> list[tuple[int, str, str, str]]:
    return list(ScannedPage.objects.order_by("pk").values_list("paper_page", "state", "reason", "missing"))


def test_the_missing_page_completes_those_that_wait_and_all_are_one_scan_in_their_order(paper, actor, sent, client):
    first, second = sent(3, 1, signed_on=TODAY - timedelta(days=4)), sent(2)
    joining.join_pile(second.pk, now=NOW)
    joining.join_pile(second.pk, now=NOW)
    assert fates() == [(3, "filed", "", ""), (1, "filed", "", ""), (2, "filed", "", "")]
    signature = paper.signatures.get()
    assert (signature.signed_on, signature.recorded_by) == (first.signed_on, actor.user)
    scan = pypdfium2.PdfDocument(storage.read(signature.scan_key))
    shades = [page.render(grayscale=True).to_pil().getpixel((200, 300)) for page in scan]
    assert [round(shade / SHADE) for shade in shades] == [1, 2, 3]
    (line,) = results.lines_of(second)
    assert (line.state, line.others) == ("filed", [(first, [1, 2])])
    assert [event.kind for event in paper.events.order_by("sequence")] == [signing.SIGNED, joining.JOINED]
    client.force_login(actor.user)
    assert "Seiten 1, 2 des Stapels vom" in client.get(f"/documents/scans/{second.pk}/").content.decode()
    taking_off.take_off(paper.pk, actor=actor, reason="falsch", now=NOW)
    joining.join_left(now=NOW)
    assert {(state, reason) for _page, state, reason, _missing in fates()} == {("inbox", "taken_off")}


def test_what_completes_it_in_part_waits_and_all_name_what_is_still_missing(paper, sent):
    sent(3)
    joining.join_pile(sent(1).pk, now=NOW)
    assert fates() == [(3, "inbox", "incomplete", "2"), (1, "inbox", "incomplete", "2")]
    assert not paper.signatures.exists()


def test_which_of_two_counts_is_for_a_person_to_say(paper, actor, sent, client):
    sent(1, 3)
    pile = sent(2, 3)
    joining.join_pile(pile.pk, now=NOW)
    assert {row[1:] for row in fates()} == {("inbox", "double", "")}
    client.force_login(actor.user)
    page = pile.pages.get(paper_page=2)
    form = client.get(f"/documents/scans/{pile.pk}/pages/{page.position}/").context["form"]
    assert [str(form.others[key].paper_page) for key in form.initial["further"]] == ["3", "1"]
    chosen = [page, *(form.others[key] for key in form.initial["further"])]
    assert deciding.assign(chosen, paper, actor=actor, now=NOW) == 3
    assert [row[:2] for row in fates()] == [(1, "filed"), (3, "inbox"), (2, "filed"), (3, "filed")]


def test_pages_of_a_paper_that_was_scanned_whole_meanwhile_say_so(paper, actor, sent):
    sent(1)
    whole = sent(1, 2, 3)
    deciding.assign(list(whole.pages.all()), paper, actor=actor, now=NOW)
    joining.join_pile(whole.pk, now=NOW)
    assert fates()[0] == (1, "inbox", "signed", "")


def test_who_may_not_see_what_waits_completes_nothing(paper, volunteer, sent):
    sent(1, 3)
    joining.join_pile(sent(2, by=volunteer).pk, now=NOW)
    assert not paper.signatures.exists()


def test_where_scans_are_no_longer_kept_the_pages_go(paper, sent):
    sent(1, 3)
    pile = sent(2)
    registry.register(replace(paper_cast.TEST_KIND, signed_by_hand=True, keeps_scans=lambda: False))
    joining.join_pile(pile.pk, now=NOW)
    assert {row[1:3] for row in fates()} == {("discarded", "not_signed_here")}
    assert not ScannedPage.objects.exclude(picture_key="").exists()
    assert FileToDestroy.objects.count() == 3


def test_what_a_killed_worker_left_is_joined_later(paper, sent):
    sent(1, 3)
    sent(2)
    joining.join_left(now=NOW)
    assert paper.signatures.count() == 1


@pytest.mark.parametrize(
    ("why", "said"), [("its file is lost", ""), ("a picture is lost", "1"), ("who sent the newest may not see", "1–2")]
)
def test_what_cannot_be_joined_is_tried_once(why, said, paper, actor, volunteer, sent, monkeypatch):
    sent(3)
    last = sent(2, 1, by=volunteer if why.startswith("who") else actor.user)
    if why == "its file is lost":
        storage.path_of(paper.file_key).unlink()
    if why == "a picture is lost":
        last.pages.filter(paper_page=1).update(picture_key="f" * 64)
    joining.join_left(now=NOW)
    assert {row[1:] for row in fates()} == {("inbox", "incomplete", said)}
    monkeypatch.setattr(joining, "_join", lambda *_asked: pytest.fail("It was tried once more."))
    joining.join_left(now=NOW)


def test_a_storage_that_is_not_mounted_makes_pages_wait_until_it_is(paper, sent, settings, tmp_path):
    sent(1, 3), sent(2)
    said = set(ScannedPage.objects.values_list("reason", "missing"))
    mounted, settings.FILES_DIR = settings.FILES_DIR, tmp_path / "no-disk"
    joining.join_left(now=NOW)
    assert set(ScannedPage.objects.values_list("reason", "missing")) == said
    settings.FILES_DIR = mounted
    joining.join_left(now=NOW)
    assert paper.signatures.count() == 1


def test_a_page_that_comes_while_the_scan_is_made_is_not_left_out(paper, sent, monkeypatch):
    sent(3)
    pile = sent(1)
    meanwhile = [2]
    real_loose = joining._loose

    def after_reading(*asked, lock=False):
        found = real_loose(*asked, lock=lock)
        if meanwhile and not lock:
            sent(meanwhile.pop())
        return found

    monkeypatch.setattr(joining, "_loose", after_reading)
    joining.join_pile(pile.pk, now=NOW)
    assert paper.signatures.count() == 1


def test_a_picture_is_destroyed_after_a_question_and_cannot_be_put_back(actor, sent, client):
    pile = sent(1, 3)
    pile.originals.create(position=1, file_key=storage.put_once(b"%PDF"), media_type="application/pdf", file_bytes=4)
    client.force_login(actor.user)
    address = f"/documents/scans/{pile.pk}/pages/1/"
    asked = client.get(f"{address}destroy/").content.decode()
    assert "Das Bild der Seite 1 vernichten?" in asked
    assert pile.pages.exclude(picture_key="").count() == 2
    assert client.post(f"{address}destroy/").url == f"/documents/scans/{pile.pk}/pages/2/"
    assert client.get(address).status_code == 404
    gone = pile.pages.get(position=1)
    assert (gone.state, gone.picture_key, gone.decided_by) == ("discarded", "", actor.user)
    assert not pile.originals.exclude(file_key="").exists()
    assert FileToDestroy.objects.count() == 2
    with pytest.raises(TransitionRefused):
        forgetting.destroy_picture(gone, actor=actor, now=NOW)
