"""The page on which somebody records that nobody came."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from custody.lifecycle import TransitionRefused
from recipients import receipts
from recipients.handover_steps import ASSIST, MANAGE
from recipients.no_shows import recording
from recipients.no_shows.forms import MissedForm
from recipients.views.access import with_any
from recipients.views.handovers import address, crumbs, visible


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_any((MANAGE, ASSIST))
def handover_nobody_came(request: HttpRequest, number: str) -> HttpResponse:
    """For some needs, or for nobody at all."""
    handover = visible(request, number)
    needs = recording.needs_of(handover)
    if not needs or not recording.may_be_missed(handover):
        text = _("This can be recorded from the day of the handover on, when it is packed.")
        flash(request, text, level=messages.INFO)
        return redirect(address(handover))
    receipts.log_look(handover, request.user)
    form = MissedForm(typed(request), needs=needs)
    if form.is_bound and form.is_valid():
        try:
            missed = recording.nobody_came(handover, needs=form.chosen(), actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell(request, missed)
            return redirect(address(handover))
    context = {"handover": handover, "form": form, "crumbs": crumbs(handover)}
    return render(request, "recipients/no_shows/page.html", context)


def _tell(request: HttpRequest, missed: recording.Missed) -> None:
    said = [_("Recorded: nobody came. The needs wait in their old places.")]
    if missed.away:
        text = ngettext("%(count)d device is expected back.", "%(count)d devices are expected back.", missed.away)
        said.append(text % {"count": missed.away})
    if missed.here:
        text = ngettext("%(count)d device is ready again.", "%(count)d devices are ready again.", missed.here)
        said.append(text % {"count": missed.here})
    said.append(_("If somebody came after all, reserve the device again."))
    flash(request, " ".join(said), link=(reverse("need_list"), _("To the waiting list")))
