"""How numbers stand in addresses."""

from django.urls import register_converter


class DonationNumber:
    """A donation's number, so that words beside it (`/donations/new/`) are never read as one."""

    regex = r"S-\d{4}-\d{5,8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def register() -> None:
    """Makes it known to all paths; called in AppConfig.ready()."""
    register_converter(DonationNumber, "donation")
