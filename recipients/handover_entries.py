"""What handovers put on shared pages: navigation, the start page's tiles, the search, undoing on a device's page."""

from datetime import date, timedelta
from functools import partial

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.pages import cards, navigation
from accounts.pages.appointments import Appointment
from accounts.pages.appointments import register as register_appointments
from accounts.pages.folding import search_words
from accounts.pages.search import MOST_HITS, Hit, Source
from accounts.pages.search import register as register_source
from devices import undo
from devices.enums import DeviceStatus
from recipients import handovers, history, returning
from recipients.appointments import wishes
from recipients.coming_back.exchanging import EXCHANGED
from recipients.enums import HandoverStatus
from recipients.handover_filters import lacking_receipts, unanswered
from recipients.handover_steps import ASSIST, FILE, MANAGE
from recipients.models import DateWish, Handover
from recipients.packing.cart import packed_by_hand_of
from recipients.receipts import ISSUED
from recipients.releasing import BACK_TO_WORKSHOP
from recipients.views.access import has_any

WORDS = {
    "planned": _("planned"),
    "changed": _("changed"),
    handovers.MOVED: _("moved"),
    wishes.WISHED: _("asked for another date"),
    wishes.STAYS: _("the date stays"),
    EXCHANGED: _("two devices exchanged"),
    ISSUED: _("receipts issued"),
    BACK_TO_WORKSHOP: _("device went back to the workshop"),
}


def register() -> None:
    """Called in AppConfig.ready()."""
    navigation.register(
        navigation.NavigationItem(
            _("Handovers"), "handover_list", predicate=lambda user: has_any(user, (MANAGE, FILE, ASSIST)), position=60
        )
    )
    cards.register(*_coordinators(), *_others())
    history.WORDS.update(WORDS)
    register_source(Source("handovers", _("Handovers"), find, position=60))
    may_subscribe = partial(has_any, permissions=(MANAGE, FILE))
    register_appointments("handovers", appointments, label=_("Handovers"), subscribers=may_subscribe)
    undo.register(
        [DeviceStatus.DELIVERED, DeviceStatus.HANDED_OVER, DeviceStatus.RETURNED], returning.take_back_of_device
    )


def _coordinators() -> list[cards.Card]:
    return [
        cards.Card(
            code="receipts_to_issue",
            label=_("Receipts to issue"),
            permission=MANAGE,
            count=lambda user: Handover.objects.filter(pk__in=lacking_receipts()).count(),
            url=lambda: _list("to_issue=true"),
            tone="warning",
            position=50,
        ),
        cards.Card(
            code="date_wishes",
            label=_("Wishes for another date"),
            permission=MANAGE,
            count=lambda user: DateWish.objects.unanswered().count(),
            url=lambda: _list("wish=true"),
            tone="warning",
            position=49,
            shown_to=lambda user: DateWish.objects.unanswered().exists(),
        ),
        cards.Card(
            code="handovers_this_week",
            label=_("Handovers in the next seven days"),
            permission=MANAGE,
            count=lambda user: this_week().count(),
            url=lambda: _list(_week_query()),
            position=60,
        ),
        cards.Card(
            code="handovers_unanswered",
            label=_("Handovers to be confirmed"),
            permission=MANAGE,
            count=lambda user: Handover.objects.filter(pk__in=unanswered()).count(),
            url=lambda: _list("unanswered=true"),
            position=61,
        ),
    ]


def _others() -> list[cards.Card]:
    return [
        cards.Card(
            code="own_handovers_to_confirm",
            label=_("Handovers to be confirmed"),
            permission=FILE,
            count=lambda user: Handover.objects.visible_to(user).filter(pk__in=unanswered()).count(),
            url=lambda: _list("unanswered=true"),
            tone="warning",
            position=20,
            shown_to=lambda user: not user.has_perm(MANAGE),
        ),
        cards.Card(
            code="own_handovers_today",
            label=_("My handovers today"),
            permission=ASSIST,
            count=lambda user: mine_today(user).count(),
            url=lambda: reverse("handover_list"),
            position=20,
            shown_to=lambda user: not user.has_perm(MANAGE),
        ),
        cards.Card(
            code="handovers_to_pack",
            label=_("Handovers to pack"),
            permission=ASSIST,
            count=lambda user: packed_by_hand_of(user).filter(status=HandoverStatus.PLANNED).count(),
            url=lambda: reverse("handovers_to_pack"),
            position=21,
            shown_to=lambda user: not user.has_perm(MANAGE) and packed_by_hand_of(user).exists(),
        ),
        cards.Card(
            code="devices_back",
            label=_("Devices coming back"),
            permission="devices.receive_device",
            count=lambda user: returning.expected_back().count(),
            url=lambda: reverse("devices_back"),
            position=70,
        ),
    ]


def _list(query: str) -> str:
    return f"{reverse('handover_list')}?{query}"


def this_week() -> QuerySet[Handover]:
    """Today and the six days that follow; neither closed nor cancelled."""
    today = timezone.localdate()
    return Handover.objects.coming().filter(starts_at__date__gte=today, starts_at__date__lte=today + timedelta(days=6))


def _week_query() -> str:
    today = timezone.localdate()
    days = f"starts_from={today.isoformat()}&starts_until={(today + timedelta(days=6)).isoformat()}"
    return f"{days}&status=planned&status=packed&status=under_way"


def mine_today(user: User) -> QuerySet[Handover]:
    """What an assigned volunteer helps at today."""
    return Handover.objects.visible_to(user).coming().filter(volunteers__user=user)


def find(user: User, text: str) -> list[Hit]:
    """Handovers by number, institution or place, of those that this person may see."""
    found = Handover.objects.visible_to(user).select_related("institution")
    numbered = found.filter(number__iexact=text.strip()).first()
    if numbered:
        return [_hit(numbered, exact=True)]
    for folded, skeleton in search_words(text):
        found = found.filter(search_text__contains=folded) | found.filter(search_text__contains=skeleton)
    return [_hit(handover) for handover in found.order_by("-starts_at")[:MOST_HITS]]


def _hit(handover: Handover, *, exact: bool = False) -> Hit:
    when = timezone.localtime(handover.starts_at)
    detail = f"{handover.institution.name} · {when:%d.%m.%Y} · {handover.get_status_display()}"
    return Hit(handover.number, detail, reverse("handover_detail", args=[handover.number]), exact)


def appointments(user: User, first: date, last: date) -> list[Appointment]:
    """Handovers of these days that this person may see: lines of the start page and of the calendar."""
    rows = Handover.objects.visible_to(user).filter(starts_at__date__range=(first, last)).select_related("institution")
    devices, version = Count("allocations", distinct=True), Max("events__sequence")
    return [_appointment(row) for row in rows.annotate(device_count=devices, version=version)]


def _appointment(row: Handover) -> Appointment:
    return Appointment(
        at=row.starts_at,
        until=row.ends_at,
        title=_("Handover at %(institution)s") % {"institution": row.institution},
        url=reverse("handover_detail", args=[row.number]),
        what=ngettext("%(count)d device", "%(count)d devices", row.device_count) % {"count": row.device_count},
        row=row,
        uid=f"handover-{row.pk}",
        version=row.version or 0,
        is_off=row.status == HandoverStatus.CANCELLED,
    )
