"""A donor chooses when to come, and takes the appointment along into the own calendar."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from custody.lifecycle import TransitionRefused
from donations import mails
from donations.appointments import calendar_file, picking, slots
from donations.appointments.forms import SlotForm
from donations.appointments.slots import Slot
from donations.enums import Delivery, DonationStatus
from donations.models import Donation
from donations.views.donations import visible_donation

MANAGE = "donations.manage_donation"
# Days with slots that a page shows at once.
DAYS_AT_ONCE = 8


@dataclass(frozen=True)
class SlotDay:
    """One day's slots, in local time."""

    day: date
    slots: list[Slot]


@require_http_methods(["GET", "HEAD", "POST"])
def donation_slot(request: HttpRequest, number: str) -> HttpResponse:
    """Choosing or changing the slot of one's own donation; coordination does it for a donor on the phone."""
    donation = visible_donation(request, number)
    back = reverse("donation_detail", args=[number])
    by_coordination = request.user.has_perm(MANAGE)
    if by_coordination and donation.delivery == Delivery.PICK_UP:
        return redirect("donation_schedule", number)
    is_open = donation.status in (DonationStatus.ANNOUNCED, DonationStatus.SCHEDULED)
    if not (by_coordination and is_open) and not picking.may_choose(donation):
        flash(request, _("There is no time to choose for this donation now."))
        return redirect(back)
    return choose(request, donation, back=back)


def choose(
    request: HttpRequest, donation: Donation, *, back: str, template: str = "donations/appointments/slot.html"
) -> HttpResponse:
    """The page with the slots, or the slot taken; for whoever may choose for this donation, signed in or by link. The
    caller has asked `picking.may_choose`."""
    now = timezone.now()
    offered = slots.offered_slots(now)
    form = SlotForm(typed(request), slots=offered)
    if request.method == "POST" and form.is_valid():
        try:
            slot = picking.pick(donation, form.cleaned_data["slot"], actor=request.actor, now=now)
        except TransitionRefused as refusal:
            form.add_error("slot", str(refusal))
            offered = slots.offered_slots(now)
        else:
            flash(request, _("Your appointment: %(when)s. You get a mail about it.") % {"when": words_for(slot)})
            return redirect(back)
    days, later = _page_of_days(offered, request.GET.get("from", ""))
    context = {"donation": donation, "form": form, "days": days, "later": later, "back": back}
    context |= {"chosen": form["slot"].value() or "", "current": mails.when(donation)}
    return render(request, template, context)


def words_for(slot: Slot) -> str:
    """Day and time of a slot for people."""
    start, end = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    return f"{date_format(start, 'D, d.m.Y, H:i')}–{date_format(end, 'H:i')}"


def _page_of_days(offered: list[Slot], begin: str) -> tuple[list[SlotDay], date | None]:
    """Some days at once, and the day that the next page begins with."""
    by_day: dict[date, list[Slot]] = {}
    for slot in offered:
        by_day.setdefault(timezone.localdate(slot.starts_at), []).append(slot)
    days = [SlotDay(day, found) for day, found in by_day.items() if day.isoformat() >= begin]
    later = days[DAYS_AT_ONCE].day if len(days) > DAYS_AT_ONCE else None
    return days[:DAYS_AT_ONCE], later


@require_safe
def donation_calendar_file(request: HttpRequest, number: str) -> HttpResponse:
    """The appointment for the reader's own calendar."""
    donation = visible_donation(request, number)
    return calendar_file.answer(donation)
