"""Files out of the storage, for people: the one rule for a file that is lost, and for a storage that can't be read at
the moment. A download leads back to a page that says it; a picture, which stands in a page, says it in its place."""

import logging
from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.pages.flash import flash
from documents import storage

logger = logging.getLogger(__name__)


def content(request: HttpRequest, key: str, *, of: Model, lost: str = "") -> bytes | None:
    """The bytes under a key, for this row; None when they can't be given: the next page says why, for a lost file with
    `lost`, if there is more to say."""
    try:
        return storage.read(key)
    except storage.FileMissing as error:
        flash(request, _why_missing(error, of, lost), level=messages.ERROR)
    except OSError as error:
        say_unreadable(request, error)
    return None


def picture(read: Callable[[], bytes], media_type: str, *, of: Model) -> HttpResponse:
    """A picture of this row. Instead of one that can't be given its reader gets the sentence, which no browser keeps:
    404 for a lost one, 503 while the storage can't be read."""
    try:
        answer = HttpResponse(read(), content_type=media_type)
    except storage.FileMissing as error:
        answer = _sentence(_why_missing(error, of), status=404)
    except OSError as error:
        answer = _sentence(_why_unreadable(error), status=503)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def say_unreadable(request: HttpRequest, error: OSError) -> None:
    """The storage is closed, or its disk fails: the next page says so, once."""
    text = _why_unreadable(error)
    told = messages.get_messages(request)
    if text not in {message.message for message in told}:
        flash(request, text, level=messages.ERROR)
    # They were looked at, not shown.
    told.used = False


def _sentence(text: str, *, status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def _why_missing(error: storage.FileMissing, of: Model, lost: str = "") -> str:
    """No file can be called lost while nothing at all is there."""
    try:
        is_lost = storage.is_mounted()
    except OSError as closed:
        return _why_unreadable(closed)
    if not is_lost:
        return _why_unreadable(error)
    logger.error("A file of %s %s is missing or was changed.", of._meta.label, of.pk)
    return lost or _("The file is missing or damaged. Please tell the administration.")


def _why_unreadable(error: Exception) -> str:
    """What lies in the storage is none the worse for that."""
    logger.error("The storage could not be read: %s", type(error).__name__)
    return _(
        "The storage can't be read at the moment. Please try again later; if it stays so, tell the administration."
    )
