"""One question about several rows that were ticked in a list. The list posts `pick`; the page shows them with the form,
and posts them again with `answered`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.pages.flash import flash
from custody.lifecycle import TransitionRefused

MOST = 500


@dataclass(frozen=True)
class SeveralQuestion:
    """The page. `back`: the list's address; `crumb`: its title."""

    title: str | Promise
    text: str | Promise
    button: str | Promise
    back: str
    crumb: str | Promise


def picked(request: HttpRequest) -> list[int]:
    """The keys that were ticked, at most 500."""
    return [int(key) for key in request.POST.getlist("pick")[:MOST] if key.isascii() and key.isdecimal()]


def answered(request: HttpRequest) -> QueryDict | None:
    """What was answered, for a form to be bound to; None when the rows have just been ticked."""
    return request.POST if "answered" in request.POST else None


def ask_about_several(
    request: HttpRequest,
    question: SeveralQuestion,
    rows: Sequence[Model],
    form: forms.Form,
    act: Callable[[], None],
) -> HttpResponse:
    """Shows the question with its rows; answered, it acts (which says what happened) and goes back to the list."""
    if not rows:
        flash(request, _("Please tick something in the list first."), level=messages.WARNING)
        return redirect(question.back)
    if form.is_bound and form.is_valid():
        try:
            act()
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(question.back)
    return render(request, "recipients/several.html", {"question": question, "rows": rows, "form": form})


def tell_refused(request: HttpRequest, refused: dict[str, str]) -> None:
    """Names each that stayed as it was, and why."""
    for what, why in refused.items():
        flash(request, _("%(what)s stays as it was: %(why)s.") % {"what": what, "why": why}, level=messages.WARNING)
