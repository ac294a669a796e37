"""Deciding about several at once: what was ticked is shown with what will happen, then decided; it can be undone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.lists import FILTERS
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from recipients import overview
from recipients.deciding import deciding, undoing
from recipients.deciding.deciding import MOST, Outcome
from recipients.deciding.forms import ByNeedForm
from recipients.deciding.picking import picked_needs, picked_requests
from recipients.enums import NeedStatus, RequestStatus, Verdict
from recipients.forms.reason import ReasonForm
from recipients.models import Decision, Need, Request

MANAGE = "recipients.manage_request"
# The page shows so many rows; what is decided is all of them.
SHOWN, NAMED = 50, 5


@dataclass(frozen=True)
class Question:
    """What the page asks, and of which rows. `others`: ticked, but nothing can be decided about them any more."""

    verdict: Verdict
    title: str | Promise
    text: str | Promise
    button: str | Promise
    rows: Sequence[Request | Need]
    others: Sequence[Request | Need]
    back: str
    back_label: str | Promise

    @property
    def shown(self) -> Sequence[Request | Need]:
        """The first of the rows."""
        return self.rows[:SHOWN]

    @property
    def hidden_count(self) -> int:
        """How many rows are decided about and not shown."""
        return max(0, len(self.rows) - SHOWN)

    @property
    def institution_count(self) -> int:
        """Of how many institutions the rows are: so many get a mail."""
        return len(
            {row.institution_id if isinstance(row, Request) else row.request.institution_id for row in self.rows}
        )

    @property
    def keys(self) -> str:
        """The rows, for the form."""
        return ",".join(str(row.pk) for row in self.rows)


REQUEST_WORDS = {
    Verdict.APPROVED: (
        gettext_lazy("Approve requests"),
        gettext_lazy("Their needs go on the waiting list, counted from the day each request was sent."),
        gettext_lazy("Approve"),
    ),
    Verdict.DECLINED: (
        gettext_lazy("Decline requests"),
        gettext_lazy("They and all their needs are declined. The institutions read the reason on the requests' pages."),
        gettext_lazy("Decline"),
    ),
}


@require_POST
@permitted(MANAGE)
def requests_decide(request: HttpRequest) -> HttpResponse:
    """Approve or decline the ticked requests."""
    verdict = _verdict(request)
    rows = list(overview.with_counts(picked_requests(request))[: MOST + 1])
    title, text, button = REQUEST_WORDS[verdict]
    question = Question(
        verdict,
        title,
        text,
        button,
        [row for row in rows if row.status == RequestStatus.SUBMITTED],
        [row for row in rows if row.status != RequestStatus.SUBMITTED],
        _back(request, "request_list"),
        _("Requests"),
    )
    pks = [row.pk for row in question.rows]

    def act(reason: str) -> Outcome:
        if verdict == Verdict.APPROVED:
            return deciding.approve_requests(pks, actor=request.actor)
        return deciding.decline_requests(pks, reason=reason, actor=request.actor)

    return _ask(request, question, act)


@require_POST
@permitted(MANAGE)
def needs_decide(request: HttpRequest) -> HttpResponse:
    """Decline the ticked needs."""
    if _verdict(request) != Verdict.DECLINED:
        raise Http404
    rows = list(picked_needs(request)[: MOST + 1])
    question = Question(
        Verdict.DECLINED,
        _("Decline needs"),
        _("They leave the waiting list. The institutions read the reason on the needs' pages."),
        _("Decline"),
        [row for row in rows if row.status == NeedStatus.OPEN],
        [row for row in rows if row.status != NeedStatus.OPEN],
        _back(request, "need_list"),
        _("Waiting list"),
    )
    pks = [row.pk for row in question.rows]
    return _ask(request, question, lambda reason: deciding.decline_needs(pks, reason=reason, actor=request.actor))


def _verdict(request: HttpRequest) -> Verdict:
    try:
        return Verdict(request.POST.get("verdict", ""))
    except ValueError as unknown:
        raise Http404 from unknown


def _back(request: HttpRequest, url_name: str) -> str:
    """The list as it was filtered."""
    query = QueryDict(request.POST.get(FILTERS, "")).urlencode()
    return f"{reverse(url_name)}?{query}" if query else reverse(url_name)


def _ask(request: HttpRequest, question: Question, act: Callable[[str], Outcome]) -> HttpResponse:
    refusal = _why_not(question)
    if refusal:
        flash(request, refusal, level=messages.ERROR)
        return redirect(question.back)
    takes_reason = question.verdict == Verdict.DECLINED
    is_decided = "decided" in request.POST
    form = ReasonForm(request.POST if is_decided else None) if takes_reason else None
    if is_decided and (form is None or form.is_valid()):
        outcome = act(form.cleaned_data["reason"] if form else "")
        _tell(request, question, outcome)
        return redirect(question.back)
    context = {"question": question, "form": form, "filters": request.POST.get(FILTERS, "")}
    return render(request, "recipients/deciding/ask.html", context)


def _why_not(question: Question) -> str:
    if len(question.rows) + len(question.others) > MOST:
        return _("At most %(most)d can be decided about at once. Please narrow the filters.") % {"most": MOST}
    return (
        "" if question.rows else _("Please tick what is to be decided. Nothing can be decided about the rest any more.")
    )


def _tell(request: HttpRequest, question: Question, outcome: Outcome) -> None:
    if outcome.decision:
        words = {
            Verdict.APPROVED: ngettext("%(count)d is approved.", "%(count)d are approved.", outcome.done),
            Verdict.DECLINED: ngettext("%(count)d is declined.", "%(count)d are declined.", outcome.done),
        }
        text = words[question.verdict] % {"count": outcome.done}
        flash(request, text, undo_url=reverse("decision_undo", args=[outcome.decision.pk]))
    _name_losers(request, outcome)


def _name_losers(request: HttpRequest, outcome: Outcome) -> None:
    """What could not be done, by number and reason; the first few, and how many more."""
    if not outcome.refused:
        return
    named = [f"{number}: {why}" for number, why in list(outcome.refused.items())[:NAMED]]
    more = len(outcome.refused) - NAMED
    if more > 0:
        named.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    flash(request, _("Not done: %(losers)s") % {"losers": " · ".join(named)}, level=messages.WARNING)


@require_POST
@permitted(MANAGE)
def decision_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a decision back as one."""
    decision = get_object_or_404(Decision, pk=pk)
    try:
        outcome = undoing.undo(decision, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        text = ngettext("%(count)d is as it was before.", "%(count)d are as they were before.", outcome.done)
        if outcome.done:
            flash(request, text % {"count": outcome.done})
        _name_losers(request, outcome)
    return redirect("request_list" if decision.requests.exists() else "need_list")


@permitted(MANAGE)
def request_by_need(request: HttpRequest, number: str) -> HttpResponse:
    """Approves a request without some of its needs."""
    row = get_object_or_404(Request.objects.visible_to(request.user).select_related("institution"), number=number)
    if row.status != RequestStatus.SUBMITTED:
        flash(request, _("This request has been decided already."), level=messages.ERROR)
        return redirect("request_detail", number=number)
    needs = list(overview.with_items(row.needs.filter(status=NeedStatus.OPEN).order_by("position")))
    form = ByNeedForm(typed(request), needs=needs)
    if request.method == "POST" and form.is_valid():
        try:
            decision = deciding.decide_by_need(
                row, declined=form.declined, reason=form.cleaned_data["reason"], actor=request.actor
            )
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            words = {"number": number, "approved": len(needs) - len(form.declined), "declined": len(form.declined)}
            text = _("%(number)s is approved: %(approved)d needs are on the waiting list, %(declined)d are declined.")
            flash(request, text % words, undo_url=reverse("decision_undo", args=[decision.pk]))
            return redirect("request_detail", number=number)
    return render(request, "recipients/deciding/by_need.html", {"row": row, "form": form})
