"""Uploading many files at once, and seeing what becomes of each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages.permissions import permitted
from devices.enums import LineState
from devices.inbox_forms import UploadForm
from devices.media import takes_reports
from devices.models import Device, Upload, UploadLine
from devices.report_texts import failures_in, notes_of, summary_of
from devices.uploads import store_upload
from devices.workshop_views.finding import device_or_404

WORK = "devices.refurbish_device"
# tone and icon of a line's badge; what needs somebody comes first once everything is read.
LOOKS = {
    LineState.NEEDS_YOU: ("warning", "warning"),
    LineState.UNREADABLE: ("danger", "danger"),
    LineState.TOO_LARGE: ("danger", "danger"),
    LineState.UNDERSTOOD: ("success", "success"),
    LineState.KNOWN: ("info", "info"),
    LineState.WAITING: ("neutral", "autorenew"),
}
MILESTONES = 4


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(WORK)
def upload_new(request: HttpRequest) -> HttpResponse:
    """Files of any devices: each finds its own."""
    return _upload(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(WORK)
def evidence_upload(request: HttpRequest, number: str) -> HttpResponse:
    """Files of one device."""
    return _upload(request, device_or_404(request, number))


def _upload(request: HttpRequest, device: Device | None) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    refusal = ""
    if form.is_bound and form.is_valid():
        try:
            upload = store_upload(form.cleaned_data["files"], actor=request.actor, device=device)
        except OSError:
            refusal = _("The files could not be stored just now. Please try again in a minute.")
        else:
            return redirect("upload_detail", pk=upload.pk)
    template = "devices/workshop/upload.html" if device else "devices/uploads/new.html"
    context = {"device": device, "form": form, "refusal": refusal}
    context["takes_reports"] = device is None or takes_reports(device)
    return render(request, template, context, status=503 if refusal else 200)


@require_safe
@permitted(WORK)
def upload_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One line per file; asked for again while a worker is at it."""
    uploads = Upload.objects.visible_to(request.user).select_related("job", "device", "uploaded_by")
    upload = get_object_or_404(uploads, pk=pk)
    lines = list(upload.lines.select_related("evidence", "device"))
    running = any(line.state == LineState.WAITING for line in lines)
    if not running:
        order = list(LOOKS)
        lines.sort(key=lambda line: (order.index(LineState(line.state)), line.position))
    step = MILESTONES * upload.job.done // max(upload.job.total, 1)
    context = {
        "upload": upload,
        "device": upload.device,
        "running": running,
        "rows": [_row(line) for line in lines],
        "counts": _counts(lines),
        "step": step,
        "news": request.GET.get("said") != str(step),
        "is_fragment": bool(request.htmx),
    }
    template = "progress.html" if request.htmx else "detail.html"
    return render(request, f"devices/uploads/{template}", context)


def _row(line: UploadLine) -> dict[str, object]:
    tone, icon = LOOKS[LineState(line.state)]
    word = line.get_state_display()
    if line.state == LineState.UNDERSTOOD and failures_in(line.details):
        tone, icon, word = "warning", "warning", _("understood, not everything erased")
    waiting = line.state == LineState.WAITING
    return {
        "line": line,
        "tone": tone,
        "icon": icon,
        "word": word,
        "text": "" if waiting else summary_of(line.outcome, line.code, line.details),
        "notes": notes_of(line.details),
        "item": line.details.get("inbox", {}).get("item"),
        "open": line.state == LineState.NEEDS_YOU,
    }


def _counts(lines: list[UploadLine]) -> list[tuple[str, int]]:
    """How many of each word, in the order of LOOKS; what there is none of is left out."""
    found = [(state, sum(line.state == state for line in lines)) for state in LOOKS]
    return [(str(state.label), count) for state, count in found if count]
