"""A medium's page, its steps, loose media of a donation, and wipe stations."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from accounts.pages.qr import qr_path
from custody.lifecycle import TransitionRefused
from devices.device_page import decimal_size
from devices.enums import MediumStatus
from devices.erasure import may_be_settled
from devices.hearing import hear_waiting_for_medium
from devices.loose_media import add_loose_medium
from devices.media_pages.forms import WipeStationForm
from devices.media_pages.history import medium_history
from devices.media_pages.steps import STEPS, open_steps
from devices.models import StorageMedium, WipeStation
from devices.workshop_forms import MediumForm
from devices.workshop_views.finding import medium_or_404
from donations.models import Donation

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@permitted("devices.view_device")
def medium_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One medium: what it is, where it is, what settled it, what was taken back, and what can be done."""
    medium = medium_or_404(request, pk)
    path, size = qr_path(medium.serial or medium.mark)
    erasures = medium.erasures.select_related("operator", "evidence", "retracts", "retracted_by")
    context = {
        "medium": medium,
        "qr_path": path,
        "qr_size": size,
        "facts": _facts(request, medium),
        "erasures": [erasure for erasure in erasures if erasure.retracts is None],
        "may_be_settled": may_be_settled(medium),
        "may_be_taken_back": medium.settled_by is not None,
        "steps": open_steps(medium, request.user),
        "lines": medium_history(medium, request.user),
    }
    return render(request, "devices/media/detail.html", context)


def _facts(request: HttpRequest, medium: StorageMedium) -> list[tuple[str, object]]:
    return [
        (_("Serial number"), format_html('<span class="h4f-code">{}</span>', medium.serial) if medium.serial else ""),
        (_("Kind"), medium.get_kind_display()),
        (_("Maker"), medium.maker),
        (_("Model"), medium.model),
        (_("Size"), decimal_size(medium.size_bytes)),
        (_("Where"), _where(medium)),
        (_("Donation"), _donation(request, medium.donation)),
    ]


def _where(medium: StorageMedium) -> str:
    if medium.device is None:
        return _("without a device, at %(location)s") % {"location": medium.location} if medium.location else _("loose")
    url, number = reverse("device_detail", args=[medium.device.number]), medium.device.number
    link = format_html(
        '<a class="kern-link kern-link--small kern-link--no-visited-state" href="{}">{}</a>', url, number
    )
    if medium.location is None:
        return format_html(_("in {}"), link)
    return format_html(_("taken out of {}, at {}"), link, medium.location)


def _donation(request: HttpRequest, donation: Donation) -> str:
    if not request.user.has_perm("donations.view_donation"):
        return donation.number
    url = reverse("donation_detail", args=[donation.number])
    return format_html(
        '<a class="kern-link kern-link--small kern-link--no-visited-state" href="{}">{}</a>', url, donation.number
    )


@PAGE
@permitted("devices.refurbish_device")
def medium_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Asks for what a step needs, and takes it; a refusal stands on the same page with what was typed."""
    chosen, medium = STEPS.get(step), medium_or_404(request, pk)
    if chosen is None:
        raise Http404
    if not request.user.has_perm(chosen.permission):
        raise PermissionDenied
    form, refusal = chosen.form(request.POST if request.method == "POST" else None, user=request.user), ""
    if form.is_bound and form.is_valid():
        host = medium.device
        try:
            chosen.do(medium, request.actor, form.cleaned_data)
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            flash(request, f"{medium}: {chosen.done}")
            return _after(medium.pk, host)
    context = {"medium": medium, "step": chosen, "form": form, "refusal": refusal}
    return render(request, "devices/media/step.html", context, status=409 if refusal else 200)


def _after(pk: int, host) -> HttpResponse:
    """The medium's page; of one that counts nowhere any more the page of what it was entered for."""
    if StorageMedium.objects.filter(pk=pk).exists():
        return redirect("medium_detail", pk=pk)
    return redirect("device_detail", number=host.number) if host else redirect("medium_list")


@PAGE
@permitted("devices.receive_device")
def loose_medium_add(request: HttpRequest, number: str) -> HttpResponse:
    """A disk came with a donation, in no device."""
    donation = get_object_or_404(Donation.objects.expected(), number=number)
    form, refusal = MediumForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            medium = add_loose_medium(donation, form.facts(), actor=request.actor)
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            hear_waiting_for_medium(medium, actor=request.actor, now=timezone.now())
            undo = reverse("medium_step", args=[medium.pk, "mistaken"])
            text = _("%(mark)s %(medium)s is added and still to be erased.")
            medium.refresh_from_db()
            if medium.status != MediumStatus.PENDING:
                text = _("%(mark)s %(medium)s is added; a log that waited in the inbox settles it.")
            flash(request, text % {"mark": medium.mark, "medium": medium}, undo_page=undo)
            return redirect("loose_medium_add", number=donation.number)
    loose = donation.media.filter(device=None).select_related("location")
    context = {"donation": donation, "form": form, "refusal": refusal, "loose": loose}
    return render(request, "devices/media/loose_add.html", context, status=409 if refusal else 200)


@PAGE
@permitted("devices.keep_wipestation")
def wipe_station_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One of our wipe stations, new or known."""
    station = get_object_or_404(WipeStation, pk=pk) if pk else WipeStation(entered_by=request.user)
    form = WipeStationForm(request.POST or None, instance=station)
    if request.method == "POST" and form.is_valid():
        form.save()
        flash(request, _("Saved."))
        return redirect("wipe_station_list")
    return render(request, "devices/media/station.html", {"station": station, "form": form})
