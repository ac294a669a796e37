"""Pages of a handover's receipts: issue them, follow their making, print them, declare one void."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents.enums import DocumentStatus
from documents.errors import reason as reason_of
from documents.views import pdf_answer
from recipients import receipt_piles, receipts
from recipients.big_piles import asking
from recipients.enums import AllocationStatus
from recipients.handover_steps import MANAGE
from recipients.models import Handover
from recipients.receipt_progress import Progress, progress_of, receipts_in_order
from recipients.second_language import language_of
from recipients.signatures import shown
from recipients.views.access import FILE, has_any, with_any
from recipients.views.big_piles import file_name, page_of
from recipients.views.handovers import VIEW, address, crumbs, visible
from recipients.views.steps import Question, ask

ROWS = 50


@require_POST
@permitted(MANAGE)
def handover_issue(request: HttpRequest, number: str) -> HttpResponse:
    """Issues what is due and leads to the page that follows it."""
    handover = visible(request, number)
    try:
        count = receipts.issue(handover, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect(address(handover))
    if count:
        text = ngettext("%(count)d receipt is issued.", "%(count)d receipts are issued.", count) % {"count": count}
    else:
        text = _("Nothing to issue: every receipt is up to date.")
    flash(request, text)
    return redirect("handover_receipts", number=handover.number)


@never_cache
@require_safe
@with_any(VIEW)
def handover_receipts(request: HttpRequest, number: str) -> HttpResponse:
    """How far the receipts are, and the receipts themselves. A plain reload shows the same as the polling."""
    handover = visible(request, number)
    receipts.log_look(handover, request.user)
    return render(request, "recipients/receipts/page.html", _context(request, handover))


@never_cache
@require_safe
@with_any(VIEW)
def handover_receipts_progress(request: HttpRequest, number: str) -> HttpResponse:
    """The part of the page that changes, asked for every second while something is being made."""
    handover = visible(request, number)
    context = _context(request, handover) | {"is_fragment": True}
    return render(request, "recipients/receipts/progress.html", context)


def _context(request: HttpRequest, handover: Handover) -> dict[str, object]:
    progress = progress_of(handover)
    status = request.GET.get("status", "")
    rows = shown.narrowed(receipts_in_order(handover, status=status), status).prefetch_related("document__signatures")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return {
        "handover": handover,
        "progress": progress,
        "tabs": _tabs(handover, progress, status),
        "rows": [_row(receipt, request) for receipt in page.object_list],
        "page_obj": page,
        "status": status,
        "news": request.GET.get("said") != str(progress.milestone),
        "device_count": handover.allocations.filter(receipts__active=True).distinct().count(),
        "may_manage": request.user.has_perm(MANAGE),
        # For the institution and coordination alone (PRODUCT.md § 7).
        "sees_languages": has_any(request.user, FILE),
        "crumbs": crumbs(handover),
    }


def _tabs(handover: Handover, progress: Progress, status: str) -> list[dict[str, object]]:
    """By status; without rows a status has no tab."""
    url = reverse("handover_receipts", args=[handover.number])
    counted = (
        (DocumentStatus.FAILED, progress.failed),
        (DocumentStatus.QUEUED, progress.queued),
        (DocumentStatus.READY, progress.ready),
        (DocumentStatus.PURGED, progress.purged),
    )
    everything = progress.total + progress.purged
    tabs = [{"label": _("All"), "count": everything, "url": url, "is_current": not status, "code": "all"}]
    return (
        tabs
        + [
            {
                "label": code.label,
                "count": count,
                "url": f"{url}?status={code}",
                "is_current": status == code,
                "code": str(code),
            }
            for code, count in counted
            if count or status == code
        ]
        + shown.tabs(handover, url, status)
    )


def _row(receipt, request: HttpRequest) -> dict[str, object]:
    document = receipt.document
    given = receipt.allocations.all()
    signed = any(row.status == AllocationStatus.HANDED_OVER for row in given)
    ready = document.status == DocumentStatus.READY
    return {
        "receipt": receipt,
        "document": document,
        "devices": [row.device for row in given],
        "signature": shown.signature_of(document),
        "language": language_of(document),
        "trouble": reason_of(document.error) if document.error else "",
        "may_void": ready and not signed and request.user.has_perm(MANAGE),
    }


@never_cache
@require_safe
@with_any(VIEW)
def handover_pile(request: HttpRequest, number: str) -> HttpResponse:
    """All receipts in one PDF; `?duplex=1` begins each on a sheet of its own. Very many are drawn by a worker."""
    handover, duplex = visible(request, number), "duplex" in request.GET
    if asking.is_big(handover):
        return redirect(page_of(handover, duplex=duplex))
    try:
        content = receipt_piles.pile(handover, duplex=duplex)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect("handover_receipts", number=handover.number)
    receipts.log_look(handover, request.user)
    return pdf_answer(content, file_name(handover, duplex=duplex))


@require_POST
@permitted(MANAGE)
def handover_retry(request: HttpRequest, number: str) -> HttpResponse:
    """Tries the failed receipts again."""
    handover = visible(request, number)
    try:
        count = receipts.retry_failed(handover, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        text = ngettext("%(count)d receipt is tried again.", "%(count)d receipts are tried again.", count)
        flash(request, text % {"count": count})
    return redirect("handover_receipts", number=handover.number)


@permitted(MANAGE)
def handover_receipt_void(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Declares one receipt void, with a reason."""
    handover = visible(request, number)
    receipt = get_object_or_404(handover.receipts.active().select_related("document"), pk=pk)
    page = reverse("handover_receipts", args=[number])
    question = Question(
        title=_("Declare receipt %(number)s void") % {"number": receipt.document.number},
        text=_("Its verification page then says that it is void. A new receipt gets a new number."),
        button=_("Declare void"),
        back=page,
        crumbs=crumbs(handover),
    )
    done = _("Receipt %(number)s is void.") % {"number": receipt.document.number}
    return ask(request, question, lambda reason: receipts.void(receipt, actor=request.actor, reason=reason), done=done)
