"""The page on which a Löschprotokoll is issued: by coordination, and as an interim state by the donor's people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from custody.lifecycle import TransitionRefused
from devices.protocols import issuing
from devices.protocols.fates import Reckoning, reckon
from donations.models import Donation
from donations.views.donations import visible_donation

MANAGE = "donations.manage_donation"


@require_http_methods(["GET", "HEAD", "POST"])
def donation_protocol(request: HttpRequest, number: str) -> HttpResponse:
    """What the protocol would say now, and the button that issues it."""
    donation = visible_donation(request, number)
    if request.method == "POST":
        return _issue(request, donation)
    found = reckon(donation)
    standing = donation.erasure_protocols.standing().select_related("document").first()
    may_issue = not found.is_empty and (request.user.has_perm(MANAGE) or not found.is_final)
    context = {"donation": donation, "found": found, "counts": _counts(found), "standing": standing}
    context["may_issue"] = may_issue
    return render(request, "devices/protocols/issue.html", context)


def _issue(request: HttpRequest, donation: Donation) -> HttpResponse:
    try:
        interim_only = not request.user.has_perm(MANAGE)
        protocol = issuing.issue(donation, actor=request.actor, interim_only=interim_only)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        said = {"number": protocol.document.number, "version": protocol.document.version}
        if protocol.is_final:
            text = _("The final erasure protocol %(number)s is issued (version %(version)s).")
        else:
            text = _("The interim erasure protocol %(number)s is issued (version %(version)s).")
        flash(request, text % said)
    return redirect("donation_detail", donation.number)


def _counts(found: Reckoning) -> list[tuple[str, int]]:
    fates = found.fates
    return [
        (_("Media settled"), sum(fate.proof is not None for fate in fates)),
        (_("Media open"), sum(fate.is_open for fate in fates)),
        (_("Lost media or devices"), found.lost),
        (_("Devices in which nobody looked yet"), sum(row.is_open for row in found.without_media)),
        (_("Devices without media"), sum(row.is_said for row in found.without_media)),
        (_("Devices still expected"), found.awaited),
    ]
