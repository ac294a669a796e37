"""What appointments put on shared pages: the calendar's lines, the navigation, tiles of the start page."""

from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.pages import cards, navigation
from accounts.pages.appointments import Appointment
from accounts.pages.appointments import register as register_appointments
from donations.enums import Delivery, DonationStatus
from donations.history import register_words
from donations.models import Donation
from donations.services import ACCEPTED, DRIVER_CHANGED

MANAGE, DRIVE, SEE = "donations.manage_donation", "donations.drive_pick_up", "donations.view_donation"
OFF = (DonationStatus.DECLINED, DonationStatus.CANCELLED)


def register() -> None:
    """Called in AppConfig.ready()."""
    label = gettext_lazy("Drop-offs and pick-ups")
    register_appointments("donations", find, label=label, subscribers=lambda user: user.has_perm(MANAGE))
    register_words({ACCEPTED: gettext_lazy("offer accepted"), DRIVER_CHANGED: gettext_lazy("driver changed")})
    navigation.register(
        navigation.NavigationItem(gettext_lazy("Appointments"), "appointment_calendar", permission=MANAGE, position=27)
    )
    cards.register(
        cards.Card(
            code="own_pick_ups_today",
            label=gettext_lazy("My pick-ups today"),
            permission=DRIVE,
            count=lambda user: driven_today(user).count(),
            url=lambda: reverse("route", args=[timezone.localdate()]),
            position=15,
            shown_to=lambda user: driven_today(user).exists(),
        ),
        cards.Card(
            code="pick_ups_without_driver",
            label=gettext_lazy("Pick-ups that nobody drives yet"),
            permission=MANAGE,
            count=lambda user: without_driver().count(),
            url=lambda: reverse("appointment_calendar"),
            tone="warning",
            position=25,
        ),
    )


def find(user: User, first: date, last: date) -> list[Appointment]:
    """Drop-offs and pick-ups: all for those who see donations, one's own drives on the day itself for others."""
    rows = counted(visible(user).filter(scheduled_for__date__range=(first, last)))
    may_see = user.has_perm(SEE)
    return [appointment_of(row, may_see=may_see) for row in rows]


def counted(rows: QuerySet[Donation]) -> QuerySet[Donation]:
    """With what a line of a calendar tells."""
    devices, version = Count("devices", distinct=True), Max("events__sequence")
    return rows.select_related("donor", "appointment").annotate(device_count=devices, version=version)


def visible(user: User) -> QuerySet[Donation]:
    """Donations with an appointment that this person may see in a calendar."""
    held = Q(status__in=[DonationStatus.SCHEDULED, DonationStatus.RECEIVED, DonationStatus.SETTLED, *OFF])
    rows = Donation.objects.filter(held).exclude(scheduled_for=None)
    if user.has_perm(SEE):
        return rows
    return driven_today(user)


def driven_today(user: User) -> QuerySet[Donation]:
    """Pick-ups of today that this person drives."""
    if not user.has_perm(DRIVE):
        return Donation.objects.none()
    return Donation.objects.filter(
        status=DonationStatus.SCHEDULED,
        delivery=Delivery.PICK_UP,
        scheduled_for__date=timezone.localdate(),
        appointment__driver=user,
    )


def without_driver() -> QuerySet[Donation]:
    """Pick-ups with a day, and nobody who drives."""
    coming = Donation.objects.filter(status=DonationStatus.SCHEDULED, delivery=Delivery.PICK_UP)
    return coming.filter(Q(appointment=None) | Q(appointment__driver=None))


def appointment_of(row: Donation, *, may_see: bool) -> Appointment:
    """A donation's line, of a `counted` row. Who drives sees neither donor nor the donation's page."""
    words = {Delivery.PICK_UP: _("Pick-up %(number)s"), Delivery.DROP_OFF: _("Drop-off %(number)s")}
    day = timezone.localdate(row.scheduled_for)
    known = getattr(row, "appointment", None)
    return Appointment(
        at=row.scheduled_for,
        until=known.ends_at if known else None,
        title=words[row.delivery] % {"number": row.number},
        url=reverse("donation_detail", args=[row.number]) if may_see else reverse("route", args=[day]),
        who=row.donor_name if may_see else "",
        what=ngettext("%(count)d device", "%(count)d devices", row.device_count) % {"count": row.device_count},
        row=row,
        uid=f"donation-{row.pk}",
        version=row.version or 0,
        is_off=row.status in OFF,
    )
