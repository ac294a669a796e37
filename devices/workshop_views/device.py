"""A device's page, and putting its facts right."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from accounts.pages.qr import qr_path
from custody.lifecycle import TransitionRefused
from devices import device_page, store_page
from devices.cycles import begins_a_cycle
from devices.device_steps import open_steps
from devices.enums import DeviceStatus
from devices.facts import EDITABLE, change_facts
from devices.gate import Condition, conditions
from devices.history import history
from devices.media import takes_reports
from devices.models import Device
from devices.next_step import any_unrecorded, next_step
from devices.photos.gallery import gallery
from devices.stages import STARTING
from devices.workshop_forms import FactsForm
from devices.workshop_views.finding import device_or_404

WITH_GATE = (*STARTING, DeviceStatus.IN_REFURBISHMENT)


@require_safe
@permitted("devices.view_device")
def device_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One device: what it is, what comes next and what stands against it, what was done."""
    device = device_or_404(request, number)
    gate = conditions(device, request.user) if device.status in WITH_GATE else []
    afresh = begins_a_cycle(device)
    panel = next_step(device, request.user, gate)
    pressed = {button.url for button in panel.buttons}
    path, size = qr_path(device.number)
    context = {
        "device": device,
        "led_by": device.blank_labels.filter(number=request.GET.get("label", "")[:12]).first(),
        "qr_path": path,
        "qr_size": size,
        "gate": gate,
        "gate_title": gate_title(gate),
        "gate_open": all(condition.met for condition in gate),
        "next_step": panel,
        "takes_reports": takes_reports(device),
        "media": device_page.media_rows(device),
        "afresh": afresh,
        "checks": [] if afresh else device_page.check_rows(device),
        "minutes": 0 if afresh else device_page.minutes_spent(device),
        "may_pass_remaining": device.status == DeviceStatus.IN_REFURBISHMENT and any_unrecorded(device),
        "evidence": device_page.evidence_rows(device),
        "facts": device_page.facts(device, request.user),
        "gallery": gallery(device, request.user),
        "lines": history(device, request.user),
        **store_page.context_of(device),
        "steps": [step for step in open_steps(device, request.user) if step.url not in pressed],
    }
    return render(request, "devices/workshop/device.html", context)


def gate_title(gate: list[Condition]) -> str:
    """How many conditions are missing."""
    missing = sum(1 for condition in gate if not condition.met)
    if not missing:
        return _("Everything is there")
    return ngettext(
        "Not ready yet: %(missing)d of %(count)d is missing",
        "Not ready yet: %(missing)d of %(count)d are missing",
        missing,
    ) % {"missing": missing, "count": len(gate)}


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("devices.refurbish_device")
def device_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Putting facts right."""
    device = device_or_404(request, number)
    form = FactsForm(request.POST or None, instance=Device.objects.get(pk=device.pk))
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in EDITABLE}
        try:
            changed = change_facts(device, values, actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error("category", str(refusal))
        else:
            flash(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect("device_detail", number=device.number)
    return render(request, "devices/workshop/edit.html", {"device": device, "form": form})
