"""Mails and words of histories about rests of requests, appointments to which nobody came and changes of school."""

from django.utils.translation import gettext_lazy as _

from recipients import history, remainders
from recipients.half_served import rest
from recipients.no_shows.recording import NOBODY_CAME
from recipients.notices.letters import register as register_notices
from recipients.school_changes import carrying


def register() -> None:
    """Called in AppConfig.ready()."""
    history.WORDS.update(
        {
            remainders.CLOSED: _("the rest was closed"),
            remainders.REOPENED: _("the rest is open again"),
            NOBODY_CAME: _("nobody came to the appointment"),
            rest.GIVEN_UP: _("what was open of the set is not asked for any more"),
            rest.ASKED_AGAIN: _("what was open of the set is asked for again"),
            carrying.OFFERED: _("a code for a change of school was made"),
            carrying.WENT: _("waiting time carried over to another school"),
            carrying.CAME: _("waiting time carried over from another school"),
            carrying.BACK: _("waiting time taken back"),
        }
    )
    register_notices(remainders.DECLINED)
