"""A school reports a broken device, coordination takes it back, and the pupil waits again in the old place.

The tests are one walk and run in their order; each signs in as somebody else."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import flash, sign_in, submit
from tests.e2e.walk import COORDINATOR, DEVICE_NUMBER

SCHOOL = "gymnasium@example.org"


@dataclass
class Trouble:
    """What one step hands to the next."""

    report: str = ""
    device: str = ""
    code: str = ""


@pytest.fixture(scope="module")
def trouble() -> Trouble:
    return Trouble()


def test_the_school_reports_it_by_its_code(page: Page, axe, trouble: Trouble):
    sign_in(page, SCHOOL)
    page.goto("/in-use/")
    axe(page)
    row = page.locator("main tbody tr").filter(has_text=re.compile(r"[A-Z]\d[A-Z]-\d[A-Z]{2}")).last
    trouble.device = DEVICE_NUMBER.search(row.inner_text()).group()
    page.goto("/reports/new/")
    axe(page)
    page.fill("input[name=device]", "H4F-999999")
    submit(page)
    expect(page.locator("main")).to_contain_text("Kein Gerät, das hier im Einsatz ist")
    page.fill("input[name=device]", trouble.device.lower())
    submit(page)
    axe(page)
    page.get_by_label("es ist defekt").check()
    page.select_option("select[name=reason]", "display")
    page.get_by_label("Ein Ersatz wird gewünscht").check()
    page.fill("textarea[name=details]", "Der Bildschirm bleibt dunkel.")
    submit(page)
    assert "Ihre Meldung ist eingegangen" in flash(page)
    axe(page)
    trouble.report = page.url
    facts = page.locator("main").inner_text()
    trouble.code = re.search(r"[A-Z]\d[A-Z]-\d[A-Z]{2}", facts).group()


def test_coordination_takes_it_back(page: Page, axe, trouble: Trouble):
    sign_in(page, COORDINATOR)
    page.goto("/reports/?status=reported")
    axe(page)
    page.goto(trouble.report)
    expect(page.locator("main")).to_contain_text("Der Bildschirm bleibt dunkel.")
    page.get_by_role("link", name="Entscheiden").click()
    axe(page)
    page.get_by_label("Es kommt endgültig zurück").check()
    submit(page)
    assert "zurückzubringen" in flash(page)
    page.get_by_role("button", name="Das Gerät ist da").click()
    assert "wartet auf die Werkstatt" in flash(page)
    expect(page.locator(".h4f-head")).to_contain_text("erledigt")
    page.goto(f"/devices/{trouble.device}/")
    expect(page.locator(".h4f-head")).to_contain_text("zurückgegeben")


def test_the_pupil_waits_again_for_another_one(page: Page, trouble: Trouble):
    sign_in(page, SCHOOL)
    page.goto(trouble.report)
    expect(page.locator("main")).to_contain_text("Gerät kam zurück")
    page.goto("/needs/")
    row = page.locator("main tbody tr").filter(has_text=trouble.code)
    expect(row).to_have_count(1)
    page.goto("/in-use/")
    expect(page.locator("main")).not_to_contain_text(trouble.device)
