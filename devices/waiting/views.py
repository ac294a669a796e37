"""Pages about what devices wait for: the donor's answer, an end of the waiting, being found."""

from collections import defaultdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.enums import DeviceStatus
from devices.loss import lost_with_data, media_at_risk
from devices.waiting import asking
from devices.waiting.forms import AskForm, AssessmentForm
from devices.waiting.losses import assess_loss, assessments, term_of
from devices.workshop_views.answers import refused
from devices.workshop_views.finding import device_or_404

MANAGE = "devices.manage_device"


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(MANAGE)
def donor_ask(request: HttpRequest, number: str) -> HttpResponse:
    """The letter, as proposed for what the device waits for; sent at most once per press."""
    device = device_or_404(request, number)
    draft = asking.draft(device)
    form = AskForm(typed(request), draft=draft, asked_before=asking.times_asked(device))
    refusal = "" if asking.can_be_asked(device) else _("The device does not wait for its donor.")
    if form.is_bound and form.is_valid():
        try:
            asking.ask_donor(device, actor=request.actor, **form.cleaned_data)
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            flash(request, _("The mail about %(number)s is on its way to the donor.") % {"number": device.number})
            return redirect("device_detail", number=device.number)
    context = {
        "device": device,
        "form": form,
        "refusal": refusal,
        "draft": draft,
        "questions": asking.questions(device),
    }
    return render(request, "devices/waiting/ask.html", context, status=409 if form.is_bound and refusal else 200)


@require_POST
@permitted("devices.refurbish_device")
def donor_want(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody of the workshop wants coordination to ask."""
    device = device_or_404(request, number)
    try:
        asking.want_question(device, actor=request.actor)
    except TransitionRefused as refusal:
        return refused(request, refusal, "device_detail", number=number)
    flash(request, _("Coordination sees now that the donor is to be asked about %(number)s.") % {"number": number})
    return redirect("device_detail", number=number)


@require_safe
@permitted(MANAGE)
def lost_devices(request: HttpRequest) -> HttpResponse:
    """Devices that are lost with data, the shortest term first; below them what was decided already."""
    now = timezone.now()
    found = lost_with_data().select_related("category", "donation__donor")
    devices = list(found.order_by("status_since", "pk"))
    decided = assessments(devices)
    media = defaultdict(list)
    for medium in media_at_risk(device.pk for device in devices):
        media[medium.device_id].append(medium)
    rows = [
        {
            "device": device,
            "media": media[device.pk],
            "term": term_of(device, now),
            "assessment": decided.get(device.pk),
        }
        for device in devices
    ]
    context = {"rows": sorted(rows, key=lambda row: row["assessment"] is not None)}
    return render(request, "devices/waiting/lost.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(MANAGE)
def loss_assess(request: HttpRequest, number: str) -> HttpResponse:
    """Whether a loss was reported to the authority, and why."""
    device = device_or_404(request, number)
    if device.status != DeviceStatus.LOST:
        raise Http404
    form = AssessmentForm(typed(request))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            assess_loss(device, reported=said["outcome"] == form.REPORTED, reason=said["reason"], actor=request.actor)
        except TransitionRefused as refusal:
            flash(request, str(refusal), level=messages.ERROR)
            return redirect(reverse("lost_devices"))
        flash(request, _("%(number)s: the decision is written down.") % {"number": device.number})
        return redirect("lost_devices")
    context = {"device": device, "form": form, "term": term_of(device, timezone.now())}
    return render(request, "devices/waiting/assess.html", context)
