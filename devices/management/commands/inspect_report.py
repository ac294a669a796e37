"""``manage.py inspect_report FILE…``: what the readers make of files, one JSON line each."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from devices.importers.decode import LIMIT_BYTES
from devices.importers.inspect import inspection, unreadable


class Command(BaseCommand):
    """Print one JSON line per file, of ASCII so that any terminal can print it.

    A file that cannot be read has the reason in its ``warnings``; the exit code tells only whether lines were printed.
    """

    help = "Print what is read from reports of lshw, smartctl, dmidecode, inxi, nwipe, … (no database is used)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take any number of files."""
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        """Write the lines in the order of the files."""
        for path in files:
            self.stdout.write(json.dumps(_inspected(path)))


def _inspected(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT_BYTES + 1)
    except OSError:
        return unreadable(str(path), "missing_file")
    return inspection(str(path), data)
