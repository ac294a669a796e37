"""The tax paper from the donor's values to the signed scan: issued, voided, issued again, refused after the lock."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import cast
from tests.documents.pdf.pdf_reading import page_texts
from tests.e2e.issuing import enter_notice, reload_until
from tests.e2e.people import fill, flash, sign_in, submit
from tests.e2e.walk import COORDINATOR, download, first_gift

# The demonstration's company, and what it brought: ten devices on one day.
DONOR, GIFT = "spende@example.org", first_gift()


def five_years_ago(today: date) -> date:
    """The oldest notice by which gifts may be confirmed today."""
    try:
        return today.replace(year=today.year - 5)
    except ValueError:
        return date(today.year - 5, 3, 1)


@pytest.fixture
def coordinator(new_page: Callable[..., Page]) -> Page:
    page = new_page()
    sign_in(page, COORDINATOR)
    return page


@pytest.fixture
def donor(new_page: Callable[..., Page]) -> Page:
    page = new_page()
    sign_in(page, DONOR)
    return page


def issue(page: Page, axe) -> str:
    """Issues the confirmation and returns its number, once the paper is made."""
    page.goto(f"/donations/{GIFT}/confirm/")
    axe(page)
    page.check("input[name=proofs_present]")
    page.get_by_role("button", name="Zuwendungsbestätigung ausstellen").click()
    number = page.locator("h1").inner_text()
    assert re.fullmatch(r"ZB-\d{4}-\d{5}", number)
    reload_until(page, page.locator(".h4f-head").get_by_text("fertig"))
    return number


def test_the_tax_paper_is_issued_voided_and_issued_again_until_the_lock(coordinator: Page, donor: Page, axe):
    today = timezone.localdate()
    enter_notice(coordinator, five_years_ago(today))
    axe(coordinator)
    coordinator.get_by_role("button", name="Ich habe ihn Wort für Wort verglichen").click()
    assert "verglichen" in flash(coordinator)

    _state_values(donor, axe)
    coordinator.goto("/donations/to-confirm/")
    expect(coordinator.locator("tbody")).to_contain_text(GIFT)
    axe(coordinator)
    first = issue(coordinator, axe)
    axe(coordinator)
    paper = download(coordinator, coordinator.get_by_role("link", name="PDF herunterladen").click)
    text = page_texts(paper)[0]
    assert f"Nr. {first}" in text and "ENTWURF" not in text and "Lindner Logistik GmbH" in text
    assert "*** 200,00 € ***" in text and "zweihundert Euro" in text

    coordinator.goto(f"/donations/{GIFT}/confirmed/{first}/void/")
    axe(coordinator)
    fill(coordinator, reason="Anschrift falsch")
    submit(coordinator)
    assert f"{first} ist ungültig" in flash(coordinator)
    second = issue(coordinator, axe)
    assert second > first

    enter_notice(coordinator, five_years_ago(today) - timedelta(days=1))
    expect(coordinator.locator(".kern-alert--danger")).to_contain_text("über 5 Jahre alt")
    coordinator.goto(f"/donations/{GIFT}/confirm/")
    expect(coordinator.locator(".kern-alert--warning")).to_contain_text("über 5 Jahre alt")

    _sign(coordinator, second, axe)
    _the_donor_has_both(donor, first, second)


def _state_values(page: Page, axe) -> None:
    """One row for all devices of each model: book value 1 €, VAT on 100 €."""
    page.goto(f"/donations/{GIFT}/values/")
    axe(page)
    while (row := _first_empty_row(page)) is not None:
        fill(page, **{f"values-{row}-amount": "1", f"values-{row}-vat_due": True, f"values-{row}-vat_base": "100"})
        alike = page.locator(".h4f-row").nth(row).locator("button[name=for_all]")
        (alike if alike.count() else page.get_by_role("button", name="Werte speichern")).click()
        assert "Gespeichert" in flash(page)
    expect(page.locator("main")).to_contain_text("Angegeben: 200,00")


def _first_empty_row(page: Page) -> int | None:
    filled = page.locator("[name$='-amount']").evaluate_all("fields => fields.map(field => field.value)")
    return filled.index("") if "" in filled else None


def _sign(page: Page, number: str, axe) -> None:
    """A copy says so; the scan of the signed paper is kept."""
    page.goto(f"/documents/{number}/1/")
    copy = download(page, page.get_by_role("button", name="Zweitschrift drucken").click)
    assert all("Zweitschrift vom" in text and number in text for text in page_texts(copy))
    page.goto(f"/documents/{number}/1/signed/")
    axe(page)
    page.set_input_files("input[name=scan]", {"name": "scan.png", "mimeType": "image/png", "buffer": cast.png()})
    submit(page)
    assert "gilt als unterschrieben" in flash(page)


def _the_donor_has_both(page: Page, first: str, second: str) -> None:
    page.goto(f"/donations/{GIFT}/")
    papers = page.locator("section", has=page.locator("#papers-h"))
    expect(papers.locator("tr", has_text=first)).to_contain_text("ungültig")
    expect(papers.locator("tr", has_text=second)).to_contain_text("unterschrieben")
    page.goto(f"/documents/{second}/1/")
    scan = download(page, page.get_by_role("link", name="Unterschriebenes Papier herunterladen").click)
    assert scan == cast.png()
