"""``manage.py retention``: destroy what is due, or say what would go on which day."""

import json
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from documents.retention import running
from documents.retention.running import Outlook


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no day like 2027-07-31") from error


class Command(BaseCommand):
    """Runs until nothing is due any more; --dry-run changes nothing."""

    help = "Destroy what the terms of retention say (the clock does this by itself), or preview it with --dry-run."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to look only, until when, and the output's form."""
        parser.add_argument("--dry-run", action="store_true", help="only say what would go on which day")
        parser.add_argument("--until", type=_day, help="with --dry-run: the last day of the preview, like 2027-07-31")
        parser.add_argument("--json", action="store_true", help="one JSON object per line")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per rule, or per rule and day."""
        if options["dry_run"]:
            for one in running.outlook(today=timezone.localdate(), until=options["until"]):
                self._preview(one, as_json=options["json"])
            return
        total: dict[str, int] = {}
        while gone := running.run():
            total = {rule: total.get(rule, 0) + gone.get(rule, 0) for rule in total.keys() | gone.keys()}
        for rule, count in sorted(total.items()):
            said = {"rule": rule, "destroyed": count}
            self.stdout.write(json.dumps(said) if options["json"] else f"{rule}: {count} destroyed")
        if not total and not options["json"]:
            self.stdout.write("nothing is due")

    def _preview(self, one: Outlook, *, as_json: bool) -> None:
        if one.term is None:
            self._say(as_json, {"rule": one.rule.code, "term": None}, f"{one.rule.code}: no term, nothing goes")
            return
        term = f"{one.term.amount} {one.term.unit}{', draft' if one.term.is_draft else ''}"
        head = {"rule": one.rule.code, "term": term, "version": one.term.version, "due": one.due}
        self._say(as_json, head, f"{one.rule.code} ({term}): {one.due} due")
        for day, count in one.days:
            line = {"rule": one.rule.code, "day": day.isoformat(), "count": count}
            self._say(as_json, line, f"  {day.isoformat()}: {count}")

    def _say(self, as_json: bool, line: dict[str, object], text: str) -> None:
        self.stdout.write(json.dumps(line) if as_json else text)
