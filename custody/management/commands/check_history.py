"""``manage.py check_history``: all histories, whether their chains of hashes hold."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from custody.history_check import breaks, event_models


class Command(BaseCommand):
    """Names every broken line; exit code 1 when there is one."""

    help = "Walk all histories and report lines that were changed, taken out or put in behind the program's back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the output's form."""
        parser.add_argument("--json", action="store_true", help="one JSON object per broken line")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per break, one per kind of history."""
        broken = 0
        for model in event_models():
            lines = model.objects.count()
            of_model = 0
            for one in breaks(model):
                of_model += 1
                said = f"broken: {one.history} of {one.subject}, line {one.sequence}"
                self.stdout.write(json.dumps(asdict(one)) if options["json"] else said)
            broken += of_model
            if not options["json"]:
                self.stdout.write(f"{model._meta.label}: {lines} lines, {of_model} broken")
        if broken:
            raise CommandError(f"{broken} lines do not hold.", returncode=1)
