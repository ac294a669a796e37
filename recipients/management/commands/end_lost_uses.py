"""``manage.py end_lost_uses``: once after an update from an early version (docs/operate.md)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from recipients.coming_back import old_losses


class Command(BaseCommand):
    """End the uses of devices whose loss was recorded by an older version, which left them standing."""

    help = "End the uses of lost devices that an older version left standing; may run as often as one likes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say of which devices; the exit code stays 0 when one can't end, its reason is printed."""
        with translation.override("de"):  # the reason goes into the histories
            ended, refused = old_losses.end_uses()
        self.stdout.write(f"{len(ended)} uses ended{': ' if ended else ''}{', '.join(ended)}")
        for number, why in refused.items():
            self.stdout.write(f"{number}: {why}")
