"""Who and what the walk through the chain is about."""

import os
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from h4f.demo.plan import EVERYTHING
from tests.e2e.people import submit

COORDINATOR, VOLUNTEER, SENIOR = "koordination@example.org", "werkstatt@example.org", "endkontrolle@example.org"
DONOR, DONOR_PASSWORD = "it@kanzlei-linde.example", "lindenblatt-2026"
SCHOOL, SCHOOL_PASSWORD = "sekretariat@walkweg.example", "walkweg-schule-2026"
SAMPLES = Path(os.environ.get("H4F_SAMPLES") or Path(__file__).parents[3] / "shared" / "samples")
LSHW = SAMPLES / "lshw" / "e5530.json"
NWIPE = SAMPLES / "nwipe" / "nwipe-0.42-latitude-e5530.log"
needs_samples = pytest.mark.skipif(
    not (LSHW.exists() and NWIPE.exists()), reason="the files that the laptop's tools printed are not here"
)
DEVICE_NUMBER = re.compile(r"H4F-\d{6}")


@dataclass
class Walk:
    """What one station hands to the next."""

    donation: str = ""
    laptop: str = ""
    monitors: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    request: str = ""
    handover: str = ""
    receipts: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    missing: str = ""


def first_gift() -> str:
    """The demonstration's oldest donation, numbered in the year in which it was registered."""
    registered_on = timezone.localdate() - timedelta(days=max(each.days for each in EVERYTHING))
    return f"S-{registered_on.year}-00001"


def scan_in(page: Page, typed: str, expected: str) -> None:
    """One code at the intake; the answer stands on top, and the field is ready for the next one."""
    page.fill("input[name=code]", typed)
    page.keyboard.press("Enter")
    expect(page.locator(".h4f-results > li").first).to_contain_text(expected, ignore_case=True)
    expect(page.locator("input[name=code]")).to_be_focused()


def upload_report(page: Page, device: str, sample: Path) -> None:
    """What a tool printed about a device, until a worker has read it."""
    page.goto(f"/devices/{device}/evidence/")
    page.locator("input[type=file]").set_input_files(sample)
    submit(page)
    expect(page.locator("main")).to_contain_text(sample.name)
    expect(page.locator("#upload[hx-get]")).to_have_count(0)


def download(page: Page, press) -> bytes:
    """The file that pressing something brings."""
    with page.expect_download() as loading:
        press()
    return loading.value.path().read_bytes()
