"""Mails about reservations that end."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.models import Mail
from recipients.enums import AllocationStatus
from recipients.holding.extending import EXTENDED
from recipients.models import Allocation, AllocationEvent, Institution
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
    """Once for each last day, and anew when reservations came to it since: to coordination about all; to an institution
    about those for which nobody has made an appointment, since it has to ask for one."""
    path = f"{reverse('reservation_list')}?ends_to={day.isoformat()}"
    _tell_of(ending, COORDINATION_BEFORE, coordinators(), about=day.isoformat(), path=path, day=day)
    alone = ending.filter(handover=None)
    for institution in Institution.objects.filter(pk__in=alone.values(ASKED_FOR_BY)).order_by("pk"):
        own, about = alone.filter(**{ASKED_FOR_BY: institution}), f"{institution.pk}:{day.isoformat()}"
        _tell_of(own, INSTITUTION_BEFORE, people_of(institution), about=about, path=reverse("request_list"), day=day)


def _tell_of(
    rows: QuerySet[Allocation], notice: Notice, people: Iterable[User], *, about: str, path: str, day: date
) -> None:
    set_here = Q(new_status=AllocationStatus.RESERVED) | Q(kind=EXTENDED)
    newest = AllocationEvent.objects.filter(set_here, subject__in=rows.values("pk")).order_by("-pk").first()
    # What ends or moves away later is no news: only a reservation that came after the mail is.
    told = Mail.objects.filter(kind=notice.code, key__startswith=f"{notice.code}:{about}:")
    if newest and told.filter(created_at__gte=newest.recorded_at).exists():
        return
    words = {"count": rows.count(), "day": date_format(day, "d.m.Y")}
    send(notice, people, once=f"{about}:{newest.pk if newest else 0}", path=path, words=words)


def tell_ended(institution: Institution, *, day: date) -> None:
    """Once a day, however many of an institution's reservations ran out; in the transaction that ends one."""
    once = f"{institution.pk}:{day.isoformat()}"
    words = {"day": date_format(day, "d.m.Y")}
    send(INSTITUTION_AFTER, people_of(institution), once=once, path=reverse("need_list"), words=words)
