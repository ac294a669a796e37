"""The line under the breadcrumb that says what just happened, with the way back where there is one."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise

_POST, _PAGE, _LINK = "undo-post=", "undo-page=", "link="
_TONES = {
    messages.DEBUG: "info",
    messages.INFO: "info",
    messages.WARNING: "warning",
    messages.ERROR: "danger",
}


@dataclass(frozen=True)
class Flash:
    """One line for the page. At most one of the addresses is set; `link` has the words of its link, too."""

    text: str
    tone: str
    undo_url: str = ""
    undo_page: str = ""
    link: tuple[str, str] = ("", "")


def flash(
    request: HttpRequest,
    text: str | Promise,
    *,
    undo_url: str = "",
    undo_page: str = "",
    link: tuple[str, str | Promise] = ("", ""),
    level: int = messages.SUCCESS,
) -> None:
    """Shows `text` on the next page. `undo_url` is posted to by its button "Undo"; `undo_page` is a page that
    asks first (for steps that need a reason); `link` is (address, words) of a page where more is to be done."""
    address, words = link
    candidates = (
        (undo_url, f"{_POST}{undo_url}"),
        (undo_page, f"{_PAGE}{undo_page}"),
        (address, f"{_LINK}{address} {words}"),
    )
    tags = next((tag for given, tag in candidates if given), "")
    messages.add_message(request, level, text, extra_tags=tags)


def flashes(request: HttpRequest) -> list[Flash]:
    """The waiting lines, each read once; the messages of allauth are among them."""
    return [_flash(message) for message in messages.get_messages(request)]


def _flash(message: messages.storage.base.Message) -> Flash:
    tags = message.extra_tags or ""
    address, _blank, words = tags.removeprefix(_LINK).partition(" ") if tags.startswith(_LINK) else ("", "", "")
    return Flash(
        text=str(message),
        tone=_TONES.get(message.level, "success"),
        undo_url=tags.removeprefix(_POST) if tags.startswith(_POST) else "",
        undo_page=tags.removeprefix(_PAGE) if tags.startswith(_PAGE) else "",
        link=(address, words),
    )
