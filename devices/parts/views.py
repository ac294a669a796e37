"""Pages of parts: the stock, one part, and what is built into a device."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.lists import BulkAction, ListPage
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.models import Part
from devices.parts import stock
from devices.parts.filters import PartFilter
from devices.parts.finding import find_device, find_part
from devices.parts.forms import IntoDeviceForm, PartForm, PlaceForm, ScrapForm, WhichPartForm
from devices.parts_and_ends_texts import part_line
from devices.record_history import lines_of
from devices.workshop_views.answers import refused
from devices.workshop_views.finding import device_or_404

REFURBISH = "devices.refurbish_device"
PAGE = require_http_methods(["GET", "HEAD", "POST"])
OFFERED = 30


class PartList(ListPage):
    """Spare parts, those in stock first."""

    model = Part
    filterset_class = PartFilter
    template_name = "devices/parts/list.html"
    permission_required = "devices.view_device"
    title = gettext_lazy("Spare parts")
    search_hint = gettext_lazy("T number, serial number, kind, model, device")
    default_sort = "-number"
    related = ("kind", "location", "from_device", "device")
    pick_value = "number"
    bulk_actions = (BulkAction(gettext_lazy("Print labels"), "part_labels", permission=REFURBISH),)
    empty_text = gettext_lazy("No part has been kept yet. Parts come from devices that are dismantled.")
    columns = (
        Column(
            "number",
            gettext_lazy("Number"),
            sort="number",
            code=True,
            link=lambda part: reverse("part_detail", args=[part.number]),
        ),
        Column("title", gettext_lazy("Part"), main=True, sort=("kind__position", "capacity")),
        Column("description", gettext_lazy("Maker and model"), sort="description"),
        Column("serial", gettext_lazy("Serial number"), code=True, data_label=gettext_lazy("serial number")),
        Column("status", gettext_lazy("Status"), badge="part", sort="status"),
        Column(
            "location",
            gettext_lazy("Location"),
            value="location.name",
            sort="location__position",
            data_label=gettext_lazy("at"),
        ),
        Column(
            "from_device",
            gettext_lazy("From"),
            value="from_device.number",
            code=True,
            link=lambda part: reverse("device_detail", args=[part.from_device.number]),
            data_label=gettext_lazy("from"),
        ),
        Column(
            "device",
            gettext_lazy("Built into"),
            value="device.number",
            code=True,
            link=lambda part: reverse("device_detail", args=[part.device.number]),
            data_label=gettext_lazy("in"),
        ),
        Column(
            "since",
            gettext_lazy("Since"),
            value=lambda part: part.status_since.date(),
            sort="status_since",
            numeric=True,
            data_label=gettext_lazy("since"),
        ),
    )


def part_or_404(request: HttpRequest, number: str) -> Part:
    """A part that they may see, with what its page reads."""
    rows = Part.objects.visible_to(request.user).select_related("kind", "location", "from_device", "device")
    return get_object_or_404(rows, number=number)


@require_safe
@permitted("devices.view_device")
def part_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One part: where it came from, where it is, what was done with it."""
    part = part_or_404(request, number)
    return render(request, "devices/parts/detail.html", {"part": part, "lines": lines_of(part, part_line)})


@PAGE
@permitted(REFURBISH)
def part_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Putting facts right."""
    part = part_or_404(request, number)
    form = PartForm(typed(request), instance=Part.objects.get(pk=part.pk))
    if form.is_bound and form.is_valid():
        try:
            changed = stock.change_part(part, form.cleaned_data, actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error("location", str(refusal))
        else:
            flash(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect("part_detail", number=number)
    return _question(request, part, form, _("Edit"), _("Save"))


@PAGE
@permitted(REFURBISH)
def part_build_in(request: HttpRequest, number: str) -> HttpResponse:
    """Into the device that is scanned."""
    part = part_or_404(request, number)
    form = IntoDeviceForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            device = find_device(form.cleaned_data["code"], request.user)
            stock.build_in(part, device, actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            _tell_built_in(request, part, device.number)
            return redirect("device_detail", number=device.number)
    return _question(request, part, form, _("Build in"), _("Build in"))


def _tell_built_in(request: HttpRequest, part: Part, device: str) -> None:
    text = _("%(part)s (%(number)s) is built into %(device)s. Do its facts still hold?")
    said = {"part": part.title, "number": part.number, "device": device}
    flash(request, text % said, undo_page=reverse("part_take_out", args=[part.number]))


@PAGE
@permitted(REFURBISH)
def device_build_in(request: HttpRequest, number: str) -> HttpResponse:
    """A part that is scanned, or one of those in stock, goes into this device."""
    device = device_or_404(request, number)
    form = WhichPartForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            part = find_part(form.cleaned_data["code"], request.user)
            stock.build_in(part, device, actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            _tell_built_in(request, part, device.number)
            return redirect("device_detail", number=number)
    parts = Part.objects.visible_to(request.user).in_stock().select_related("kind", "location", "from_device")
    context = {
        "device": device,
        "form": form,
        "parts": parts.order_by("kind__position", "pk")[:OFFERED],
        "count": parts.count(),
        "takes": device.status in stock.TAKES_PARTS,
    }
    return render(request, "devices/parts/build_in.html", context)


@PAGE
@permitted(REFURBISH)
def part_take_out(request: HttpRequest, number: str) -> HttpResponse:
    """Back into stock."""
    part = part_or_404(request, number)
    if part.device is None:
        flash(request, _("This part is not built in."), level=messages.ERROR)
        return redirect("part_detail", number=number)
    form, device = PlaceForm(typed(request)), part.device.number
    if form.is_bound and form.is_valid():
        try:
            stock.take_out(part, form.cleaned_data["location"], actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = {"number": part.number, "place": form.cleaned_data["location"]}
            flash(request, _("%(number)s is in stock again at %(place)s.") % said)
            return redirect("device_detail", number=device)
    return _question(request, part, form, _("Take out"), _("Take out"))


@PAGE
@permitted(REFURBISH)
def part_scrap(request: HttpRequest, number: str) -> HttpResponse:
    """Of no use any more."""
    part = part_or_404(request, number)
    form = ScrapForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            stock.scrap(part, reason=form.cleaned_data["reason"], actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("%(number)s is scrapped.") % {"number": number}
            flash(request, text, undo_url=reverse("part_unscrap", args=[number]))
            return redirect("part_detail", number=number)
    return _question(request, part, form, _("Scrap"), _("Scrap"))


@require_POST
@permitted(REFURBISH)
def part_unscrap(request: HttpRequest, number: str) -> HttpResponse:
    """It was a mistake."""
    part = part_or_404(request, number)
    try:
        stock.unscrap(part, actor=request.actor, anyone=request.user.has_perm("devices.manage_device"))
    except TransitionRefused as refusal:
        return refused(request, refusal, "part_detail", number=number)
    flash(request, _("%(number)s is in stock again.") % {"number": number})
    return redirect("part_detail", number=number)


def _question(request: HttpRequest, part: Part, form, title: str, button: str) -> HttpResponse:
    context = {"part": part, "form": form, "step_title": title, "button": button}
    return render(request, "devices/parts/step.html", context)
