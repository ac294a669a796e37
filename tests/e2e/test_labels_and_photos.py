"""A label printed ahead finds its device, a photo taken with a phone loses its place, and the board shows it all."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.documents.pdf.pdf_reading import codes, page_images
from tests.e2e.conftest import Live
from tests.e2e.people import sign_in, submit

VOLUNTEER = "werkstatt@example.org"
PHONE = {"viewport": {"width": 390, "height": 800}}


@pytest.fixture
def phone(new_page) -> Page:
    """A volunteer's telephone."""
    page = new_page(**PHONE)
    sign_in(page, VOLUNTEER)
    return page


def photo() -> dict:
    """As a telephone sends it: turned on its side, with the place."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Fairphone"
    exif.get_ifd(0x8825)[2] = (51.0, 20.0, 4.0)
    file = io.BytesIO()
    Image.new("RGB", (2400, 1800), "teal").save(file, "JPEG", exif=exif)
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_a_blank_label_is_printed_scanned_and_leads_to_its_device(phone: Page, axe):
    phone.goto("/labels/blank/")
    axe(phone)
    phone.fill("input[name=count]", "3")
    with phone.expect_download() as printed:
        submit(phone)
    numbers = codes(page_images(printed.value.path().read_bytes(), dpi=300)[0])
    assert len(numbers) == 3
    phone.goto("/labels/")
    axe(phone)
    expect(phone.locator("tbody")).to_contain_text(numbers[0])
    phone.goto("/scan/")
    phone.fill("#scan-field", numbers[0].replace("-", "ß").lower())
    phone.keyboard.press("Enter")
    expect(phone.locator("h1")).to_have_text("Dieses Etikett ist noch frei")
    axe(phone)
    phone.fill("input[name=device]", "1")
    phone.keyboard.press("Enter")
    expect(phone.locator(".h4f-flash")).to_contain_text(f"Das Etikett {numbers[0]} führt ab jetzt zu H4F-000001")
    phone.goto("/scan/")
    phone.fill("#scan-field", numbers[0])
    phone.keyboard.press("Enter")
    expect(phone.locator(".h4f-head")).to_contain_text(f"Das Etikett {numbers[0]} führt hierher")


def test_a_photo_appears_by_itself_without_its_place_and_can_be_removed(phone: Page, live: Live, axe):
    phone.goto("/devices/H4F-000001/photos/")
    axe(phone)
    phone.set_input_files("input[name=camera]", photo())
    submit(phone)
    picture = phone.locator(".h4f-photos img").first
    expect(picture).to_be_visible()
    axe(phone)
    large = phone.request.get(live.url + phone.locator(".h4f-photos a").first.get_attribute("href")).body()
    assert Image.open(io.BytesIO(large)).size == (1200, 1600)
    assert b"Fairphone" not in large
    assert not Image.open(io.BytesIO(large)).getexif()
    assert [path.name for path in (live.data_dir / "files/photos/uploads").iterdir()] == []
    phone.get_by_role("link", name=re.compile("^Entfernen")).first.click()
    axe(phone)
    phone.fill("textarea[name=reason]", "unscharf")
    submit(phone)
    expect(phone.locator(".h4f-photos")).to_have_count(0)
    phone.locator(".h4f-flash").get_by_role("button").click()
    expect(phone.locator(".h4f-photos img")).to_have_count(1)


@pytest.mark.parametrize("view", ["stages", "places", "stock"])
def test_the_board_fits_a_phone_and_its_numbers_lead_to_devices(phone: Page, axe, view):
    phone.goto(f"/workshop/?view={view}")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    number = phone.locator(".h4f-board__head a, .h4f-counts td a").first
    number.click()
    expect(phone.locator("h1")).to_have_text("Geräte")
    expect(phone.locator("tbody tr").first).to_be_visible()
