"""A city office's papers in a browser: the Abholschein signed at the door on a telephone, the Löschprotokoll while a
disk is open, and the final one with its mail as soon as the disk is erased.

The tests are one walk and run in their order; the donation is the demo's pick-up of tomorrow."""

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from h4f.demo.machines import TOSHIBA, Disk
from tests.e2e import bench_reports as reports
from tests.e2e.conftest import PATIENCE_SECONDS
from tests.e2e.issuing import draw, reload_until
from tests.e2e.papers import codes_of, pages_of
from tests.e2e.people import fill, flash, sign_in, submit
from tests.e2e.walk import COORDINATOR, DEVICE_NUMBER, VOLUNTEER, download
from tests.e2e.workshop import PHONE, file, fits, scan, upload

CITY = "stadtverwaltung@example.org"
DISK = Disk("hdd", TOSHIBA.model, TOSHIBA.size, serial="PAPER0001D1")


@dataclass
class Papers:
    """What one station hands to the next."""

    donation: str = ""
    device: str = ""
    protocol: str = ""


@pytest.fixture(scope="module")
def papers() -> Papers:
    return Papers()


class TestAtTheDoor:
    def test_the_pick_up_note_is_issued_and_read_on_the_telephone(self, new_page, axe, papers: Papers):
        phone = new_page(**PHONE, has_touch=True)
        sign_in(phone, COORDINATOR)
        phone.goto("/donations/?status=scheduled&q=Musterau")
        papers.donation = re.search(r"S-\d{4}-\d{5}", phone.locator("main table").inner_text()).group()
        phone.goto(f"/donations/{papers.donation}/")
        papers.device = DEVICE_NUMBER.search(phone.locator("main").inner_text()).group()
        phone.get_by_role("link", name="Abholschein").click()
        axe(phone)
        submit(phone)
        reload_until(phone, phone.get_by_role("link", name="Am Bildschirm unterschreiben"))
        fits(phone)
        unsigned = download(phone, lambda: phone.get_by_role("link", name="Drucken").click())
        assert "keine Zuwendungsbestätigung" in " ".join(" ".join(pages_of(unsigned)).split())

    def test_both_sign_with_a_finger_and_an_empty_field_is_told(self, new_page, axe, papers: Papers):
        phone = new_page(**PHONE, has_touch=True)
        sign_in(phone, COORDINATOR)
        phone.goto(f"/donations/{papers.donation}/pick-up-note/")
        phone.get_by_role("link", name="Am Bildschirm unterschreiben").click()
        fill(phone, donor_name="Katrin Vogel", collector_name="Jonas Otte", remark="Ein Netzteil fehlt.")
        draw(phone, phone.locator("canvas").first)
        submit(phone)
        axe(phone)
        fits(phone)
        expect(phone.locator(".kern-alert--danger")).to_contain_text("Für uns: Bitte unterschreiben Sie im Feld.")
        draw(phone, phone.locator("canvas").last)
        submit(phone)
        assert "unterschrieben" in flash(phone)
        expect(phone.locator("svg.h4f-drawn")).to_have_count(2)
        axe(phone)

    def test_the_donor_downloads_the_signed_note(self, page: Page, papers: Papers):
        sign_in(page, CITY)
        page.goto(f"/donations/{papers.donation}/")
        page.locator("section", has=page.get_by_role("heading", name="Papiere")).get_by_role("link").first.click()
        reload_until(page, page.get_by_role("link", name="PDF herunterladen"))
        signed = download(page, lambda: page.get_by_role("link", name="PDF herunterladen").click())
        words = " ".join(" ".join(pages_of(signed)).split())
        assert "Katrin Vogel" in words and "Ein Netzteil fehlt." in words and "Fassung 2, ersetzt Fassung 1" in words
        code, of_the_second_page = codes_of(signed)
        assert of_the_second_page == f"{code}2/"
        page.goto(code)
        expect(page.locator("h1")).to_have_text("Von uns ausgestellt, gültig")


class TestTheData:
    def test_one_device_comes_and_has_a_disk(self, page: Page, papers: Papers):
        sign_in(page, VOLUNTEER)
        page.goto(f"/donations/{papers.donation}/intake/")
        scan(page, papers.device, papers.device)
        page.goto(f"/donations/{papers.donation}/intake/finish/")
        submit(page)
        upload(page, f"/devices/{papers.device}/evidence/", file("smartctl.json", reports.smartctl(DISK)))
        page.goto(f"/devices/{papers.device}/")
        expect(page.locator("main")).to_contain_text(DISK.serial)

    def test_the_interim_protocol_lists_the_open_disk_and_the_donor_has_it(self, page: Page, new_page, axe, papers):
        sign_in(page, COORDINATOR)
        page.goto(f"/donations/{papers.donation}/")
        page.get_by_role("link", name="Löschprotokoll ausstellen").click()
        expect(page.locator("h1")).to_contain_text("Zwischenstand")
        axe(page)
        submit(page)
        papers.protocol = re.search(r"L-\d{4}-\d{5}", flash(page)).group()
        words = self.downloaded(new_page(), papers, version=1)
        assert "1 von 1 Datenträgern ist noch nicht gelöscht." in words and DISK.serial in words

    def test_with_the_last_disk_the_final_one_comes_by_itself_with_a_mail(self, live, page: Page, new_page, papers):
        before = len(live.mails(CITY))
        sign_in(page, VOLUNTEER)
        log = reports.nwipe([DISK], datetime.now(UTC))
        upload(page, f"/devices/{papers.device}/evidence/", file("nwipe.log", log))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not any("gelöscht" in mail["Subject"] for mail in live.mails(CITY)[before:]):
            assert time.monotonic() < deadline, [mail["Subject"] for mail in live.mails(CITY)]
            time.sleep(0.2)
        words = self.downloaded(new_page(), papers, version=2)
        assert "2, ersetzt Fassung 1" in words
        assert "Alle Datenträger dieser Spende sind erledigt." in words and "Clear" in words

    def downloaded(self, donor: Page, papers: Papers, *, version: int) -> str:
        """The words of the version that stands, as the donor gets it."""
        sign_in(donor, CITY)
        donor.goto(f"/documents/{papers.protocol}/{version}/")
        reload_until(donor, donor.get_by_role("link", name="PDF herunterladen"))
        pdf = download(donor, lambda: donor.get_by_role("link", name="PDF herunterladen").click())
        return " ".join(" ".join(pages_of(pdf)).replace("\xa0", " ").split())
