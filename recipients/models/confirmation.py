"""When institutions are asked which of their needs still stand."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.reference_data import Named

LATEST_DAY = 28


class ConfirmationRule(Named):
    """From which day of each school year institutions are asked, and what follows when. The first row in use counts;
    without one nobody is asked. Terms are counted in days outside of school holidays."""

    month = models.PositiveSmallIntegerField(
        _("asked from: month"), default=9, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    day = models.PositiveSmallIntegerField(
        _("asked from: day"), default=1, validators=[MinValueValidator(1), MaxValueValidator(LATEST_DAY)]
    )
    reminded_after = models.PositiveSmallIntegerField(_("reminded after days"), default=14)
    paused_after = models.PositiveSmallIntegerField(_("paused after days without an answer"), default=28)

    class Meta(Named.Meta):
        verbose_name = _("confirmation of needs")
        constraints = [
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12, day__gte=1, day__lte=LATEST_DAY),
                name="confirmation_rule_names_a_day_of_every_year",
            ),
            models.CheckConstraint(
                condition=Q(paused_after__gt=models.F("reminded_after")),
                name="confirmation_rule_reminds_before_it_pauses",
                violation_error_message=_("Needs pause after the reminder, not before it."),
            ),
        ]

    def first_day(self, begins: date, ends: date) -> date:
        """The day of the school year that begins and ends on these days from which institutions are asked."""
        in_first = date(begins.year, self.month, self.day)
        return in_first if in_first >= begins else date(ends.year, self.month, self.day)
