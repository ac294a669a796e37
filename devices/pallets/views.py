"""Pages of pallets: filled by scanning, collected once, printed as a list."""

import csv

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.columns import Column
from accounts.pages.exports import harmless
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.enums import PalletStatus
from devices.models import Pallet, PalletLine
from devices.pallets import collecting, filling, issuing, listing
from devices.pallets.filters import PalletFilter
from devices.pallets.forms import CertificateForm, CollectForm, GoodsForm, OpenForm, ScanForm
from devices.pallets.guards import unsettled
from devices.pallets.scanning import DECIDE, put_scanned
from devices.parts_and_ends_texts import pallet_line
from devices.record_history import lines_of
from devices.workshop_views.answers import refused
from documents.models import Document

REFURBISH = "devices.refurbish_device"
PAGE = require_http_methods(["GET", "HEAD", "POST"])
REASON = "pallet-reason"


class PalletList(ListPage):
    """Pallets, the newest first."""

    model = Pallet
    filterset_class = PalletFilter
    template_name = "devices/pallets/list.html"
    permission_required = "devices.view_device"
    title = gettext_lazy("Pallets for recycling")
    default_sort = "-number"
    related = ("location",)
    prefetched = ("certificates",)
    empty_text = gettext_lazy("No pallet has been begun yet.")
    columns = (
        Column(
            "number",
            gettext_lazy("Number"),
            sort="number",
            code=True,
            link=lambda pallet: reverse("pallet_detail", args=[pallet.number]),
        ),
        Column("status", gettext_lazy("Status"), badge="pallet", sort="status"),
        Column("line_count", gettext_lazy("Lines"), sort="line_count", numeric=True, data_label=gettext_lazy("lines")),
        Column("taker", gettext_lazy("Collected by"), sort="taker", main=True),
        Column(
            "collected_on",
            gettext_lazy("Collected on"),
            sort="collected_on",
            numeric=True,
            data_label=gettext_lazy("on"),
        ),
        Column("weight_kg", gettext_lazy("kg"), sort="weight_kg", numeric=True, data_label=gettext_lazy("kg")),
        Column(
            "certificate",
            gettext_lazy("Certificate"),
            value=lambda pallet: next((row.number for row in pallet.certificates.all()), ""),
            data_label=gettext_lazy("certificate"),
        ),
        Column("location", gettext_lazy("Location"), value="location.name", data_label=gettext_lazy("at")),
    )

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().annotate(line_count=Count("lines"))


def pallet_or_404(request: HttpRequest, number: str) -> Pallet:
    """A pallet that they may see."""
    return get_object_or_404(Pallet.objects.visible_to(request.user).select_related("location"), number=number)


@PAGE
@permitted(REFURBISH)
def pallet_open(request: HttpRequest) -> HttpResponse:
    """A new pallet."""
    form = OpenForm(typed(request))
    if form.is_bound and form.is_valid():
        pallet = filling.open_pallet(actor=request.actor, location=form.cleaned_data["location"])
        flash(request, _("%(pallet)s is begun. Write the number on it.") % {"pallet": pallet.number})
        return redirect("pallet_detail", number=pallet.number)
    return render(request, "devices/pallets/open.html", {"form": form})


@PAGE
@permitted("devices.view_device")
def pallet_detail(request: HttpRequest, number: str) -> HttpResponse:
    """What stands on it; while it is open a scan puts more on."""
    pallet = pallet_or_404(request, number)
    may_decide = request.user.has_perm(DECIDE)
    form = ScanForm(typed(request), may_decide=may_decide, initial={"reason": request.session.get(REASON, "")})
    if form.is_bound and request.user.has_perm(REFURBISH) and form.is_valid():
        return _scanned(request, pallet, form)
    return _page(request, pallet, form, GoodsForm())


def _scanned(request: HttpRequest, pallet: Pallet, form: ScanForm) -> HttpResponse:
    reason = form.cleaned_data.get("reason", "")
    request.session[REASON] = reason
    try:
        line = put_scanned(pallet, form.cleaned_data["code"], reason, actor=request.actor)
    except TransitionRefused as refusal:
        return refused(request, refusal, "pallet_detail", number=pallet.number)
    thing = line.device or line.medium
    name = f"{thing.number} {thing.title}" if line.device else f"{thing} {thing.serial}".strip()
    undo = reverse("pallet_line_remove", args=[line.pk])
    flash(request, _("%(what)s is on the pallet.") % {"what": name}, undo_url=undo)
    return redirect("pallet_detail", number=pallet.number)


def _page(request: HttpRequest, pallet: Pallet, form: ScanForm, goods: GoodsForm) -> HttpResponse:
    is_open = pallet.status == PalletStatus.OPEN
    certificates = list(pallet.certificates.all())
    context = {
        "pallet": pallet,
        "is_open": is_open,
        "form": form,
        "goods": goods,
        "lines": list(reversed(listing.lines_of(pallet))) if is_open else [],
        "frozen": [] if is_open else listing.frozen_lines(pallet),
        "as_frozen": is_open or collecting.is_as_frozen(pallet),
        "wrong": {line.pk for line in unsettled(pallet.lines.all())} if is_open else set(),
        "certificate": certificates[0] if certificates else None,
        "paper": Document.objects.filter(pallet_list__pallet=pallet, pallet_list__active=True).first(),
        "paper_is_due": issuing.is_due(pallet),
        "history": lines_of(pallet, pallet_line),
    }
    return render(request, "devices/pallets/detail.html", context)


@require_POST
@permitted(REFURBISH)
def pallet_goods(request: HttpRequest, number: str) -> HttpResponse:
    """Goods by weight or pieces."""
    pallet, goods = pallet_or_404(request, number), GoodsForm(request.POST)
    if not goods.is_valid():
        return _page(request, pallet, ScanForm(may_decide=request.user.has_perm(DECIDE)), goods)
    said = goods.cleaned_data
    try:
        line = filling.put_goods(pallet, said["goods"], kg=said["kg"], pieces=said["pieces"], actor=request.actor)
    except TransitionRefused as refusal:
        return refused(request, refusal, "pallet_detail", number=number)
    undo = reverse("pallet_line_remove", args=[line.pk])
    flash(request, _("%(what)s is on the pallet.") % {"what": said["goods"]}, undo_url=undo)
    return redirect("pallet_detail", number=number)


@require_POST
@permitted(REFURBISH)
def pallet_line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the pallet; a device stays recycled."""
    rows = PalletLine.objects.select_related("pallet", "device__category", "medium", "goods")
    line = get_object_or_404(rows, pk=pk, pallet__in=Pallet.objects.visible_to(request.user))
    number = line.pallet.number
    try:
        filling.take_off(line, actor=request.actor)
    except TransitionRefused as refusal:
        return refused(request, refusal, "pallet_detail", number=number)
    if line.device:
        undo = reverse("device_step", args=[line.device.number, "undo"])
        said = {"device": line.device.number, "status": line.device.get_status_display()}
        text = _("%(device)s is off the pallet and still “%(status)s”. That step is taken back on its page.")
        flash(request, text % said, undo_page=undo)
    else:
        flash(request, _("%(what)s is off the pallet.") % {"what": line.medium or line.goods})
    return redirect("pallet_detail", number=number)


@PAGE
@permitted(DECIDE)
def pallet_collect(request: HttpRequest, number: str) -> HttpResponse:
    """It leaves: the list is checked once more and frozen."""
    pallet = pallet_or_404(request, number)
    if pallet.status != PalletStatus.OPEN:
        flash(request, _("%(pallet)s was collected already.") % {"pallet": number}, level=messages.ERROR)
        return redirect("pallet_detail", number=number)
    form = CollectForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            collecting.collect(pallet, form.collection, actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, _("%(pallet)s is collected; its list is frozen.") % {"pallet": number})
            return _issued(request, number)
    context = {"pallet": pallet, "form": form, "count": pallet.lines.count(), "wrong": unsettled(pallet.lines.all())}
    return render(request, "devices/pallets/collect.html", context)


@PAGE
@permitted(DECIDE)
def pallet_certificate(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate came; a wrong number is put right by another."""
    pallet, form = pallet_or_404(request, number), CertificateForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            collecting.add_certificate(pallet, form.cleaned_data["number"], actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, _("The certificate is kept with the pallet."))
            return _issued(request, number)
    return render(request, "devices/pallets/certificate.html", {"pallet": pallet, "form": form})


@require_POST
@permitted(DECIDE)
def pallet_paper(request: HttpRequest, number: str) -> HttpResponse:
    """The list as a numbered paper, where that could not be made at once."""
    return _issued(request, number)


def _issued(request: HttpRequest, number: str) -> HttpResponse:
    """What was done stands, also when the paper about it cannot be made now: the pallet's page offers it again."""
    try:
        paper = issuing.issue(pallet_or_404(request, number), actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        if paper:
            flash(request, _("%(number)s is being made.") % {"number": paper.document.number})
    return redirect("pallet_detail", number=number)


@require_safe
@permitted("devices.view_device")
def pallet_print(request: HttpRequest, number: str) -> HttpResponse:
    """The list to sign and hand over; readable on an old printer."""
    pallet = pallet_or_404(request, number)
    context = {
        "pallet": pallet,
        "lines": listing.present_lines(pallet),
        "certificate": pallet.certificates.first(),
        "is_open": pallet.status == PalletStatus.OPEN,
    }
    return render(request, "devices/pallets/print.html", context)


@require_safe
@permitted("devices.view_device")
def pallet_csv(request: HttpRequest, number: str) -> HttpResponse:
    """The list as a table, one line for each medium of a device."""
    pallet = pallet_or_404(request, number)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{pallet.number}.csv"'
    # With the mark in front, Excel reads the file as UTF-8.
    response.write("\ufeff")
    writer = csv.writer(response)
    for row in listing.table(listing.present_lines(pallet)):
        writer.writerow([harmless(cell) for cell in row])
    return response
