"""Mails about loans to the institutions that have them."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from recipients.models import Allocation, AllocationEvent, Institution
from recipients.notices.letters import TO_INSTITUTION, Notice, people_of, send

EXAMPLE = {"count": 12, "day": "31.07.2027"}
ENDING = Notice(
    "loans_end",
    _("Loans end soon"),
    _("Some days before loans end; how many days is among the reference data."),
    TO_INSTITUTION,
    _("Loans end on %(day)s"),
    EXAMPLE,
)
OVERDUE = Notice(
    "loans_overdue",
    _("Loans are overdue"),
    _("When the last day of loans is over and the devices are not back."),
    TO_INSTITUTION,
    _("Loans have ended on %(day)s"),
    EXAMPLE,
)
EXTENDED = Notice(
    "loans_extended",
    _("Loans extended"),
    _("When coordination extends loans."),
    TO_INSTITUTION,
    _("Loans are extended until %(day)s"),
    EXAMPLE,
)
NOTICES = (ENDING, OVERDUE, EXTENDED)


def tell_extended(pks: Collection[int], *, until: date) -> None:
    """To each institution about these loans, whose new last day was just recorded; the last line of their history
    tells this time from others with the same last day."""
    last = AllocationEvent.objects.filter(subject__in=pks).aggregate(last=Max("pk"))["last"]
    for institution, count in by_institution(pks):
        tell(EXTENDED, institution, until, count, once=f"{until.isoformat()}:{last}")


def tell(notice: Notice, institution: Institution, end: date, count: int, *, once: str) -> None:
    """To everybody of an institution that has so many loans with this last day."""
    words = {"count": count, "day": date_format(end, "d.m.Y")}
    path = f"{reverse('in_use_list')}?agreement=loan&ends_to={end.isoformat()}"
    send(notice, people_of(institution), once=f"{institution.pk}:{once}", path=path, words=words)


def by_institution(pks: Iterable[int]) -> list[tuple[Institution, int]]:
    """(institution, how many of these are its)."""
    key = "item__need__request__institution"
    counted = Allocation.objects.filter(pk__in=list(pks)).order_by().values_list(key).annotate(count=Count("pk"))
    numbers = dict(counted)
    return [(row, numbers[row.pk]) for row in Institution.objects.filter(pk__in=numbers).order_by("pk")]
