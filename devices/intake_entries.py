"""What the intake puts on shared pages: navigation and the start page's tiles."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages import cards, navigation
from donations.enums import DonationStatus
from donations.models import Donation

RECEIVE = "devices.receive_device"


def register() -> None:
    """Called in AppConfig.ready()."""
    navigation.register(navigation.NavigationItem(_("Intake"), "intake", permission=RECEIVE, position=27))
    cards.register(
        cards.Card(
            code="expected_today",
            label=_("Donations expected today"),
            permission=RECEIVE,
            count=lambda user: _expected(*_today()).count(),
            url=lambda: _filtered(*_today()),
            position=20,
        ),
        cards.Card(
            code="expected_this_week",
            label=_("Donations expected this week"),
            permission=RECEIVE,
            count=lambda user: _expected(*_this_week()).count(),
            url=lambda: _filtered(*_this_week()),
            position=21,
        ),
    )


def _today() -> tuple[date, date]:
    return timezone.localdate(), timezone.localdate()


def _this_week() -> tuple[date, date]:
    """Monday to Sunday."""
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    return monday, monday + timedelta(days=6)


def _expected(first: date, last: date) -> QuerySet[Donation]:
    days = Donation.objects.filter(scheduled_for__date__gte=first, scheduled_for__date__lte=last)
    return days.filter(status=DonationStatus.SCHEDULED)


def _filtered(first: date, last: date) -> str:
    scheduled = DonationStatus.SCHEDULED
    return f"{reverse('intake')}?status={scheduled}&day_from={first.isoformat()}&day_until={last.isoformat()}"
