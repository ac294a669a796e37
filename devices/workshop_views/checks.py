"""The checklist, step by step, and the signature under it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices import device_page, store_page
from devices.checking import (
    ON_THE_SHELF,
    ONLY_IN_THE_WORKSHOP,
    pass_remaining,
    record_check,
    reopen_batch,
    reopen_check,
    sign_and_make_ready,
)
from devices.checklists.applicability import asked_steps
from devices.checklists.check_forms import CheckForm, FailedForm
from devices.checklists.failing import Decision, Failed, fail_check, recycling_waits
from devices.entered_later import moment
from devices.enums import DeviceStatus
from devices.gate import conditions, next_unrecorded_step
from devices.models import Check, ChecklistStep, Device
from devices.next_step import may_not_sign
from devices.workshop_views.answers import refused
from devices.workshop_views.device import gate_title
from devices.workshop_views.finding import device_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("devices.refurbish_device")
def device_check(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One step of the checklist: one press says that it is in order, and the next open one follows."""
    device = device_or_404(request, number)
    step = get_object_or_404(asked_steps(device), code=code)
    standing = _standing(device, step)
    form = CheckForm(typed(request), instance=standing)
    refusal = "" if device.takes_checks else str(ONLY_IN_THE_WORKSHOP)
    if form.is_bound and form.is_valid():
        try:
            now = moment(device, form.cleaned_data.pop("happened_at"))
            check = record_check(device, step, actor=request.actor, now=now, **form.cleaned_data)
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            _say_saved(request, check)
            return _onward(device, after=standing)
    context = {"form": form, "refusal": refusal, "standing": standing, **_about(device, step)}
    return render(request, "devices/workshop/check.html", context, status=409 if form.is_bound and refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("devices.refurbish_device")
def device_check_failed(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """A step is not in order: what is wrong, and what to do. What was typed on the step's own page comes along; the
    button pressed here decides."""
    device = device_or_404(request, number)
    step = get_object_or_404(asked_steps(device), code=code)
    decided = "decision" in request.POST
    form = FailedForm(request.POST if decided else None, initial=_carried(request, _standing(device, step)))
    refusal = "" if device.takes_checks else str(ONLY_IN_THE_WORKSHOP)
    if form.is_bound and form.is_valid():
        decision = Decision(form.cleaned_data.pop("decision"))
        try:
            now = moment(device, form.cleaned_data.pop("happened_at"))
            failed = fail_check(device, step, decision, actor=request.actor, now=now, **form.cleaned_data)
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            return _decided(request, failed, decision)
    waits = recycling_waits(device_or_404(request, number), request.user)
    context = {"form": form, "refusal": refusal, "recycling_waits": waits, **_about(device, step)}
    return render(request, "devices/workshop/check_failed.html", context, status=409 if decided and refusal else 200)


def _standing(device: Device, step: ChecklistStep) -> Check | None:
    return Check.objects.filter(device=device, cycle=device.cycle, step=step).select_related("done_by").first()


def _about(device: Device, step: ChecklistStep) -> dict[str, Any]:
    steps = list(asked_steps(device))
    return {
        "device": device,
        "step": step,
        "position": steps.index(step) + 1,
        "count": len(steps),
        "on_the_shelf": device.status in ON_THE_SHELF,
        "reserved": device.status == DeviceStatus.RESERVED,
    }


def _carried(request: HttpRequest, standing: Check | None) -> dict[str, Any]:
    """What was typed before the button "not in order" was pressed, else what stands from the last time."""
    if request.method == "POST":
        return {name: request.POST.get(name, "") for name in ("note", "minutes", "happened_at")}
    return {"note": standing.note, "minutes": standing.minutes} if standing else {}


def _say_saved(request: HttpRequest, check: Check) -> None:
    text = _("Step “%(step)s” is saved.") % {"step": check.step.name}
    flash(request, text, undo_url=reverse("check_undo", args=[check.pk]))


def _onward(device: Device, *, after: Check | None) -> HttpResponse:
    """The next open step; after one that had a result before, back to the device."""
    step = None if after else next_unrecorded_step(device)
    if step is None:
        return redirect("device_detail", number=device.number)
    return redirect("device_check", number=device.number, code=step.code)


def _decided(request: HttpRequest, failed: Failed, decision: Decision) -> HttpResponse:
    device = failed.check.device
    if decision == Decision.REPAIR:
        _say_saved(request, failed.check)
    elif decision == Decision.RECYCLE and failed.proposed:
        undo = reverse("device_step", args=[device.number, "keep"])
        flash(request, _("%(number)s is proposed for recycling.") % {"number": device.number}, undo_page=undo)
    elif decision == Decision.RECYCLE:
        undo = reverse("device_step", args=[device.number, "undo"])
        flash(request, _("%(number)s is recycled.") % {"number": device.number}, undo_page=undo)
    else:
        device.refresh_from_db()
        undo = reverse("device_step", args=[device.number, "release"])
        said = {"number": device.number, "what": device.get_hold_kind_display()}
        flash(request, _("%(number)s is %(what)s.") % said, undo_page=undo)
    return redirect("device_detail", number=device.number)


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
        checks = pass_remaining(device, actor=request.actor)
    except TransitionRefused as refusal:
        return refused(request, refusal, "device_detail", number=number)
    count = len(checks)
    text = ngettext("%(count)d step is in order.", "%(count)d steps are in order.", count) % {"count": count}
    undo = reverse("checks_batch_undo", args=[number, checks[0].batch]) if checks else ""
    flash(request, text, undo_url=undo)
    return redirect("device_detail", number=number)


@require_POST
@permitted("devices.refurbish_device")
def checks_batch_undo(request: HttpRequest, number: str, batch: UUID) -> HttpResponse:
    """What one press wrote down is taken back; steps that were done again since stay."""
    device = device_or_404(request, number)
    try:
        count = reopen_batch(device, batch, actor=request.actor)
    except TransitionRefused as refusal:
        return refused(request, refusal, "device_detail", number=number)
    text = ngettext("%(count)d step is open again.", "%(count)d steps are open again.", count) % {"count": count}
    flash(request, text)
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
        **store_page.context_of(device),
        "refusal": refusal,
    }
    return render(request, "devices/workshop/quality_control.html", context, status=409 if refusal else 200)
