"""What people do in the browser, in the words of the walk."""

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from h4f.demo import PASSWORD
from tests.e2e.conftest import Live

NumberFrom = Callable[[str], str]


# Cookies of people by their address: a browser keeps them, too, and a sign-in takes a second of the machine's time.
_kept_cookies: dict[str, list] = {}


def sign_in(page: Page, email: str, password: str = PASSWORD, *, anew: bool = False) -> None:
    """Through the sign-in page, which leads those straight on whose browser still knows them; `anew` is for whoever
    does with their session what their other pages must not notice."""
    page.context.add_cookies([] if anew else _kept_cookies.get(email, []))
    page.goto("/account/login/")
    if "/account/login" in page.url:
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", password)
        submit(page)
    expect(page.locator("h1")).to_be_visible()
    assert "/account/login" not in page.url, page.locator("main").inner_text()
    if not anew:
        _kept_cookies[email] = page.context.cookies()


def sign_up(page: Page, live: Live, *, name: str, email: str, password: str) -> None:
    """Registers, takes the link out of the mail, confirms the address, and is signed in."""
    page.goto("/account/signup/")
    for field, value in {"name": name, "email": email, "password1": password, "password2": password}.items():
        page.fill(f"input[name={field}]", value)
    submit(page)
    expect(page.locator("main")).to_contain_text("E-Mail")
    mail = live.wait_for_mail(email)
    link = re.search(r"http://\S+", mail.get_content()).group()
    page.goto(link)
    submit(page)
    if "/account/login" in page.url:
        sign_in(page, email, password)


def submit(page: Page, within: str = "main") -> None:
    """Presses the main button of the page's form."""
    page.locator(f"{within} button.kern-btn--primary[type=submit]").first.click()
    page.wait_for_load_state()


def submit_day(page: Page) -> None:
    """The same for a form with a day: whichever day the test runs on, the one in it is meant, also in the holidays."""
    submit(page)
    insist = page.locator("input[name=all_the_same]")
    if insist.count():
        insist.check()
        submit(page)


def fill(page: Page, **values: str | bool) -> None:
    """Fills fields by their names: text, a choice of a select, or a radio's value."""
    for name, value in values.items():
        field = page.locator(f"[name='{name}']").first
        kind = field.evaluate("element => element.type")
        if kind == "radio":
            page.locator(f"[name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            field.set_checked(bool(value))
        elif kind.startswith("select"):
            field.select_option(label=value)
        else:
            field.fill(str(value))


def in_days(days: int) -> str:
    """A day counted from today in Leipzig, as date fields take it."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def before_midnight(minutes: int = 3) -> None:
    """Lets a day end that is about to: what has to happen on one day is not torn apart."""
    now = timezone.localtime()
    left = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo) - now
    if left < timedelta(minutes=minutes):
        time.sleep(left.total_seconds() + 1)


def flash(page: Page) -> str:
    """What the page says happened."""
    return page.locator(".h4f-flash").first.inner_text()
