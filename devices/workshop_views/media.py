"""Media by hand: added, settled, taken back, or none."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.enums import MediumStatus
from devices.erasure import is_beyond_reach, retract_or_alert, settle_by_hand
from devices.evidence import keep
from devices.hearing import hear_waiting_for_medium
from devices.media import add_medium, say_no_medium, withdraw_no_medium
from devices.models import Evidence, StorageMedium
from devices.proofs import proof_in
from devices.workshop_forms import MediumForm, NothingForm, ReasonForm, SettleForm
from devices.workshop_views.answers import page_of
from devices.workshop_views.finding import device_or_404, erasure_or_404, medium_or_404
from documents import storage

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@PAGE
@permitted("devices.refurbish_device")
def medium_add(request: HttpRequest, number: str) -> HttpResponse:
    """A disk was found that no report showed."""
    device = device_or_404(request, number)
    form, refusal = MediumForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            medium = add_medium(device, form.facts(), actor=request.actor)
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            hear_waiting_for_medium(medium, actor=request.actor, now=timezone.now())
            medium.refresh_from_db()
            text = _("%(medium)s is added and still to be erased.")
            if medium.status != MediumStatus.PENDING:
                text = _("%(medium)s is added; a log that waited for it settles it.")
            undo = reverse("medium_step", args=[medium.pk, "mistaken"])
            flash(request, text % {"medium": medium}, undo_page=undo)
            return redirect("device_detail", number=device.number)
    return _page(request, "medium_add", device=device, form=form, refusal=refusal)


@PAGE
@permitted("devices.refurbish_device")
def medium_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a medium, by a person's word."""
    medium, now, refusal = medium_or_404(request, pk), timezone.now(), ""
    form = SettleForm(request.POST or None, request.FILES or None, medium=medium, now=now, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            erasure = _settle(medium, form, request.actor, now)
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            undo = reverse("erasure_retract", args=[erasure.pk])
            flash(request, _("%(medium)s is settled.") % {"medium": medium}, undo_page=undo)
            return page_of(medium)
    methods = [method for method in form.methods.values() if method.warning]
    return _page(
        request, "medium_settle", device=medium.device, medium=medium, form=form, refusal=refusal, methods=methods
    )


def _settle(medium: StorageMedium, form: SettleForm, actor, now):
    evidence = _proof(medium, form, actor, now) if form.cleaned_data.get("proof") else None
    return settle_by_hand(medium, form.settlement(evidence), actor=actor, now=now)


def _proof(medium: StorageMedium, form: SettleForm, actor, now) -> Evidence:
    """Stored before the medium is settled: files are never written inside a transaction."""
    file = form.cleaned_data["proof"]
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        raise TransitionRefused(_("This file is too large. Please choose one of at most 20 MB."))
    original = proof_in(file.name, file.read(), photo_required=form.photo_required)
    storage.put_once(original.content)
    return keep(medium.device, original, actor=actor, now=now)[0]


@PAGE
@permitted("devices.refurbish_device")
def erasure_retract(request: HttpRequest, pk: int) -> HttpResponse:
    """A wrong erasure is taken back by a new line."""
    erasure = erasure_or_404(request, pk)
    medium, form, refusal = erasure.medium, ReasonForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            alerted = retract_or_alert(erasure, actor=request.actor, reason=form.cleaned_data["reason"])
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            text = _("%(medium)s is to be erased again.")
            if alerted:
                text = _("%(medium)s is out of our hands. Coordination is alerted by mail and on the start page.")
            flash(request, text % {"medium": medium})
            return page_of(StorageMedium.objects.select_related("device").get(pk=medium.pk))
    context = {"device": medium.device, "medium": medium, "erasure": erasure, "form": form, "refusal": refusal}
    context["beyond_reach"] = is_beyond_reach(medium)
    return _page(request, "erasure_retract", **context)


@PAGE
@permitted("devices.refurbish_device")
def no_medium(request: HttpRequest, number: str) -> HttpResponse:
    """Nothing in the device stores data, says a person; or no longer."""
    device = device_or_404(request, number)
    form, refusal = NothingForm(request.POST or None), ""
    if request.method == "POST":
        decide = withdraw_no_medium if device.no_medium_said else say_no_medium
        try:
            decide(device, actor=request.actor)
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            flash(request, _("Saved."), undo_page=reverse("no_medium", args=[device.number]))
            return redirect("device_detail", number=device.number)
    known = not device.no_medium_said and device.media.filter(cycle=device.cycle).exists()
    return _page(request, "no_medium", device=device, form=form, refusal=refusal, medium_is_known=known)


def _page(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    status = 409 if context.get("refusal") else 200
    return render(request, f"devices/workshop/{name}.html", context, status=status)
