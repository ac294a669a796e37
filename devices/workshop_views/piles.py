"""Scanning piles: beginning one, one scan after the other, taking lines back, the result."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages.camera import with_camera
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.models import Pile, PileLine
from devices.piles import page, work
from devices.piles.forms import ScanForm
from devices.piles.registry import PileKind, kind_of
from devices.workshop_views.answers import refused

VIEW = "devices.view_device"
READ_AND_WRITE = ["GET", "HEAD", "POST"]


def _kind_or_404(request: HttpRequest, code: str) -> PileKind:
    """Raises Http404 for a kind that there is not, PermissionDenied for one that is not theirs."""
    try:
        kind = kind_of(code)
    except LookupError:
        raise Http404 from None
    if not kind.is_open_to(request.user):
        raise PermissionDenied
    return kind


def _pile_or_404(request: HttpRequest, pk: int) -> tuple[Pile, PileKind]:
    visible = Pile.objects.visible_to(request.user).select_related("location", "started_by", "finished_by")
    pile = get_object_or_404(visible, pk=pk)
    return pile, _kind_or_404(request, pile.kind)


@require_http_methods(READ_AND_WRITE)
@permitted(VIEW)
def pile_start(request: HttpRequest, kind: str) -> HttpResponse:
    """Asks for what the kind needs first, and begins a round."""
    chosen = _kind_or_404(request, kind)
    form = chosen.form(typed(request), initial=request.GET.dict()) if chosen.form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        pile = work.start(chosen, form.cleaned_data if form else {}, actor=request.actor)
        return redirect("pile", pile.pk)
    return render(request, "devices/piles/start.html", {"kind": chosen, "form": form})


@require_http_methods(READ_AND_WRITE)
@with_camera
@permitted(VIEW)
def pile(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan field with its lines; of a finished pile the result. A script asks for the lines alone."""
    row, _kind = _pile_or_404(request, pk)
    form = ScanForm(typed(request), initial={"happened_at": row.happened_at})
    if request.method == "POST" and form.is_valid():
        try:
            _scan(request, row, form)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _lines(request, row) if request.htmx else redirect("pile", row.pk)
    if request.method == "POST" and request.htmx:
        return render(request, "devices/piles/errors.html", {"form": form}, status=422)
    context = page.context(row, request.user, most=page.SHOWN if row.is_open else None)
    template = "devices/piles/work.html" if row.is_open else "devices/piles/result.html"
    return render(request, template, {**context, "form": form})


def _scan(request: HttpRequest, row: Pile, form: ScanForm) -> None:
    """One scan; a time that was given stays for the next ones."""
    happened_at = form.cleaned_data["happened_at"]
    work.scan(row, form.cleaned_data["code"], actor=request.actor, happened_at=happened_at)
    if row.happened_at != happened_at:
        Pile.objects.filter(pk=row.pk).update(happened_at=happened_at)


def _lines(request: HttpRequest, row: Pile) -> HttpResponse:
    row.refresh_from_db()
    return render(request, "devices/piles/lines.html", page.context(row, request.user))


@require_POST
@permitted(VIEW)
def pile_line_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes one line back."""
    line = get_object_or_404(PileLine.objects.select_related("pile", "device"), pk=pk)
    row, _kind = _pile_or_404(request, line.pile_id)
    try:
        work.undo(line, actor=request.actor)
    except TransitionRefused as refusal:
        if not request.htmx:
            flash(request, str(refusal), level=messages.ERROR)
            return redirect("pile", row.pk)
        return render(request, "devices/piles/errors.html", {"refusal": str(refusal)}, status=422)
    return _lines(request, row) if request.htmx else redirect("pile", row.pk)


@require_http_methods(READ_AND_WRITE)
@permitted(VIEW)
def pile_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes a pile; kinds with something to decide at the end ask for it first."""
    row, kind = _pile_or_404(request, pk)
    form = kind.finish_form(typed(request)) if kind.finish_form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            work.finish(row, actor=request.actor, **(form.cleaned_data if form else {}))
        except TransitionRefused as refusal:
            return refused(request, refusal, "pile", pk=row.pk)
        return redirect("pile", row.pk)
    if not row.is_open:
        return redirect("pile", row.pk)
    return render(request, "devices/piles/finish.html", {**page.context(row, request.user), "form": form})


@require_POST
@permitted(VIEW)
def pile_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """To look again: goes on with a finished pile."""
    row, _kind = _pile_or_404(request, pk)
    work.reopen(row)
    return redirect("pile", row.pk)
