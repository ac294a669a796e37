"""`manage.py messages`: keep the German catalogue complete, checked and compiled, without gettext tools."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from h4f import messages


class Command(BaseCommand):
    """Without an option: take up new messages of code and templates, drop those that nothing uses."""

    help = "Update the German message catalogue; or check it; or compile it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--check", action="store_true", help="fail for each message without sound German")
        way.add_argument("--compile", action="store_true", help="write the .mo file when the .po file is newer")

    def handle(self, *, check: bool, compile: bool, **options) -> None:
        """One of three ways."""
        if check:
            self._check()
        elif compile:
            done = messages.compile_catalogue(settings.BASE_DIR)
            self.stdout.write("Messages compiled." if done else "Messages are up to date.")
        else:
            total, missing = messages.update(settings.BASE_DIR)
            self.stdout.write(f"{total} messages, {missing} without German.")

    def _check(self) -> None:
        problems = messages.problems(settings.BASE_DIR)
        if problems:
            raise CommandError("\n".join([f"{len(problems)} messages:", *problems]))
        self.stdout.write("Every message has its German.")
