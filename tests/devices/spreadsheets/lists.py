"""Spreadsheets as donors export them, made in memory."""

import io
import zipfile
from collections.abc import Callable, Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from accounts.models import User
from custody.actor import Actor
from devices.models import SpreadsheetImport
from devices.spreadsheets import imports, work
from donations.models import Donation, Donor

TITLES = ("Inventarnummer", "Kategorie", "Hersteller", "Modell", "Seriennummer", "Anzahl")
OFFER = {"origin": "business", "media_with_data": "yes", "delivery": "drop_off"}

Cells = Sequence[object]


def csv(*rows: Cells, titles: Cells = TITLES, separator: str = ";", encoding: str = "utf-8") -> bytes:
    """A text file with titles."""
    lines = [separator.join(map(str, row)) for row in (titles, *rows)]
    return "\r\n".join(lines).encode(encoding)


def xlsx(*rows: Cells, change: Callable[[Workbook], None] = lambda book: None) -> bytes:
    """A workbook of one sheet with these rows; `change` does the rest."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(workbook: bytes, changed: dict[str, bytes]) -> bytes:
    """The same package with other parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            new.writestr(name, content)
    return file.getvalue()


def notebook(number: int, **changed: object) -> list[object]:
    """A right row of `csv`."""
    row = {
        "asset_tag": f"IT-{number}",
        "category": "Notebook",
        "maker": "Dell",
        "model": "Latitude",
        "serial": f"PF{number:04d}",
        "count": 1,
    }
    return list((row | changed).values())


def brought(
    donor: Donor, user: User, content: bytes, *, name: str = "liste.csv", donation: Donation | None = None
) -> SpreadsheetImport:
    """An import whose file was read."""
    file = SimpleUploadedFile(name, content)
    spreadsheet, _is_new = imports.receive(file, donor=donor, donation=donation, actor=Actor.person(user))
    return worked(spreadsheet)


def checked(donor: Donor, user: User, content: bytes, **options: object) -> SpreadsheetImport:
    """An import whose guessed columns were confirmed and whose rows were checked."""
    return confirmed(brought(donor, user, content, **options), user)


def confirmed(spreadsheet: SpreadsheetImport, user: User, **options: object) -> SpreadsheetImport:
    """Its columns as they were guessed, unless another mapping is given."""
    said = {"mapping": spreadsheet.mapping, "default_category": None, "with_hidden": False, **options}
    imports.confirm_columns(spreadsheet, said.pop("mapping"), **said, actor=Actor.person(user))
    return worked(spreadsheet)


def entered(spreadsheet: SpreadsheetImport, user: User) -> SpreadsheetImport:
    """Its good rows became devices."""
    imports.enter_rows(spreadsheet, OFFER, actor=Actor.person(user))
    return worked(spreadsheet)


def worked(spreadsheet: SpreadsheetImport) -> SpreadsheetImport:
    """After the worker's step."""
    work.work_through(spreadsheet.pk)
    return SpreadsheetImport.objects.select_related("donor", "donation", "default_category").get(pk=spreadsheet.pk)


def states(spreadsheet: SpreadsheetImport) -> list[str]:
    """The state of each row, in their order."""
    return list(spreadsheet.rows.values_list("state", flat=True))


def problems(spreadsheet: SpreadsheetImport) -> dict[int, list[tuple[str, str]]]:
    """{row number: [(field, code)]} of rows with problems."""
    return {
        row.number: [(problem["field"], problem["code"]) for problem in row.problems]
        for row in spreadsheet.rows.all()
        if row.problems
    }
