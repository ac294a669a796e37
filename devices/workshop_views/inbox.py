"""Deciding which device an original speaks of."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from accounts.pages.scanning import normalise_scan
from custody.lifecycle import TransitionRefused
from devices import inbox
from devices.device_page import what_was_read
from devices.file_results import FileResult
from devices.inbox_decisions import choose, create_device
from devices.inbox_forms import NewDeviceForm, SetAsideForm
from devices.inbox_page import printed_facts, side
from devices.intake import find_devices
from devices.models import Device, EvidenceMatch, InboxItem
from devices.readings import stored_reading
from devices.rematching import retract_match
from devices.report_texts import sentence, summary
from devices.workshop_forms import ReasonForm
from devices.workshop_views.finding import device_or_404

WORK = "devices.refurbish_device"
PAGE = require_http_methods(["GET", "HEAD", "POST"])
MOST_SIDES = 6


def _item_or_404(request: HttpRequest, pk: int) -> InboxItem:
    items = InboxItem.objects.visible_to(request.user).select_related("evidence__uploaded_by", "settled_by")
    return get_object_or_404(items, pk=pk)


@require_safe
@permitted(WORK)
def inbox_item(request: HttpRequest, pk: int) -> HttpResponse:
    """What the original says against each device that it may be of; a scanned one is added to them."""
    item = _item_or_404(request, pk)
    typed = request.GET.get("device", "").strip()[:200]
    asked = _scanned(request, typed)
    candidates = list(item.candidates.select_related("category", "donation"))[:MOST_SIDES]
    if asked and asked not in candidates:
        candidates.insert(0, asked)
    reading = stored_reading(item.evidence.kind, item.evidence.facts)
    context = {
        "item": item,
        "evidence": item.evidence,
        "said": what_was_read(item.evidence),
        "sides": [side(device, reading) for device in candidates],
        "printed": [] if candidates else printed_facts(reading),
        "siblings": inbox.siblings(item).count(),
        "warnings": [sentence(warning.code) for warning in reading.warnings] if reading else [],
        "typed": typed,
        "not_found": bool(typed) and asked is None,
        "owners": EvidenceMatch.objects.standing().filter(evidence=item.evidence).select_related("device"),
    }
    return render(request, "devices/inbox/item.html", context)


def _scanned(request: HttpRequest, typed: str) -> Device | None:
    if not typed:
        return None
    found = find_devices([*normalise_scan(typed), typed]).filter(pk__in=Device.objects.visible_to(request.user))
    return found.select_related("category", "donation").first()


@require_POST
@permitted(WORK)
def inbox_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """It is this one."""
    item = _item_or_404(request, pk)
    device = device_or_404(request, request.POST.get("device", "-"))
    try:
        result = choose(item, device, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect(f"{reverse('inbox_item', args=[pk])}?{urlencode({'device': device.number})}")
    return _decided(request, result, device)


def _decided(request: HttpRequest, result: FileResult, device: Device) -> HttpResponse:
    """What it did, and the way back."""
    undo = f"{reverse('match_retract', args=[result.evidence.pk])}?{urlencode({'device': device.number})}"
    said = {"file": result.file_name, "number": device.number, "text": summary(result)}
    flash(request, _("“%(file)s” is of %(number)s: %(text)s") % said, undo_page=undo)
    return redirect("device_detail", number=device.number)


@PAGE
@permitted("devices.receive_device", WORK)
def inbox_new_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody announced it: it gets a number now."""
    item, refusal = _item_or_404(request, pk), ""
    form = NewDeviceForm(request.POST or None, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            result = create_device(item, actor=request.actor, **form.cleaned_data)
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            return _decided(request, result, result.devices[0])
    context = {"item": item, "form": form, "refusal": refusal, "said": what_was_read(item.evidence)}
    return render(request, "devices/inbox/new_device.html", context, status=409 if refusal else 200)


@PAGE
@permitted(WORK)
def inbox_set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """It is of none of our devices."""
    item, form, refusal = _item_or_404(request, pk), SetAsideForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            inbox.set_aside(item, actor=request.actor, reason=form.cleaned_data["reason"], now=timezone.now())
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            said = _("“%(file)s” is set aside. The file is kept.") % {"file": item.evidence.file_name}
            flash(request, said, undo_url=reverse("inbox_take_up", args=[pk]))
            return redirect("inbox")
    context = {"item": item, "form": form, "refusal": refusal}
    return render(request, "devices/inbox/set_aside.html", context, status=409 if refusal else 200)


@require_POST
@permitted(WORK)
def inbox_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """It waits again."""
    item = _item_or_404(request, pk)
    try:
        inbox.take_up_again(item, now=timezone.now())
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _("“%(file)s” waits again.") % {"file": item.evidence.file_name})
    return redirect("inbox_item", pk=pk)


@PAGE
@permitted(WORK)
def match_retract(request: HttpRequest, pk: int) -> HttpResponse:
    """The original `pk` is not of this device after all."""
    device = device_or_404(request, request.GET.get("device", "-"))
    standing = EvidenceMatch.objects.standing().select_related("evidence", "device")
    match = get_object_or_404(standing, evidence=pk, device=device)
    form, refusal = ReasonForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            retract_match(match, actor=request.actor, reason=form.cleaned_data["reason"])
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            said = _("“%(file)s” is not of %(number)s any more and waits in the inbox.")
            flash(request, said % {"file": match.evidence.file_name, "number": device.number})
            waiting = InboxItem.objects.waiting().get(evidence=match.evidence)
            return redirect("inbox_item", pk=waiting.pk)
    context = {"device": device, "evidence": match.evidence, "form": form, "refusal": refusal}
    return render(request, "devices/inbox/retract.html", context, status=409 if refusal else 200)
