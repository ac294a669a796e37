"""School holidays and terms among the reference data that the administration keeps, and a word when they run out."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages import cards, reference
from recipients.models import SchoolHoliday, Term

# So long before the last known holidays somebody has to look up the next ones.
AHEAD = timedelta(days=180)
TABLES = (
    reference.Table(
        "school-holidays",
        _("School holidays"),
        _("Terms stand still in them. Enter new ones from the ministry's list and tick them as compared."),
        SchoolHoliday,
        fields=("first_day", "last_day", "source", "is_checked"),
        position=80,
    ),
    reference.Table(
        "terms",
        _("Terms and reminders"),
        _("For how many days a reservation is kept, and how long before an end somebody is reminded."),
        Term,
        fields=("purpose", "days"),
        fixed=("purpose",),
        position=81,
    ),
)


def register() -> None:
    """Called in AppConfig.ready()."""
    reference.register(*TABLES)
    cards.register(
        cards.Card(
            code="school_holidays_missing",
            label=_("School years without holidays entered"),
            permission=reference.PERMISSION,
            count=lambda user: int(holidays_run_out(timezone.localdate())),
            url=lambda: reverse("reference_table", args=["school-holidays"]),
            tone="warning",
            position=90,
            shown_to=lambda user: holidays_run_out(timezone.localdate()),
        )
    )


def holidays_run_out(today: date) -> bool:
    """Whether none are known for the time half a year ahead."""
    known_until = SchoolHoliday.objects.known_until()
    return known_until is None or known_until < today + AHEAD
