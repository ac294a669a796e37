"""Pages of an export: asked for, followed, taken along."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents import storage
from documents.archive import exports, waiting
from documents.archive.models import ArchiveExport, ExportState
from documents.downloads import say_unreadable

VIEW = "documents.view_document"
# No list makes a longer address.
LONGEST_QUERY = 2_000


@require_POST
@permitted(VIEW)
def export_new(request: HttpRequest) -> HttpResponse:
    """Leaves what the list had filtered to a worker."""
    try:
        export = exports.ask(request.POST.get("query", "")[:LONGEST_QUERY], actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect("document_list")
    return redirect("archive_export", export.pk)


@never_cache
@require_safe
@permitted(VIEW)
def export_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; asked for by itself while a worker is at it."""
    export = get_object_or_404(ArchiveExport.objects.visible_to(request.user).select_related("job"), pk=pk)
    running, closed = export.state == ExportState.QUEUED, waiting.is_waiting(export.state, export.job)
    context = {"export": export, "job": export.job, "running": running, "is_storage_closed": closed}
    template = "documents/export_progress.html" if request.htmx else "documents/export.html"
    return render(request, template, context)


@never_cache
@require_safe
@permitted(VIEW)
def export_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The ZIP file, in parts, so that it may be as long as it likes."""
    export = get_object_or_404(ArchiveExport.objects.visible_to(request.user), pk=pk)
    if export.state != ExportState.READY or export.expires_at < timezone.now():
        flash(request, _("The export is over. Please ask for it again."), level=messages.ERROR)
        return redirect("archive_export", export.pk)
    try:
        file = exports.path_of(export).open("rb")
    except OSError as error:
        if isinstance(error, FileNotFoundError) and storage.is_mounted():
            flash(request, _("The export is over. Please ask for it again."), level=messages.ERROR)
        else:
            say_unreadable(request, error)
        return redirect("archive_export", export.pk)
    name = f"h4f-archiv-{timezone.localtime(export.created_at):%Y-%m-%d-%H%M}.zip"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
