"""Loads every app's reference data; rows that exist are never touched."""

from importlib import import_module
from importlib.util import find_spec

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

    def _load(self, app: str) -> int:
        if find_spec(f"{apps.get_app_config(app).name}.reference") is None:
            return 0
        return import_module(f"{app}.reference").load()
