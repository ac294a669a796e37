"""A city office with a list of 200 devices, 7 of them wrong, in a browser: from its asset system to one donation with
200 devices, and nothing twice.

The tests are one walk and run in their order."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from tests.e2e.people import fill, sign_in, submit
from tests.e2e.walk import download
from tests.e2e.workshop import PHONE, fits

DONOR = "stadtverwaltung@example.org"
TITLES = (
    "Anlagennr.",
    "Typ",
    "Hersteller",
    "Modell",
    "Serien-Nr.",
    "Arbeitsspeicher",
    "Anschaffungsdatum",
    "Anzahl",
    "Raum",
)
FIRST_ROW = 4
# Row of the list, column, what stands there, and the sentence it gets.
WRONG = (
    (3, 5, "To be filled by O.E.M.", "ist keine Nummer eines Geräts"),
    (40, 8, -3, "Eine Anzahl kann nicht negativ sein"),
    (80, 8, 1_000_000, "Höchstens 500 in einer Zeile"),
    (99, 5, "SV-00001", "Steht schon in Zeile 4"),
    (120, 2, "Toaster", "„Toaster“ kennen wir nicht als Art"),
    (150, 7, "irgendwann", "Bitte tippen Sie ein Jahr wie 2019"),
    (199, 5, "1,23E+11", "hat diese Nummer gekürzt"),
)


@dataclass
class Given:
    """What one step hands to the next."""

    donation: str = ""
    import_url: str = ""


@pytest.fixture(scope="module")
def given() -> Given:
    return Given()


@pytest.fixture(scope="module")
def signed_in() -> dict:
    """The office's cookies, once somebody has signed in."""
    return {}


@pytest.fixture
def office(new_page: Callable[..., Page], signed_in: dict) -> Page:
    return _signed_in(new_page(storage_state=signed_in or None), signed_in)


@pytest.fixture
def phone(new_page: Callable[..., Page], signed_in: dict) -> Page:
    return _signed_in(new_page(**PHONE, storage_state=signed_in or None), signed_in)


def _signed_in(page: Page, cookies: dict) -> Page:
    if not cookies:
        sign_in(page, DONOR)
        cookies.update(page.context.storage_state())
    return page


def machine(number: int) -> list[object]:
    """A right row of the list."""
    kind, model = ("Notebook", "Latitude 5400") if number % 3 else ("TFT", "P2419H")
    return [f"SV-{number}", kind, "Dell", model, f"SV-{number:05d}", "8 GB", date(2019, 3, 14), 1, "2.14"]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As the asset system writes it: a cover sheet, and two lines above the titles."""
    book = Workbook()
    book.active.title = "Deckblatt"
    sheet = book.create_sheet("Geräte")
    sheet.append(["Ausmusterung 2026"])
    sheet.append([])
    sheet.append(TITLES)
    for number in range(1, 201):
        sheet.append(machine(number))
    for number, column, text, _sentence in WRONG:
        sheet.cell(row=number + FIRST_ROW - 1, column=column, value=text)
    path = tmp_path_factory.mktemp("lists") / "inventar.xlsx"
    book.save(path)
    return path


def bring(page: Page, file: Path) -> None:
    """Chooses a file on the page that asks for one."""
    page.set_input_files("[name=file]", file)
    submit(page)


def tabs(page: Page) -> dict[str, int]:
    """{state: rows} as the page counts them."""
    found = (link.rsplit(" ", 1) for link in page.locator("nav.h4f-tabs a").all_inner_texts())
    return {state: int(count) for state, count in found}


def row(page: Page, number: int):
    """The row of the list on the page."""
    return page.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name=str(number + FIRST_ROW - 1), exact=True)
    )


def test_1_the_file_is_read_and_its_columns_are_guessed(office: Page, export: Path, axe, given: Given):
    office.goto("/donations/")
    office.get_by_role("link", name="Tabelle importieren").click()
    axe(office)
    bring(office, export)
    expect(office).to_have_url(re.compile(r"/columns/$"))
    axe(office)
    expect(office.locator("main")).to_contain_text("Tabellenblatt „Geräte“ · 200 Zeilen · Überschriften in Zeile 3")
    guessed = {
        select.get_attribute("id")[len("id_column-") :]: select.input_value()
        for select in office.locator("select[id^=id_column]").all()
    }
    assert list(guessed.values()) == ["asset_tag", "category", "maker", "model", "serial", "ram", "bought", "count", ""]
    submit(office)
    expect(office.locator("nav.h4f-tabs")).to_be_visible()
    given.import_url = office.url
    assert tabs(office) == {"Alle Zeilen": 200, "zu berichtigen": 7, "bereit": 193}
    axe(office)


def test_2_each_of_the_seven_says_what_is_wrong_at_its_cell(office: Page, given: Given):
    office.goto(given.import_url)
    for number, _column, _text, sentence in WRONG:
        expect(row(office, number)).to_contain_text(sentence)


def test_3_four_are_corrected_on_a_telephone(phone: Page, axe, given: Given):
    phone.goto(given.import_url)
    fits(phone)
    axe(phone)
    phone.fill("[name=r6-serial]", "SV-00003")
    phone.fill("[name=r43-count]", "3")
    phone.fill("[name=r83-count]", "1")
    phone.fill("[name=r102-serial]", "")
    phone.get_by_role("button", name="Speichern und noch einmal prüfen").first.click()
    # Three of a kind have no number of one device.
    expect(phone.locator(".h4f-flash")).to_contain_text("3 Zeilen stimmen jetzt. 4 sind noch zu berichtigen.")
    expect(phone.locator("[name=r43-count]")).to_have_value("3")
    phone.fill("[name=r43-count]", "1")
    phone.get_by_role("button", name="Speichern und noch einmal prüfen").first.click()
    expect(phone.locator(".h4f-flash")).to_contain_text("1 Zeile stimmt jetzt. 3 sind noch zu berichtigen.")
    assert tabs(phone) == {"Alle Zeilen": 200, "zu berichtigen": 3, "bereit": 197}


def test_4_what_is_right_is_entered_and_three_rows_stay(office: Page, axe, given: Given):
    office.goto(given.import_url)
    office.get_by_role("link", name="197 Zeilen anmelden").click()
    axe(office)
    fill(office, origin="business", media_with_data="no", delivery="drop_off")
    submit(office)
    link = office.locator("main").get_by_role("link", name=re.compile(r"S-\d{4}-\d{5}"))
    expect(link).to_be_visible()
    given.donation = link.inner_text()
    assert tabs(office) == {"Alle Zeilen": 200, "zu berichtigen": 3, "angemeldet": 197}
    link.click()
    expect(office.locator("main")).to_contain_text("197 Geräte")


def test_5_the_three_are_corrected_in_a_file_and_added(office: Page, given: Given, tmp_path: Path):
    office.goto(given.import_url)
    content = download(office, lambda: office.get_by_role("link", name="fehlerhafte Zeilen als XLSX").click())
    book = load_workbook(io.BytesIO(content))
    sheet = book.active
    titles = [cell.value for cell in sheet[1]]
    assert [line[0].value for line in sheet.iter_rows(min_row=2)] == [123, 153, 202]
    assert "Typ" in titles
    for line, (title, value) in zip(
        (2, 3, 4), (("Typ", "Notebook"), ("Anschaffungsdatum", "2019"), ("Serien-Nr.", "SV-00199")), strict=True
    ):
        sheet.cell(row=line, column=titles.index(title) + 1, value=value)
    corrected = tmp_path / "korrigiert.xlsx"
    book.save(corrected)
    office.goto(f"/donations/{given.donation}/")
    office.get_by_role("link", name="Geräte aus einer Tabelle ergänzen").click()
    bring(office, corrected)
    expect(office).to_have_url(re.compile(r"/columns/$"))
    submit(office)
    office.get_by_role("link", name="3 Zeilen anmelden").click()
    submit(office)
    expect(office.locator("nav.h4f-tabs")).to_contain_text("angemeldet 3")
    office.goto(f"/donations/{given.donation}/")
    expect(office.locator("main")).to_contain_text("200 Geräte")
    expect(office.locator("main")).to_contain_text("Geräte aus einer Tabelle ergänzt")


def test_6_bringing_it_all_again_registers_nothing(office: Page, export: Path, given: Given, tmp_path: Path):
    office.goto("/donations/import/")
    bring(office, export)
    expect(office.locator(".h4f-flash")).to_contain_text("nichts wurde doppelt angemeldet")
    assert office.url == given.import_url
    book = load_workbook(export)
    for number, column, _text, _sentence in WRONG:
        book["Geräte"].cell(row=number + FIRST_ROW - 1, column=column, value=machine(number)[column - 1])
    whole = tmp_path / "alles.xlsx"
    book.save(whole)
    office.goto("/donations/import/")
    bring(office, whole)
    expect(office).to_have_url(re.compile(r"/columns/$"))
    submit(office)
    expect(office.locator("nav.h4f-tabs")).to_be_visible()
    assert tabs(office) == {"Alle Zeilen": 200, "schon angemeldet": 200}
    office.goto(f"/donations/{given.donation}/")
    expect(office.locator("main")).to_contain_text("200 Geräte")
