"""What people do about papers in the browser: keep the issuer's notice, wait for a paper, sign with a finger."""

import time
from datetime import date

from playwright.sync_api import Locator, Page

from tests.e2e.conftest import PATIENCE_SECONDS
from tests.e2e.people import fill, flash, submit


def enter_notice(page: Page, dated: date) -> None:
    """The tax office's notice, as coordination keeps it."""
    page.goto("/issuer/")
    fill(page, second_line="Hardware für Bildung e. V.", notice_date=dated.isoformat(), is_draft=False)
    submit(page)
    assert "gespeichert" in flash(page)


def reload_until(page: Page, place: Locator) -> None:
    """A worker makes the paper meanwhile. Raises: AssertionError."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not place.count():
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.wait_for_timeout(300)
        page.reload()


def draw(page: Page, canvas: Locator) -> None:
    """A signature, with a pen that goes up and down."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 50)
    page.mouse.down()
    for step in range(16):
        page.mouse.move(box["x"] + 20 + 14 * step, box["y"] + (25 if step % 2 else 75))
    page.mouse.up()
