"""Papers for days without internet, read back as a person and as a scanner would."""

import pytest
from django.urls import reverse

from custody.actor import Actor
from devices import stages
from devices.checking import record_check
from devices.models import Device
from devices.sheets import gather
from devices.sheets.content import AnnouncedDevice, IntakeSheet, Step, WorkCard
from devices.sheets.intake_list import draw_intake_list
from devices.sheets.work_card import draw_work_cards
from tests import cast
from tests.documents.pdf.pdf_reading import codes, page_images, page_texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
DEVICE_FACTS = {"serial": "5CG8312XYZ", "asset_tag": "INV-0815", "cpu": "Intel Core i5-8350U", "ram_mib": 16384}


def card(**changes) -> WorkCard:
    return WorkCard(
        **({"number": "H4F-000131", "title": "Notebook: Dell", "steps": (Step("Bild", "Pixel"),)} | changes)
    )


class TestWorkCard:
    def test_says_what_is_known_and_has_a_code_to_enter_it_later(self, volunteer):
        device = cast.device(number="H4F-000131", location=cast.location(), **DEVICE_FACTS)
        cast.medium(device, model="Samsung MZ-7LN256", serial="S3TZNX0K", size_bytes=256060514304)
        stages.start_refurbishment(device, actor=Actor.person(volunteer))
        device.refresh_from_db()
        pdf = draw_work_cards(
            gather.work_cards(Device.objects.select_related("category", "location")), gather.texts(), "Initiative"
        )
        [text] = page_texts(pdf)
        known = (
            "H4F-000131",
            "5CG8312XYZ",
            "INV-0815",
            "16 GB",
            "Samsung MZ-7LN256",
            "S3TZNX0K",
            "256 GB",
            "Regal A-01",
        )
        for said in (*known, "Endkontrolle", "Nachtragen: Nummer scannen", "Seite 1 von 1"):
            assert said in text
        for step in device.checklist.steps.filter(asked_when="always"):
            assert step.name in text
        assert codes(page_images(pdf)[0]) == ["H4F-000131"]

    def test_what_is_done_already_is_ticked_with_who_and_when(self, volunteer):
        device = cast.device()
        cast.medium(device, status="erased", proof={"method": "Overwrite", "operator": volunteer})
        stages.start_refurbishment(device, actor=Actor.person(volunteer))
        device.refresh_from_db()
        done, failed, *others = device.checklist.steps.filter(asked_when="always")
        for step, result in ((done, "passed"), (failed, "failed")):
            record_check(device, step, result=result, minutes=5, note="x", actor=Actor.person(volunteer), now=cast.NOW)
        [made] = gather.work_cards([device])
        steps = {step.name: step for step in made.steps}
        assert (steps[done.name].ticked, steps[failed.name].ticked) == ((True, False, False), (False, True, False))
        assert steps[done.name].said == ("5", "Jonas Otte, 24.11.26") and steps[others[0].name].ticked == ()
        assert made.media[0].ticked == (True, False, False)
        assert made.media[0].said.startswith("Overwrite, Jonas Otte, ")
        [text] = page_texts(draw_work_cards([made], gather.texts(), "Initiative"))
        assert "Overwrite, Jonas Otte" in text and "Jonas Otte, 24.11.26" in text
        Device.objects.filter(pk=device.pk).update(status="returned")
        [anew] = gather.work_cards(Device.objects.select_related("category", "location"))
        assert {step.ticked for step in anew.steps} == {()} and anew.media[0].ticked == ()

    def test_of_a_monitor_asks_nothing_about_media(self):
        [text] = page_texts(draw_work_cards([card(holds_media=False)], gather.texts(), "Initiative"))
        assert "ausgebaut" not in text and "Bild" in text

    def test_a_blank_one_has_room_for_everything(self):
        pdf = draw_work_cards([WorkCard()], gather.texts(), "Initiative")
        [text] = page_texts(pdf)
        assert "H4F" in text and "gelöscht" in text and codes(page_images(pdf)[0]) == []

    def test_a_long_one_goes_on_with_its_number_on_top(self):
        steps = tuple(Step(f"Schritt {index}", "Hinweis") for index in range(45))
        first, second = page_texts(draw_work_cards([card(steps=steps)], gather.texts(), "Initiative"))
        assert "Schritt 0" in first and "Seite 1 von 2" in first
        assert second.startswith("Laufzettel H4F-000131") and "Schritt 44" in second and "Endkontrolle" in second

    def test_what_the_fonts_cannot_print_does_not_keep_it_from_being_printed(self):
        assert gather.printable("ThinkPad 笔记本") == "ThinkPad ???"

    def test_no_card_is_an_error(self):
        with pytest.raises(ValueError):
            draw_work_cards([], gather.texts(), "Initiative")


class TestIntakeList:
    def test_lists_what_is_announced_with_what_is_here_ticked_and_lines_for_more(self):
        devices = tuple(AnnouncedDevice(f"H4F-{n:06d}", "Dell Latitude", f"SN{n}", "INV") for n in range(60))
        sheet = IntakeSheet("S-2026-00042", (("Termin", "26.11.2026"),), devices)
        pdf = draw_intake_list(sheet, gather.texts(60), "Initiative")
        pages = page_texts(pdf)
        assert len(pages) == 3
        assert "S-2026-00042" in pages[0] and "60 Geräte angemeldet" in pages[0]
        assert sum(page.count("H4F-0000") for page in pages) == 60
        assert "Kam ohne Anmeldung mit" in pages[-1] and "Angenommen von" in pages[-1]
        assert codes(page_images(pdf)[0]) == ["S-2026-00042"]

    def test_never_says_who_gives(self, client, volunteer):
        donation = cast.donation(donor=cast.donor())
        cast.device(donation=donation, status="registered")
        donation.offered_lines.create(line=2, goods="loose_disks", count=5)
        client.force_login(volunteer)
        response = client.get(reverse("intake_sheet", args=[donation.number]))
        [text] = page_texts(response.content)
        assert "1 Gerät angemeldet" in text and "5 × Lose Datenträger" in text
        assert response["Content-Type"] == "application/pdf"
        assert "Steuerbüro" not in text and "Leipzig" not in text.replace("Hardware4Future Leipzig", "")


class TestPages:
    def test_picked_devices_get_their_cards(self, client, volunteer):
        devices = [cast.device(), cast.device()]
        client.force_login(volunteer)
        response = client.post(reverse("work_cards"), {"pick": [device.number for device in devices]}, follow=True)
        assert [device.number in text for device, text in zip(devices, page_texts(response.content), strict=True)] == [
            True,
            True,
        ]

    def test_many_cards_cost_no_more_queries_than_one(self, django_assert_max_num_queries):
        for _device in range(3):
            cast.device()
        with django_assert_max_num_queries(6):
            gather.work_cards(Device.objects.select_related("category", "location"))
