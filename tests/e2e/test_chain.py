"""One real laptop through the whole chain, in a browser: from a donor's registration to the printed handover receipt.

The tests are one walk and run in their order; each signs in as somebody else."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import fill, flash, sign_in, sign_up, submit

COORDINATOR, VOLUNTEER, SENIOR = "koordination@example.org", "ehrenamt@example.org", "endkontrolle@example.org"
DONOR, DONOR_PASSWORD = "it@kanzlei-linde.example", "lindenblatt-2026"


@dataclass
class Walk:
    """What one station hands to the next."""

    donation: str = ""
    laptop: str = ""
    monitors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def walk() -> Walk:
    return Walk()


class TestTheDonor:
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
        fill(page, **{"rows-1-category": "Monitor", "rows-1-count": "20", "rows-1-maker": "Dell", "rows-1-model": "P2419H"})
        fill(page, origin="business", media_with_data="yes", delivery="drop_off", window="werktags ab 9 Uhr")
        submit(page)
        axe(page)
        walk.donation = page.locator("main").inner_text().split("S-2026-")[1][:5]
