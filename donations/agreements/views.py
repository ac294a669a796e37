"""Pages about what covers a donor's data: recording it, its scan, and the text to be signed."""

import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents import downloads, scans, storage
from documents.errors import refused
from documents.pdf.errors import PaperError
from documents.views import file_answer, pdf_answer
from donations import services
from donations.agreements import paper
from donations.agreements.forms import AgreementForm
from donations.models import Donation
from donations.views.donations import visible_donation

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("donations.manage_donation")
def agreement(request: HttpRequest, number: str) -> HttpResponse:
    """Records what covers the data, with its evidence."""
    donation = visible_donation(request, number)
    form = AgreementForm(typed(request), request.FILES or None, initial={"agreement": donation.data_agreement})
    if request.method == "POST" and form.is_valid() and _recorded(request, donation, form):
        flash(request, _("What covers the data is recorded."))
        return redirect("donation_detail", donation.number)
    records = donation.agreement_records.select_related("recorded_by")
    return render(request, "donations/agreement.html", {"donation": donation, "form": form, "records": records})


def _recorded(request: HttpRequest, donation: Donation, form: AgreementForm) -> bool:
    said = form.cleaned_data
    try:
        services.record_agreement(
            donation,
            agreement=said["agreement"],
            agreed_on=said["agreed_on"],
            scan=_kept(said["scan"]),
            actor=request.actor,
        )
    except scans.UnreadableScan as refusal:
        form.add_error("scan", str(refusal))
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
    except OSError as error:
        logger.error("The storage did not take an agreement of donation %s: %s", donation.pk, type(error).__name__)
        form.add_error(None, _("The storage can't be written at the moment. Please try again in a few minutes."))
    else:
        return True
    return False


def _kept(content: bytes) -> dict[str, Any]:
    """Columns of a stored scan; none without one. Raises UnreadableScan, OSError."""
    if not content:
        return {}
    media_type = scans.media_type(content)
    return {"scan_key": storage.put_once(content), "scan_type": media_type, "scan_bytes": len(content)}


@never_cache
@require_safe
def scan(request: HttpRequest, number: str) -> HttpResponse:
    """The newest scan, for the donor's people and coordination."""
    donation = visible_donation(request, number)
    record = donation.agreement_records.exclude(scan_key="").first()
    if record is None:
        raise Http404
    content = downloads.content(request, record.scan_key, of=record)
    if content is None:
        return redirect("donation_detail", donation.number)
    return file_answer(content, record.scan_type, f"{donation.number}-vereinbarung.{scans.ENDINGS[record.scan_type]}")


@never_cache
@require_safe
def text(request: HttpRequest, number: str) -> HttpResponse:
    """The agreement with this donor's name, to be printed and signed."""
    donation = visible_donation(request, number)
    try:
        drawn = paper.draw_agreement(paper.gather(donation, now=timezone.now()))
    except PaperError as error:
        flash(request, str(refused(error)), level=messages.ERROR)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        return pdf_answer(drawn, f"{donation.number}-auftragsverarbeitung.pdf")
    return redirect("donation_detail", donation.number)
