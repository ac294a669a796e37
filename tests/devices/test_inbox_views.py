"""Uploading and deciding in the browser."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from devices.labelling.reserved import reserve
from devices.models import Category, Device, InboxItem, Upload, UploadLine
from tests import cast
from tests.devices.printouts import lshw, smartctl, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def signed_in(client, volunteer):
    client.force_login(volunteer)
    return client


def notebook(serial: str, **fields) -> Device:
    return cast.device(serial=serial, maker="", model="", status_since=timezone.now() - timedelta(days=1), **fields)


def page(client, name: str, *args, **query) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


class TestUploads:
    def test_many_files_are_told_line_by_line(self, signed_in):
        notebook("D8FTRY1")
        known, new = lshw("D8FTRY1", "DISK1"), lshw("NEW1", "DISK2")
        files = [SimpleUploadedFile(one.file_name, one.content) for one in (known, new)]
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = signed_in.post(reverse("upload_new"), {"files": files})
        upload = Upload.objects.get()
        assert answer.url == reverse("upload_detail", args=[upload.pk])
        html = page(signed_in, "upload_detail", upload.pk)
        assert "2 Dateien hochgeladen" in html and "braucht Sie: 1 · verstanden: 1" in html
        assert html.index("lshw-NEW1.json") < html.index("lshw-D8FTRY1.json"), "first what needs somebody"
        assert reverse("inbox_item", args=[InboxItem.objects.get().pk]) in html
        assert "hx-get" not in html

    def test_a_log_with_a_failed_disk_among_erased_ones_warns(self, signed_in, volunteer):
        lines = [{"name": "A", "reasons": []}, {"name": "B", "reasons": ["failed"]}]
        upload = cast.upload(volunteer, "nwipe.log")
        upload.lines.update(state="understood", details={"settled": 1, "refusal": "", "devices": [], "lines": lines})
        assert "verstanden, nicht alles gelöscht" in page(signed_in, "upload_detail", upload.pk)
        lines[1]["reasons"] = ["serial_unknown"]
        upload.lines.update(details={"settled": 1, "refusal": "", "devices": [], "lines": lines})
        assert "nicht alles gelöscht" not in page(signed_in, "upload_detail", upload.pk)

    def test_while_a_worker_is_at_it_the_page_asks_again_and_says_so_politely(self, signed_in, volunteer):
        upload = cast.upload(volunteer, "a.json", "b.json")
        assert "hx-get" in page(signed_in, "upload_detail", upload.pk)
        part = signed_in.get(reverse("upload_detail", args=[upload.pk]), headers={"HX-Request": "true"})
        html = part.content.decode()
        assert "<html" not in html and "0 von 2 Dateien gelesen" in html and 'id="upload"' in html

    def test_nothing_chosen_or_too_much_is_a_sentence(self, signed_in, settings):
        assert "Bitte wählen Sie mindestens eine Datei" in signed_in.post(reverse("upload_new"), {}).content.decode()
        settings.UPLOAD_MOST_FILES = 1
        files = [SimpleUploadedFile(name, b"x") for name in ("a", "b")]
        html = signed_in.post(reverse("upload_new"), {"files": files}).content.decode()
        assert "höchstens 1 Dateien" in html and not Upload.objects.exists()

    def test_a_storage_that_takes_nothing_is_a_sentence(self, signed_in, settings, tmp_path):
        settings.FILES_DIR = tmp_path / "file"
        settings.FILES_DIR.write_text("not a folder")
        answer = signed_in.post(reverse("upload_new"), {"files": [SimpleUploadedFile("a.log", b"a")]})
        assert (answer.status_code, Upload.objects.exists()) == (503, False)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_lists_ask_as_often_for_one_row_as_for_three(
        self, signed_in, volunteer, rows, django_assert_max_num_queries
    ):
        for number in range(rows):
            cast.upload(volunteer, "a.json", "b.json", device=cast.device())
            cast.inbox_item(
                cast.evidence(None, volunteer, kind="hardware_report", file_name=f"{number}.json"), cast.device()
            )
        with django_assert_max_num_queries(9):
            assert "a.json" not in page(signed_in, "upload_list")
        with django_assert_max_num_queries(9):
            assert "0.json" in page(signed_in, "inbox")


class TestTheInbox:
    def test_lists_what_waits_and_finds_by_a_serial_number(self, signed_in, volunteer):
        take(lshw("NEW1", "DISK1"), volunteer)
        take(lshw("NEW2", "DISK2"), volunteer)
        assert "lshw-NEW1.json" in page(signed_in, "inbox")
        found = page(signed_in, "inbox", q="disk2")
        assert "lshw-NEW2.json" in found and "lshw-NEW1.json" not in found

    def test_both_sides_are_shown_and_one_is_chosen(self, signed_in, volunteer):
        device = notebook("D8FTRY1")
        Device.objects.filter(pk=device.pk).update(model="OptiPlex 7050")
        item = take(lshw("D8FTRY1", "DISK1"), volunteer).item
        html = page(signed_in, "inbox_item", item.pk)
        assert "OptiPlex 7050" in html and "Latitude E5530" in html and "weicht ab" in html
        answer = signed_in.post(reverse("inbox_choose", args=[item.pk]), {"device": device.number}, follow=True)
        assert "ist von" in answer.content.decode()
        assert f"{reverse('match_retract', args=[item.evidence.pk])}?device={device.number}" in answer.content.decode()
        device.refresh_from_db()
        assert device.model == "Latitude E5530"
        assert "einem Gerät zugeordnet" in page(signed_in, "inbox_item", item.pk)

    def test_another_one_is_scanned_and_compared_first(self, signed_in, volunteer):
        device = notebook("OTHER1")
        item = take(lshw("NEW1", "DISK1"), volunteer).item
        html = page(signed_in, "inbox_item", item.pk, device=device.number.lower())
        assert f"Es ist {device.number}" in html and "OTHER1" in html
        assert not device.media.exists()
        assert "ist hier nicht bekannt" in page(signed_in, "inbox_item", item.pk, device="H4F-111111")

    def test_a_refusal_keeps_the_comparison(self, signed_in, volunteer):
        device = notebook("", status="handed_over")
        item = take(lshw("NEW1", "DISK1"), volunteer).item
        answer = signed_in.post(reverse("inbox_choose", args=[item.pk]), {"device": device.number}, follow=True)
        html = answer.content.decode()
        assert "nicht in der Werkstatt" in html and f"Es ist {device.number}" in html

    def test_a_device_is_created_from_it(self, signed_in, volunteer):
        donation = cast.donation(status="received")
        item = take(lshw("NEW1", "DISK1"), volunteer).item
        html = page(signed_in, "inbox_new_device", item.pk)
        category = Category.objects.get(code="notebook")
        assert donation.number in html and f'value="{category.pk}" selected' in html
        signed_in.post(reverse("inbox_new_device", args=[item.pk]), {"donation": donation.pk, "category": category.pk})
        device = donation.devices.get()
        assert (device.serial, device.media.count()) == ("NEW1", 1)
        again = signed_in.post(
            reverse("inbox_new_device", args=[item.pk]), {"donation": donation.pk, "category": category.pk}
        )
        assert again.status_code == 409 and donation.devices.count() == 1

    def test_a_device_is_created_with_the_number_of_the_blank_label_on_it(self, signed_in, volunteer):
        [label] = reserve(1, actor=Actor.person(volunteer))
        donation, item = cast.donation(status="received"), take(lshw("NEW1", "DISK1"), volunteer).item
        said = {"donation": donation.pk, "category": Category.objects.get(code="notebook").pk, "number": label.number}
        signed_in.post(reverse("inbox_new_device", args=[item.pk]), {**said, "number": label.number.lower()})
        assert donation.devices.get().number == label.number
        item = take(lshw("NEW2", "DISK2"), volunteer).item
        refused = signed_in.post(reverse("inbox_new_device", args=[item.pk]), said)
        assert refused.status_code == 409 and donation.devices.count() == 1

    def test_set_aside_with_a_reason_and_back(self, signed_in, volunteer):
        item = take(lshw("NEW1", "DISK1"), volunteer).item
        assert "Grund" in signed_in.post(reverse("inbox_set_aside", args=[item.pk]), {}).content.decode()
        signed_in.post(reverse("inbox_set_aside", args=[item.pk]), {"reason": "privat"})
        assert "lshw-NEW1.json" in page(signed_in, "inbox", state="decided")
        assert "privat" in page(signed_in, "inbox_item", item.pk)
        signed_in.post(reverse("inbox_take_up", args=[item.pk]))
        assert InboxItem.objects.waiting().get() == item

    def test_a_match_is_taken_back_on_the_page_of_the_file(self, signed_in, volunteer):
        device = notebook("D8FTRY1")
        proof = take(lshw("D8FTRY1", "DISK1"), volunteer).evidence
        address = f"{reverse('match_retract', args=[proof.pk])}?device={device.number}"
        assert address in page(signed_in, "evidence_detail", proof.pk)
        signed_in.post(address, {"reason": "anderes Gerät"})
        assert not device.media.exists()
        waiting = reverse("inbox_item", args=[InboxItem.objects.waiting().get().pk])
        assert signed_in.get(reverse("evidence_detail", args=[proof.pk])).url == waiting
        assert "Eine Datei war nicht von diesem Gerät: lshw-D8FTRY1.json" in page(
            signed_in, "device_detail", device.number
        )

    def test_the_start_page_counts_what_waits(self, signed_in, volunteer):
        take(lshw("NEW1", "DISK1"), volunteer)
        assert "Dateien warten auf eine Entscheidung" in signed_in.get(reverse("start")).content.decode()


def test_which_file_said_what(signed_in, volunteer):
    device = notebook("D8FTRY1")
    take(lshw("D8FTRY1", "DISK1"), volunteer)
    take(smartctl("DISK1"), volunteer)
    html = page(signed_in, "device_sources", device.number)
    assert "von Hand eingetragen" in html, "the serial number was typed"
    assert html.count("lshw-D8FTRY1.json") > 5 and "smartctl-DISK1.json" in html
    assert "noch kein Bericht" in page(signed_in, "device_sources", cast.device(maker="", model="").number)


def test_waiting_lines_are_for_those_who_work_on_devices(client, school_user, volunteer):
    client.force_login(school_user)
    upload = cast.upload(volunteer, "a.json")
    assert client.get(reverse("upload_detail", args=[upload.pk])).status_code == 403
    assert UploadLine.objects.count() == 1
