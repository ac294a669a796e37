"""Who and what the walk through the chain is about."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page

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


def download(page: Page, press) -> bytes:
    """The file that pressing something brings."""
    with page.expect_download() as loading:
        press()
    return loading.value.path().read_bytes()
