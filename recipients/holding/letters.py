"""Mails about reservations that end."""

from datetime import date

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from recipients.models import Allocation, Institution
from recipients.notices.letters import TO_COORDINATION, TO_INSTITUTION, Notice, coordinators, people_of, send

EXAMPLE = {"count": 3, "day": "12.12.2026"}
BEFORE = _("Some days before reservations end; how many days is among the reference data.")
COORDINATION_BEFORE = Notice(
    "holds_end",
    _("Reservations end soon, to coordination"),
    BEFORE,
    TO_COORDINATION,
    _("%(count)s reservations end on %(day)s"),
    EXAMPLE,
)
INSTITUTION_BEFORE = Notice(
    "own_holds_end",
    _("Reservations end soon, to the institution"),
    BEFORE,
    TO_INSTITUTION,
    _("Devices are kept for you until %(day)s"),
    EXAMPLE,
)
INSTITUTION_AFTER = Notice(
    "own_holds_ended",
    _("Reservations ran out"),
    _("When reservations ran out, since nobody fetched the devices in time."),
    TO_INSTITUTION,
    _("Reservations for you have run out"),
    EXAMPLE,
)
NOTICES = (COORDINATION_BEFORE, INSTITUTION_BEFORE, INSTITUTION_AFTER)
ASKED_FOR_BY = "item__need__request__institution"


def tell_before(ending: QuerySet[Allocation], *, day: date) -> None:
    """Once for each last day: to coordination about all; to an institution about those for which nobody has made an
    appointment, since it has to ask for one."""
    count = ending.count()
    words = {"count": count, "day": date_format(day, "d.m.Y")}
    path = f"{reverse('reservation_list')}?ends_to={day.isoformat()}"
    send(COORDINATION_BEFORE, coordinators(), once=day.isoformat(), path=path, words=words)
    for institution, own in _by_institution(ending.filter(handover=None)):
        once = f"{institution.pk}:{day.isoformat()}"
        path = reverse("request_list")
        send(INSTITUTION_BEFORE, people_of(institution), once=once, path=path, words={**words, "count": own})


def tell_ended(institution: Institution, *, day: date) -> None:
    """Once a day, however many of an institution's reservations ran out; in the transaction that ends one."""
    once = f"{institution.pk}:{day.isoformat()}"
    words = {"day": date_format(day, "d.m.Y")}
    send(INSTITUTION_AFTER, people_of(institution), once=once, path=reverse("need_list"), words=words)


def _by_institution(rows: QuerySet[Allocation]) -> list[tuple[Institution, int]]:
    counted = dict(rows.order_by().values_list(ASKED_FOR_BY).annotate(count=Count("pk")))
    institutions = Institution.objects.filter(pk__in=counted).order_by("pk")
    return [(institution, counted[institution.pk]) for institution in institutions]
