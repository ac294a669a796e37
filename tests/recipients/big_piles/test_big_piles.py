import os
from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Job
from documents import services
from recipients import receipts
from recipients.big_piles import asking, making
from recipients.models import ReceiptPile
from recipients.receipt_piles import pile
from recipients.tasks import reconcile_receipt_piles
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def handover(school, coordinator):
    """Two receipts, which are many here."""
    return handover_cast.with_receipts(school, coordinator)


@pytest.fixture
def two_are_many(monkeypatch):
    monkeypatch.setattr(asking, "MOST_AT_ONCE", 1)


def asked(handover, coordinator, **how):
    return asking.ask(handover, actor=Actor.person(coordinator), **{"duplex": False} | how)


def made(handover, coordinator, **how):
    row = asked(handover, coordinator, **how)
    making.make(row.pk)
    row.refresh_from_db()
    return row


def files():
    return sorted(asking.folder().iterdir()) if asking.folder().is_dir() else []


def test_it_is_the_pile_that_a_request_would_draw(handover, coordinator):
    row = made(handover, coordinator, duplex=True)
    assert (row.state, row.job.done, row.job.total) == ("ready", 2, 2)
    content = asking.path_of(row).read_bytes()
    assert len(content) == row.file_bytes
    there, here = (pypdfium2.PdfDocument(pdf) for pdf in (content, pile(handover, duplex=True)))
    assert [page.get_textpage().get_text_range() for page in there] == [
        page.get_textpage().get_text_range() for page in here
    ]


def test_asking_twice_makes_one_also_when_it_is_ready(handover, coordinator):
    first, second = asked(handover, coordinator), asked(handover, coordinator)
    making.make(first.pk)
    making.make(first.pk)
    assert first == second == asked(handover, coordinator)
    assert (len(files()), Job.objects.filter(kind=asking.JOB).count()) == (1, 1)
    assert asked(handover, coordinator, duplex=True) != first


def test_another_one_is_drawn_when_a_receipt_changed(handover, coordinator):
    row, waiting = made(handover, coordinator), asked(handover, coordinator, duplex=True)
    receipts.void(handover.receipts.active().first(), actor=Actor.person(coordinator), reason="Verschrieben")
    assert asking.newest(handover, duplex=False) is None
    making.make(waiting.pk)
    waiting.refresh_from_db()
    assert (row.state, waiting.state) == ("ready", "failed")


def test_none_while_a_receipt_is_being_made(school, coordinator):
    handover = handover_cast.planned(school, coordinator)
    receipts.issue(handover, actor=Actor.person(coordinator))
    with pytest.raises(TransitionRefused, match="alle"):
        asked(handover, coordinator)
    assert not ReceiptPile.objects.exists()


def test_a_worker_that_lost_its_pile_leaves_it_to_the_other(handover, coordinator, monkeypatch):
    monkeypatch.setattr(making, "CHUNK", 1)
    row = asked(handover, coordinator)
    really = making._drawn

    def taken_over(mine, count):
        ReceiptPile.objects.filter(pk=mine.pk).update(attempts=4)
        really(mine, count)

    monkeypatch.setattr(making, "_drawn", taken_over)
    making.make(row.pk)
    row.refresh_from_db()
    assert (row.state, files()) == ("queued", [])


def test_a_worker_that_slept_is_not_mistaken_for_one_that_came_after_a_full_storage(handover, coordinator, monkeypatch):
    def full(_descriptor):
        raise OSError

    row = asked(handover, coordinator)
    assert ReceiptPile.objects.claim(row.pk, now=timezone.now())
    slept = ReceiptPile.objects.get()
    ReceiptPile.objects.update(lease_until=None)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        making.make(row.pk)
    ReceiptPile.objects.update(lease_until=None)
    assert ReceiptPile.objects.claim(row.pk, now=timezone.now())
    with pytest.raises(making.TakenOver):
        making._drawn(slept, making.CHUNK)


def test_a_full_storage_leaves_it_queued_however_often_and_its_page_says_so(client, handover, coordinator, monkeypatch):
    def full(_descriptor):
        raise OSError

    client.force_login(coordinator)
    row = asked(handover, coordinator)
    page, sentence = reverse("handover_big_pile", args=[handover.number]), "In die Ablage kann gerade nicht geschrieben"
    assert sentence not in client.get(page).text
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        for _time in range(making.MOST_ATTEMPTS + 1):
            ReceiptPile.objects.update(lease_until=None)
            making.make(row.pk)
    row.refresh_from_db()
    assert (row.state, files()) == ("queued", [])
    assert sentence in client.get(page).text
    ReceiptPile.objects.update(lease_until=None)
    making.make(row.pk)
    assert sentence not in client.get(page).text
    assert (asked(handover, coordinator).state, len(files())) == ("ready", 1)


def test_five_workers_that_died_of_it_are_enough(handover, coordinator):
    row = asked(handover, coordinator)
    ReceiptPile.objects.update(attempts=5)
    making.make(row.pk)
    row.refresh_from_db()
    assert (row.state, files()) == ("failed", [])
    assert asked(handover, coordinator) != row


def test_a_worker_that_dies_while_it_marks_the_pile_leaves_all_of_it_undone(handover, coordinator, monkeypatch):
    class PulledPlug(Exception):
        pass

    def die(**_which):
        raise PulledPlug

    row = asked(handover, coordinator)
    with monkeypatch.context() as patched:
        patched.setattr(Job.objects, "filter", die)
        with pytest.raises(PulledPlug):
            making.make(row.pk)
    row.refresh_from_db()
    assert (row.state, row.job.done) == ("queued", 0)
    ReceiptPile.objects.update(lease_until=None)
    making.make(row.pk)
    row.refresh_from_db()
    assert (row.state, row.job.done) == ("ready", 2)


def test_it_is_deleted_after_a_day(handover, coordinator, django_capture_on_commit_callbacks):
    row, now = made(handover, coordinator), timezone.now()
    left = asking.folder() / ".writing-killed"
    left.touch()
    with django_capture_on_commit_callbacks(execute=True):
        asking.forget(now=now + timedelta(hours=23))
    assert asking.path_of(row) in files()
    with django_capture_on_commit_callbacks(execute=True):
        asking.forget(now=now + timedelta(hours=25))
    row.refresh_from_db()
    assert (row.state, files()) == ("expired", [])
    assert asked(handover, coordinator) != row


def test_a_file_that_goes_while_the_folder_is_looked_through_is_nobodys_trouble(handover, coordinator):
    row = made(handover, coordinator)
    (asking.folder() / ".writing-gone").symlink_to("gone")
    asking.forget(now=timezone.now() + timedelta(hours=2))
    assert asking.path_of(row) in files()


def test_it_goes_with_a_receipt_that_retention_destroys(handover, coordinator, django_capture_on_commit_callbacks):
    row = made(handover, coordinator)
    services.purge([handover.receipts.first().document_id], actor=Actor.system(), now=cast.NOW)
    with django_capture_on_commit_callbacks(execute=True):
        reconcile_receipt_piles()
    row.refresh_from_db()
    assert (row.state, files()) == ("expired", [])


def test_a_receipt_that_was_destroyed_before_is_in_no_pile_and_ends_none(
    client, handover, coordinator, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(asking, "MOST_AT_ONCE", 1)
    services.purge([handover.receipts.first().document_id], actor=Actor.system(), now=cast.NOW)
    row = made(handover, coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        asking.forget()
    row.refresh_from_db()
    assert (row.state, files()) == ("ready", [asking.path_of(row)])
    client.force_login(coordinator)
    assert client.get(reverse("handover_big_pile", args=[handover.number])).context["count"] == row.job.total == 1
    assert not asking.is_big(handover)


def test_a_lost_bell_is_rung_again(handover, coordinator, monkeypatch):
    rung = []
    monkeypatch.setattr("recipients.tasks.make_receipt_pile.apply_async", lambda args, retry: rung.append(args))
    row = asked(handover, coordinator)
    reconcile_receipt_piles()
    assert rung == []
    ReceiptPile.objects.update(rung_at=timezone.now() - timedelta(minutes=2))
    reconcile_receipt_piles()
    assert rung == [[row.pk]]


def test_a_file_that_cannot_be_deleted_keeps_no_bell_from_being_rung(handover, coordinator, monkeypatch):
    rung = []
    monkeypatch.setattr("recipients.tasks.make_receipt_pile.apply_async", lambda args, retry: rung.append(args))
    row = asked(handover, coordinator)
    ReceiptPile.objects.update(rung_at=None)
    stubborn = asking.folder() / "no file"
    stubborn.mkdir(parents=True)
    os.utime(stubborn, (1, 1))
    with pytest.raises(OSError):
        reconcile_receipt_piles()
    assert rung == [[row.pk]]


@pytest.mark.usefixtures("two_are_many")
def test_the_page_leads_from_the_button_to_the_file(client, handover, coordinator):
    client.force_login(coordinator)
    page = reverse("handover_big_pile", args=[handover.number])
    answer = client.get(reverse("handover_pile", args=[handover.number]) + "?duplex=1", follow=True)
    assert answer.redirect_chain == [(f"{page}?duplex=1", 302)]
    assert "2 Protokolle" in answer.content.decode()
    answer = client.post(reverse("handover_big_pile_new", args=[handover.number]), {"duplex": "1"}, follow=True)
    assert answer.redirect_chain == [(f"{page}?duplex=1", 302)]
    assert f'hx-get="{page}?duplex=1"' in answer.content.decode()
    making.make(ReceiptPile.objects.get(duplex=True).pk)
    file = reverse("handover_big_pile_file", args=[handover.number]) + "?duplex=1"
    part = client.get(f"{page}?duplex=1", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert f'href="{file}"' in part
    answer = client.get(file)
    assert answer.headers["Content-Type"] == "application/pdf"
    year_and_number = handover.number.removeprefix("Ü")
    name = f'attachment; filename="Uebergabeprotokolle-UE{year_and_number}-beidseitig.pdf"'
    assert answer.headers["Content-Disposition"] == name
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.5")


def test_a_pile_that_is_over_leads_back_to_its_page(client, handover, coordinator):
    client.force_login(coordinator)
    asking.path_of(made(handover, coordinator)).unlink()
    answer = client.get(reverse("handover_big_pile_file", args=[handover.number]), follow=True)
    assert answer.redirect_chain == [(reverse("handover_big_pile", args=[handover.number]), 302)]
    said = answer.content.decode()
    assert "nicht mehr da" in said
    assert "PDF erstellen" in said and "PDF herunterladen" not in said
    assert asked(handover, coordinator).state == "queued"


def test_a_closed_storage_leaves_the_pile_as_it_is(client, handover, coordinator, settings, tmp_path):
    client.force_login(coordinator)
    row = made(handover, coordinator)
    settings.FILES_DIR = tmp_path / "closed"
    settings.FILES_DIR.touch()
    answer = client.get(reverse("handover_big_pile_file", args=[handover.number]), follow=True)
    assert answer.redirect_chain == [(reverse("handover_big_pile", args=[handover.number]), 302)]
    assert "Die Ablage kann gerade nicht gelesen werden" in answer.text
    assert asking.newest(handover, duplex=False) == row
    assert "PDF herunterladen" in answer.text


def test_a_storage_that_is_not_mounted_ends_no_pile(client, handover, coordinator, settings, tmp_path):
    client.force_login(coordinator)
    row = made(handover, coordinator)
    settings.FILES_DIR = tmp_path / "not mounted"
    for _time in range(2):
        answer = client.get(reverse("handover_big_pile_file", args=[handover.number]), follow=True)
        assert "Die Ablage kann gerade nicht gelesen werden" in answer.text
        assert asking.newest(handover, duplex=False).state == "ready"
        settings.FILES_DIR.mkdir(exist_ok=True)
    settings.FILES_DIR = tmp_path
    assert asking.opened(row).read(4) == b"%PDF"


def test_a_pile_past_its_day_is_no_longer_given(handover, coordinator):
    row = made(handover, coordinator)
    assert asking.opened(row, now=row.expires_at + timedelta(seconds=1)) is None
    row.refresh_from_db()
    assert row.state == "expired"


def test_the_page_says_that_no_worker_is_at_it(client, handover, coordinator):
    client.force_login(coordinator)
    row = asked(handover, coordinator)
    page, sentence = reverse("handover_big_pile", args=[handover.number]), "Gerade arbeitet kein Arbeitsprozess daran"
    assert sentence not in client.get(page).text
    ReceiptPile.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    assert sentence in client.get(page).text
    assert ReceiptPile.objects.claim(row.pk, now=timezone.now())
    assert sentence not in client.get(page).text


def test_few_are_drawn_at_once(handover):
    assert not asking.is_big(handover)
