"""Pages of accessories: the stock, a bag of cables, counting, and what goes with a device."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.forms import as_typed, with_more_rows
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.accessories import giving, stock
from devices.accessories.filters import AccessoryFilter
from devices.accessories.forms import (
    AssignForm,
    CountForm,
    MoveForm,
    PlaceForm,
    ThrowAwayForm,
    rows_form,
)
from devices.models import AccessoryAssignment, AccessoryStock, Device
from devices.workshop_views.answers import refused
from devices.workshop_views.finding import device_or_404
from donations.models import Donation

REFURBISH, RECEIVE = "devices.refurbish_device", "devices.receive_device"
PAGE = require_http_methods(["GET", "HEAD", "POST"])
LATEST = 50
PLACE = "accessories-location"


class AccessoryList(ListPage):
    """What is in stock, counted."""

    model = AccessoryStock
    filterset_class = AccessoryFilter
    template_name = "devices/accessories/list.html"
    permission_required = "devices.view_device"
    title = gettext_lazy("Accessories")
    default_sort = "kind"
    related = ("kind", "plug", "location")
    empty_text = gettext_lazy("No accessories have been taken in yet.")
    columns = (
        Column(
            "kind",
            gettext_lazy("Kind"),
            value="kind.name",
            sort=("kind__position", "plug__position", "watts"),
            link=lambda row: reverse("accessory_detail", args=[row.pk]),
        ),
        Column("plug", gettext_lazy("Plug"), value="plug.name", sort="plug__position", main=True),
        Column("watts", gettext_lazy("Watts"), sort="watts", numeric=True, data_label=gettext_lazy("watts")),
        Column(
            "location",
            gettext_lazy("Location"),
            value="location.name",
            sort="location__position",
            data_label=gettext_lazy("at"),
        ),
        Column("count", gettext_lazy("Count"), sort="count", numeric=True, data_label=gettext_lazy("in stock")),
    )


@PAGE
@permitted(REFURBISH)
def accessory_take_in(request: HttpRequest) -> HttpResponse:
    """Bought or found: pieces that belong to no donation."""
    return _take_in(request, None, reverse("accessory_list"))


@PAGE
@permitted(RECEIVE)
def donation_accessories(request: HttpRequest, number: str) -> HttpResponse:
    """A bag of cables that came with a donation."""
    donation = get_object_or_404(Donation.objects.expected(), number=number)
    return _take_in(request, donation, reverse("donation_intake", args=[number]))


def _take_in(request: HttpRequest, donation: Donation | None, back: str) -> HttpResponse:
    """Rows of counts; more rows without losing what was typed."""
    if request.method != "POST":
        return _bag(request, PlaceForm(initial={"location": request.session.get(PLACE)}), rows_form(), donation, back)
    if "add_row" in request.POST:
        place, rows = PlaceForm(request.POST), rows_form(with_more_rows(request.POST, "rows"))
        as_typed(place, rows)
        return _bag(request, place, rows, donation, back)
    place, rows = PlaceForm(request.POST), rows_form(request.POST)
    if not all([place.is_valid(), rows.is_valid()]):
        return _bag(request, place, rows, donation, back)
    location = place.cleaned_data["location"]
    request.session[PLACE] = location.pk
    try:
        count = stock.take_in(rows.pieces(location), donation=donation, actor=request.actor)
    except TransitionRefused as refusal:
        place.add_error(None, str(refusal))
        return _bag(request, place, rows, donation, back)
    text = ngettext("%(count)d piece is in stock at %(place)s.", "%(count)d pieces are in stock at %(place)s.", count)
    wrong = _("If a count was wrong, count that sort anew.")
    flash(request, f"{text % {'count': count, 'place': location}} {wrong}")
    return redirect(back)


def _bag(request: HttpRequest, place: PlaceForm, rows: Any, donation: Donation | None, back: str) -> HttpResponse:
    context = {"place": place, "rows": rows, "donation": donation, "back": back}
    if donation:
        taken = donation.accessory_movements.select_related("stock__kind", "stock__plug")
        context["taken"] = taken.order_by("-pk")[:LATEST]
    return render(request, "devices/accessories/take_in.html", context)


def _stock_or_404(request: HttpRequest, pk: int) -> AccessoryStock:
    return get_object_or_404(AccessoryStock.objects.visible_to(request.user).with_names(), pk=pk)


@require_safe
@permitted("devices.view_device")
def accessory_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One sort at one place, with everything that changed its count."""
    row = _stock_or_404(request, pk)
    movements = row.movements.select_related("donation", "device", "note", "actor")
    context = {
        "row": row,
        "movements": movements[:LATEST],
        "elsewhere": AccessoryStock.objects.in_stock()
        .with_names()
        .filter(kind=row.kind, plug=row.plug, watts=row.watts)
        .exclude(pk=row.pk),
        "steps": STEPS.values(),
    }
    return render(request, "devices/accessories/detail.html", context)


@dataclass(frozen=True)
class StockStep:
    """One thing to do with a count: a form on a page of its own."""

    code: str
    title: str | Promise
    text: str | Promise
    form: type[forms.Form]
    do: Callable[[AccessoryStock, dict[str, Any], Actor], str]


def _count(row: AccessoryStock, said: dict[str, Any], actor: Actor) -> str:
    difference = stock.count_anew(row, said["count"], actor=actor)
    if not difference:
        return _("Counted: as many as expected.")
    return _("Counted: %(count)d are there, %(difference)+d.") % {"count": said["count"], "difference": difference}


def _throw_away(row: AccessoryStock, said: dict[str, Any], actor: Actor) -> str:
    stock.throw_away(row, said["count"], reason=said["reason"], actor=actor)
    text = ngettext("%(count)d piece is thrown away.", "%(count)d pieces are thrown away.", said["count"])
    return text % {"count": said["count"]} + " " + _("A mistake? Count anew.")


def _move(row: AccessoryStock, said: dict[str, Any], actor: Actor) -> str:
    there = stock.move(row, said["count"], said["location"], actor=actor)
    text = ngettext("%(count)d piece is now at %(place)s.", "%(count)d pieces are now at %(place)s.", said["count"])
    return text % {"count": said["count"], "place": there.location}


STEPS = {
    step.code: step
    for step in (
        StockStep(
            "count",
            gettext_lazy("Count anew"),
            gettext_lazy("What is there now; the difference is written down."),
            CountForm,
            _count,
        ),
        StockStep("move", gettext_lazy("Move"), gettext_lazy("Some or all are put at another place."), MoveForm, _move),
        StockStep(
            "throw-away",
            gettext_lazy("Throw away"),
            gettext_lazy("Broken pieces leave the stock. Weigh them in on a pallet if they go to recycling."),
            ThrowAwayForm,
            _throw_away,
        ),
    )
}


@PAGE
@permitted(REFURBISH)
def accessory_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Count anew, move, throw away."""
    row, chosen = _stock_or_404(request, pk), STEPS.get(step)
    if chosen is None:
        raise Http404
    form = chosen.form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            done = chosen.do(row, form.cleaned_data, request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, done)
            return redirect("accessory_detail", pk=row.pk)
    return render(request, "devices/accessories/step.html", {"row": row, "step": chosen, "form": form})


@PAGE
@permitted(REFURBISH)
def device_accessories(request: HttpRequest, number: str) -> HttpResponse:
    """Choosing what goes with a device: what fits best first."""
    device = device_or_404(request, number)
    form = AssignForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        if form.is_valid():
            return _assign(request, device, form.cleaned_data["stock"])
        flash(request, form.errors["stock"][0], level=messages.ERROR)
        return redirect("device_accessories", number=number)
    suggested = giving.suggestions(device)
    known = [row.pk for row in suggested]
    context = {
        "device": device,
        "with_device": giving.with_device(device),
        "suggested": suggested,
        "others": AccessoryStock.objects.in_stock().with_names().exclude(pk__in=known),
        "takes": device.status in giving.TAKES_ACCESSORIES,
    }
    return render(request, "devices/accessories/choose.html", context)


def _assign(request: HttpRequest, device: Device, row: AccessoryStock) -> HttpResponse:
    try:
        assignment = giving.assign(device, row, actor=request.actor)
    except TransitionRefused as refusal:
        return refused(request, refusal, "device_accessories", number=device.number)
    text = _("%(what)s goes with %(device)s and will stand on its receipt.")
    undo = reverse("accessory_take_off", args=[assignment.pk])
    flash(request, text % {"what": row.name, "device": device.number}, undo_url=undo)
    return redirect("device_detail", number=device.number)


@require_POST
@permitted(REFURBISH)
def accessory_take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """It goes back into stock."""
    visible = Device.objects.visible_to(request.user)
    rows = AccessoryAssignment.objects.select_related("device", "stock__kind", "stock__plug", "stock__location")
    assignment = get_object_or_404(rows, pk=pk, device__in=visible)
    number = assignment.device.number
    try:
        giving.take_off(assignment, actor=request.actor)
    except TransitionRefused as refusal:
        return refused(request, refusal, "device_detail", number=number)
    said = {"what": assignment.stock.name, "place": assignment.stock.location}
    undo = reverse("accessory_give_again", args=[assignment.pk])
    flash(request, _("%(what)s is back in stock at %(place)s.") % said, undo_url=undo)
    return redirect("device_detail", number=number)


@require_POST
@permitted(REFURBISH)
def accessory_give_again(request: HttpRequest, pk: int) -> HttpResponse:
    """It was taken off by mistake: a piece of the same sort goes with the device again."""
    visible = Device.objects.visible_to(request.user)
    rows = AccessoryAssignment.objects.select_related("device", "stock__kind", "stock__plug", "stock__location")
    assignment = get_object_or_404(rows, pk=pk, device__in=visible)
    return _assign(request, assignment.device, assignment.stock)
