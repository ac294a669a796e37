"""One line of a proposal: why, and what a coordinator may say to it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.models import Device
from recipients import matching
from recipients.enums import ProposalStatus, RuleKind
from recipients.models import Proposal, ProposalLine, ProposalRule
from recipients.proposals import rules
from recipients.proposals.explaining import Explanation
from recipients.proposals.views.finding import ALLOCATE, address, crumbs, visible
from recipients.proposals.views.page import device_of, outcome_of

SHOWN_DEVICES = 15


@dataclass(frozen=True)
class Candidate:
    """Another device that fits. `line`: of the need that it is proposed to; `exchangeable`: this need's device fits
    that one."""

    device: Device
    why: str
    line: ProposalLine | None
    exchangeable: bool


@require_safe
@permitted(ALLOCATE)
def proposal_line(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Why this device, or what is missing; which other devices fit."""
    proposal = visible(request, number)
    line = _line(proposal, pk)
    explanation = Explanation(proposal)
    has_device = bool(line.device_id or line.imagined)
    speaks = proposal.status == ProposalStatus.READY and not line.item.is_dropped
    context = {
        "proposal": proposal,
        "line": line,
        "crumbs": crumbs(proposal),
        "facts": _facts(line, explanation.asked(line)),
        "has_device": has_device,
        "because": explanation.why(line) if has_device else explanation.why_not(line),
        "candidates": _candidates(proposal, line) if speaks else [],
        "rules": list(proposal.rules.filter(item=line.item).select_related("device", "made_by")),
        "may_speak": speaks,
        "outcome": outcome_of(line),
    }
    return render(request, "recipients/proposals/line.html", context)


def _line(proposal: Proposal, pk: int) -> ProposalLine:
    rows = proposal.lines.select_related(
        "need__request__institution", "item__category", "item__minimum_spec", "item__need__request", "device", "outcome"
    )
    return get_object_or_404(rows, pk=pk)


def _facts(line: ProposalLine, asked: str) -> list[tuple[str, object]]:
    need = line.need
    return [
        (_("Institution"), need.request.institution),
        (_("Asked for"), asked),
        (_("School grade"), need.school_grade),
        (_("Gift or loan"), need.get_agreement_display()),
        (pgettext("queue", "Place"), line.place),
        (_("Points"), line.points),
        (_("Proposed device"), device_of(line) or _("none")),
    ]


def _candidates(proposal: Proposal, line: ProposalLine) -> list[Candidate]:
    """The best fit first."""
    fitting = matching.fitting(line.item).exclude(pk=line.device_id or 0).select_related("category")
    devices = list(fitting[:SHOWN_DEVICES])
    proposed = proposal.lines.filter(device__in=devices).select_related("need__request", "item__minimum_spec", "item")
    line_of = {row.device_id: row for row in proposed}
    return [
        Candidate(
            device,
            matching.why(device, line.item.minimum_spec),
            line_of.get(device.pk),
            _may_exchange(line, line_of.get(device.pk)),
        )
        for device in devices
    ]


def _may_exchange(line: ProposalLine, other: ProposalLine | None) -> bool:
    if other is None or line.device is None:
        return False
    return line.device.category_id == other.item.category_id and matching.reaches(line.device, other.item.minimum_spec)


@require_POST
@permitted(ALLOCATE)
def proposal_say(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Posted: `what` (pin, forbid or swap) and `device`, the number of the device that is meant."""
    proposal = visible(request, number)
    line = _line(proposal, pk)
    device = get_object_or_404(Device.objects.visible_to(request.user), number=request.POST.get("device", ""))
    say = {"pin": _pin, "forbid": _forbid, "swap": _swap}.get(request.POST.get("what", ""))
    if say is None:
        raise Http404
    try:
        rule, text = say(request, proposal, line, device)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect("proposal_line", number=number, pk=pk)
    undo = reverse("proposal_lift", args=[number, rule.pk]) if rule else ""
    flash(request, text, undo_url=undo)
    return redirect(address(proposal))


def _pin(request: HttpRequest, proposal: Proposal, line: ProposalLine, device: Device):
    rule = rules.pin(proposal, item=line.item, device=device, actor=request.actor)
    return rule, _("Noted for the next calculation: %(need)s gets %(device)s.") % _names(line, device)


def _forbid(request: HttpRequest, proposal: Proposal, line: ProposalLine, device: Device):
    rule = rules.forbid(proposal, item=line.item, device=device, actor=request.actor)
    return rule, _("Noted for the next calculation: %(need)s never gets %(device)s.") % _names(line, device)


def _swap(request: HttpRequest, proposal: Proposal, line: ProposalLine, device: Device):
    other = get_object_or_404(proposal.lines.select_related("need__request", "item__need", "device"), device=device)
    rules.swap(proposal, one=line, other=other, actor=request.actor)
    words = _names(line, device) | {"other": other.need}
    return None, _("Noted for the next calculation: %(need)s and %(other)s exchange their devices.") % words


def _names(line: ProposalLine, device: Device) -> dict[str, object]:
    return {"need": line.need, "device": device.number}


@require_POST
@permitted(ALLOCATE)
def proposal_lift(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The next calculation decides freely about this pair again."""
    proposal = visible(request, number)
    rule = get_object_or_404(
        ProposalRule.objects.select_related("proposal", "item__need__request", "device"), proposal=proposal, pk=pk
    )
    text = _lifted(rule)
    try:
        rules.lift(rule, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, text)
    return redirect(address(proposal))


def _lifted(rule: ProposalRule) -> str:
    words = {"need": rule.item.need, "device": rule.device.number}
    if rule.kind == RuleKind.PIN:
        return _("%(device)s is not pinned to %(need)s any more.") % words
    return _("%(device)s is not ruled out for %(need)s any more.") % words
