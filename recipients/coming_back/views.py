"""Pages of what is put right around a handover."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.enums import DeviceStatus
from devices.models import Device
from recipients import returning
from recipients.coming_back import checking, exchanging
from recipients.coming_back.forms import ExchangeForm, QuickCheckForm
from recipients.handover_steps import MANAGE
from recipients.models import Allocation
from recipients.views.handovers import address, crumbs, visible
from recipients.views.steps import Question, ask

DEVICES_BACK = "devices.receive_device"
PAGE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permitted(DEVICES_BACK)
def devices_back(request: HttpRequest) -> HttpResponse:
    """What left for a handover and was not handed over: devices alone, no school and no code."""
    devices = returning.expected_back().select_related("category", "location").order_by("status_since")
    return render(request, "recipients/handovers/back.html", {"devices": devices})


@PAGE
@permitted(DEVICES_BACK)
def device_back(request: HttpRequest, number: str) -> HttpResponse:
    """One of them is here again: three questions, then it is ready or goes to the workshop."""
    device = get_object_or_404(returning.expected_back().select_related("category"), number=number)
    form = QuickCheckForm(typed(request))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            status = checking.looked_over(
                device,
                form.answers(said),
                words=said["words"],
                location=said["location"],
                actor=request.actor,
            )
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say(request, device, status)
            return redirect("devices_back")
    return render(request, "recipients/coming_back/check.html", {"device": device, "form": form})


def _say(request: HttpRequest, device: Device, status: str) -> None:
    undo = reverse("device_step", args=[device.number, "undo"])
    if status == DeviceStatus.READY:
        text = _("%(device)s is ready to give out again.") % {"device": device.number}
    else:
        text = _("%(device)s is returned: it begins a new cycle in the workshop.") % {"device": device.number}
    flash(request, text, undo_page=undo)


@PAGE
@permitted(MANAGE)
def handover_exchange(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Two pupils got each other's device."""
    handover = visible(request, number)
    rows = Allocation.objects.filter(handover=handover).select_related("device__category", "item__need", "handover")
    allocation = get_object_or_404(rows, pk=pk)
    form = ExchangeForm(typed(request), allocation=allocation)
    code = allocation.item.need.pupil_code or str(allocation.item.need)
    question = Question(
        title=_("%(device)s of %(code)s was crossed") % {"device": allocation.device.number, "code": code},
        text=_("Both needs get the other device, and both receipts a new version: print and sign these again."),
        button=_("Exchange"),
        back=address(handover),
        crumbs=crumbs(handover),
    )

    def act(reason: str) -> None:
        exchanging.exchange(allocation, form.cleaned_data["other"], actor=request.actor, reason=reason)

    done = _("The two devices are exchanged. Their receipts are made anew; print them again.")
    return ask(request, question, act, done=done, form=form)
