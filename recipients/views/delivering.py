"""Pages for giving out and taking back: scan out, confirm, back in stock, returned, last step taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.pages.camera import with_camera
from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from recipients import delivering, receipts, returning
from recipients.enums import AllocationStatus, HandoverStatus
from recipients.forms.handovers import ConfirmationForm, ReturnForm
from recipients.half_served import rest
from recipients.handover_steps import ASSIST, FILE, MANAGE
from recipients.models import Handover
from recipients.views.access import with_any
from recipients.views.handovers import address, allocation_on, crumbs, visible
from recipients.views.steps import Question, ask, press

LATEST = 10


@never_cache
@with_camera
@with_any((MANAGE, ASSIST))
def handover_scan_out(request: HttpRequest, number: str) -> HttpResponse:
    """One field takes what is scanned; each result is shown, newest first."""
    handover = visible(request, number)
    if handover.status not in (HandoverStatus.PACKED, HandoverStatus.UNDER_WAY):
        flash(request, _("Devices are scanned out once the handover is packed."), level=messages.ERROR)
        return redirect(address(handover))
    receipts.log_look(handover, request.user)
    scanned = None
    if request.method == "POST":
        scanned = delivering.scan_out(handover, request.POST.get("code", ""), actor=request.actor)
    return render(request, "recipients/handovers/scan_out.html", _scan_context(handover, scanned))


def _scan_context(handover: Handover, scanned: delivering.Scanned | None) -> dict[str, object]:
    active = handover.allocations.active().select_related("device__category", "item__need")
    out = active.exclude(status=AllocationStatus.RESERVED)
    latest = out.filter(status=AllocationStatus.DELIVERED).order_by("-status_since", "-pk")
    if scanned and scanned.allocation:
        latest = latest.exclude(pk=scanned.allocation.pk)
    return {
        "handover": handover,
        "scanned": scanned,
        "latest": latest[:LATEST],
        "missing": active.filter(status=AllocationStatus.RESERVED).order_by("device__number"),
        "done": out.count(),
        "total": active.count(),
        "crumbs": crumbs(handover),
    }


@require_POST
@with_any((MANAGE, ASSIST))
def handover_scan_undo(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A scan that was a mistake; the reason is known."""
    handover = visible(request, number)
    allocation = get_object_or_404(handover.allocations.filter(status=AllocationStatus.DELIVERED), pk=pk)
    return press(
        request,
        lambda: returning.take_back(allocation, actor=request.actor, reason=_("scanned by mistake")),
        done=_("%(device)s is back on the cart.") % {"device": allocation.device.number},
        back=reverse("handover_scan_out", args=[number]),
    )


@never_cache
@with_any((MANAGE, FILE))
def handover_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """All were handed over, except …"""
    handover = visible(request, number)
    delivered = receipts.allocations_of(handover).filter(status=AllocationStatus.DELIVERED)
    if not delivered:
        flash(request, _("Nothing is to be confirmed at the moment."), level=messages.INFO)
        return redirect(address(handover))
    form = ConfirmationForm(request.POST or None, delivered=delivered)
    if request.method == "POST" and form.is_valid():
        try:
            given, excepted = delivering.confirm(
                handover,
                exceptions=form.exceptions(),
                actor=request.actor,
                happened_at=form.cleaned_data["happened_at"],
            )
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            undo = reverse("handover_unconfirm", args=[number]) if given else ""
            flash(request, _confirmed(given, excepted), undo_page=undo)
            return redirect(address(handover))
    context = {"handover": handover, "form": form, "crumbs": crumbs(handover)}
    return render(request, "recipients/handovers/confirm.html", context)


def _confirmed(given: int, excepted: int) -> str:
    text = ngettext("%(count)d device is handed over.", "%(count)d devices are handed over.", given) % {"count": given}
    if excepted:
        later = ngettext("%(count)d is expected back.", "%(count)d are expected back.", excepted)
        text += " " + later % {"count": excepted}
    return text


@with_any((MANAGE, ASSIST, FILE))
def handover_take_back(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The last step of one device, with a reason."""
    handover = visible(request, number)
    allocation = allocation_on(handover, pk)
    question = Question(
        title=_("Take back the last step of %(device)s") % {"device": allocation.device.number},
        text=_("Device, reservation, need and handover go back together. The history keeps both."),
        button=_("Take back"),
        back=address(handover),
        crumbs=crumbs(handover),
    )
    done = _("The last step of %(device)s is taken back.") % {"device": allocation.device.number}
    return ask(
        request,
        question,
        lambda reason: returning.take_back(allocation, actor=request.actor, reason=reason),
        done=done,
    )


@permitted(MANAGE)
def handover_returned(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A device in use came back."""
    handover = visible(request, number)
    allocation = allocation_on(handover, pk)
    form = ReturnForm(request.POST or None)
    text = _("The allocation ends. The device goes to the workshop for a new cycle.")
    if rest.goes_along(allocation.item):
        text += " " + _("Without a replacement, the rest of its set is not waited for any more either.")
    question = Question(
        title=_("%(device)s came back") % {"device": allocation.device.number},
        text=text,
        button=_("Record the return"),
        back=address(handover),
        crumbs=crumbs(handover),
    )

    def act(reason: str) -> None:
        replacement = form.cleaned_data["replacement"]
        returning.returned(allocation, actor=request.actor, reason=reason, replacement=replacement)

    done = _("%(device)s is returned.") % {"device": allocation.device.number}
    return ask(request, question, act, done=done, form=form)
