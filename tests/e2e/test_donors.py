"""Donors as coordination keeps them, and what a donor follows: at a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import fill, flash, sign_in, submit
from tests.e2e.walk import COORDINATOR, first_gift

# The demonstration's company, and its first gift.
DONOR, GIFT = "spende@example.org", first_gift()
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_donor_follows_every_device_and_the_effect(new_page: Callable[..., Page], axe, viewport):
    page = new_page(viewport=viewport)
    sign_in(page, DONOR)
    page.goto(f"/donations/{GIFT}/")
    page.locator("summary", has_text="Weg bisher").first.click()
    expect(page.locator("details[open] li").first).to_be_visible()
    expect(page.get_by_role("heading", name="Angekündigt und eingegangen")).to_be_visible()
    expect(page.locator("main")).to_contain_text("falls dadurch ein Neukauf ersetzt wurde")
    axe(page)
    page.get_by_role("link", name="Wer diese Spende noch sieht").click()
    expect(page.locator("main")).to_contain_text(DONOR)
    axe(page)
    page.get_by_role("link", name="Verlassen").click()
    expect(page.locator("main")).to_contain_text("Nur die Koordination kann Sie wieder hinzufügen")
    axe(page)


def test_a_donor_entered_twice_becomes_one_and_two_again(new_page: Callable[..., Page], axe):
    page = new_page()
    sign_in(page, COORDINATOR)
    page.goto("/donors/new/")
    fill(page, kind="company", name="LINDNER Logistik", city="Leipzig", phone="+49 341 0000110")
    submit(page)
    page.goto("/donors/?q=lindner")
    axe(page)
    page.get_by_role("link", name="LINDNER Logistik", exact=True).click()
    expect(page.locator("main")).to_contain_text("gleicher Name, gleiche Telefonnummer")
    page.get_by_role("link", name="Vergleichen").click()
    axe(page)
    page.get_by_label("Lindner Logistik GmbH, Leipzig").check()
    submit(page)
    assert "steht jetzt für beide Einträge" in flash(page)
    expect(page.locator("h1")).to_have_text("Lindner Logistik GmbH")
    expect(page.locator("main")).to_contain_text("Auch erfasst als")
    axe(page)
    page.locator(".h4f-flash button").first.click()
    assert "wieder getrennt" in flash(page)
    page.get_by_role("button", name="Nicht dieselbe").click()
    expect(page.locator(".h4f-flash").first).to_contain_text("zwei Spender*innen")
    expect(page.locator("main")).not_to_contain_text("gleicher Name, gleiche Telefonnummer")
    expect(page.locator("main")).to_contain_text("Nicht dasselbe wie")
    axe(page)
    page.get_by_role("button", name="Vielleicht doch dasselbe").click()
    expect(page.locator("main")).to_contain_text("gleicher Name, gleiche Telefonnummer")


def test_a_call_is_noted_on_the_phone_and_its_text_taken_out(new_page: Callable[..., Page], axe):
    page = new_page(viewport=PHONE)
    sign_in(page, COORDINATOR)
    page.goto("/donors/?q=hoffmann")
    page.get_by_role("link", name="Ursula Hoffmann").click()
    page.locator("summary", has_text="Kontakt notieren").click()
    page.get_by_role("button", name="Notiz speichern").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    fill(page, channel="phone", text="Bringt im Januar noch einen Bildschirm")
    axe(page)
    page.get_by_role("button", name="Notiz speichern").click()
    expect(page.locator("main")).to_contain_text("Bringt im Januar noch einen Bildschirm")
    page.get_by_role("button", name="Text endgültig entfernen").first.click()
    expect(page.locator("main")).to_contain_text("Text entfernt am")
    assert "Bildschirm" not in page.locator("[aria-labelledby=notes-h]").inner_text()
    axe(page)
