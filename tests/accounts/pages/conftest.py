"""Pages under test hang on their own addresses, not on the site's."""

from copy import deepcopy
from pathlib import Path

import pytest
from django.utils import translation

from accounts.pages import navigation
from devices.enums import DeviceStatus
from devices.models import Category, Device, Location
from donations.models import Donation, Donor


@pytest.fixture(autouse=True)
def _pages(settings, monkeypatch) -> None:
    """The tests' own addresses and templates; the apps' entries in the navigation belong to addresses of the site."""
    monkeypatch.setattr(navigation, "_items", {})
    settings.ROOT_URLCONF = "tests.accounts.pages.urls"
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates


@pytest.fixture(autouse=True)
def _german():
    with translation.override("de"):
        yield


@pytest.fixture
def make_devices(db, now):
    """Makes devices with the numbers given; keyword arguments go to each of them."""
    donor = Donor.objects.create(kind="company", name="Steuerbüro Müller")
    donation = Donation.objects.create(donor=donor, number="S-2026-00001")
    category, _new = Category.objects.get_or_create(
        code="test-notebook",
        defaults={"name_de": "Notebook", "name_en": "Notebook", "can_hold_media": True, "needs_power_supply": True},
    )
    shelf, _new = Location.objects.get_or_create(code="a7", defaults={"name_de": "Regal A-07", "name_en": "Shelf"})

    def make(*numbers: int, **fields) -> list[Device]:
        given = {"status": DeviceStatus.RECEIVED, "status_since": now, "location": shelf, "maker": "Dell"} | fields
        return [
            Device.objects.create(number=f"H4F-{number:06}", donation=donation, category=category, **given)
            for number in numbers
        ]

    return make
