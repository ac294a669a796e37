"""What institutions add to the site's shared parts: tables of reference data."""

from django.utils.translation import gettext_lazy as _

from accounts.pages import reference
from recipients.models import ConfirmationRule, SchoolType

TABLES = (
    reference.Table(
        "school-types",
        _("Types of schools"),
        _("Which grades a type of school teaches: other grades are refused in requests of such a school."),
        SchoolType,
        fields=("grade_from", "grade_to"),
        position=30,
    ),
    reference.Table(
        "need-confirmation",
        _("Confirmation of needs each school year"),
        _("From when institutions are asked which needs still stand, and when unconfirmed ones pause."),
        ConfirmationRule,
        fields=("month", "day", "reminded_after", "paused_after"),
        position=31,
    ),
)


def register() -> None:
    """Called in AppConfig.ready()."""
    reference.register(*TABLES)
