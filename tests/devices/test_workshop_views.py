"""The workshop in the browser: pages that act, what they refuse, and who may."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from devices.facts import change_facts
from devices.models import Device, Erasure, Evidence, InboxItem
from devices.report_texts import sentence
from documents import storage
from tests import cast
from tests.devices import workshop_cast
from tests.devices.test_evidence import LOG, LSHW, needs_samples
from tests.devices.workshop_cast import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
PNG = cast.png()


@pytest.fixture
def started(volunteer):
    return workshop_cast.started(volunteer)


def file(name, content) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def upload(client, device, *files):
    """The page of the upload once a worker was at it."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(address("evidence_upload", device), {"files": list(files)})
    return client.get(answer.url)


class TestUploading:
    @needs_samples
    def test_the_two_samples_one_after_the_other_and_a_persons_word_for_the_clock(self, client, volunteer, started):
        client.force_login(volunteer)
        html = upload(client, started, file("e5530.json", LSHW.read_bytes())).content.decode()
        assert "9 Angaben ergänzt, 1 neuer Datenträger." in html
        disk = started.media.get()
        # Whatever today is: this medium came after the log was printed.
        type(disk).objects.filter(pk=disk.pk).update(entered_at=timezone.now())
        html = upload(client, started, file("nwipe.log", LOG.read_bytes())).content.decode()
        proof = Evidence.objects.get(kind="erasure_report")
        if "in der Zukunft" not in html:
            assert "bevor dieser Datenträger in diesen Durchlauf kam" in html
        assert "Entscheiden" in html
        confirm = reverse("evidence_confirm", args=[proof.pk, 0, disk.pk])
        assert confirm in client.get(reverse("evidence_detail", args=[proof.pk])).content.decode()
        answer = {"done_on": timezone.localdate().isoformat(), "note": "Uhr ging falsch", "sure": "on"}
        assert client.get(confirm).status_code == 200
        client.post(confirm, answer)
        started.refresh_from_db()
        erasure = Erasure.objects.get()
        assert (started.unsettled_media, erasure.level, erasure.evidence) == (0, "clear", proof)

    def test_bad_files_are_named_and_the_rest_goes_on(self, client, volunteer, started):
        client.force_login(volunteer)
        response = upload(client, started, file("a.html", b"<html>"), file("empty.log", b""), file("photo.png", PNG))
        html = response.content.decode()
        for text in (sentence("unknown_format"), "Die Datei ist leer", "Als Foto aufbewahrt", "3 Dateien"):
            assert text in html

    def test_for_a_device_that_left_the_page_takes_only_other_documents(self, client, volunteer):
        client.force_login(volunteer)
        html = client.get(address("evidence_upload", cast.device(status="handed_over"))).content.decode()
        assert "nur Fotos und andere Dokumente" in html

    @needs_samples
    def test_a_report_is_shown_with_units_and_not_taken_over_once_the_device_left(self, client, volunteer, started):
        client.force_login(volunteer)
        upload(client, started, file("e5530.json", LSHW.read_bytes()))
        proof = Evidence.objects.get()
        change_facts(started, {"ram_mib": 4096}, actor=Actor.person(volunteer))
        Device.objects.filter(pk=started.pk).update(status="lost")
        html = client.get(reverse("evidence_detail", args=[proof.pk])).content.decode()
        assert "8 GB" in html and "4 GB" in html and "8192" not in html
        assert reverse("evidence_take_over", args=[proof.pk]) not in html
        client.post(reverse("evidence_take_over", args=[proof.pk]))
        started.refresh_from_db()
        assert started.ram_mib == 4096

    def test_no_file_at_all_is_told(self, client, volunteer, started):
        client.force_login(volunteer)
        html = client.post(address("evidence_upload", started), {}).content.decode()
        assert "Bitte wählen Sie mindestens eine Datei" in html and "<title>Fehler: " in html

    def test_an_original_comes_back_byte_by_byte_and_never_as_a_page(self, client, volunteer, started):
        client.force_login(volunteer)
        content = b"<html><script>alert(1)</script>\x00\xff"
        upload(client, started, file('a"b.html', content))
        response = client.get(reverse("evidence_download", args=[Evidence.objects.get().pk]))
        assert response.content == content
        assert response["Content-Type"] == "application/octet-stream"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Disposition"].startswith("attachment")

    def test_a_missing_file_leads_back_to_its_page_which_is_there(self, client, volunteer, started, monkeypatch):
        client.force_login(volunteer)
        upload(client, started, file("a.txt", b"abc"))

        def missing(key):
            raise storage.FileMissing(key)

        monkeypatch.setattr(storage, "read", missing)
        key = Evidence.objects.get().pk
        page = client.get(reverse("evidence_download", args=[key]), follow=True)
        assert page.redirect_chain == [(reverse("evidence_detail", args=[key]), 302)]
        assert page.status_code == 200
        assert "Die Datei fehlt oder ist beschädigt" in page.text

    @needs_samples
    def test_a_differing_serial_is_taken_over_only_by_a_person(self, client, volunteer, started):
        Device.objects.filter(pk=started.pk).update(serial="TYPED1")
        client.force_login(volunteer)
        html = upload(client, started, file("e5530.json", LSHW.read_bytes())).content.decode()
        assert "Andere Seriennummer" in html
        assert not started.media.exists()
        item = InboxItem.objects.get()
        assert reverse("inbox_item", args=[item.pk]) in html
        html = client.get(reverse("evidence_detail", args=[item.evidence.pk]), follow=True).content.decode()
        assert "TYPED1" in html and "D8FTRY1" in html and f"Es ist {started.number}" in html
        client.post(reverse("inbox_choose", args=[item.pk]), {"device": started.number})
        started.refresh_from_db()
        assert (started.serial, started.media.count()) == ("D8FTRY1", 1)


class TestMedia:
    def test_added_settled_and_taken_back_by_hand(self, client, volunteer, started):
        client.force_login(volunteer)
        client.post(address("medium_add", started), {"kind": "ssd", "serial": "S1", "gigabytes": "128"})
        disk = started.media.get()
        assert (disk.serial, disk.size_bytes) == ("S1", 128 * 10**9)
        answer = {"outcome": "destroyed", "method": "drilled", "done_on": timezone.localdate().isoformat()}
        settle = reverse("medium_settle", args=[disk.pk])
        assert "Bitte fügen Sie eine Datei" in client.post(settle, answer).content.decode()
        client.post(settle, {**answer, "proof": file("platter.png", PNG)})
        erasure = Erasure.objects.get()
        assert (erasure.level, erasure.evidence.kind) == ("destroy", "photo")
        client.post(reverse("erasure_retract", args=[erasure.pk]), {"reason": "falsche Platte"})
        started.refresh_from_db()
        assert started.unsettled_media == 1

    def test_a_method_that_does_not_settle_says_why(self, client, volunteer, started):
        client.force_login(volunteer)
        disk = cast.medium(started, kind="nvme")
        answer = {
            "outcome": "erased",
            "method": "nvme-format",
            "tool": "nvme-cli",
            "done_on": timezone.localdate().isoformat(),
        }
        html = client.post(reverse("medium_settle", args=[disk.pk]), answer).content.decode()
        assert "Zählt erst nach fachlicher Prüfung" in html and not Erasure.objects.exists()

    def test_a_day_before_this_cycle_is_refused(self, client, volunteer, started):
        client.force_login(volunteer)
        disk = cast.medium(started)
        long_ago = (timezone.localdate() - timedelta(days=400)).isoformat()
        answer = {"outcome": "erased", "method": "overwrite-hdd", "tool": "shred", "done_on": long_ago}
        response = client.post(reverse("medium_settle", args=[disk.pk]), {**answer, "proof": file("shred.png", PNG)})
        assert response.status_code == 409 and "noch nicht in diesem Durchlauf" in response.content.decode()

    @pytest.mark.parametrize("outcome", ["erased", "destroyed", "returned_to_donor"])
    def test_nobodys_word_settles_what_may_leave_without_a_picture(self, client, volunteer, started, outcome):
        client.force_login(volunteer)
        method = {"erased": "overwrite-hdd", "destroyed": "drilled"}.get(outcome, "")
        today = timezone.localdate().isoformat()
        answer = {"outcome": outcome, "method": method, "tool": "shred", "done_on": today}
        response = client.post(reverse("medium_settle", args=[cast.medium(started).pk]), answer)
        assert "Bitte fügen Sie eine Datei als Nachweis hinzu." in response.content.decode()
        assert not Erasure.objects.exists()

    def test_a_picture_over_the_limit_is_refused(self, client, volunteer, started, settings):
        settings.UPLOAD_LIMIT_BYTES = len(PNG) - 1
        client.force_login(volunteer)
        answer = {"outcome": "destroyed", "method": "drilled", "done_on": timezone.localdate().isoformat()}
        address = reverse("medium_settle", args=[cast.medium(started).pk])
        response = client.post(address, {**answer, "proof": file("x.png", PNG)})
        assert "Diese Datei ist zu groß" in response.content.decode()
        assert not Erasure.objects.exists()

    @pytest.mark.parametrize("content", [b"<html>", b"\xff\xd8\xffnope", PNG[:45]], ids=["text", "only a head", "cut"])
    def test_a_photo_that_is_none_is_refused(self, client, volunteer, started, content):
        client.force_login(volunteer)
        disk = cast.medium(started)
        answer = {"outcome": "destroyed", "method": "drilled", "done_on": timezone.localdate().isoformat()}
        response = client.post(reverse("medium_settle", args=[disk.pk]), {**answer, "proof": file("x.png", content)})
        assert "Bitte wählen Sie ein PNG oder JPEG" in response.content.decode() and not Erasure.objects.exists()

    def test_what_a_tool_printed_proves_its_erasure(self, client, volunteer, started):
        client.force_login(volunteer)
        disk = cast.medium(started, kind="nvme")
        answer = {"outcome": "erased", "method": "nvme-sanitize", "tool": "nvme-cli"}
        answer |= {
            "done_on": timezone.localdate().isoformat(),
            "proof": file("sanitize.txt", b"Sanitize Status: 0x101"),
        }
        client.post(reverse("medium_settle", args=[disk.pk]), answer)
        erasure = Erasure.objects.get()
        assert (erasure.level, erasure.evidence.kind, erasure.evidence.error) == ("purge", "attachment", "")

    @needs_samples
    def test_a_report_proves_nothing_by_hand(self, client, volunteer, started):
        client.force_login(volunteer)
        disk = cast.medium(started)
        answer = {"outcome": "erased", "method": "overwrite-hdd", "tool": "shred"}
        answer |= {"done_on": timezone.localdate().isoformat(), "proof": file("e5530.json", LSHW.read_bytes())}
        html = client.post(reverse("medium_settle", args=[disk.pk]), answer).content.decode()
        assert "zeigt keine Löschung" in html and not Erasure.objects.exists() and not Evidence.objects.exists()

    @pytest.mark.parametrize(
        "answer", [{"kind": "ssd"}, {"kind": "ssd", "model": "X"}, {"kind": "ssd", "serial": "0"}, {}]
    )
    def test_nothing_unnamed_is_added(self, client, volunteer, started, answer):
        client.force_login(volunteer)
        html = client.post(address("medium_add", started), answer).content.decode()
        assert "<title>Fehler: " in html and not started.media.exists()

    @pytest.mark.parametrize(
        "answer", [{"kind": "ssd", "nothing_readable": "on"}, {"kind": "hdd", "model": "ST500", "gigabytes": "500"}]
    )
    def test_one_without_a_serial_is_added_all_the_same(self, client, volunteer, started, answer):
        client.force_login(volunteer)
        client.post(address("medium_add", started), answer)
        assert started.media.count() == 1

    def test_one_entered_by_mistake_is_taken_away_from_the_flash(self, client, volunteer, started):
        client.force_login(volunteer)
        response = client.post(address("medium_add", started), {"kind": "ssd", "serial": "S1"}, follow=True)
        undo = reverse("medium_step", args=[started.media.get().pk, "mistaken"])
        assert undo in response.content.decode()
        client.post(undo, {"reason": "war ein Lesegerät"})
        started.refresh_from_db()
        assert (started.unsettled_media, started.media.count()) == (0, 0)
        assert "versehentlich eingetragen" in client.get(address("device_detail", started)).content.decode()

    def test_no_medium_is_said_and_taken_back(self, client, volunteer, started):
        client.force_login(volunteer)
        client.post(address("no_medium", started))
        started.refresh_from_db()
        assert started.no_medium_said
        client.post(address("no_medium", started))
        started.refresh_from_db()
        assert not started.no_medium_said


class TestSteps:
    def test_start_is_one_press(self, client, volunteer):
        device = cast.device()
        client.force_login(volunteer)
        client.post(address("device_step", device, "start"))
        device.refresh_from_db()
        assert device.status == "in_refurbishment"

    def test_a_guard_refuses_on_the_page(self, client, senior_volunteer, started):
        cast.medium(started)
        client.force_login(senior_volunteer)
        html = client.get(address("device_step", started, "recycle")).content.decode()
        assert "1 Datenträger ist noch zu löschen." in html and "disabled" in html
        response = client.post(address("device_step", started, "recycle"), {"reason": "defekt"})
        assert response.status_code == 409 and "defekt" in response.content.decode()

    def test_deciding_is_for_senior_volunteers(self, client, volunteer, started):
        client.force_login(volunteer)
        for step in ("recycle", "dismantle", "reject", "lost", "found"):
            assert client.get(address("device_step", started, step)).status_code == 403
        assert client.get(address("device_step", started, "nothing")).status_code == 404

    def test_hold_and_release(self, client, volunteer, started):
        client.force_login(volunteer)
        client.post(address("device_step", started, "hold"), {"kind": "part", "reason": "Netzteil"})
        started.refresh_from_db()
        assert started.hold_reason == "Netzteil"
        client.post(address("device_step", started, "release"))
        started.refresh_from_db()
        assert started.hold_kind == ""

    def test_the_last_step_is_taken_back_with_a_reason(self, client, volunteer, started):
        client.force_login(volunteer)
        client.post(address("device_step", started, "undo"), {"reason": "verklickt"})
        started.refresh_from_db()
        assert started.status == "received"

    def test_facts_are_put_right(self, client, volunteer, started):
        client.force_login(volunteer)
        page = client.get(address("device_edit", started))
        values = {name: field for name, field in page.context["form"].initial.items() if field is not None}
        client.post(address("device_edit", started), {**values, "serial": "NEU1", "cosmetic_grade": "B"})
        started.refresh_from_db()
        assert (started.serial, started.cosmetic_grade) == ("NEU1", "B") and "neu1" in started.search_text


POSTS = ["evidence_take_over", "check_undo", "checks_pass_remaining"]
WITH_NUMBER = [
    "device_edit",
    "evidence_upload",
    "device_sources",
    "medium_add",
    "no_medium",
    "checks_pass_remaining",
    "device_quality_control",
]


@pytest.mark.parametrize("role", ["donor_user", "school_user", "administrator"])
@pytest.mark.parametrize("name", WITH_NUMBER)
def test_others_may_do_nothing_here(client, request, started, role, name):
    client.force_login(request.getfixturevalue(role))
    assert client.post(address(name, started)).status_code in (403, 405)


@pytest.mark.parametrize("name", ["evidence_detail", "evidence_download", "medium_settle", "erasure_retract"])
def test_what_is_not_there_is_not_found(client, coordinator, name):
    client.force_login(coordinator)
    assert client.get(reverse(name, args=[4711])).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_what_changes_something_is_a_post(client, coordinator, started, name):
    client.force_login(coordinator)
    key = started.number if name == "checks_pass_remaining" else 1
    assert client.get(reverse(name, args=[key])).status_code == 405
