"""Why a device is given to recycling when many are decided at once: a few words to choose from, kept as the note of the
step."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecycleReason(models.TextChoices):
    """The usual reasons."""

    BROKEN = "broken", _("broken, a repair is not worth it")
    TOO_OLD = "too_old", _("too old or too slow")
    INCOMPLETE = "incomplete", _("incomplete, parts are missing")
    LOCKED = "locked", _("locked, nobody has the code")
    NOT_WANTED = "not_wanted", _("in order, but nobody asks for it")
