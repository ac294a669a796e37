"""Originals: what they say, what they settled, and getting them back as they came."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.device_page import fact_text, what_was_read
from devices.enums import InboxDecision
from devices.erasure import confirm_by_person, time_reasons
from devices.evidence import reading_of
from devices.hardware import FIELDS, apply_report, differences
from devices.importers.facts import ErasureReport, HardwareReport
from devices.inbox import lines_are_decided
from devices.matches import devices_of
from devices.media_pages.evidence import loose_context, verdict_rows
from devices.models import Device, Evidence, EvidenceMatch, InboxItem, StorageMedium
from devices.readings import Reading
from devices.report_texts import field_label, sentence
from devices.workshop_forms import ConfirmForm, at_day
from devices.workshop_views.answers import page_of, refused
from devices.workshop_views.finding import device_or_404, evidence_or_404, medium_or_404
from documents import downloads


@require_safe
@permitted("devices.view_device")
def evidence_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One original: what it says, what it settled, and what a person has to decide. One without a device waits in the
    inbox, or speaks of loose media."""
    evidence = evidence_or_404(request, pk)
    device = _device_asked_for(request, evidence)
    item = InboxItem.objects.visible_to(request.user).filter(evidence=evidence).order_by("-pk").first()
    if device is None:
        if item is not None and item.decision != InboxDecision.MATCHED:
            return redirect("inbox_item", pk=item.pk)
        context = loose_context(evidence, _reading(request, evidence), timezone.now())
        return render(request, "devices/media/evidence.html", context)
    reading = _reading(request, evidence)
    return render(request, "devices/workshop/evidence.html", _evidence_context(evidence, device, item, reading))


def _reading(request: HttpRequest, evidence: Evidence) -> Reading:
    """What the original says; none while the storage can't be read, which the page says."""
    try:
        return reading_of(evidence)
    except OSError as error:
        downloads.say_unreadable(request, error)
        return None


def _evidence_context(
    evidence: Evidence, device: Device, item: InboxItem | None, reading: Reading
) -> dict[str, object]:
    owners = devices_of(evidence)
    context: dict[str, object] = {"evidence": evidence, "device": device, "said": what_was_read(evidence)}
    context["match"] = EvidenceMatch.objects.standing().filter(evidence=evidence, device=device).first()
    context["item"] = item if item and item.settled_at is None else None
    if isinstance(reading, ErasureReport):
        context["verdicts"] = verdict_rows(reading, device.media.all(), timezone.now())
    if isinstance(reading, HardwareReport):
        context["printed"] = [(field_label(name), fact_text(name, getattr(reading, name))) for name in FIELDS]
        context["disks"] = reading.storage
    if reading:
        context["warnings"] = [sentence(warning.code) for warning in reading.warnings]
    if isinstance(reading, HardwareReport) and device in owners:
        context["differences"] = [
            (field_label(found.name), fact_text(found.name, found.known), fact_text(found.name, found.printed))
            for found in differences(device, reading)
        ]
    context["erasures"] = evidence.erasures.select_related("medium", "operator")
    return context


def _device_asked_for(request: HttpRequest, evidence: Evidence) -> Device | None:
    """A log of several media is looked at from each of their devices."""
    if number := request.GET.get("device"):
        return device_or_404(request, number)
    owners = devices_of(evidence) or [one.medium.device for one in evidence.erasures.all() if one.medium.device]
    return device_or_404(request, owners[0].number) if owners else None


@require_safe
@permitted("devices.view_device")
def evidence_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The original as it came; never shown by the browser as a page."""
    evidence = evidence_or_404(request, pk)
    content = downloads.content(request, evidence.sha256, of=evidence)
    if content is None:
        return redirect("evidence_detail", pk=pk)
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(True, evidence.file_name),
            "X-Content-Type-Options": "nosniff",
        },
    )


@require_POST
@permitted("devices.refurbish_device")
def evidence_take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """A person decides that the report is right and what was typed before is not."""
    evidence = evidence_or_404(request, pk)
    device, reading = _device_asked_for(request, evidence), _reading(request, evidence)
    if not isinstance(reading, HardwareReport) or device not in devices_of(evidence):
        raise Http404
    try:
        with transaction.atomic():
            apply_report(device, reading, evidence, actor=request.actor, decided=True)
            lines_are_decided(evidence.pk, InboxDecision.MATCHED)
    except TransitionRefused as refusal:
        return refused(request, refusal, "evidence_detail", pk=pk)
    flash(request, _("The facts of the report were taken over."))
    return redirect("device_detail", number=device.number)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("devices.refurbish_device")
def evidence_confirm(request: HttpRequest, pk: int, line: int, medium: int) -> HttpResponse:
    """A person answers for a log whose clock was wrong or whose serial number cannot be read."""
    evidence, row = evidence_or_404(request, pk), medium_or_404(request, medium)
    reading = _reading(request, evidence)
    if not isinstance(reading, ErasureReport) or not 0 <= line < len(reading.media):
        raise Http404
    printed, now = reading.media[line], timezone.now()
    form = ConfirmForm(request.POST or None, initial={"done_on": timezone.localdate(now)})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        finished_at = at_day(form.cleaned_data["done_on"], row.entered_at, now)
        note = form.cleaned_data["note"]
        try:
            confirm_by_person(
                row, line, reading, evidence, actor=request.actor, note=note, finished_at=finished_at, now=now
            )
        except TransitionRefused as reason:
            refusal = str(reason)
        else:
            lines_are_decided(evidence.pk, InboxDecision.MATCHED)
            return _settled(request, row)
    reasons = [sentence(code) for code in (*printed.reasons, *time_reasons(printed, row, now))]
    context = {"evidence": evidence, "medium": row, "device": row.device, "printed": printed, "reasons": reasons}
    return render(request, "devices/workshop/confirm.html", context | {"form": form, "refusal": refusal})


def _settled(request: HttpRequest, medium: StorageMedium) -> HttpResponse:
    erasure = medium.erasures.standing().first()
    undo = reverse("erasure_retract", args=[erasure.pk])
    flash(request, _("%(medium)s is settled.") % {"medium": medium}, undo_page=undo)
    return page_of(medium)
