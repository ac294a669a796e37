"""Types of schools, and which grades they teach: editable reference data."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.reference_data import Named

FIRST_GRADE, LAST_GRADE = 1, 13
EVERY_GRADE = range(FIRST_GRADE, LAST_GRADE + 1)


class SchoolType(Named):
    """A type of school; it teaches the grades from `grade_from` to `grade_to`, both included."""

    grade_from = models.PositiveSmallIntegerField(_("from grade"), default=FIRST_GRADE)
    grade_to = models.PositiveSmallIntegerField(_("to grade"), default=LAST_GRADE)

    class Meta(Named.Meta):
        verbose_name = _("type of school")
        constraints = [
            models.CheckConstraint(
                condition=Q(grade_from__gte=FIRST_GRADE, grade_to__lte=LAST_GRADE, grade_from__lte=F("grade_to")),
                name="school_type_grades_from_1_to_13_in_their_order",
                violation_error_message=_("Grades go from 1 to 13, the first one not after the last."),
            )
        ]

    def grades(self) -> range:
        """The grades that are taught there."""
        return range(self.grade_from, self.grade_to + 1)
