"""A donor chooses a time on the phone; coordination sees it in the calendar, fetches by route list, subscribes to the
calendar, and repeats a mail that failed."""

import re
from urllib.request import urlopen

import icalendar
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PATIENCE_SECONDS, Live
from tests.e2e.people import fill, flash, in_days, sign_in, submit

DONOR, COORDINATOR = "spende@example.org", "koordination@example.org"
PHONE = {"viewport": {"width": 390, "height": 800}}


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
    """What one station hands to the next."""
    return {}


@pytest.fixture
def desk(page: Page) -> Page:
    """Coordination's computer."""
    sign_in(page, COORDINATOR)
    return page


@pytest.fixture
def phone(new_page) -> Page:
    """The donor's telephone."""
    page = new_page(**PHONE)
    sign_in(page, DONOR)
    return page


def test_a_donor_offers_and_waits(phone: Page, story):
    phone.goto("/donations/new/")
    fill(phone, **{"rows-0-category": "Monitor", "rows-0-count": "2"})
    fill(phone, origin="business", media_with_data="no", delivery="drop_off", window="nachmittags")
    submit(phone)
    story["donation"] = re.search(r"S-\d{4}-\d{5}", phone.locator("main").inner_text()).group()
    phone.goto(f"/donations/{story['donation']}/slot/")
    expect(phone.locator(".h4f-flash")).to_contain_text("gerade keine Zeit zu wählen")


def test_coordination_opens_hours_and_accepts(desk: Page, live: Live, story, axe):
    desk.goto("/appointments/hours/")
    axe(desk)
    desk.get_by_role("link", name="Neue Öffnungszeit").click()
    axe(desk)
    story["day"] = in_days(5)
    fill(desk, day=story["day"], starts="09:00", ends="10:00", slot_minutes="60", capacity="1")
    submit(desk)
    assert "09:00–10:00" in flash(desk)
    desk.goto(f"/donations/{story['donation']}/")
    desk.get_by_role("link", name="Annehmen und Zeit wählen lassen").click()
    axe(desk)
    submit(desk)
    expect(desk.locator("main")).to_contain_text("die Spender*in kann wählen")
    live.wait_for_mail(DONOR, says=f"/donations/{story['donation']}/slot/")


def test_the_donor_takes_the_slot_on_the_phone(phone: Page, story, axe):
    phone.goto(f"/donations/{story['donation']}/")
    phone.get_by_role("link", name="Zeit wählen").click()
    axe(phone)
    submit(phone)
    expect(phone.locator(".kern-alert--danger")).to_contain_text("Bitte wählen Sie Tag und Uhrzeit")
    phone.get_by_label("09:00–10:00").first.check()
    submit(phone)
    assert "Ihr Termin" in flash(phone)
    expect(phone.locator(".h4f-head")).to_contain_text("Termin vereinbart")
    axe(phone)
    with phone.expect_download() as loading:
        phone.get_by_role("link", name="Für meinen Kalender").click()
    (event,) = icalendar.Calendar.from_ical(loading.value.path().read_bytes()).walk("VEVENT")
    assert event.start.date().isoformat() == story["day"]


def test_the_slot_is_full_for_others(desk: Page, story):
    desk.goto(f"/donations/{story['donation']}/slot/")
    taken = desk.locator("fieldset", has_text="ausgebucht").locator("input[type=radio]").first
    expect(taken).to_be_disabled()


def test_the_calendar_and_the_route_list_show_what_comes(desk: Page, story, axe):
    desk.get_by_role("link", name="Termine").first.click()
    axe(desk)
    desk.goto(f"/appointments/?from={story['day']}")
    expect(desk.locator("main")).to_contain_text(f"Anlieferung {story['donation']}")
    expect(desk.locator("main")).to_contain_text("1 von 1 Plätzen")
    tomorrow = in_days(1)
    desk.goto(f"/appointments/{tomorrow}/")
    axe(desk)
    desk.get_by_role("link", name="Tourenliste").first.click()
    axe(desk)
    expect(desk.locator("main")).to_contain_text("Rathausplatz 1")
    desk.emulate_media(media="print")
    expect(desk.locator(".h4f-nav")).to_be_hidden()
    expect(desk.locator(".h4f-stop__moves").first).to_be_hidden()


def test_the_calendar_can_be_subscribed_to(desk: Page, story, axe):
    desk.goto("/appointments/feed/")
    axe(desk)
    submit(desk)
    address = desk.locator("#feed-address").inner_text()
    axe(desk)
    events = icalendar.Calendar.from_ical(urlopen(address, timeout=PATIENCE_SECONDS).read()).walk("VEVENT")
    titles = [str(event["SUMMARY"]) for event in events]
    assert f"Anlieferung {story['donation']}" in titles
    assert not any("Rathausplatz" in str(event) for event in events)


def test_a_mail_that_failed_is_repeated(desk: Page, live: Live, axe):
    desk.goto("/")
    desk.get_by_role("link", name="Nicht zugestellte E-Mails").click()
    axe(desk)
    desk.get_by_role("link", name="Ihre Spende").first.click()
    axe(desk)
    expect(desk.locator("main")).to_contain_text("hat die Adresse abgelehnt")
    submit(desk)
    assert "noch einmal gesendet" in flash(desk)
    assert "Guten Tag" in live.wait_for_mail("it@kanzlei-tippfehler.example").get_content()


def test_every_mail_can_be_read_beforehand(desk: Page, axe):
    desk.goto("/mails/kinds/")
    axe(desk)
    desk.get_by_role("link", name="Erinnerung", exact=True).click()
    axe(desk)
    expect(desk.locator("main")).to_contain_text("Wir erwarten Sie morgen")
    expect(desk.locator("main")).to_contain_text("we expect you")
