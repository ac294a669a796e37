"""Pages on which parts come into stock: dismantling, and parts entered later or bought."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.forms import as_typed, typed, with_more_rows
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.device_steps import DECIDE, REFURBISH
from devices.enums import DeviceStatus
from devices.gate import refusal as guards_say
from devices.lifecycle import TRANSITIONS
from devices.models import Device, Part
from devices.parts import stock
from devices.parts.dismantling import dismantle, proposed
from devices.parts.forms import DismantleForm, NewPartFormSet, PlaceForm, part_rows
from devices.workshop_views.finding import device_or_404

PAGE = require_http_methods(["GET", "HEAD", "POST"])
EMPTY_ROWS = 1


@PAGE
@permitted(DECIDE)
def device_dismantle(request: HttpRequest, number: str) -> HttpResponse:
    """Ends the device and asks which parts go into stock, with what is known of them."""
    device = device_or_404(request, number)
    form = DismantleForm(typed(request))
    if "add_row" in request.POST:
        rows = part_rows(with_more_rows(request.POST, "rows"))
        as_typed(form, rows)
        return _dismantle_page(request, device, form, rows)
    rows = part_rows(typed(request), proposed(device), EMPTY_ROWS)
    if form.is_bound and all([form.is_valid(), rows.is_valid()]):
        try:
            parts = dismantle(device, rows.rows, actor=request.actor, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            undo = reverse("device_step", args=[number, "undo"])
            flash(request, f"{_('The device is dismantled.')} {_kept(parts)}", undo_page=undo)
            return redirect("device_detail", number=number)
    return _dismantle_page(request, device, form, rows)


def _dismantle_page(request: HttpRequest, device: Device, form: DismantleForm, rows: NewPartFormSet) -> HttpResponse:
    context = {
        "device": device,
        "form": form,
        "rows": rows,
        "inside": device.parts_inside.select_related("kind"),
        "why_not": _why_not(request, device),
    }
    return render(request, "devices/parts/dismantle.html", context)


def _why_not(request: HttpRequest, device: Device) -> str:
    if DeviceStatus.DISMANTLED not in TRANSITIONS.get(device.status, ()):
        return _("A device that is “%(status)s” is not dismantled.") % {"status": device.get_status_display()}
    return guards_say(device, DeviceStatus.DISMANTLED, request.user)


def _kept(parts: list[Part]) -> str:
    if not parts:
        return _("No part was kept.")
    text = ngettext(
        "%(count)d part is in stock: %(numbers)s.", "%(count)d parts are in stock: %(numbers)s.", len(parts)
    )
    return text % {"count": len(parts), "numbers": ", ".join(part.number for part in parts)}


@PAGE
@permitted(REFURBISH)
def device_parts(request: HttpRequest, number: str) -> HttpResponse:
    """Parts that are taken out of a device now, or were forgotten when it was dismantled."""
    return _take(request, device_or_404(request, number))


@PAGE
@permitted(REFURBISH)
def part_new(request: HttpRequest) -> HttpResponse:
    """Parts that were bought or given."""
    return _take(request, None)


def _take(request: HttpRequest, device: Device | None) -> HttpResponse:
    place = PlaceForm(typed(request))
    if "add_row" in request.POST:
        rows = part_rows(with_more_rows(request.POST, "rows"))
        as_typed(place, rows)
        return _take_page(request, device, place, rows)
    rows = part_rows(typed(request), proposed(device) if device else (), EMPTY_ROWS)
    if place.is_bound and all([place.is_valid(), rows.is_valid()]):
        location = place.cleaned_data["location"]
        try:
            parts = stock.take_parts(rows.rows, from_device=device, location=location, actor=request.actor)
        except TransitionRefused as refusal:
            place.add_error(None, str(refusal))
        else:
            flash(request, _kept(parts))
            return redirect("device_detail", number=device.number) if device else redirect("part_list")
    return _take_page(request, device, place, rows)


def _take_page(request: HttpRequest, device: Device | None, place: PlaceForm, rows: NewPartFormSet) -> HttpResponse:
    context = {"device": device, "place": place, "rows": rows}
    return render(request, "devices/parts/take.html", context)
