"""``manage.py verify_documents``: all stored files against the database."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from documents.archive.verifying import CHANGED, CONTENT_CHANGED, MISSING, ORPHANED, Finding, verify

SENTENCES = {
    MISSING: "missing: {file}, named by {owners}",
    CHANGED: "changed: {file} is not what was stored, named by {owners}",
    ORPHANED: "orphaned: {file} is named by no row",
    CONTENT_CHANGED: "content changed: the frozen content of {owners} is not what was frozen",
}
REASONS = {
    "": "made again with the identical bytes",
    "no_content": "not made again: its content was deleted",
    "unknown_kind": "not made again: this version of the program does not know this kind of paper",
    "not_drawn": "not made again: it can't be drawn from its content any more",
    "other_renderer": "not made again: it was drawn by another version of the program; restore the file from a copy",
    "other_bytes": "not made again: drawing it gives other bytes; restore the file from a copy",
}


class Command(BaseCommand):
    """Says what is missing, what was changed and what nobody owns; exit code 1 when something is left to do."""

    help = "Hash every stored file and compare it with the database: missing, changed and orphaned files."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the output's form, and whether to mend."""
        parser.add_argument("--json", action="store_true", help="one JSON object per finding and line")
        parser.add_argument("--repair", action="store_true", help="make lost papers again, if that gives their bytes")
        parser.add_argument("--quiet", action="store_true", help="no progress on standard error")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write each finding as it is found."""
        self.looked_at = 0
        self.shows_progress = not options["quiet"] and sys.stderr.isatty()
        found = left = 0
        for finding in verify(repair=options["repair"], progress=self._progress):
            found, left = found + 1, left + finding.is_open
            self.stdout.write(_as_json(finding) if options["json"] else _as_text(finding))
        if not options["json"]:
            self.stdout.write(f"{self.looked_at} files, {found} findings, {left} of them left to do")
        if left:
            raise CommandError(f"{left} findings are left to do.", returncode=1)

    def _progress(self, done: int) -> None:
        self.looked_at = done
        if self.shows_progress:
            self.stderr.write(f"\r{done} files", ending="")


def _as_json(finding: Finding) -> str:
    owners = [{"model": model, "pk": pk} for model, pk in finding.owners]
    return json.dumps({**asdict(finding), "owners": owners, "open": finding.is_open})


def _as_text(finding: Finding) -> str:
    rows = ", ".join(f"{model} {pk}" for model, pk in finding.owners)
    owners = " ".join(filter(None, (", ".join(finding.papers), f"({rows})" if finding.papers else rows)))
    said = SENTENCES[finding.what].format(file=finding.file, owners=owners)
    return said if finding.made_again is None else f"{said}; {REASONS[finding.made_again]}"
