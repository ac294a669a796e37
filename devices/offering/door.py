"""What is found at the door: a volunteer opens a donation of an unknown donor, and everything in it is here at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.pages.flash import flash
from accounts.pages.forms import as_typed, with_more_rows
from accounts.pages.permissions import permitted
from custody.actor import Actor
from devices import intake
from devices.offering import goods
from devices.offering.row_forms import PREFIX, AnnouncedRowFormSet, announced_rows
from devices.registration import OfferedRow, register_donation
from donations.enums import Delivery, MediaWithData, OfferSource, Origin
from donations.models import Donation

VALUES = {
    "delivery": Delivery.DROP_OFF,
    "media_with_data": MediaWithData.UNKNOWN,
    "origin": Origin.NOT_STATED,
    "source": OfferSource.DOOR,
}


@transaction.atomic
def open_donation(rows: Sequence[OfferedRow], *, actor: Actor, now: datetime | None = None) -> Donation:
    """A donation without a donor, everything in it received. Raises RegistrationRefused."""
    now = now or timezone.now()
    donation = register_donation(donor=None, values=VALUES, rows=rows, actor=actor, now=now)
    numbers = donation.devices.order_by("pk").values_list("number", flat=True)
    intake.receive_lines(donation, numbers, actor=actor, now=now)
    for line in goods.of(donation):
        goods.mark_arrived(line, actor=actor, now=now)
    donation.refresh_from_db()
    return donation


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("devices.receive_device")
def left_at_the_door(request: HttpRequest) -> HttpResponse:
    """What lies there, in rows; coordination assigns the donor when it becomes known."""
    if request.method != "POST":
        return _page(request, announced_rows())
    if "add_row" in request.POST:
        rows = announced_rows(with_more_rows(request.POST, PREFIX))
        as_typed(rows)
        return _page(request, rows)
    rows = announced_rows(request.POST)
    if not rows.is_valid():
        return _page(request, rows)
    donation = open_donation(rows.rows, actor=request.actor)
    text = _("Taken in as %(number)s of an unknown donor. Now print the labels.")
    flash(request, text % {"number": donation.number})
    return redirect("donation_intake", donation.number)


def _page(request: HttpRequest, rows: AnnouncedRowFormSet) -> HttpResponse:
    return render(request, "devices/offering/door.html", {"rows": rows})
