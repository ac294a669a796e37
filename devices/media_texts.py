"""What happened to media, in the words of a history."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from devices import loose_media

Say = Callable[[dict, Any], str]


def _about(sentence: Callable[[], str]) -> Say:
    """A sentence about the medium that the line names; `names.media` holds what media are called."""
    return lambda data, names: sentence() % {"medium": names.media.get(data.get("medium"), _("storage medium"))}


ON_MEDIA: dict[str, Say] = {
    loose_media.MEDIUM_PUT_ASIDE: _about(lambda: _("%(medium)s was taken out, erased, and put aside")),
    loose_media.MEDIUM_REPLACED: _about(lambda: _("%(medium)s is exchanged in repair: to be erased or given back")),
    loose_media.MEDIUM_MISTAKEN: _about(lambda: _("%(medium)s was entered by mistake and counts no more")),
    loose_media.MEDIUM_PUT_IN: lambda data, names: _("Built into a device: to be erased there"),
}
