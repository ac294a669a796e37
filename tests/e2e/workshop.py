"""What the walk through the workshop is about, and what people do there in the browser."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from playwright.sync_api import Locator, Page, expect

from tests.e2e import bench_reports as reports
from tests.e2e.people import fill, flash, submit

PHONE = {"viewport": {"width": 390, "height": 800}}
UNKNOWN_SERIAL = "Kein bekannter Datenträger hat diese Seriennummer."
NO_DEVICE = "Kein Gerät gefunden."
NOTHING_NEW = "Nichts Neues: Das alles war schon bekannt."
OTHER_DISK_INSIDE = (
    "1 neuer Datenträger, 1 bekannter Datenträger fehlt in diesem Bericht: bitte nachsehen, ob er noch im Gerät ist."
)
# The newest first.
WHAT_A_SWAP_LEAVES = (
    "Hardwarebericht gelesen. Nicht darin: Samsung SSD 860 EVO 250GB",
    "Datenträger ergänzt: INTEL SSDSC2KF256G8",
    "Endkontrolle ist neu zu unterschreiben",
    "in Aufbereitung",
    "Datei hochgeladen (Hardwarebericht): lshw-2-neu.json",
)


@dataclass
class Shop:
    """What one station hands to the next: the donation, the number of each machine by its serial number, and what has
    none."""

    donation: str = ""
    numbers: dict[str, str] = field(default_factory=dict)
    monitor: str = ""
    keyboard: str = ""

    def of(self, machine) -> str:
        """The number of a machine."""
        return self.numbers[machine.serial]

    @property
    def everything(self) -> list[str]:
        """All twelve."""
        return [*self.numbers.values(), self.monitor, self.keyboard]

    @property
    def ready(self) -> list[str]:
        """All but the one whose disk was destroyed."""
        return [number for number in self.everything if number != self.of(reports.ESPRIMO)]


def fits(page: Page) -> None:
    """Nothing is wider than the telephone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"], page.url


def scan(page: Page, typed: str, expected: str | re.Pattern, *, within: str = ".h4f-results") -> Locator:
    """As a hand scanner types it; the newest line says what became of it, and the field waits for the next one."""
    page.fill("input[name=code]", typed)
    page.keyboard.press("Enter")
    line = page.locator(f"{within} > li").first
    expect(line).to_contain_text(expected)
    expect(page.locator("input[name=code]")).to_be_focused()
    expect(page.locator("input[name=code]")).to_have_value("")
    return line


def as_a_german_scanner_types(text: str) -> str:
    """Small letters, and ß where the label has a hyphen."""
    return text.lower().replace("-", "ß")


def file(name: str, content: bytes) -> dict:
    """As the browser is given it; of what kind it is, the program finds out."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def upload(page: Page, address: str, *files: dict) -> None:
    """Uploads files and waits until a worker has read them."""
    page.goto(address)
    page.set_input_files("input[type=file]", list(files))
    submit(page)
    expect(page.locator("#upload")).to_be_visible()
    expect(page.locator("#upload[hx-get]")).to_have_count(0)


def lines_of(page: Page) -> dict[str, tuple[str, ...]]:
    """What the table says: {file: (state, what became of it, device)}."""
    rows = page.locator("#upload tbody tr").all()
    cells = [[cell.inner_text().strip() for cell in row.locator("th, td").all()] for row in rows]
    return {name: (state, said, device) for name, state, said, device, _action in cells}


def expected_lines(shop: Shop) -> dict[str, tuple[str, ...]]:
    """Of each file of the pile: its state, what became of it, its device."""
    read = "5 Angaben ergänzt, 1 neuer Datenträger."
    known = "Diese Datei liegt hier schon und wurde nicht doppelt abgelegt."
    failed = "Das Programm meldet Fehler: Der Datenträger ist nicht gelöscht. Der Datenträger wurde nicht vollständig"
    station = [
        "6 Datenträger erledigt.",
        f"TOSHIBA MQ01ABF050 {reports.ESPRIMO.disk.serial}: {failed} überschrieben.",
        f"TOSHIBA MQ01ABF050 {reports.PRODESK.disk.serial}: {UNKNOWN_SERIAL}",
    ]
    waiting = f"{NO_DEVICE}\nSAMSUNG MZVLW256HEHP-000L7 {reports.THINKCENTRE.disk.serial}: {UNKNOWN_SERIAL}"
    return {
        "lshw-1.json": ("verstanden", read, shop.of(reports.LATITUDE)),
        "lshw-2.json.gz": ("verstanden", read, shop.of(reports.LATITUDE_2)),
        "inxi-3.json": ("verstanden", "2 Angaben ergänzt, 1 neuer Datenträger.", shop.of(reports.THINKPAD)),
        "lshw-4.json": ("verstanden", read, shop.of(reports.ELITEBOOK)),
        "dmidecode-4.txt": ("verstanden", NOTHING_NEW, shop.of(reports.ELITEBOOK)),
        "smartctl-4.json": ("verstanden", NOTHING_NEW, shop.of(reports.ELITEBOOK)),
        "lshw-5.json": ("verstanden", read, shop.of(reports.LIFEBOOK)),
        "snapshot-6.json": ("verstanden", "1 neuer Datenträger.", shop.of(reports.OLD_LATITUDE)),
        "lshw-7.json": ("verstanden", read, shop.of(reports.ESPRIMO)),
        "lshw-8.json": ("braucht Sie", "Gleiche Seriennummer, anderes Modell.", ""),
        "lshw-9.json": ("braucht Sie", NO_DEVICE, ""),
        "nochmal-lshw-1.json": ("schon bekannt", known, shop.of(reports.LATITUDE)),
        "nwipe-station-1.log": ("verstanden, nicht alles gelöscht", "\n".join(station), shop.of(reports.LATITUDE)),
        "nwipe-9.log": ("braucht Sie", waiting, ""),
        "IMG_0042.jpg": ("braucht Sie", "Nennt kein Gerät.", ""),
        "kaputt.bin": ("nicht lesbar", "Die Datei ist kein Text.", ""),
    }


def post_as_workbench_does(address: str, token: str, snapshot: dict) -> tuple[int, dict]:
    """The request of workbench-script, with nothing but Python's own library: (status, answer)."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = Request(address, data=json.dumps(snapshot).encode("utf-8"), headers=headers)
    try:
        with urlopen(request, timeout=120) as response:
            return response.status, json.loads(response.read())
    except HTTPError as refusal:
        return refusal.code, json.loads(refusal.read())


def exported(page: Page, address: str) -> list[dict[str, str]]:
    """A list as people get it into their spreadsheet."""
    answer = page.request.get(f"{address}&export=csv")
    assert answer.status == 200
    return list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))


def counts_of(page: Page, place: str) -> list[str]:
    """The numbers in a place's row of the board."""
    return page.locator(".h4f-counts tr", has_text=place).locator("td:not(:empty)").all_inner_texts()


def give(page: Page, name: str, typed: str, number: str, axe: Callable[[Page], None]) -> None:
    """A waiting file to the device that is scanned; both are compared before."""
    page.get_by_role("link", name=name).click()
    page.fill("#device", typed)
    page.keyboard.press("Enter")
    choose = page.get_by_role("button", name=f"Es ist {number}")
    expect(choose).to_be_visible()
    axe(page)
    fits(page)
    choose.click()
    assert f"„{name}“ ist von {number}" in flash(page)


def begin_pile(page: Page, kind: str, location: str, axe: Callable[[Page], None]) -> None:
    """A pile of this kind at a location; what is scanned next belongs to it."""
    page.goto(f"/scan/piles/new/{kind}/")
    axe(page)
    fill(page, location=location)
    submit(page)
