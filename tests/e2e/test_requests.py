"""A school asks for devices: a pasted table with a row to correct, a class set, looked over and sent."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import fill, flash, in_days, sign_in

# The demonstration's school, which teaches the grades 5 to 10.
SCHOOL = "schule@example.org"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
TABLE = "Code\tKlasse\tGerät\tAJ\n\t7b\tLaptop\t\n\tKl. 10\tPC + Monitor\tja\nAnna Berger\t8\tNB\t"


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_school_pastes_needs_adds_a_class_set_looks_it_over_and_sends_it(
    new_page: Callable[..., Page], axe, viewport
):
    page = new_page(viewport=viewport)
    sign_in(page, SCHOOL)
    page.goto("/requests/new/")
    axe(page)
    page.get_by_role("button", name="Speichern und Tabelle einfügen").click()
    page.get_by_label("Tabelle").fill(TABLE)
    axe(page)
    page.get_by_role("button", name="Tabelle lesen").click()
    expect(page.get_by_text("2 Zeilen passen. 1 Zeile ist noch zu berichtigen.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="2 Zeilen übernehmen").click()
    assert "2 Bedarfe stehen jetzt in Ihrem Entwurf." in flash(page)
    wrong = page.get_by_label("Zeile 4, Schülercode")
    expect(wrong).to_have_value("Anna Berger")
    expect(page.get_by_text("Das sieht nach einem Namen oder Wort aus.")).to_be_visible()
    code = "7B-04" if viewport is DESK else "7B-05"
    wrong.fill(code.lower())
    page.get_by_role("button", name="Neu prüfen und übernehmen").click()
    page.get_by_role("link", name="Klassensatz hinzufügen").click()
    fill(page, quantity="5000")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("höchstens 60 Geräte")
    fill(page, quantity="12", school_grade="7")
    axe(page)
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Berechtigung ändern").click()
    page.locator("select[name=attested_by_function]").select_option(index=1)
    fill(page, entitlement_seen_on=in_days(-21))
    axe(page)
    page.get_by_role("button", name="Entwurf speichern und prüfen").click()
    for sentence in (
        "1 × Desktop-PC + Monitor für Klasse 10, als Schenkung",
        "2 × Notebook für Klasse 7–8, als Schenkung",
        "Klassensatz aus 12 × Notebook, Klasse 7, alle vom selben Modell, als Leihe",
    ):
        expect(page.locator("main").get_by_text(sentence, exact=True).first).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Bedarfsmeldung einreichen").click()
    expect(page.locator(".h4f-head")).to_contain_text("eingereicht")
    axe(page)
    page.get_by_role("link", name=code).click()
    page.get_by_role("link", name="Ändern").click()
    axe(page)
    fill(page, school_grade="9")
    page.get_by_role("button", name="Speichern").click()
    assert re.search("geändert, seine Wartezeit bleibt", flash(page))
    axe(page)
