"""What comes to its end: a notebook is taken apart, its parts are kept, and a pallet leaves with a frozen list."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import fill, flash, sign_in, submit

SENIOR = "endkontrolle@example.org"
PHONE = {"viewport": {"width": 390, "height": 844}}
# The demonstration's devices: a notebook and a monitor without open media, a notebook whose disk is to be erased.
NOTEBOOK, MONITOR, UNERASED = "H4F-000059", "H4F-000060", "H4F-000062"


@pytest.fixture
def phone(new_page) -> Page:
    """Of somebody who may decide that a device ends."""
    page = new_page(**PHONE)
    sign_in(page, SENIOR)
    return page


def scan(page: Page, typed: str, answer: str) -> None:
    page.fill("input[name=code]", typed)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(answer)


def test_a_device_is_taken_apart_and_its_pallet_is_collected(phone: Page, axe):
    phone.goto(f"/devices/{NOTEBOOK}/dismantle/")
    axe(phone)
    fill(phone, reason="Display gebrochen", **{"rows-0-kind": "Arbeitsspeicher", "rows-0-count": "2"})
    submit(phone)
    expect(phone.locator("[data-error-summary]")).to_contain_text("wohin")
    fill(phone, location="Ersatzteillager")
    submit(phone)
    assert "2 Teile sind auf Lager" in flash(phone)
    phone.goto("/pallets/new/")
    submit(phone)
    scan(phone, NOTEBOOK.replace("-", "ß").lower(), f"{NOTEBOOK} Lenovo ThinkPad T470 steht auf der Palette")
    scan(phone, UNERASED, f"{UNERASED} hat einen Datenträger, der noch zu löschen ist")
    fill(phone, reason="kaputt, Reparatur lohnt nicht")
    scan(phone, MONITOR, f"{MONITOR} Dell P2419H steht auf der Palette")
    axe(phone)
    phone.get_by_role("link", name="Wird abgeholt").click()
    fill(phone, taker="Wertstoffe Parthe GmbH", weight_kg="31.5")
    submit(phone)
    expect(phone.locator("[data-error-summary]")).to_be_visible()
    axe(phone)
    fill(phone, sure=True)
    submit(phone)
    frozen = phone.locator("main")
    for text in ("abgeholt", "Wertstoffe Parthe GmbH", NOTEBOOK, MONITOR):
        expect(frozen).to_contain_text(text)
    expect(phone.locator("input[name=code]")).to_have_count(0)
    axe(phone)
