"""What a blank label is stuck on: a new device that takes its number, or a device that has a number already."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.intake import receive_surplus
from devices.labelling import reserved
from devices.labelling.forms import NewDeviceForm, OwnerForm
from devices.models import Device, ReservedNumber
from devices.registration import RegistrationRefused

RECEIVE = "devices.receive_device"
READ_AND_WRITE = ["GET", "HEAD", "POST"]


def _label(number: str) -> ReservedNumber:
    label = reserved.label_named([number])
    if label is None:
        raise Http404
    return label


@require_http_methods(READ_AND_WRITE)
@permitted(RECEIVE)
def label_detail(request: HttpRequest, number: str) -> HttpResponse:
    """A free label: which device does it belong to? One that is on a device leads there."""
    label = _label(number)
    if label.device:
        return redirect("device_detail", number=label.device.number)
    form = OwnerForm(request.POST or None, user=request.user)
    if form.is_bound and form.is_valid():
        device: Device = form.cleaned_data["device"]
        try:
            reserved.bind(number, device, actor=request.actor)
        except reserved.LabelRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("Label %(label)s leads to %(device)s from now on.") % {"label": number, "device": device.number}
            flash(request, text, undo_url=reverse("label_release", args=[number]))
            return redirect("device_detail", number=device.number)
    return render(request, "devices/labels/label.html", {"label": label, "form": form})


@require_http_methods(READ_AND_WRITE)
@permitted(RECEIVE)
def label_new_device(request: HttpRequest, number: str) -> HttpResponse:
    """A device that nobody announced takes the label's number."""
    label = _label(number)
    if label.device:
        return redirect("device_detail", number=label.device.number)
    form = NewDeviceForm(request.POST or None, initial={"donation": request.GET.get("donation", "")[:20]})
    if form.is_bound and form.is_valid():
        donation = form.cleaned_data["donation"]
        try:
            receive_surplus(donation, form.row, actor=request.actor, number=number)
        except (TransitionRefused, RegistrationRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, _("%(number)s is taken in with donation %(donation)s.") % _named(number, donation))
            return redirect("device_detail", number=number)
    return render(request, "devices/labels/new_device.html", {"label": label, "form": form})


def _named(number: str, donation: object) -> dict[str, str]:
    return {"number": number, "donation": str(donation)}


@require_POST
@permitted(RECEIVE)
def label_release(request: HttpRequest, number: str) -> HttpResponse:
    """The label was bound to the wrong device."""
    _label(number)
    try:
        device = reserved.release(number, actor=request.actor)
    except reserved.LabelRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect("label_detail", number=number)
    text = _("Label %(label)s does not lead to %(device)s any more; it is free.")
    flash(request, text % {"label": number, "device": device.number})
    return redirect("label_detail", number=number)


@require_POST
@permitted(RECEIVE)
def label_throw_away(request: HttpRequest, number: str) -> HttpResponse:
    """The label was spoiled: its number is never used."""
    _label(number)
    try:
        reserved.throw_away(number, actor=request.actor)
    except reserved.LabelRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        text = _("Label %(label)s counts as thrown away.") % {"label": number}
        flash(request, text, undo_url=reverse("label_take_back", args=[number]))
    return redirect("label_detail", number=number)


@require_POST
@permitted(RECEIVE)
def label_take_back(request: HttpRequest, number: str) -> HttpResponse:
    """The label is there after all."""
    _label(number)
    reserved.take_out_of_the_bin(number)
    flash(request, _("Label %(label)s is free again.") % {"label": number})
    return redirect("label_detail", number=number)
