"""Mails and words of histories about rests of requests and appointments to which nobody came."""

from django.utils.translation import gettext_lazy as _

from recipients import history, remainders
from recipients.no_shows.recording import NOBODY_CAME
from recipients.notices.letters import register as register_notices


def register() -> None:
    """Called in AppConfig.ready()."""
    history.WORDS.update(
        {
            remainders.CLOSED: _("the rest was closed"),
            remainders.REOPENED: _("the rest is open again"),
            NOBODY_CAME: _("nobody came to the appointment"),
        }
    )
    register_notices(remainders.DECLINED)
