"""A visitor offers a notebook and some disks on a telephone, without an account, and follows them by a link."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Live
from tests.e2e.people import fill, flash, sign_in, submit

PHONE = {"viewport": {"width": 390, "height": 800}}
VISITOR = "frida@muster.example"
COORDINATOR, VOLUNTEER = "koordination@example.org", "werkstatt@example.org"
LINK = re.compile(r"http://\S+")


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
    """What one station leaves to the next: the address in the mail, the donation's number."""
    return {}


@pytest.fixture
def phone(new_page) -> Page:
    """A visitor's telephone."""
    return new_page(**PHONE)


def looked_at(page: Page, axe) -> None:
    """Nothing is barred to anybody, and nothing has to be shifted sideways."""
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_five_short_steps_and_a_mail(phone: Page, live: Live, axe, story: dict):
    phone.goto("/")
    phone.get_by_role("link", name="Geräte spenden").last.click()
    expect(phone.locator("h1")).to_have_text("Geräte spenden")
    looked_at(phone, axe)
    fill(phone, **{"rows-0-category": "Notebook", "rows-0-count": "2"})
    phone.get_by_text("Modell, Baujahr, Seriennummer").click()
    fill(phone, **{"rows-0-year": "2009"})
    phone.keyboard.press("Tab")
    expect(phone.locator(".h4f-hint-line")).to_contain_text("Älter als 10 Jahre")
    phone.get_by_role("button", name="Weitere Geräte").click()
    fill(phone, **{"rows-1-category": "Lose Datenträger (Festplatten, SSDs)", "rows-1-count": "-4"})
    submit(phone)
    expect(phone.locator("[data-error-summary]")).to_contain_text("Zeile 2, Anzahl: Mindestens 1.")
    looked_at(phone, axe)
    fill(phone, **{"rows-1-count": "4"})
    submit(phone)
    looked_at(phone, axe)
    fill(phone, media_with_data="yes")
    submit(phone)
    looked_at(phone, axe)
    fill(phone, delivery="pick_up", street="Parkweg 7", postcode="04159", city="Leipzig")
    submit(phone)
    looked_at(phone, axe)
    fill(phone, kind="private", name="Frida Muster", email="frida@")
    submit(phone)
    expect(phone.locator("[name=name]")).to_have_value("Frida Muster")
    fill(phone, email=VISITOR)
    submit(phone)
    expect(phone.locator("main")).to_contain_text("Zeile 1 nehmen wir voraussichtlich nicht an")
    looked_at(phone, axe)
    submit(phone)
    looked_at(phone, axe)
    story["link"] = LINK.search(live.wait_for_mail(VISITOR).get_content()).group()


def test_what_is_typed_outlives_a_reload_and_the_way_back(phone: Page):
    phone.goto("/donations/offer/")
    fill(phone, **{"rows-0-category": "Monitor", "rows-0-count": "7"})
    # What was chosen before may still be on its way: the answer to the last one is meant.
    with phone.expect_response(lambda answer: "rows-0-count=7" in (answer.request.post_data or "")):
        phone.keyboard.press("Tab")
    phone.reload()
    expect(phone.locator("[name=rows-0-count]")).to_have_value("7")
    submit(phone)
    expect(phone).to_have_url(re.compile("/data/$"))
    phone.go_back()
    expect(phone.locator("[name=rows-0-count]")).to_have_value("7")


def test_it_works_without_scripts(new_page):
    plain = new_page(java_script_enabled=False, **PHONE)
    plain.goto("/donations/offer/")
    fill(plain, **{"rows-0-category": "Notebook"})
    plain.get_by_role("button", name="Weitere Geräte").click()
    expect(plain.locator("[name=rows-1-category]")).to_be_visible()
    submit(plain)
    expect(plain.locator("h1")).to_have_text("Wie steht es um die Daten?")


def test_nobody_sees_the_offer_before_it_is_confirmed(page: Page, story: dict):
    sign_in(page, COORDINATOR)
    page.goto("/donations/?q=Frida")
    expect(page.locator("main")).not_to_contain_text("Frida Muster")


def test_the_link_confirms_by_a_button_and_leads_to_the_state(phone: Page, live: Live, axe, story: dict):
    phone.goto(story["link"])
    expect(phone.locator("h1")).to_have_text("Angebot bestätigen")
    looked_at(phone, axe)
    submit(phone)
    story["number"] = re.search(r"S-\d{4}-\d{5}", flash(phone)).group()
    expect(phone.locator("h1")).to_have_text(story["number"])
    expect(phone.locator("main")).to_contain_text("4 × Lose Datenträger")
    expect(phone.locator("tbody tr")).to_have_count(2)
    looked_at(phone, axe)
    story["state"] = phone.url


def test_the_mail_carries_the_same_link_and_a_lost_one_is_sent_again(phone: Page, live: Live, axe, story: dict):
    live.wait_for_mail(VISITOR, count=2, says=story["state"])
    phone.goto("/donations/state/")
    looked_at(phone, axe)
    fill(phone, email=VISITOR.upper())
    submit(phone)
    expect(phone.locator("h1")).to_have_text("Bitte sehen Sie in Ihr Postfach")
    assert story["state"] in live.wait_for_mail(VISITOR, count=3).get_content()


def test_coordination_sees_what_speaks_against_it_and_ends_the_links(page: Page, new_page, axe, story: dict):
    sign_in(page, COORDINATOR)
    page.goto(f"/donations/{story['number']}/")
    expect(page.locator("main")).to_contain_text("Vor dem Annehmen")
    expect(page.locator("main")).to_contain_text("öffentliches Formular")
    axe(page)
    page.get_by_role("button", name="Links beenden").click()
    visitor = new_page(**PHONE)
    assert visitor.goto(story["state"]).status == 410
    expect(visitor.locator("h1")).to_have_text("Dieser Link gilt nicht mehr")
    looked_at(visitor, axe)


def test_a_volunteer_opens_a_donation_for_what_was_left_at_the_door(new_page, axe):
    phone = new_page(**PHONE)
    sign_in(phone, VOLUNTEER)
    phone.goto("/intake/")
    phone.get_by_role("link", name="Vor der Tür abgestellt").click()
    looked_at(phone, axe)
    fill(phone, **{"rows-0-category": "Notebook", "rows-0-count": "3"})
    submit(phone)
    expect(phone.locator(".h4f-flash").first).to_contain_text("von unbekannt")
    expect(phone.locator("main")).to_contain_text("3 von 3")
