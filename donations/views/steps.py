"""A donation's steps: each asks on a page of its own, since a mail goes out or others rely on it."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from donations import services
from donations.agreements.rules import lacks_agreement
from donations.appointments import picking, planning
from donations.appointments.forms import PlanForm
from donations.forms import AssignForm, ReasonForm
from donations.models import Donation
from donations.views.donations import visible_donation

READ_AND_WRITE = ["GET", "HEAD", "POST"]
MANAGE = "donations.manage_donation"


@dataclass(frozen=True)
class StepPage:
    """The words of a page with one form and one button."""

    title: str | Promise
    text: str | Promise
    button: str | Promise
    done: str | Promise


SCHEDULE = StepPage(
    gettext_lazy("Make an appointment"),
    gettext_lazy(
        "The offer is accepted with it. The donor's people get day, time and, for a pick-up, the address by mail."
    ),
    gettext_lazy("Save and send the mail"),
    gettext_lazy("The appointment is saved."),
)
ACCEPT = StepPage(
    gettext_lazy("Accept the offer"),
    gettext_lazy("The donor's people get a mail with a link, and choose one of the free drop-off slots themselves."),
    gettext_lazy("Accept and send the mail"),
    gettext_lazy("The offer is accepted. The donor chooses a time."),
)
DECLINE = StepPage(
    gettext_lazy("Decline the donation"),
    gettext_lazy("The donor reads the reason in a mail and in the history. This can't be undone."),
    gettext_lazy("Decline and send the mail"),
    gettext_lazy("The donation is declined."),
)
WITHDRAW = StepPage(
    gettext_lazy("Withdraw the donation"),
    gettext_lazy("You keep the devices; we no longer expect them. This can't be undone, but you can offer them again."),
    gettext_lazy("Withdraw the donation"),
    gettext_lazy("The donation is withdrawn."),
)
ASSIGN = StepPage(
    gettext_lazy("Assign a donor"),
    gettext_lazy("From then on the donor's people see this donation and all of its devices."),
    gettext_lazy("Assign donor"),
    gettext_lazy("The donor is assigned."),
)


@require_http_methods(READ_AND_WRITE)
@permitted(MANAGE)
def schedule(request: HttpRequest, number: str) -> HttpResponse:
    """Makes or moves the appointment; says who drives."""
    donation = visible_donation(request, number)
    form = PlanForm(typed(request), donation=donation)
    return _answer(
        request, donation, form, SCHEDULE, lambda: planning.plan(donation, **form.plan(), actor=request.actor)
    )


@require_http_methods(READ_AND_WRITE)
@permitted(MANAGE)
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the offer; the donor chooses the time."""
    donation = visible_donation(request, number)
    form = forms.Form(typed(request))
    return _answer(request, donation, form, ACCEPT, lambda: picking.accept(donation, actor=request.actor))


@require_http_methods(READ_AND_WRITE)
@permitted(MANAGE)
def decline(request: HttpRequest, number: str) -> HttpResponse:
    """Refuses the goods with a reason."""
    donation = visible_donation(request, number)
    form = ReasonForm(typed(request))
    return _answer(
        request,
        donation,
        form,
        DECLINE,
        lambda: services.decline(donation, reason=form.cleaned_data["reason"], actor=request.actor),
    )


@require_http_methods(READ_AND_WRITE)
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """The donor, or coordination for a caller, withdraws the offer."""
    donation = visible_donation(request, number)
    form = ReasonForm(typed(request))
    return _answer(
        request,
        donation,
        form,
        WITHDRAW,
        lambda: services.withdraw(donation, reason=form.cleaned_data["reason"], actor=request.actor),
    )


@require_http_methods(READ_AND_WRITE)
@permitted(MANAGE)
def assign(request: HttpRequest, number: str) -> HttpResponse:
    """Gives a donation of an unknown donor its donor."""
    donation = visible_donation(request, number)
    form = AssignForm(typed(request))
    return _answer(
        request,
        donation,
        form,
        ASSIGN,
        lambda: services.assign_donor(donation, donor=form.cleaned_data["donor"], actor=request.actor),
    )


def _answer(
    request: HttpRequest, donation: Donation, form: forms.Form, page: StepPage, do: Callable[[], None]
) -> HttpResponse:
    """The page with its form, or the step done; a refusal stands over the form with everything that was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, page.done)
            return redirect("donation_detail", donation.number)
    needs_agreement = page is SCHEDULE and lacks_agreement(donation)
    context = {"donation": donation, "form": form, "page": page, "needs_agreement": needs_agreement}
    return render(request, "donations/step.html", context)
