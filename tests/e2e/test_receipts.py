"""A hundred receipts of one handover in a browser: issued at once, one signed on a telephone, one void, one replaced, a
scanned pile of ten filed by its codes, one verified by its code. One walk; its tests run in their order."""

import io
import re
import subprocess
import sys
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT, Live, environment
from tests.e2e.issuing import draw, reload_until
from tests.e2e.papers import codes_of
from tests.e2e.people import fill, flash, sign_in, submit
from tests.e2e.receipts_world import HANDOVER, PUPILS
from tests.e2e.walk import COORDINATOR

RECEIPTS = f"/handovers/{HANDOVER}/receipts/"
SCAN_DPI, TURNS = 120, (0, 180, 2, -3, 90)
# Where the code stands on the first page, in parts of its width and height.
CODE = (0.80, 0.05, 1.0, 0.20)


@dataclass
class Pile:
    """What one test hands to the next: numbers of receipts in their order, and the version that stands."""

    numbers: list[str] = field(default_factory=list)
    scanned: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def pile(live: Live) -> Pile:
    """With the appointment in place."""
    ours = {**environment(live.data_dir.parent), "H4F_LOCAL": "1"}
    subprocess.run([sys.executable, "-m", "tests.e2e.receipts_world"], cwd=ROOT, env=ours, check=True)
    return Pile()


@pytest.fixture
def coordinator(page: Page, pile: Pile) -> Page:
    sign_in(page, COORDINATOR)
    return page


def pdf_of(page: Page, number: str, version: int = 1) -> bytes:
    """The file as it was issued."""
    answer = page.request.get(f"/documents/{number}/{version}/pdf/")
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def test_a_hundred_are_issued_at_once(coordinator: Page, axe, pile: Pile):
    coordinator.goto(f"/handovers/{HANDOVER}/")
    coordinator.get_by_role("button", name="Protokolle ausstellen").click()
    everything = coordinator.get_by_role("link", name=f"Alle {PUPILS} als ein PDF")
    expect(everything).to_be_visible()
    axe(coordinator)
    found = re.findall(r"Q-\d{4}-\d{5}", coordinator.locator("main").inner_text())
    pile.numbers = list(dict.fromkeys(found))
    assert len(pile.numbers) == 50


def test_one_is_signed_on_a_telephone(new_page, axe, pile: Pile):
    phone = new_page(viewport={"width": 390, "height": 800}, has_touch=True)
    sign_in(phone, COORDINATOR)
    phone.goto(f"/documents/{pile.numbers[3]}/1/")
    phone.get_by_role("link", name="Am Bildschirm unterschreiben").click()
    axe(phone)
    canvases = phone.locator("canvas")
    expect(canvases).to_have_count(3)
    for index in (0, 1):
        draw(phone, canvases.nth(index))
    submit(phone)
    assert "unterschrieben" in flash(phone)
    expect(phone.locator("h1")).to_have_text(pile.numbers[3])
    reload_until(phone, phone.get_by_role("link", name="PDF herunterladen"))
    expect(phone.locator(".h4f-drawn")).to_have_count(2)
    axe(phone)
    phone.goto(f"/documents/{pile.numbers[3]}/1/")
    expect(phone.get_by_role("link", name="Zu Fassung 2")).to_be_visible()


def test_one_is_void_and_one_is_replaced(coordinator: Page, axe, pile: Pile):
    void, replaced = pile.numbers[1], pile.numbers[0]
    coordinator.goto(RECEIPTS)
    coordinator.get_by_role("link", name=f"Ungültig erklären: {void}").click()
    fill(coordinator, reason="Kind ist umgezogen")
    submit(coordinator)
    assert void in flash(coordinator)
    coordinator.goto(f"/documents/{void}/1/")
    expect(coordinator.locator("main")).to_contain_text("Dieses Dokument ist ungültig")
    coordinator.goto(f"/handovers/{HANDOVER}/")
    coordinator.get_by_role("link", name="Herunternehmen: H4F-930002").click()
    fill(coordinator, reason="Netzteil fehlt")
    submit(coordinator)
    coordinator.goto(f"/documents/{replaced}/1/")
    coordinator.get_by_role("link", name="Zu Fassung 2").click()
    reload_until(coordinator, coordinator.get_by_role("link", name="PDF herunterladen"))
    expect(coordinator.locator("main")).not_to_contain_text("H4F-930002")
    axe(coordinator)


def scan(pdf: bytes, turn: float, *, code: bool = True) -> Image.Image:
    """The first page as a scanner sees it: grey, a little noisy, turned; without its code when that is covered."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=SCAN_DPI / 72, grayscale=True).to_pil().convert("L")
    if not code:
        box = [side * part for side, part in zip(page.size * 2, CODE, strict=True)]
        ImageDraw.Draw(page).rectangle(box, fill=250)
    turned = page.rotate(turn, expand=True, fillcolor=248)
    return Image.blend(turned, Image.effect_noise(turned.size, 40), 0.1)


def test_a_scanned_pile_of_ten_is_filed(coordinator: Page, axe, pile: Pile):
    pile.scanned = pile.numbers[10:20]
    scans = [
        scan(pdf_of(coordinator, number), TURNS[index % len(TURNS)], code=index != 6)
        for index, number in enumerate(pile.scanned)
    ]
    file = io.BytesIO()
    scans[0].save(file, "PDF", save_all=True, append_images=scans[1:], resolution=SCAN_DPI)
    coordinator.goto("/documents/scans/")
    axe(coordinator)
    coordinator.get_by_role("link", name="Scans senden").click()
    axe(coordinator)
    coordinator.locator("input[type=file]").set_input_files(
        {"name": "stapel.pdf", "mimeType": "application/pdf", "buffer": file.getvalue()}
    )
    submit(coordinator)
    expect(coordinator.locator("#scans-count")).to_contain_text("9 Papiere unterschrieben")
    expect(coordinator.locator("tbody tr")).to_have_count(10)
    axe(coordinator)
    coordinator.get_by_role("link", name="Zuordnen: Seite 7").click()
    expect(coordinator.locator("main")).to_contain_text("kein Code gefunden")
    axe(coordinator)
    fill(coordinator, number=pile.scanned[6].lower())
    submit(coordinator)
    assert f"{pile.scanned[6]} gilt als unterschrieben" in flash(coordinator)
    expect(coordinator.locator("#scans-count")).to_contain_text("10 Papiere unterschrieben")
    coordinator.goto(f"/documents/{pile.scanned[6]}/1/")
    expect(coordinator.get_by_role("link", name="Unterschriebenes Papier herunterladen")).to_be_visible()


def test_the_others_wait_for_their_signatures(coordinator: Page, axe, pile: Pile):
    coordinator.goto(f"/receipts/unsigned/?handover={HANDOVER}&per=100")
    axe(coordinator)
    expect(coordinator.locator("main")).to_contain_text(str(PUPILS - 12))
    text = coordinator.locator("main").inner_text()
    assert pile.numbers[20] in text
    assert not any(number in text for number in (*pile.scanned, pile.numbers[1], pile.numbers[3]))
    coordinator.locator("tr", has_text=pile.numbers[20]).locator("input[name=pick]").check()
    coordinator.get_by_role("button", name="Als unterschrieben abhaken").click()
    axe(coordinator)
    submit(coordinator)
    assert "1 Protokoll gilt als unterschrieben" in flash(coordinator)
    coordinator.get_by_role("link", name="Zurücknehmen", exact=True).click()
    axe(coordinator)
    fill(coordinator, reason="Zeile verwechselt")
    submit(coordinator)
    assert "gilt wieder als nicht unterschrieben" in flash(coordinator)


def test_anybody_verifies_one_by_its_code(coordinator: Page, new_page, axe, pile: Pile):
    pdf = pdf_of(coordinator, pile.scanned[0])
    (address,) = codes_of(pdf)
    visitor = new_page()
    visitor.goto(urlsplit(address).path)
    expect(visitor.locator("main")).to_contain_text(pile.scanned[0])
    axe(visitor)
    visitor.locator("input[type=file]").set_input_files(
        {"name": "protokoll.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    visitor.get_by_role("button", name="Vergleichen", exact=True).click()
    expect(visitor.locator("main")).to_contain_text("unveränderte Original")
