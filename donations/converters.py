"""How numbers stand in addresses."""

from datetime import date

from django.urls import register_converter


class DonationNumber:
    """A donation's number, so that words beside it (`/donations/new/`) are never read as one."""

    regex = r"S-\d{4}-\d{5,8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Day:
    """A day as `2026-11-24`."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Raises ValueError, which means "not found", for a day that no calendar has."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


def register() -> None:
    """Makes them known to all paths; called in AppConfig.ready()."""
    register_converter(DonationNumber, "donation")
    register_converter(Day, "day")
