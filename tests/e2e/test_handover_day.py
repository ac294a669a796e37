"""A school from its sign-up to the day of the handover: one device is not where it should be, an equal one goes
along instead, the date is moved after packing, one pupil is ill, and that device comes back unused.

The tests are one walk and run in their order; each signs in as somebody else."""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import before_midnight, fill, flash, in_days, sign_in, sign_up, submit, submit_day
from tests.e2e.walk import COORDINATOR, DEVICE_NUMBER, VOLUNTEER, scan_in

SCHOOL, PASSWORD = "sekretariat@tagweg.example", "tagweg-schule-2026"
NAME = "Grundschule am Tagweg"
PUPILS = 3


@dataclass
class Day:
    """What one step hands to the next."""

    request: str = ""
    handover: str = ""
    codes: list[str] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)
    gone: str = ""
    back: str = ""

    @property
    def page(self) -> str:
        return f"/handovers/{self.handover}/"


@pytest.fixture(scope="module")
def day() -> Day:
    return Day()


def on_cart(page: Page) -> list[str]:
    """Numbers of the devices on the packing page, in the order of the shelves."""
    return list(dict.fromkeys(DEVICE_NUMBER.findall(page.locator("#packing").inner_text())))


class TestTheNeeds:
    def test_a_school_signs_up_and_is_approved(self, live, new_page):
        school = new_page()
        sign_up(school, live, name="Tina Tag", email=SCHOOL, password=PASSWORD)
        school.get_by_role("link", name="Als Schule").click()
        fill(school, kind="school", name=NAME, official_number="4310998", school_type="Grundschule")
        fill(school, street="Tagweg 1", postcode="04159", city="Leipzig", contact="Tina Tag")
        submit(school)
        expect(school.locator("main")).to_contain_text("beantragt")
        coordinator = new_page()
        sign_in(coordinator, COORDINATOR)
        coordinator.goto("/institutions/?q=Tagweg")
        coordinator.get_by_role("link", name=NAME).click()
        coordinator.get_by_role("button", name="Freischalten").click()
        expect(coordinator.locator(".h4f-head")).to_contain_text("freigeschaltet")

    def test_it_asks_for_three_pupils(self, page: Page, day: Day):
        sign_in(page, SCHOOL, PASSWORD)
        page.goto("/requests/new/")
        codes = page.locator("input[name$='-pupil_code']")
        if codes.count() < PUPILS:
            fill(page, more=str(PUPILS - codes.count()))
            page.get_by_role("button", name="vorgeschlagenen Codes").click()
            expect(codes).to_have_count(PUPILS)
        day.codes = [codes.nth(index).input_value() for index in range(PUPILS)]
        for index in range(PUPILS):
            page.locator("select[name$='-school_grade']").nth(index).select_option("4")
            page.locator("select[name$='-category']").nth(index).select_option(label="Monitor")
        page.locator("select[name=attested_by_function]").select_option(index=1)
        fill(page, entitlement_seen_on=in_days(-21))
        submit(page)
        day.request = re.search(r"B-\d{4}-\d{5}", page.locator("main").inner_text()).group()
        submit(page)
        expect(page.locator(".h4f-head")).to_contain_text("eingereicht")

    def test_a_coordinator_reserves_for_each(self, page: Page, day: Day):
        sign_in(page, COORDINATOR)
        page.goto(f"/requests/{day.request}/")
        page.get_by_role("button", name="Bestätigen").click()
        for code in day.codes:
            page.goto(f"/requests/{day.request}/")
            page.get_by_role("link", name=code).click()
            page.get_by_role("button", name=re.compile("^Reservieren H4F")).first.click()
            assert "reserviert" in flash(page)


class TestThePacking:
    def test_planned_with_room_and_somebody_who_helps(self, live, page: Page, axe, day: Day):
        sign_in(page, COORDINATOR)
        page.goto("/handovers/plan/")
        page.get_by_role("link", name=NAME).click()
        fill(page, day=in_days(4), time="10:00", until="11:30", room=str(PUPILS - 1))
        page.get_by_label("Jonas Otte").check()
        submit_day(page)
        expect(page.locator("main")).to_contain_text("gewählt sind 3")
        axe(page)
        fill(page, room=str(PUPILS))
        submit(page)
        day.handover = re.search(r"Ü-\d{4}-\d{5}", page.locator("main").inner_text()).group()
        live.wait_for_mail(SCHOOL, count=2, says="Tagweg 1")
        duty = live.wait_for_mail(VOLUNTEER, says=day.handover).get_content()
        assert "Tagweg" not in duty
        page.get_by_role("button", name="Protokolle ausstellen").click()
        expect(page.get_by_role("link", name="Alle 3 als ein PDF")).to_be_visible()

    def test_a_volunteer_scans_and_takes_an_equal_one_for_what_is_not_there(self, page: Page, axe, day: Day):
        sign_in(page, VOLUNTEER)
        assert page.goto(day.page).status == 404
        page.goto("/handovers/to-pack/")
        expect(page.locator("main")).to_contain_text(day.handover)
        axe(page)
        page.goto(f"{day.page}packing/")
        axe(page)
        assert "Tagweg" not in page.content() and not any(code in page.content() for code in day.codes)
        first, second, day.gone = on_cart(page)
        for number in (first, second):
            scan_in(page, number, number)
        scan_in(page, second, "schon auf dem Wagen")
        scan_in(page, "GIBTESNICHT", "unbekannt")
        page.get_by_role("link", name=f"Nicht da oder kaputt: {day.gone}").click()
        axe(page)
        fill(page, cause="not_found")
        instead = page.locator("input[name=device]").first
        number = instead.get_attribute("value")
        instead.check()
        submit(page)
        assert number in flash(page) and day.gone in flash(page)
        scan_in(page, number, number)
        expect(page.locator(".h4f-count")).to_contain_text("3 von 3 gepackt")
        axe(page)
        day.devices = [first, second, number]

    def test_coordination_closes_the_packing_when_the_new_receipt_is_made(self, page: Page, axe, day: Day):
        sign_in(page, COORDINATOR)
        for address in ("/appointments/month/?only=handovers", f"{day.page}split/"):
            page.goto(address)
            axe(page)
        page.goto(f"{day.page}receipts/")
        expect(page.get_by_role("link", name="Alle 3 als ein PDF")).to_be_visible()
        page.goto(f"{day.page}packing/")
        page.get_by_role("button", name="Alles ist gepackt").click()
        expect(page.locator(".h4f-head")).to_contain_text("gepackt")
        axe(page)
        page.goto(f"/devices/{day.gone}/")
        expect(page.locator(".h4f-head")).to_contain_text("ausgabebereit")


class TestTheDay:
    def test_the_school_asks_for_another_date(self, page: Page, axe, day: Day):
        before_midnight()
        sign_in(page, SCHOOL, PASSWORD)
        page.goto("/appointments/feed/")
        axe(page)
        page.goto(day.page)
        page.get_by_role("link", name="Um einen anderen Termin bitten").click()
        axe(page)
        fill(page, day=in_days(0), words="heute wäre die Aula frei")
        submit(page)
        expect(page.locator("main")).to_contain_text("heute wäre die Aula frei")

    def test_it_is_moved_and_the_papers_are_made_anew(self, live, page: Page, axe, day: Day):
        sign_in(page, COORDINATOR)
        page.goto(day.page)
        page.get_by_role("link", name="Übergabe verlegen").click()
        axe(page)
        fill(page, day=in_days(0), time="00:05", until="23:55")
        submit_day(page)
        expect(page.locator("main")).to_contain_text("3 Protokolle nannten den alten Tag und werden neu erstellt")
        live.wait_for_mail(SCHOOL, count=3, says="verlegt")
        page.goto(f"{day.page}receipts/")
        expect(page.get_by_role("link", name="Alle 3 als ein PDF")).to_be_visible()

    def test_the_volunteer_sees_place_and_codes_today_and_scans_out(self, page: Page, axe, day: Day):
        sign_in(page, VOLUNTEER)
        page.goto(day.page)
        expect(page.locator("main")).to_contain_text("Tagweg 1")
        expect(page.locator("main")).to_contain_text(day.codes[0])
        axe(page)
        page.goto(f"{day.page}scan-out/")
        for number in day.devices:
            scan_in(page, number, number)
        expect(page.locator(".h4f-count")).to_contain_text("3 von 3 ausgegeben")

    def test_the_school_confirms_all_except_one(self, page: Page, axe, day: Day):
        sign_in(page, SCHOOL, PASSWORD)
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto(f"{day.page}confirm/")
        axe(page)
        day.back = day.devices[0]
        row = page.locator("fieldset", has_text=day.back)
        row.locator("input[type=checkbox]").uncheck()
        row.locator("input[type=text]").fill("Kind war krank")
        submit(page)
        assert "2 Geräte sind übergeben" in flash(page)
        expect(page.locator(".h4f-head")).to_contain_text("abgeschlossen")

    def test_coordination_may_still_exchange_what_was_crossed(self, page: Page, axe, day: Day):
        sign_in(page, COORDINATOR)
        page.goto(day.page)
        page.get_by_role("link", name="Vertauscht").first.click()
        expect(page.locator("main")).to_contain_text("Vertauscht mit dem Gerät von")
        axe(page)

    def test_it_comes_back_unused_and_is_ready_after_a_quick_check(self, page: Page, axe, day: Day):
        sign_in(page, VOLUNTEER)
        page.goto("/handovers/back/")
        page.get_by_role("link", name=f"Ist zurück: {day.back}").click()
        axe(page)
        fill(page, complete="1", undamaged="1", unused="1")
        submit(page)
        assert day.back in flash(page)
        page.goto(f"/devices/{day.back}/")
        expect(page.locator(".h4f-head")).to_contain_text("ausgabebereit")
