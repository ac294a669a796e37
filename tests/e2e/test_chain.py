"""One real laptop through the whole chain, in a browser: from a donor's registration to the printed handover receipt.

The tests are one walk and run in their order; each signs in as somebody else."""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.papers import codes_of
from tests.e2e.people import fill, flash, sign_in, sign_up, submit

COORDINATOR, VOLUNTEER, SENIOR = "koordination@example.org", "werkstatt@example.org", "endkontrolle@example.org"
DONOR, DONOR_PASSWORD = "it@kanzlei-linde.example", "lindenblatt-2026"
DEVICE_NUMBER = re.compile(r"H4F-\d{6}")


@dataclass
class Walk:
    """What one station hands to the next."""

    donation: str = ""
    laptop: str = ""
    monitors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def walk() -> Walk:
    return Walk()


def download(page: Page, press) -> bytes:
    """The file that pressing something brings."""
    with page.expect_download() as loading:
        press()
    return loading.value.path().read_bytes()


class TestStep1TheDonor:
    def test_signs_up_and_offers_one_laptop_and_twenty_monitors(self, live, page: Page, axe, walk: Walk):
        page.goto("/")
        axe(page)
        sign_up(page, live, name="Leonie Linde", email=DONOR, password=DONOR_PASSWORD)
        expect(page.locator("h1")).to_have_text("Willkommen")
        axe(page)
        page.get_by_role("link", name="Geräte spenden").click()
        axe(page)
        fill(page, kind="company", name="Kanzlei Linde", street="Lindenweg 3", postcode="04109", city="Leipzig")
        submit(page)
        axe(page)
        fill(page, **{"rows-0-category": "Notebook", "rows-0-maker": "Dell", "rows-0-asset_tag": "KL-0815"})
        page.get_by_role("button", name="Weitere Geräte").click()
        monitors = {"category": "Monitor", "count": "20", "maker": "Dell", "model": "P2419H"}
        fill(page, **{f"rows-1-{name}": value for name, value in monitors.items()})
        fill(page, origin="business", media_with_data="yes", delivery="drop_off", window="werktags ab 9 Uhr")
        submit(page)
        axe(page)
        walk.donation = re.search(r"S-\d{4}-\d{5}", page.locator("main").inner_text()).group()

    def test_sees_its_number_and_the_state_of_each_of_the_21_devices(self, page: Page, walk: Walk):
        sign_in(page, DONOR, DONOR_PASSWORD)
        page.get_by_role("link", name="Meine Spenden").first.click()
        page.get_by_role("link", name=walk.donation).click()
        expect(page.locator(".h4f-head")).to_contain_text("angeboten")
        numbers = DEVICE_NUMBER.findall(page.locator("main").inner_text())
        walk.laptop, *walk.monitors = dict.fromkeys(numbers)
        assert len(walk.monitors) == 20
        expect(page.locator("main")).to_contain_text("angemeldet")

    def test_reads_the_page_in_english_by_a_switch_that_stays(self, page: Page, walk: Walk):
        sign_in(page, DONOR, DONOR_PASSWORD)
        page.get_by_role("button", name="English").first.click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.goto(f"/donations/{walk.donation}/")
        expect(page.locator(".h4f-head")).to_contain_text("offered")
        page.get_by_role("button", name="Deutsch").first.click()
        expect(page.locator("html")).to_have_attribute("lang", "de")


class TestStep2TheIntake:
    def test_a_coordinator_accepts_it(self, live, page: Page, axe, walk: Walk):
        sign_in(page, COORDINATOR)
        axe(page)
        page.goto(f"/donations/{walk.donation}/")
        axe(page)
        page.goto(f"/donations/{walk.donation}/appointment/")
        axe(page)
        fill(page, day="2026-12-01", time="10:00")
        submit(page)
        expect(page.locator(".h4f-head")).to_contain_text("Termin vereinbart")
        assert walk.donation in live.wait_for_mail(DONOR, count=2).get_content()

    def test_a_volunteer_takes_it_in_line_by_line(self, page: Page, axe, walk: Walk):
        sign_in(page, VOLUNTEER)
        page.goto("/intake/")
        axe(page)
        page.fill("input[name=code]", walk.donation)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text(walk.donation)
        assert "Kanzlei Linde" not in page.content()
        self.scan(page, "klß0815", walk.laptop)
        self.scan(page, walk.laptop, "schon")
        self.scan(page, walk.monitors[0].removeprefix("H4F-000"), walk.monitors[0])
        self.scan(page, "GIBTESNICHT", "unbekannt")
        axe(page)
        page.get_by_role("button", name="hat keine Nummer").click()
        expect(page.locator(".h4f-results > li").first).to_contain_text(walk.monitors[1])
        page.get_by_role("link", name="Überzähliges").click()
        axe(page)
        fill(page, category="Tablet", maker="Samsung", model="Galaxy Tab A8")
        submit(page)
        expect(page.locator("main")).to_contain_text("Galaxy Tab A8")

    def scan(self, page: Page, typed: str, expected: str) -> None:
        page.fill("input[name=code]", typed)
        page.keyboard.press("Enter")
        expect(page.locator(".h4f-results > li").first).to_contain_text(expected, ignore_case=True)
        expect(page.locator("input[name=code]")).to_be_focused()

    def test_the_rest_is_marked_as_not_received_and_can_still_arrive(self, page: Page, axe, walk: Walk):
        sign_in(page, VOLUNTEER)
        page.goto(f"/donations/{walk.donation}/intake/finish/")
        axe(page)
        submit(page)
        assert "18" in flash(page)
        page.goto(f"/donations/{walk.donation}/intake/")
        self.scan(page, walk.monitors[7], walk.monitors[7])

    def test_labels_are_printed_whose_qr_holds_the_number(self, page: Page, axe, walk: Walk):
        sign_in(page, VOLUNTEER)
        page.goto(f"/donations/{walk.donation}/labels/")
        axe(page)
        sheet = download(page, lambda: page.get_by_role("button", name="PDF").click())
        codes = codes_of(sheet)
        assert {walk.laptop, walk.monitors[0], walk.monitors[1], walk.monitors[7]} < set(codes)
        assert len(codes) == 5
