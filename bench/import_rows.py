"""How many rows of a donor's spreadsheet a worker takes in a second, from the stored file to registered devices.

One import as it is in life: the workbook is read, its columns are guessed and confirmed, every row is checked against
the others and against what the donor gave before, and the good ones become devices with numbers and history. Seven rows
are wrong and stay behind. Memory is that of the whole process; what it was before the import is printed, too.

    python bench/import_rows.py [--database postgresql] [--rows 5000] [--form csv] [--profile]
"""

import argparse
import cProfile
import io
import json
import pstats
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.databases import KINDS, program_with

FORMS = ("xlsx", "csv")
TITLES = ("Inventarnummer", "Kategorie", "Hersteller", "Modell", "Seriennummer", "Arbeitsspeicher", "Kaufdatum", "Raum")
WRONG = 7
BEFORE = 1_000


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--form", choices=FORMS, default="xlsx")
    parser.add_argument("--profile", action="store_true", help="also print where the time goes")
    arguments = parser.parse_args()
    with program_with(arguments.database) as databases:
        # Donors come back: there is stock to compare with.
        import_file(spreadsheet(BEFORE, "csv", first=900_000), "vorher.csv", {})
        databases.settle()
        measure(arguments)


def measure(arguments: argparse.Namespace) -> None:
    """Imports one file, prints what each step took, and the line of JSON."""
    content = spreadsheet(arguments.rows, arguments.form)
    before = peak_mib()
    profile = cProfile.Profile() if arguments.profile else None
    steps: dict[str, tuple[float, float]] = {}
    if profile:
        profile.enable()
    entered, wrong = import_file(content, f"liste.{arguments.form}", steps)
    if profile:
        profile.disable()
    if (entered, wrong) != (arguments.rows - WRONG, WRONG):
        raise RuntimeError(f"{entered} rows were entered and {wrong} stayed behind")
    for name, (seconds, busy) in steps.items():
        print(f"{name}: {seconds:.2f} s, of which this process computed {busy:.2f} s")
    seconds = sum(seconds for seconds, _busy in steps.values())
    kind = f"{arguments.form} on {arguments.database}"
    print(f"{arguments.rows} rows ({kind}) in {seconds:.2f} s; memory before: {before} MiB")
    if profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
    figures = {"rows": arguments.rows, "rows_per_second": round(arguments.rows / seconds), "peak_mib": peak_mib()}
    print(json.dumps({"bench": "import_rows", **figures}))


def peak_mib() -> int:
    """The most memory that this process ever held."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def spreadsheet(rows: int, form: str, *, first: int = 1) -> bytes:
    """A list of notebooks as an asset system exports it; seven of its rows are wrong."""
    lines = [TITLES, *(_line(number) for number in range(first, first + rows))]
    wrong = [list(line) for line in lines[-WRONG:]]
    for line in wrong:
        line[4] = "To be filled by O.E.M."
    lines[-WRONG:] = wrong
    return _xlsx(lines) if form == "xlsx" else _csv(lines)


def _line(number: int) -> tuple[object, ...]:
    tag, serial = f"IT-{number:06d}", f"PF{number:07d}"
    return (tag, "Notebook", "Lenovo", "ThinkPad T480", serial, "16 GB", date(2018, 1 + number % 12, 14), "R 2.14")


def _csv(lines: list) -> bytes:
    return "\r\n".join(";".join(map(str, line)) for line in lines).encode("cp1252")


def _xlsx(lines: list) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Geräte")
    for line in lines:
        sheet.append(list(line))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def import_file(content: bytes, name: str, steps: dict[str, tuple[float, float]]) -> tuple[int, int]:
    """Takes one file all the way, noting the seconds of each step; how many rows went in, and how many did not."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from custody.actor import Actor
    from devices.models import RowState
    from devices.spreadsheets import imports

    donor, person = _giver()
    actor = Actor.person(person)
    file = SimpleUploadedFile(name, content)
    spreadsheet, _is_new = imports.receive(file, donor=donor, donation=None, actor=actor)
    _timed(steps, "reading", spreadsheet)
    imports.confirm_columns(spreadsheet, spreadsheet.mapping, default_category=None, with_hidden=False, actor=actor)
    _timed(steps, "checking", spreadsheet)
    offer = {"origin": "business", "media_with_data": "yes", "delivery": "drop_off"}
    imports.enter_rows(spreadsheet, offer, actor=actor)
    _timed(steps, "entering", spreadsheet)
    rows = spreadsheet.rows
    return rows.filter(state=RowState.ENTERED).count(), rows.filter(state=RowState.BAD).count()


def _giver() -> tuple:
    """A donor with somebody who gives for it, the same at every call."""
    from accounts.models import User
    from donations.models import Donor
    from donations.services import create_donor

    person, is_new = User.objects.get_or_create(email="it@example.org", defaults={"name": "Ida Tee"})
    if is_new:
        create_donor(values={"kind": "company", "name": "Beispiel GmbH"}, member=person)
    return Donor.objects.get(), person


def _timed(steps: dict[str, tuple[float, float]], name: str, spreadsheet) -> None:
    """Does the step that the import waits for, as a worker does."""
    from devices.spreadsheets import work

    work_through: Callable[[int], None] = work.work_through
    started, busy = time.perf_counter(), time.process_time()
    work_through(spreadsheet.pk)
    steps[name] = time.perf_counter() - started, time.process_time() - busy
    spreadsheet.refresh_from_db()


if __name__ == "__main__":
    main()
