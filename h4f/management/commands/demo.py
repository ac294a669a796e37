"""`manage.py demo`: an installation to try things with, on one machine."""

import time

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from h4f.demo import PASSWORD, SIGN_INS
from h4f.demo.rehearsal import without_worker, written_when_it_happened
from h4f.demo.story import tell


class Command(BaseCommand):
    help = "Fills an empty local installation with invented people, donations, devices, schools and handovers."

    def handle(self, *args, **options) -> None:
        """Never beside real people: refuses outside the local form, does nothing where anybody can sign in."""
        if not settings.LOCAL:
            raise CommandError("Demo data is for trying things on one machine: it needs H4F_LOCAL=1.")
        if get_user_model().objects.exists():
            self.stdout.write("There are people already, so no demo data was made.")
            return
        call_command("load_reference", verbosity=0)
        begun = time.monotonic()
        with without_worker(), written_when_it_happened():
            tell(timezone.now())
        if options["verbosity"] > 0:
            self.stdout.write(f"Demo data made in {time.monotonic() - begun:.0f} seconds.")
            with translation.override("en"):
                self.stdout.write("\n".join(f"{role}: {email}" for role, email in SIGN_INS))
            self.stdout.write(f"Password of each: {PASSWORD}")
