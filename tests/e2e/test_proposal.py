"""A coordinator from sixty needs to the packed handover, in a browser. One walk; its tests run in their order."""

import re
import subprocess
import sys
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT, Live, environment
from tests.e2e.people import fill, flash, in_days, sign_in, submit, submit_day
from tests.e2e.waiting_list import SCHOOLS
from tests.e2e.walk import COORDINATOR, DEVICE_NUMBER, scan_in

PROPOSAL = re.compile(r"V-\d{4}-\d{5}")
EACH = 4


@dataclass
class Course:
    """What one test hands to the next."""

    proposal: str = ""
    handover: str = ""


@pytest.fixture(scope="module")
def course(live: Live) -> Course:
    """With the sixty needs and the stock in place."""
    ours = {**environment(live.data_dir.parent), "H4F_LOCAL": "1"}
    subprocess.run([sys.executable, "-m", "tests.e2e.waiting_list"], cwd=ROOT, env=ours, check=True)
    return Course()


@pytest.fixture
def coordinator(page: Page, course: Course) -> Page:
    sign_in(page, COORDINATOR)
    return page


def number_of(page: Page) -> str:
    return PROPOSAL.search(page.locator("h1").inner_text()).group()


def until_calculated(page: Page) -> None:
    """The page leads to the result by itself."""
    expect(page.locator("main")).to_contain_text("Wer was bekommt und warum")


def test_a_proposal_is_started_and_calculated_by_the_worker(coordinator: Page, axe, course: Course):
    coordinator.goto("/needs/")
    coordinator.get_by_role("link", name="Vorschlag starten").click()
    axe(coordinator)
    for school in SCHOOLS:
        coordinator.get_by_label(school).check()
    fill(coordinator, cap=str(EACH))
    submit(coordinator)
    until_calculated(coordinator)
    axe(coordinator)
    main = coordinator.locator("main")
    expect(main).to_contain_text(f"{EACH * len(SCHOOLS)} von 60 Bedarfen sind versorgt")
    expect(main).to_contain_text("Nachweislich der beste")
    expect(main).to_contain_text("8 GB Arbeitsspeicher, mindestens 8")
    expect(main).to_contain_text("Obergrenze:")
    course.proposal = number_of(coordinator)


def test_one_pair_is_pinned_one_ruled_out_and_it_is_calculated_again(coordinator: Page, axe, course: Course):
    before = course.proposal
    coordinator.goto(f"/proposals/{before}/?outcome=gets")
    lines = coordinator.locator("tbody tr").filter(has_text=DEVICE_NUMBER).get_by_role("link", name=re.compile("^B-"))
    first, second = lines.nth(0).get_attribute("href"), lines.nth(1).get_attribute("href")
    coordinator.goto(first)
    axe(coordinator)
    coordinator.get_by_role("button", name="Dieses geben").last.click()
    assert "vorgemerkt" in flash(coordinator)
    coordinator.goto(second)
    coordinator.get_by_role("button", name=re.compile("ausschließen")).click()
    expect(coordinator.locator("main")).to_contain_text("2 Änderungen sind erst vorgemerkt")
    axe(coordinator)
    coordinator.get_by_role("button", name="Neu berechnen").click()
    until_calculated(coordinator)
    course.proposal = number_of(coordinator)
    assert course.proposal != before
    expect(coordinator.locator("main")).to_contain_text(f"Was sich seit {before} geändert hat")
    expect(coordinator.locator("main")).to_contain_text("von der Koordination festgelegt")
    axe(coordinator)


def test_it_is_confirmed_once_and_the_handover_planned(coordinator: Page, axe, course: Course):
    address = f"/proposals/{course.proposal}/"
    coordinator.goto(address)
    other_tab = coordinator.context.new_page()
    other_tab.goto(address)
    coordinator.get_by_role("button", name="Bestätigen und reservieren").click()
    assert f"{EACH * len(SCHOOLS)} Geräte sind bis" in flash(coordinator)
    axe(coordinator)
    other_tab.get_by_role("button", name="Bestätigen und reservieren").click()
    assert "ist schon bestätigt" in flash(other_tab)
    coordinator.locator("#hand-over-h ~ *").get_by_role("link", name=SCHOOLS[0]).click()
    fill(coordinator, day=in_days(9), time="10:00")
    submit_day(coordinator)
    expect(coordinator.locator(".h4f-head")).to_contain_text("geplant")
    course.handover = re.search(r"Ü-\d{4}-\d{5}", coordinator.locator("main").inner_text()).group()


def test_receipts_are_issued_and_the_devices_packed_by_scan(coordinator: Page, axe, course: Course):
    coordinator.goto(f"/handovers/{course.handover}/")
    coordinator.get_by_role("button", name="Übergabeprotokolle ausstellen").click()
    expect(coordinator.get_by_role("link", name=f"Alle {EACH} als ein PDF")).to_be_visible()
    coordinator.goto(f"/handovers/{course.handover}/packing/")
    for number in dict.fromkeys(DEVICE_NUMBER.findall(coordinator.locator("#packing").inner_text())):
        scan_in(coordinator, number, number)
    expect(coordinator.locator(".h4f-count")).to_contain_text(f"{EACH} von {EACH} gepackt")
    coordinator.get_by_role("button", name="Alles ist gepackt").click()
    expect(coordinator.locator(".h4f-head")).to_contain_text("gepackt")
    axe(coordinator)
