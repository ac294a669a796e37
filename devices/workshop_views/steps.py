"""The steps of a device that are asked on a page of their own."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.device_steps import STEPS, DeviceStep, address_of, done_text
from devices.enums import ENDS
from devices.models import Device
from devices.undo import last_step
from devices.workshop_views.finding import device_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("devices.view_device")
def device_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Asks for what a step needs, and takes it; a refusal stands on the same page with what was typed."""
    chosen = STEPS.get(step)
    if chosen is None:
        raise Http404
    if not request.user.has_perm(chosen.permission):
        raise PermissionDenied
    device = device_or_404(request, number)
    if chosen.page:
        return redirect(address_of(chosen, device))
    form = chosen.form(typed(request), initial=chosen.initial(device))
    refusal = ""
    if form.is_bound and form.is_valid():
        try:
            chosen.do(device, request.actor, form.cleaned_data)
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            return _done(request, chosen, device)
    context = {
        "device": device,
        "step": chosen,
        "form": form,
        "refusal": refusal,
        "why_not": chosen.why_not(device, request.user),
        "last": last_step(device) if chosen.code == "undo" else None,
        "open_media": device.media.unsettled() if chosen.to in ENDS else [],
    }
    return render(request, "devices/workshop/step.html", context, status=409 if refusal else 200)


def _done(request: HttpRequest, step: DeviceStep, device: Device) -> HttpResponse:
    code = "undo" if step.to else step.undone_by
    undo = reverse("device_step", args=[device.number, code]) if code else ""
    flash(request, done_text(step, device), undo_page=undo)
    return redirect("device_detail", number=device.number)
