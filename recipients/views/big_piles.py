"""Pages of a big pile: asked for, followed, taken along."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.pages.flash import flash
from custody.lifecycle import TransitionRefused
from documents.archive.models import ExportState
from documents.downloads import say_unreadable
from recipients import receipt_piles, receipts
from recipients.big_piles import asking
from recipients.models import Handover
from recipients.views.access import with_any
from recipients.views.handovers import VIEW, crumbs, visible


def page_of(handover: Handover, *, duplex: bool) -> str:
    """The address of the pile's page."""
    return reverse("handover_big_pile", args=[handover.number]) + ("?duplex=1" if duplex else "")


def file_name(handover: Handover, *, duplex: bool) -> str:
    """Under which the pile is saved."""
    sides = "-beidseitig" if duplex else ""
    return f"Uebergabeprotokolle-{handover.number.replace('Ü', 'UE')}{sides}.pdf"


@never_cache
@require_safe
@with_any(VIEW)
def handover_big_pile(request: HttpRequest, number: str) -> HttpResponse:
    """How far the pile is; asked for by itself while a worker is at it."""
    handover, duplex = visible(request, number), "duplex" in request.GET
    made = asking.newest(handover, duplex=duplex)
    context = {
        "handover": handover,
        "duplex": duplex,
        "pile": made,
        "running": made is not None and made.state == ExportState.QUEUED,
        "is_storage_closed": made is not None and asking.waits_for_storage(made),
        "is_stuck": made is not None and asking.is_stuck(made),
        "count": receipt_piles.kept_receipts(handover).count(),
        "crumbs": crumbs(handover),
    }
    template = "recipients/receipts/pile_progress.html" if request.htmx else "recipients/receipts/pile.html"
    return render(request, template, context)


@require_POST
@with_any(VIEW)
def handover_big_pile_new(request: HttpRequest, number: str) -> HttpResponse:
    """Leaves the pile to a worker."""
    handover, duplex = visible(request, number), "duplex" in request.POST
    try:
        asking.ask(handover, duplex=duplex, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect("handover_receipts", number=handover.number)
    return redirect(page_of(handover, duplex=duplex))


@never_cache
@require_safe
@with_any(VIEW)
def handover_big_pile_file(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF, in parts."""
    handover, duplex = visible(request, number), "duplex" in request.GET
    try:
        file = asking.opened(asking.newest(handover, duplex=duplex))
    except OSError as error:
        say_unreadable(request, error)
        return redirect(page_of(handover, duplex=duplex))
    if file is None:
        flash(request, _("This pile is over. Please have it made again."), level=messages.ERROR)
        return redirect(page_of(handover, duplex=duplex))
    receipts.log_look(handover, request.user)
    name = file_name(handover, duplex=duplex)
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
