"""A donation's Abholschein, for coordination and for whoever drives the pick-up today: issue it, sign it, print it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from custody.lifecycle import TransitionRefused
from devices.pickup_notes import issuing
from devices.pickup_notes.kind import MANAGE, can_be_signed, driven_today, log_look
from documents.models import Document
from donations.agreements.rules import is_covered, page_of, why_not
from donations.enums import Delivery
from donations.models import Donation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def donation_pick_up_note(request: HttpRequest, number: str) -> HttpResponse:
    """What stands, and the next thing to do about it. Polls while the paper is being made."""
    donation = _donation(request, number)
    if request.method == "POST":
        _issue(request, donation)
        return redirect("donation_pick_up_note", donation.number)
    log_look(donation, request.user)
    open_note = issuing.unsigned(donation)
    refusal = "" if donation.delivery != Delivery.PICK_UP or is_covered(donation) else why_not(donation)
    context = {
        "donation": donation,
        "document": open_note.document if open_note else None,
        "can_be_signed": open_note is not None and can_be_signed(open_note.document),
        "signed": Document.objects.filter(pick_up_note__in=donation.pick_up_notes.standing()).exclude(
            pk=open_note.document_id if open_note else None
        ),
        "refusal": refusal,
        "agreement_url": page_of(donation) if request.user.has_perm(MANAGE) else "",
        "is_over": donation.status not in issuing.OPEN_TO,
    }
    return render(request, "devices/pickup_notes/page.html", context)


def _donation(request: HttpRequest, number: str) -> Donation:
    """Raises PermissionDenied for people without such pages, Http404 for what is not theirs today."""
    if request.user.has_perm(MANAGE):
        donations = Donation.objects.visible_to(request.user)
    elif request.user.has_perm("donations.drive_pick_up"):
        donations = driven_today(request.user)
    else:
        raise PermissionDenied
    return get_object_or_404(donations.select_related("donor"), number=number)


def _issue(request: HttpRequest, donation: Donation) -> None:
    try:
        note = issuing.issue(donation, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _("%(number)s is issued.") % {"number": note.document.number})
