"""The steps of a proposal: again, what-if, try again, confirm, discard."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from recipients.models import Proposal
from recipients.proposals import deciding, starting
from recipients.proposals.forms import WhatIfForm
from recipients.proposals.views.finding import ALLOCATE, address, crumbs, visible
from recipients.proposals.views.page import imagined_in_words
from recipients.views.steps import press


@require_POST
@permitted(ALLOCATE)
def proposal_again(request: HttpRequest, number: str) -> HttpResponse:
    """A new version by what the records say now."""
    proposal = visible(request, number)
    try:
        new = starting.again(proposal, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect(address(proposal))
    flash(request, _("%(new)s is calculated; it follows %(old)s, which stays as it is.") % _both(new, proposal))
    return redirect(address(new))


def _both(new: Proposal, old: Proposal) -> dict[str, str]:
    return {"new": new.number, "old": old.number}


@permitted(ALLOCATE)
def proposal_what_if(request: HttpRequest, number: str) -> HttpResponse:
    """With devices that are not there."""
    proposal = visible(request, number)
    form = WhatIfForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            new = starting.what_if(proposal, form.imagined(proposal), actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(address(new))
    context = {
        "form": form,
        "proposal": proposal,
        "crumbs": crumbs(proposal),
        "imagined": imagined_in_words(proposal),
    }
    return render(request, "recipients/proposals/what_if.html", context)


@require_POST
@permitted(ALLOCATE)
def proposal_retry(request: HttpRequest, number: str) -> HttpResponse:
    """Has one that failed calculated once more."""
    proposal = visible(request, number)
    done = _("%(number)s is calculated once more.") % {"number": number}
    back = address(proposal)
    return press(request, lambda: starting.try_again(proposal, actor=request.actor), done=done, back=back)


@require_POST
@permitted(ALLOCATE)
def proposal_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Reserves all that is proposed and still possible."""
    proposal = visible(request, number)
    try:
        decided = deciding.confirm(proposal, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        _tell(request, proposal, decided)
    return redirect(address(proposal))


def _tell(request: HttpRequest, proposal: Proposal, decided: deciding.Decided) -> None:
    made, refused = len(decided.made), len(decided.refused)
    words = {"count": made, "day": date_format(proposal.held_until, "d.m.Y")}
    text = ngettext(
        "%(count)d device is reserved until %(day)s.", "%(count)d devices are reserved until %(day)s.", made
    )
    flash(request, text % words)
    if refused:
        text = ngettext(
            "%(count)d pair could not be reserved any more; it is named below with its reason.",
            "%(count)d pairs could not be reserved any more; they are named below with their reasons.",
            refused,
        )
        flash(request, text % {"count": refused}, level=messages.WARNING)


@require_POST
@permitted(ALLOCATE)
def proposal_discard(request: HttpRequest, number: str) -> HttpResponse:
    """Nobody goes on with it."""
    proposal = visible(request, number)
    done = _("%(number)s is discarded; nothing was reserved by it.") % {"number": number}
    back = address(proposal)
    return press(request, lambda: starting.discard(proposal, actor=request.actor), done=done, back=back)
