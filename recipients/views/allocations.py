"""Coordination's steps with a device and a need: reserve, release, swap."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.models import Device
from recipients import allocating, matching
from recipients.forms.allocations import SwapForm
from recipients.models import Allocation, Need, NeedItem
from recipients.views.steps import Question, ask

ALLOCATE = "recipients.allocate"
SHOWN_DEVICES = 10


@require_POST
@permitted(ALLOCATE)
def allocation_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Reserves the device whose number is posted for this item; with a tick also where a limit speaks against it."""
    needs = Need.objects.visible_to(request.user)
    item = get_object_or_404(NeedItem.objects.select_related("minimum_spec").filter(need__in=needs), pk=pk)
    number = request.POST.get("device", "")
    device = get_object_or_404(Device.objects.visible_to(request.user), number=number)
    try:
        overrule = "overrule" in request.POST
        allocation = allocating.allocate(item=item, device=device, actor=request.actor, overrule=overrule)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _reserved(allocation), undo_page=reverse("allocation_release", args=[allocation.pk]))
    return redirect("need_detail", pk=item.need_id)


def _reserved(allocation: Allocation) -> str:
    words = {"number": allocation.device.number, "day": allocation.held_until.strftime("%d.%m.%Y")}
    if allocating.limits_overruled(allocation):
        return (
            _("%(number)s is reserved until %(day)s although a limit speaks against it. This is written down.") % words
        )
    return _("%(number)s is reserved until %(day)s.") % words


@permitted(ALLOCATE)
def allocation_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a promise back, with a reason."""
    allocation = _visible(request, pk)
    question = _question(
        allocation,
        _("Release %(number)s") % {"number": allocation.device.number},
        _("The device is ready again, and the need goes back to its place on the waiting list."),
        _("Release"),
    )
    return ask(
        request,
        question,
        lambda reason: allocating.release(allocation, reason=reason, actor=request.actor),
        done=_("%(number)s is ready again, the need waits again. To undo it, reserve it here once more.")
        % {"number": allocation.device.number},
    )


@permitted(ALLOCATE)
def allocation_swap(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives the need another device in one step."""
    allocation = _visible(request, pk)
    devices = list(matching.fitting(allocation.item).select_related("category")[:SHOWN_DEVICES])
    form = SwapForm(typed(request), devices=devices, spec=allocation.item.minimum_spec)
    question = _question(
        allocation,
        _("Give another device instead of %(number)s") % {"number": allocation.device.number},
        _("The old device is ready again. Date and handover stay.")
        if devices
        else _("No other ready device fits this need."),
        _("Swap"),
    )

    def swap(reason: str) -> None:
        device = next(device for device in devices if device.number == form.cleaned_data["device"])
        allocating.swap(allocation, device=device, reason=reason, actor=request.actor)

    return ask(request, question, swap, done=_("The need has another device now."), form=form)


def _visible(request: HttpRequest, pk: int) -> Allocation:
    allocations = Allocation.objects.visible_to(request.user)
    return get_object_or_404(
        allocations.select_related("device__category", "item__minimum_spec", "item__need__request"), pk=pk
    )


def _question(allocation: Allocation, title: str, text: str, button: str) -> Question:
    need = allocation.item.need
    page = reverse("need_detail", args=[need.pk])
    crumbs = (reverse("need_list"), _("Waiting list"), page, str(need))
    return Question(title=title, text=text, button=button, back=page, crumbs=crumbs)
