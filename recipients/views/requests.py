"""Pages of requests: the list, one of them, and the steps of institution and coordination."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.pages.columns import Column
from accounts.pages.lists import BulkAction, ListPage
from accounts.pages.permissions import permitted
from custody.lifecycle import Step
from recipients import fulfilment, overview, remainders
from recipients import requests as services
from recipients.asking import entries, wording
from recipients.asking.hints import personal_hints
from recipients.enums import RequestStatus, Verdict
from recipients.filters import RequestFilter
from recipients.half_served import rest
from recipients.history import lines_for
from recipients.lifecycle import REQUEST
from recipients.models import Request
from recipients.views.access import FILE, VIEW, has_any, with_any
from recipients.views.steps import Question, ask, press

MANAGE = "recipients.manage_request"
OPEN = pgettext_lazy("needs", "open")
# Each guard of sending as a line of the page; its name is the lifecycle's.
CONDITIONS = {
    "needs_complete": gettext_lazy("Every need has a code and a device"),
    "entitlement_attested": gettext_lazy("Entitlement seen and attested"),
    "institution_approved": gettext_lazy("The institution is approved"),
}


class RequestList(ListPage):
    """Requests with how far they have come: all for coordination, its own for an institution."""

    model = Request
    filterset_class = RequestFilter
    title = gettext_lazy("Requests")
    template_name = "recipients/requests/list.html"
    search_hint = gettext_lazy("Request number, institution")
    default_sort = "turn"
    related = ("institution",)
    bulk_takes_all = True
    bulk_actions = (
        BulkAction(gettext_lazy("Approve"), "requests_decide", "verdict", Verdict.APPROVED.value, permission=MANAGE),
        BulkAction(gettext_lazy("Decline"), "requests_decide", "verdict", Verdict.DECLINED.value, permission=MANAGE),
    )
    columns = (
        Column(
            "number",
            gettext_lazy("Number"),
            sort="number",
            code=True,
            link=lambda row: reverse("request_detail", args=[row.number]),
        ),
        Column("institution", gettext_lazy("Institution"), sort="institution__sort_name", main=True),
        Column(
            "status",
            gettext_lazy("Status"),
            badge="request",
            sort="status",
            mark=lambda row: _done(row),
            mark_is_good=True,
        ),
        Column(
            "requested",
            gettext_lazy("requested"),
            sort="requested",
            numeric=True,
            data_label=gettext_lazy("requested"),
        ),
        Column(
            "reserved", gettext_lazy("reserved"), sort="reserved", numeric=True, data_label=gettext_lazy("reserved")
        ),
        Column(
            "handed_over",
            gettext_lazy("handed over"),
            sort="handed_over",
            numeric=True,
            data_label=gettext_lazy("handed over"),
        ),
        Column("waiting", OPEN, sort="waiting", numeric=True, data_label=OPEN),
        Column(
            "sent",
            gettext_lazy("Sent"),
            value=lambda row: row.submitted_at and timezone.localdate(row.submitted_at),
            sort="submitted_at",
            numeric=True,
            data_label=gettext_lazy("sent"),
        ),
    )

    def has_permission(self) -> bool:
        return has_any(self.request.user, VIEW)

    def get_queryset(self) -> QuerySet:
        return overview.with_counts(super().get_queryset())


def _done(row: Request) -> str:
    """Nobody of an approved request waits any more."""
    done = row.status == RequestStatus.APPROVED and fulfilment.of_row(row).is_done
    return _("done") if done else ""


@with_any(VIEW)
@require_safe
def request_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One request: as a draft what will be sent and what is missing, afterwards how far it has come."""
    row = visible(request, number)
    lines = overview.lines_of(row)
    is_draft = row.status == RequestStatus.DRAFT
    context = {
        "row": row,
        "lines": entries.singles(lines),
        "classes": entries.classes(lines),
        "asked_for": wording.in_words(entries.still_asked(lines)),
        **_fulfilment(request, row, lines),
        "conditions": _conditions(request, row) if is_draft else [],
        "attestation": _attestation(row),
        "hints": personal_hints(row.message) if is_draft else [],
        "history": lines_for(request.user, row),
        "statuses": RequestStatus,
    }
    may_withdraw = REQUEST.allows(row.status, RequestStatus.WITHDRAWN) and has_any(request.user, FILE)
    context["may_withdraw"] = may_withdraw and not context["fulfilment"].is_done
    context["may_send"] = is_draft and all(condition["met"] for condition in context["conditions"])
    return render(request, f"recipients/requests/{'review' if is_draft else 'detail'}.html", context)


def _fulfilment(request: HttpRequest, row: Request, lines: list[overview.NeedLine]) -> dict[str, object]:
    """How far it has come, and whether its rest can be closed or opened again."""
    counts = fulfilment.of_requests([row.pk])[row.pk]
    runs = row.status == RequestStatus.APPROVED and has_any(request.user, FILE)
    is_begun = counts.handed_over or counts.reserved
    needs = [line.need for line in lines]
    was_closed = counts.closed or any(item.given_up for need in needs for item in need.items.all())
    return {
        "fulfilment": counts,
        "runs": runs,
        "may_close": runs and ((counts.open > 0 and is_begun) or any(rest.is_half_served(need) for need in needs)),
        "closings": remainders.reopenable(row, needs, request.actor) if runs and was_closed else [],
    }


def visible(request: HttpRequest, number: str) -> Request:
    """The request, if its reader may see it; else 404."""
    return get_object_or_404(
        Request.objects.visible_to(request.user).select_related("institution", "filed_by"), number=number
    )


def _conditions(request: HttpRequest, row: Request) -> list[dict]:
    """What sending asks for, met or not: the lifecycle's own guards answer."""
    step = Step(row.status, RequestStatus.SUBMITTED, request.actor, timezone.now())
    edit = reverse("request_edit", args=[row.number])
    found = []
    for name, label in CONDITIONS.items():
        refusal = REQUEST.registered[name]([row], step).get(row.pk, "")
        mendable = name != "institution_approved"
        found.append(
            {
                "met": not refusal,
                "label": label,
                "fact": refusal,
                "url": edit if mendable else "",
                "url_label": _("Complete it"),
            }
        )
    return found


def _attestation(row: Request) -> list[tuple[str, object]]:
    return [
        (_("Entitlement seen by"), row.get_attested_by_function_display()),
        (_("Seen on"), row.entitlement_seen_on),
        (_("Valid until"), row.entitlement_valid_until),
        (_("Devices on loan are needed until"), row.loan_until),
    ]


@require_POST
@with_any(FILE)
def request_submit(request: HttpRequest, number: str) -> HttpResponse:
    """Draft → submitted."""
    row = visible(request, number)
    return press(
        request,
        lambda: services.submit(row, actor=request.actor),
        done=_("%(number)s is sent. Coordination looks at it and tells you by mail.") % {"number": number},
        back=_page(row),
    )


@require_POST
@permitted(MANAGE)
def request_approve(request: HttpRequest, number: str) -> HttpResponse:
    """Submitted → approved."""
    row = visible(request, number)
    return press(
        request,
        lambda: services.approve(row, actor=request.actor),
        done=_("%(number)s is approved, its needs are on the waiting list.") % {"number": number},
        back=_page(row),
    )


@permitted(MANAGE)
def request_decline(request: HttpRequest, number: str) -> HttpResponse:
    """Submitted → declined, with a reason."""
    row = visible(request, number)
    question = _question(
        row,
        _("Decline the request"),
        _("The institution gets a mail and reads the reason on the request's page."),
        _("Decline"),
    )
    return ask(
        request,
        question,
        lambda reason: services.decline(row, reason=reason, actor=request.actor),
        done=_("%(number)s is declined.") % {"number": number},
    )


@with_any(FILE)
def request_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Taken back, with a reason."""
    row = visible(request, number)
    question = _question(
        row,
        _("Withdraw the request"),
        _("Needs that still wait leave the waiting list. This can't be undone; you can request anew at any time."),
        _("Withdraw"),
    )
    return ask(
        request,
        question,
        lambda reason: services.withdraw(row, reason=reason, actor=request.actor),
        done=_("%(number)s is withdrawn.") % {"number": number},
    )


def _page(row: Request) -> str:
    return reverse("request_detail", args=[row.number])


def _question(row: Request, title: str, text: str, button: str) -> Question:
    crumbs = (reverse("request_list"), _("Requests"), _page(row), row.number)
    return Question(title=title, text=text, button=button, back=_page(row), crumbs=crumbs)
