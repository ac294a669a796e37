"""What imports put on shared pages: their words in a donation's history."""

from django.utils.translation import gettext_lazy as _

from devices.spreadsheets.entering import DEVICES_ADDED
from donations.history import register_words


def register() -> None:
    """Called in AppConfig.ready()."""
    register_words({DEVICES_ADDED: _("devices of a spreadsheet added")})
