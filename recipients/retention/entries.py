"""What this app registers about retention."""

from documents.retention import periods, registry
from recipients.calendar.school_year import school_year
from recipients.retention import looks, needs, receipts, wishes


def register() -> None:
    """Called in AppConfig.ready()."""
    periods.register_year(periods.Unit.SCHOOL_YEARS, lambda day: school_year(day).end)
    registry.register(receipts.RULE, needs.SERVED, needs.REJECTED, needs.MESSAGES, looks.RULE, wishes.RULE)
