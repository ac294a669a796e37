"""One old notebook of somebody without an account: from the visitor's offer to the settled donation with all papers.

The tests are one walk and run in their order."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from h4f.demo.machines import TOSHIBA, Disk
from tests.e2e import bench_reports as reports
from tests.e2e.conftest import Live
from tests.e2e.issuing import draw, enter_notice, reload_until
from tests.e2e.papers import pages_of
from tests.e2e.people import fill, flash, sign_in, submit
from tests.e2e.walk import COORDINATOR, DEVICE_NUMBER, SENIOR, VOLUNTEER, download
from tests.e2e.workshop import PHONE, file, fits, scan, upload

GIVER = "karla@muster.example"
DISK = Disk("hdd", TOSHIBA.model, TOSHIBA.size, serial="GIFT00001D1")
PAPERS = ("Abholschein", "Löschprotokoll", "Zuwendungsbestätigung")


@dataclass
class Gift:
    """What one station hands to the next."""

    donation: str = ""
    device: str = ""
    state: str = ""
    tax_paper: str = ""


@pytest.fixture(scope="module")
def gift() -> Gift:
    return Gift()


class TestTheOffer:
    def test_a_visitor_offers_one_notebook_for_pick_up_and_confirms_it(self, new_page, live: Live, gift: Gift):
        phone = new_page(**PHONE)
        phone.goto("/donations/offer/")
        fill(phone, **{"rows-0-category": "Notebook"})
        submit(phone)
        fill(phone, media_with_data="yes")
        submit(phone)
        fill(phone, delivery="pick_up", street="Parkweg 9", postcode="04159", city="Leipzig", window="nachmittags")
        submit(phone)
        fill(phone, kind="private", name="Karla Muster", email=GIVER)
        submit(phone)
        submit(phone)
        phone.goto(re.search(r"http://\S+", live.wait_for_mail(GIVER).get_content()).group())
        submit(phone)
        gift.donation = re.search(r"S-\d{4}-\d{5}", flash(phone)).group()
        gift.state = phone.url
        fits(phone)

    def test_coordination_plans_the_pick_up_once_the_data_are_covered(self, page: Page, live: Live, axe, gift: Gift):
        sign_in(page, COORDINATOR)
        page.goto(f"/donations/{gift.donation}/")
        gift.device = DEVICE_NUMBER.search(page.locator("main").inner_text()).group()
        self.plan(page, gift)
        expect(page.locator(".kern-alert--danger, .h4f-flash").first).to_contain_text("Art. 28 DSGVO")
        page.goto(f"/donations/{gift.donation}/agreement/")
        axe(page)
        fill(page, agreement="signed", agreed_on=timezone.localdate().isoformat())
        submit(page)
        self.plan(page, gift)
        expect(page.locator(".h4f-head")).to_contain_text("Termin vereinbart")
        live.wait_for_mail(GIVER, count=3, says=gift.donation)

    def plan(self, page: Page, gift: Gift) -> None:
        page.goto(f"/donations/{gift.donation}/appointment/")
        day = timezone.localdate() + timedelta(days=2)
        fill(page, day=day.isoformat(), time="15:00", until="17:00")
        submit(page)


class TestThePickUp:
    def test_the_note_is_signed_at_the_door(self, new_page, gift: Gift):
        phone = new_page(**PHONE, has_touch=True)
        sign_in(phone, COORDINATOR)
        phone.goto(f"/donations/{gift.donation}/pick-up-note/")
        submit(phone)
        reload_until(phone, phone.get_by_role("link", name="Am Bildschirm unterschreiben"))
        phone.get_by_role("link", name="Am Bildschirm unterschreiben").click()
        fill(phone, donor_name="Karla Muster", collector_name="Jonas Otte")
        draw(phone, phone.locator("canvas").first)
        draw(phone, phone.locator("canvas").last)
        submit(phone)
        assert "unterschrieben" in flash(phone)

    def test_the_notebook_arrives_and_its_disk_is_erased(self, page: Page, live: Live, gift: Gift):
        sign_in(page, VOLUNTEER)
        page.goto(f"/donations/{gift.donation}/intake/")
        scan(page, gift.device, gift.device)
        upload(page, f"/devices/{gift.device}/evidence/", file("smartctl.json", reports.smartctl(DISK)))
        log = reports.nwipe([DISK], datetime.now(UTC))
        upload(page, f"/devices/{gift.device}/evidence/", file("nwipe.log", log))
        page.goto(f"/devices/{gift.device}/")
        expect(page.locator("main")).to_contain_text("gelöscht")
        live.wait_for_mail(GIVER, says="gelöscht")

    def test_it_is_recycled_and_the_donation_settled(self, page: Page, new_page, live: Live, gift: Gift):
        sign_in(page, SENIOR)
        page.goto(f"/devices/{gift.device}/steps/recycle/")
        fill(page, reason="Gehäuse gebrochen, keine Ersatzteile")
        submit(page)
        expect(page.locator(".h4f-head")).to_contain_text("recycelt")
        coordinator = new_page()
        sign_in(coordinator, COORDINATOR)
        coordinator.goto(f"/donations/{gift.donation}/")
        expect(coordinator.locator(".h4f-head")).to_contain_text("abgeschlossen")
        live.wait_for_mail(GIVER, says="abgeschlossen")


class TestThePapers:
    def test_the_giver_states_the_value_by_the_link_and_coordination_confirms_the_gift(
        self, page: Page, new_page, axe, gift: Gift
    ):
        phone = new_page(**PHONE)
        phone.goto(gift.state)
        axe(phone)
        phone.locator("main").get_by_role("link", name="Werte").click()
        axe(phone)
        fits(phone)
        fill(phone, **{"values-0-amount": "45,50", "values-0-purchase_year": "2014"})
        phone.get_by_role("button", name="Werte speichern").click()
        assert "Gespeichert" in flash(phone)
        sign_in(page, COORDINATOR)
        enter_notice(page, timezone.localdate())
        page.goto(f"/donations/{gift.donation}/confirm/")
        page.get_by_role("button", name="Zuwendungsbestätigung ausstellen").click()
        gift.tax_paper = page.locator("h1").inner_text()
        assert gift.tax_paper.startswith("ZB-")
        reload_until(page, page.locator(".h4f-head").get_by_text("fertig"))

    def test_the_giver_finds_all_papers_behind_the_link_of_the_first_mail(self, new_page, axe, gift: Gift):
        phone = new_page(**PHONE)
        phone.goto(gift.state)
        expect(phone.locator(".h4f-head")).to_contain_text("abgeschlossen")
        axe(phone)
        fits(phone)
        section = phone.locator("section", has=phone.locator("#papers-h"))
        for title in PAPERS:
            pdf = download(phone, section.locator("li", has_text=title).last.get_by_role("link").click)
            words = " ".join(" ".join(pages_of(pdf)).replace("\xa0", " ").split())
            assert title in words and "Karla Muster" in words
        assert "*** 45,50 € ***" in words
