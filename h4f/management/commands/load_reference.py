"""Loads every app's reference data; rows that exist are never touched."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

ORDER = ("documents", "donations", "devices", "recipients")


class Command(BaseCommand):
    help = "Adds reference data (categories, checklists, methods, texts) that is missing; never over an edit."

    def handle(self, *args, **options) -> None:
        with transaction.atomic():
            added = sum(self._load(app) for app in ORDER)
        if options["verbosity"] > 0:
            self.stdout.write(f"Reference data: {added} rows added.")
            for note in [note for app in ORDER for note in self._notes(app)]:
                self.stdout.write(note)

    def _load(self, app: str) -> int:
        module = self._reference(app)
        return module.load() if module else 0

    def _notes(self, app: str) -> list[str]:
        """What an app wants its operator to know, where it has something to tell."""
        tell = getattr(self._reference(app), "notes", None)
        return tell() if tell else []

    def _reference(self, app: str) -> ModuleType | None:
        if find_spec(f"{apps.get_app_config(app).name}.reference") is None:
            return None
        return import_module(f"{app}.reference")
