"""Offering devices without an account: some short steps, one page to check everything, a mail to confirm it.

Every answer is kept and then shown by a page of its own (post, redirect, get), so that reload and the way back lose
nothing and never send anything twice."""

import re
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import with_more_rows
from accounts.pages.limits import Limit, machine_of
from devices.offering import offers, summary
from devices.offering.acceptance import current_rules
from devices.offering.draft import Draft
from devices.offering.row_forms import PREFIX, announced_row
from devices.offering.steps import BY_CODE, CHECK, STEPS, Filled, Step, after, filled, form_of, number_of

PER_MACHINE = Limit("offers-machine", most=10, seconds=600)
PER_ADDRESS = Limit("offers-address", most=3, seconds=3600)
# More changes than anybody makes by hand, also for some people behind one address.
TYPING = Limit("offers-typing", most=600, seconds=600)
# Whoever begins anew each time, without a cookie, leaves a session each time.
DRAFTS = Limit("offers-drafts", most=30, seconds=600)
ROW = re.compile(rf"{PREFIX}-\d{{1,3}}")
View = Callable[..., HttpResponse]


def for_visitors(view: View) -> View:
    """Whoever is signed in has a form that knows them."""

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("donation_offer")
        return view(request, *args, **kwargs)

    return answer


@for_visitors
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """The public form's address."""
    return redirect("offer_step", STEPS[0].code)


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, code: str) -> HttpResponse:
    """One step: its answers are kept, and lead on when they are right."""
    if code not in BY_CODE:
        raise Http404
    here, draft = BY_CODE[code], Draft(request.session)
    if here is CHECK:
        return _check(request, draft)
    if request.method != "POST":
        return _page(request, here, draft, form=form_of(here, draft))
    if not _may_type(request, draft):
        flash(
            request, _("Very much was sent from here in the last minutes. Please wait ten minutes and send it again.")
        )
        return _page(request, here, draft, status=429, form=here.form(request.POST))
    return redirect(_after_post(request, here, draft))


def _may_type(request: HttpRequest, draft: Draft) -> bool:
    """Whether a machine's people may go on typing, or begin a further offer."""
    machine = machine_of(request)
    return TYPING.allows(machine) and (draft.is_begun or DRAFTS.allows(machine))


def _after_post(request: HttpRequest, here: Step, draft: Draft) -> str:
    """Keeps the answers; the address to go on at."""
    checks = "add_row" not in request.POST
    typed = request.POST if checks else with_more_rows(request.POST, PREFIX)
    then = request.POST.get("then") == CHECK.code
    again = _address(here, then)
    if not draft.keep(here.code, typed, checked=checks):
        flash(request, _("This is more text than the form holds. Please shorten it, or send a list as a file."))
        return again
    if not checks or not here.form(draft.typed(here.code)).is_valid():
        return again
    return _address(CHECK if then else after(here))


def _address(to: Step, then: bool = False) -> str:
    query = f"?{urlencode({'then': CHECK.code})}" if then else ""
    return reverse("offer_step", args=[to.code]) + query


def _page(request: HttpRequest, here: Step, draft: Draft, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "step": here,
        "number": number_of(here),
        "steps": len(STEPS),
        "before": STEPS[number_of(here) - 2] if number_of(here) > 1 else None,
        "then": request.GET.get("then", ""),
        "rules": current_rules(),
        "has_typed": any(draft.typed(one.code) for one in STEPS),
    }
    return render(request, here.template, context | more, status=status)


def _check(request: HttpRequest, draft: Draft) -> HttpResponse:
    answers = filled(draft)
    if answers.first_open:
        return redirect("offer_step", answers.first_open.code)
    if request.method != "POST":
        return _summary(request, draft, answers)
    if answers.forms["donor"].was_filled_by_a_program:
        draft.mark_sent(None)
        return redirect("offer_sent")
    if too_often := _too_often(request, answers.email):
        return _summary(request, draft, answers, status=429, too_often=too_often)
    offer = offers.hand_in(answers.content, email=answers.email, language=request.LANGUAGE_CODE, replaces=draft.sent)
    draft.mark_sent(offer.pk)
    return redirect("offer_sent")


def _summary(
    request: HttpRequest, draft: Draft, answers: Filled, status: int = 200, too_often: str = ""
) -> HttpResponse:
    content = answers.content
    parts = summary.parts(content, answers.email)
    hints = answers.forms["devices"].hints
    return _page(request, CHECK, draft, status, parts=parts, hints=hints, too_often=too_often)


def _too_often(request: HttpRequest, email: str) -> str:
    """A sentence when somebody sends more than people do; everything typed stays."""
    if not PER_MACHINE.allows(machine_of(request)):
        return _("Many offers were sent from here in the last minutes. Please wait ten minutes and send it again.")
    if not PER_ADDRESS.allows(email.lower()):
        return _(
            "We have sent several mails to this address within the hour. Please look among unwanted mail, too, or try "
            "again in an hour."
        )
    return ""


@for_visitors
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The mail is on its way; what was typed can still be corrected."""
    answers = filled(Draft(request.session))
    if answers.first_open:
        return redirect("offer_begin")
    return render(request, "devices/offering/sent.html", {"email": answers.email, "days": offers.TERM.days})


@for_visitors
@require_POST
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Called by the page after each change: keeps what is typed so far, and says of a row what will probably be
    refused."""
    if code not in BY_CODE or BY_CODE[code] is CHECK:
        raise Http404
    draft = Draft(request.session)
    if not _may_type(request, draft):
        return HttpResponse(status=429)
    draft.keep(code, request.POST, checked=False)
    return _hints(request) if ROW.fullmatch(request.POST.get("row", "")) else HttpResponse(status=204)


@login_not_required
@require_POST
def hints(request: HttpRequest) -> HttpResponse:
    """The same words for those who are signed in, whose form is not kept."""
    if not ROW.fullmatch(request.POST.get("row", "")):
        return HttpResponse(status=204)
    return _hints(request) if TYPING.allows(machine_of(request)) else HttpResponse(status=429)


def _hints(request: HttpRequest) -> HttpResponse:
    row = announced_row(request.POST, request.POST["row"])
    return render(request, "devices/offering/hints.html", {"hints": row.hints})


@for_visitors
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Forgets everything typed, for example at somebody else's computer."""
    Draft(request.session).discard()
    flash(request, _("Everything you typed is deleted."))
    return redirect("offer_begin")
