"""One proposal: while it is calculated, what it says, and what became of it."""

from dataclasses import replace

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import display_name
from accounts.pages.columns import Column
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from devices.models import Category, Device
from recipients.enums import ProposalStatus
from recipients.history import lines_for
from recipients.matching import gibibytes
from recipients.models import NeedItem, Proposal, ProposalLine
from recipients.proposals import rules, summary
from recipients.proposals.explaining import Explanation
from recipients.proposals.filters import LineFilter
from recipients.proposals.steps import CODES, STEPS
from recipients.proposals.views.finding import ALLOCATE, address, crumbs, visible

# So many changed pairs are named; the list has all.
MOST_CHANGES = 20


def device_of(line: ProposalLine) -> str:
    """The number of the proposed device, or that it is imagined; "" for none."""
    if line.device:
        return line.device.number
    return gettext("imagined") if line.imagined else ""


def device_address(line: ProposalLine) -> str:
    """The page of the proposed device; "" for none."""
    return reverse("device_detail", args=[line.device.number]) if line.device else ""


def outcome_of(line: ProposalLine) -> str:
    """What became of a pair when the proposal was confirmed."""
    outcome = getattr(line, "outcome", None)
    if outcome is None:
        return ""
    return gettext("reserved") if outcome.allocation_id else outcome.refusal


def line_address(line: ProposalLine) -> str:
    """The page of one line."""
    return reverse("proposal_line", args=[line.proposal.number, line.pk])


class ProposalPage(ListPage):
    """What a proposal says of each need, beneath what it says of all."""

    model = ProposalLine
    template_name = "recipients/proposals/detail.html"
    filterset_class = LineFilter
    permission_required = ALLOCATE
    search_hint = _("Institution, request or H4F number")
    default_sort = "place"
    related = (
        "proposal",
        "need__request__institution",
        "device",
        "outcome",
    )
    empty_text = _("Nobody waits for what this proposal is about.")
    paginate_by = 50
    columns = (
        Column("need", _("Need"), value=lambda row: str(row.need), code=True, link=line_address),
        Column(
            "place",
            pgettext_lazy("queue", "Place"),
            sort="place",
            numeric=True,
            data_label=pgettext_lazy("queue", "place"),
        ),
        Column(
            "institution",
            _("Institution"),
            value="need.request.institution.name",
            sort="need__request__institution__sort_name",
            main=True,
        ),
        Column("points", _("Points"), sort="points", numeric=True, data_label=_("points")),
        Column("asked", _("Asked for")),
        Column("device", _("Device"), value=device_of, sort="device__number", code=True, link=device_address),
        Column("because", _("Because")),
        Column("outcome", _("Outcome"), value=outcome_of),
    )

    @cached_property
    def proposal(self) -> Proposal:
        return visible(self.request, self.kwargs["number"])

    @property
    def title(self) -> str:
        return gettext("Allocation proposal %(number)s") % {"number": self.proposal.number}

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.proposal.optimal is None:
            return render(request, "recipients/proposals/running.html", running_context(request, self.proposal))
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet:
        return ProposalLine.objects.filter(proposal=self.proposal).select_related(*self.related)

    @cached_property
    def open_columns(self) -> list[Column]:
        """With the reasons; what became of the pairs stands there once it is confirmed."""
        explanation = Explanation(self.proposal)
        confirmed = self.proposal.status == ProposalStatus.CONFIRMED
        told = {"because": explanation.because, "asked": explanation.asked}
        return [
            replace(column, value=told[column.name]) if column.name in told else column
            for column in super().open_columns
            if column.name != "outcome" or confirmed
        ]

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | detail_context(self.request, self.proposal)


def detail_context(request: HttpRequest, proposal: Proposal) -> dict[str, object]:
    """Everything above the list."""
    noted = rules.noted(proposal)
    heading, sentence = summary.verdict(proposal)
    changed = summary.changes(proposal)
    decided = proposal.status == ProposalStatus.CONFIRMED
    pairs = proposal.lines.exclude(device=None, imagined=None).count()
    return {
        "proposal": proposal,
        "crumbs": crumbs(proposal),
        "verdict": heading,
        "verdict_text": sentence,
        "noted": noted,
        "conditions": _conditions(proposal, heading, noted),
        "gives": pairs > 0,
        "goals": summary.goals(proposal, pairs),
        "household_waits": summary.how_long_a_household_waits(proposal),
        "institutions": summary.by_institution(proposal),
        "changes": changed,
        "change_groups": _change_groups(changed) if changed else [],
        "imagined": imagined_in_words(proposal),
        "rules": list(proposal.rules.select_related("item__need__request", "device", "made_by")),
        "may_speak": proposal.status == ProposalStatus.READY,
        "refused": proposal.lines.filter(outcome__allocation=None, outcome__isnull=False).count() if decided else 0,
        "reserved": proposal.lines.filter(outcome__allocation__isnull=False).count() if decided else 0,
        "to_hand_over": summary.to_hand_over(proposal) if decided else [],
        "successors": list(proposal.successors.order_by("pk")),
        "facts": _facts(proposal),
        "history": lines_for(request.user, proposal),
    }


def _conditions(proposal: Proposal, verdict: str, noted: rules.Noted) -> list[dict[str, object]]:
    """What speaks for confirming it as it is."""
    counted = proposal.served + proposal.unserved
    count = len(noted.new) + noted.lifted
    served = gettext("%(served)d of %(all)d needs are served")
    return [
        {"met": proposal.served > 0, "label": served % {"served": proposal.served, "all": counted}},
        {"met": bool(proposal.optimal), "label": verdict},
        {
            "met": not noted,
            "label": gettext("Everything you said is in it"),
            "fact": ngettext("%(count)d change is only noted", "%(count)d changes are only noted", count)
            % {"count": count}
            if noted
            else "",
        },
        {"met": not proposal.is_what_if, "label": gettext("Every device of it is there")},
    ]


def _change_groups(changed: summary.Changes) -> list[dict[str, object]]:
    groups = (
        (gettext("Get a device now"), changed.gained),
        (gettext("Get none any more"), changed.lost),
        (gettext("Get another device"), changed.other),
    )
    return [
        {"label": label, "count": len(rows), "rows": rows[:MOST_CHANGES], "more": max(0, len(rows) - MOST_CHANGES)}
        for label, rows in groups
        if rows
    ]


def imagined_in_words(proposal: Proposal) -> list[str]:
    """ "20 × Notebook, 8 GB, 4 cores" for each kind."""
    names = {row.pk: row.name for row in Category.objects.all()} if proposal.imagined else {}
    return [
        gettext("%(count)d × %(category)s, %(memory)s GB, %(cores)d cores")
        % {
            "count": kind["count"],
            "category": names.get(kind["category"], ""),
            "memory": gibibytes(kind["ram_mib"]),
            "cores": kind["cores"],
        }
        for kind in proposal.imagined
    ]


def _facts(proposal: Proposal) -> list[tuple[str, object]]:
    return [
        (gettext("Started by"), display_name(proposal.made_by)),
        (gettext("Started"), proposal.created_at),
        (gettext("Reserve until"), date_format(proposal.held_until, "d.m.Y")),
        (gettext("At most for each institution"), proposal.scope.get("cap")),
        *summary.inputs_in_words(proposal),
    ]


def running_context(request: HttpRequest, proposal: Proposal) -> dict[str, object]:
    """While there is no result: how far it is, or why there is none."""
    done = min(proposal.job.done, len(CODES) - 1)
    return {
        "proposal": proposal,
        "crumbs": crumbs(proposal),
        "is_running": proposal.status == ProposalStatus.CALCULATING,
        "failed": proposal.status == ProposalStatus.FAILED,
        "step": STEPS[CODES[done]],
        "done": done,
        "total": len(CODES),
        "reason": failure_in_words(proposal) if proposal.status == ProposalStatus.FAILED else "",
        "retryable": proposal.error == "gave_up",
        "rules": list(proposal.rules.select_related("item__need__request", "device", "made_by")),
    }


def failure_in_words(proposal: Proposal) -> str:
    """Why it could not be calculated, and what to do."""
    if proposal.error == "pin_impossible":
        return _impossible_pin(proposal.error_details)
    sentences = {
        "gave_up": gettext(
            "The worker was lost three times while it calculated. Please try again. If that does not help, the input "
            "is too much for it: start a proposal about less, or discard this one."
        ),
        "broke_off": gettext(
            "The calculation broke off with an error of the program (%(what)s), and would do so again with the same "
            "input. Please lift what was said to it and calculate again, start a proposal about other needs, or "
            "discard this one; and tell those who look after the program its number."
        )
        % {"what": proposal.error_details.get("what", "")},
        "cost_too_large": gettext("The numbers are too large to be calculated exactly. Please choose fewer needs."),
    }
    return sentences.get(proposal.error, gettext("The records contradict each other. Please start a new proposal."))


def _impossible_pin(details: dict) -> str:
    item = NeedItem.ever.select_related("need__request").filter(pk=details["item"]).first()
    device = Device.objects.filter(pk=details["device"]).first()
    reasons = {
        "unknown": gettext("the device is not free any more, or the need does not wait any more"),
        "twice": gettext("one of them is pinned twice"),
        "spec": gettext("the device is not what the need asks for"),
        "forbidden": gettext("the same pair is ruled out"),
        "cap": gettext("the institution's limit is reached"),
        "household": gettext("another need of the household has a device"),
    }
    return gettext("%(device)s is pinned to %(need)s, but %(reason)s. Please lift this pin and calculate again.") % {
        "device": device or "?",
        "need": item.need if item else "?",
        "reason": reasons.get(details["why"], details["why"]),
    }


@never_cache
@require_safe
@permitted(ALLOCATE)
def proposal_progress(request: HttpRequest, number: str) -> HttpResponse:
    """The part of the page that is asked for while a worker is at it; leads to the result when it is there."""
    proposal = visible(request, number)
    if proposal.status != ProposalStatus.CALCULATING:
        return HttpResponse(status=204, headers={"HX-Redirect": address(proposal)})
    return render(request, "recipients/proposals/progress.html", running_context(request, proposal))
