"""The checklist, step by step, and the signature under it."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices import device_page
from devices.checking import ONLY_IN_THE_WORKSHOP, pass_remaining, record_check, reopen_check, sign_and_make_ready
from devices.gate import conditions, next_open_step
from devices.models import Check, ChecklistStep, Device
from devices.next_step import may_not_sign
from devices.workshop_forms import CheckForm
from devices.workshop_views.answers import refused
from devices.workshop_views.device import gate_title
from devices.workshop_views.finding import device_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("devices.refurbish_device")
def device_check(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One step of the checklist; saved, the next open one follows if asked."""
    device = device_or_404(request, number)
    step = get_object_or_404(_steps(device), code=code)
    standing = Check.objects.filter(device=device, cycle=device.cycle, step=step).first()
    form = CheckForm(request.POST or None, instance=standing)
    refusal = "" if device.takes_checks else str(ONLY_IN_THE_WORKSHOP)
    if request.method == "POST" and form.is_valid():
        try:
            check = record_check(device, step, actor=request.actor, **form.cleaned_data)
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            text = _("Step “%(step)s” is saved.") % {"step": step.name}
            flash(request, text, undo_url=reverse("check_undo", args=[check.pk]))
            return _onward(request, device, step)
    steps = list(_steps(device))
    context = {"device": device, "step": step, "form": form, "refusal": refusal, "standing": standing}
    context |= {"position": steps.index(step) + 1, "count": len(steps)}
    return render(request, "devices/workshop/check.html", context, status=409 if form.is_bound and refusal else 200)


def _steps(device: Device) -> QuerySet[ChecklistStep]:
    return (
        ChecklistStep.objects.filter(checklist=device.checklist_id)
        if device.checklist_id
        else ChecklistStep.objects.none()
    )


def _onward(request: HttpRequest, device: Device, done: ChecklistStep) -> HttpResponse:
    """The next step if it was asked for, but never the same one again."""
    step = next_open_step(device) if "next" in request.POST else None
    if step is None or step == done:
        return redirect("device_detail", number=device.number)
    return redirect("device_check", number=device.number, code=step.code)


@require_POST
@permitted("devices.refurbish_device")
def check_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """The result of a step is taken back: it is open again."""
    visible = Device.objects.visible_to(request.user)
    check = get_object_or_404(Check.objects.select_related("device", "step"), pk=pk, device__in=visible)
    number = check.device.number
    try:
        reopen_check(check, actor=request.actor)
    except TransitionRefused as refusal:
        return refused(request, refusal, "device_detail", number=number)
    flash(request, _("Step “%(step)s” is open again.") % {"step": check.step.name})
    return redirect("device_detail", number=number)


@require_POST
@permitted("devices.refurbish_device")
def checks_pass_remaining(request: HttpRequest, number: str) -> HttpResponse:
    """Every step without a result is in order."""
    device = device_or_404(request, number)
    try:
        count = pass_remaining(device, actor=request.actor)
    except TransitionRefused as refusal:
        return refused(request, refusal, "device_detail", number=number)
    flash(request, ngettext("%(count)d step is in order.", "%(count)d steps are in order.", count) % {"count": count})
    return redirect("device_detail", number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("devices.sign_quality_control")
def device_quality_control(request: HttpRequest, number: str) -> HttpResponse:
    """Everything at one look, and the signature that puts the device on the shelf."""
    device = device_or_404(request, number)
    refusal = ""
    if request.method == "POST":
        try:
            sign_and_make_ready(device, actor=request.actor)
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            undo = reverse("device_step", args=[device.number, "undo"])
            flash(request, _("Signed. %(number)s is ready to give out.") % {"number": device.number}, undo_page=undo)
            return redirect("device_detail", number=device.number)
    gate = [condition for condition in conditions(device, request.user) if condition.name != "quality_control_signed"]
    context = {
        "device": device,
        "gate": gate,
        "gate_title": gate_title(gate),
        "gate_open": all(condition.met for condition in gate),
        "why_not": may_not_sign(device, request.user),
        "checks": device_page.check_rows(device),
        "media": device_page.media_rows(device),
        "facts": device_page.facts(device, request.user),
        "refusal": refusal,
    }
    return render(request, "devices/workshop/quality_control.html", context, status=409 if refusal else 200)
