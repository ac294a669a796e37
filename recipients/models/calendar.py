"""School holidays and the lengths of terms: editable reference data."""

from datetime import date

from django.db import models
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.reference_data import Named


class SchoolHolidayQuerySet(models.QuerySet):
    """Questions about school holidays."""

    def in_use(self) -> "SchoolHolidayQuerySet":
        """Those that count."""
        return self.filter(is_active=True)

    def spans(self, *, since: date) -> list[tuple[date, date]]:
        """First and last days of those that are not over on `since`."""
        return list(self.in_use().filter(last_day__gte=since).values_list("first_day", "last_day"))

    def known_until(self) -> date | None:
        """The last day that is known to be a holiday; what comes later has still to be entered."""
        return self.in_use().aggregate(last=Max("last_day"))["last"]


class SchoolHoliday(Named):
    """One span of school holidays in Saxony, both days included. `is_checked`: somebody compared it with the
    ministry's list; the rows of a new installation have not been."""

    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_checked = models.BooleanField(_("compared with the ministry's list"), default=False)

    objects = SchoolHolidayQuerySet.as_manager()

    class Meta(Named.Meta):
        ordering = ["first_day", "code"]
        verbose_name = _("school holidays")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="school_holiday_ends_not_before_it_begins"
            )
        ]


class TermPurpose(models.TextChoices):
    """What a number of days is for."""

    HOLD = "hold", _("a new reservation is kept")
    LONGEST_HOLD = "longest_hold", _("a reservation is kept at most, from its first day")
    HOLD_REMINDER = "hold_reminder", _("reminder before a reservation ends")
    SHORTEST_LOAN = "shortest_loan", _("a loan that would end sooner lasts until the next school year's end")
    LOAN_REMINDER = "loan_reminder", _("reminder before a loan ends")
    TRANSFER_CODE = "transfer_code", _("a code for a change of school is valid")
    SIGN_REMINDER = "sign_reminder", _("reminder after the handover of receipts that are not signed")


class TermQuerySet(models.QuerySet):
    """Questions about terms."""

    def days_of(self, purpose: TermPurpose) -> list[int]:
        """The numbers in use for a purpose, the longest first; for a reminder there may be several, or none."""
        return sorted(self.filter(is_active=True, purpose=purpose).values_list("days", flat=True), reverse=True)


class Term(Named):
    """How long something takes or how long before it somebody is reminded, in days; school holidays don't count, but
    for the longest hold and the shortest loan, which count every day."""

    purpose = models.CharField(_("what for"), max_length=16, choices=TermPurpose.choices)
    days = models.PositiveSmallIntegerField(_("days"))

    objects = TermQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = _("term")
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=1000), name="term_from_1_to_1000_days"),
        ]
