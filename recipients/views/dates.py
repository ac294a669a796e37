"""Pages around a handover's date: a second appointment, a wish for another date, a confirmation taken back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from recipients.appointments import splitting, wishes
from recipients.appointments.capacity import NoRoom
from recipients.coming_back.unconfirming import take_confirmation_back
from recipients.forms.handovers import DateWishForm, SplitForm
from recipients.handover_steps import FILE, MANAGE
from recipients.views.access import with_any
from recipients.views.handovers import address, crumbs, say_clashes, visible
from recipients.views.steps import Question, ask

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@PAGE
@permitted(MANAGE)
def handover_split(request: HttpRequest, number: str) -> HttpResponse:
    """Some of its devices get an appointment of their own."""
    handover = visible(request, number)
    form = SplitForm(typed(request), handover=handover)
    if form.is_bound and form.is_valid():
        plan = form.plan()
        try:
            second = splitting.split(handover, plan.pop("allocations"), actor=request.actor, **plan)
        except NoRoom as refusal:
            form.add_error("room", str(refusal))
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("Handover %(number)s is planned for the devices that you chose. Its people are told by mail.")
            flash(request, text % {"number": second.number})
            say_clashes(request, second)
            return redirect(address(second))
    context = {"form": form, "handover": handover, "crumbs": crumbs(handover)}
    return render(request, "recipients/appointments/split.html", context)


@PAGE
@permitted(FILE)
def handover_wish(request: HttpRequest, number: str) -> HttpResponse:
    """The institution asks for another date."""
    handover = visible(request, number)
    form = DateWishForm(typed(request))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            wishes.ask(handover, day=said["day"], words=said["words"], actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, _("You asked for another date. Coordination answers; until then the old one stands."))
            return redirect(address(handover))
    context = {"form": form, "handover": handover, "crumbs": crumbs(handover)}
    return render(request, "recipients/appointments/wish.html", context)


@PAGE
@permitted(MANAGE)
def handover_stays(request: HttpRequest, number: str) -> HttpResponse:
    """The date stays, with a reason that the institution reads."""
    handover = visible(request, number)
    question = Question(
        title=_("The date of %(number)s stays") % {"number": number},
        text=_("The institution asked for another date. It reads your answer on the handover's page."),
        button=_("Answer"),
        back=address(handover),
        crumbs=crumbs(handover),
    )
    done = _("The date stays; the institution can read why.")
    return ask(request, question, lambda reason: wishes.stays(handover, reason=reason, actor=request.actor), done=done)


@PAGE
@with_any((MANAGE, FILE))
def handover_unconfirm(request: HttpRequest, number: str) -> HttpResponse:
    """The last confirmation was a mistake."""
    handover = visible(request, number)
    question = Question(
        title=_("Take the confirmation of %(number)s back") % {"number": number},
        text=_(
            "Everything that was confirmed with it can be confirmed anew. What was reported as not handed over stays "
            "expected back."
        ),
        button=_("Take back"),
        back=address(handover),
        crumbs=crumbs(handover),
    )
    done = _("The confirmation is taken back; it can be given anew.")
    return ask(
        request,
        question,
        lambda reason: take_confirmation_back(handover, actor=request.actor, reason=reason),
        done=done,
    )
