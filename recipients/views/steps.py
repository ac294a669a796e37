"""Steps that are one press of a button, and steps that ask for a reason first on a page of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from custody.lifecycle import TransitionRefused
from recipients.forms.reason import ReasonForm


@dataclass(frozen=True)
class Question:
    """A page that asks why. `crumbs`: addresses and labels by turns, from the list to the thing itself."""

    title: str | Promise
    text: str | Promise
    button: str | Promise
    back: str
    crumbs: tuple[str, ...]


def press(request: HttpRequest, act: Callable[[], object], *, done: str | Promise, back: str) -> HttpResponse:
    """Does it and says so, or says why not."""
    try:
        act()
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, done)
    return redirect(back)


def ask(
    request: HttpRequest,
    question: Question,
    act: Callable[[str], object],
    *,
    done: str | Promise,
    form: ReasonForm | None = None,
    undo_page: str | Callable[[Any], str] = "",
) -> HttpResponse:
    """Shows the question; when it is answered does it and says so, with the page that undoes it if there is one; where
    that depends on what was done, `undo_page` is asked with what `act` returned. A refusal stands on the page, nothing
    typed is lost."""
    form = form or ReasonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form.cleaned_data["reason"])
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, done, undo_page=undo_page(made) if callable(undo_page) else undo_page)
            return redirect(question.back)
    return render(request, "recipients/question.html", {"question": question, "form": form})
