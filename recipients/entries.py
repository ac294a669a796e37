"""What institutions, requests and needs add to the site's shared parts: navigation, start-page tiles, search."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.pages import cards, navigation, reference, search
from accounts.pages.folding import search_words
from recipients import fulfilment
from recipients.enums import InstitutionStatus, RequestStatus
from recipients.matching import servable
from recipients.models import Institution, Need, Request
from recipients.views.access import VIEW, has_any

FILE = "recipients.file_request"
COORDINATION = "recipients.view_request"
UNDER_WAY = (RequestStatus.SUBMITTED, RequestStatus.APPROVED)


def register() -> None:
    """Called in AppConfig.ready()."""
    navigation.register(
        navigation.NavigationItem(_("Requests"), "request_list", predicate=takes_part, position=50),
        navigation.NavigationItem(
            _("Waiting list"), "need_list", predicate=takes_part, position=51, beneath=("/allocations/",)
        ),
        navigation.NavigationItem(
            _("Our institution"),
            "institution_own",
            predicate=_belongs_to_one,
            position=70,
            beneath=("/institutions/",),
        ),
        navigation.NavigationItem(
            _("Institutions"),
            "institution_list",
            permission="recipients.manage_institution",
            position=70,
            beneath=("/counter/",),
        ),
    )
    cards.register(*_coordination_cards(), *_institution_cards())
    search.register(search.Source("requests", _("Requests"), find_requests, position=50))
    reference.register(
        reference.Page(
            _("Points"), _("How much each fact weighs on the waiting list, from which day on."), "weight_list", 60
        )
    )
    search.register(search.Source("institutions", _("Institutions"), find_institutions, position=70))


def takes_part(user: User) -> bool:
    """Coordination and institutions."""
    return has_any(user, VIEW)


def _belongs_to_one(user: User) -> bool:
    return user.has_perm(FILE) and _is_not_coordination(user)


def _is_not_coordination(user: User) -> bool:
    return not user.has_perm(COORDINATION)


def _coordination_cards() -> list[cards.Card]:
    return [
        cards.Card(
            "institutions_applied",
            _("Applications of institutions"),
            "recipients.manage_institution",
            lambda user: Institution.objects.visible_to(user).filter(status=InstitutionStatus.APPLIED).count(),
            lambda: _filtered("institution_list", InstitutionStatus.APPLIED),
            tone="warning",
            position=40,
        ),
        cards.Card(
            "requests_submitted",
            _("Requests to decide on"),
            "recipients.manage_request",
            lambda user: Request.objects.visible_to(user).filter(status=RequestStatus.SUBMITTED).count(),
            lambda: _filtered("request_list", RequestStatus.SUBMITTED),
            tone="warning",
            position=41,
        ),
        cards.Card(
            "needs_servable",
            _("Needs that could get a device today"),
            "recipients.allocate",
            lambda user: servable(Need.objects.visible_to(user).queued()).count(),
            lambda: reverse("need_list") + "?servable=true",
            position=50,
        ),
        cards.Card(
            "needs_queued",
            _("Needs on the waiting list"),
            COORDINATION,
            lambda user: Need.objects.visible_to(user).queued().count(),
            lambda: reverse("need_list"),
            position=51,
        ),
    ]


def _institution_cards() -> list[cards.Card]:
    return [
        cards.Card(
            "own_drafts",
            _("Drafts that are not sent yet"),
            FILE,
            lambda user: Request.objects.visible_to(user).filter(status=RequestStatus.DRAFT).count(),
            lambda: _filtered("request_list", RequestStatus.DRAFT),
            tone="warning",
            position=50,
            shown_to=_is_not_coordination,
        ),
        cards.Card(
            "own_requests",
            _("Requests under way"),
            FILE,
            lambda user: Request.objects.visible_to(user).filter(status__in=UNDER_WAY).count(),
            lambda: _filtered("request_list", *UNDER_WAY),
            position=51,
            detail=_how_far,
            shown_to=_is_not_coordination,
        ),
        cards.Card(
            "own_needs",
            _("Your needs on the waiting list"),
            FILE,
            lambda user: Need.objects.visible_to(user).queued().count(),
            lambda: reverse("need_list"),
            position=52,
            shown_to=_is_not_coordination,
        ),
    ]


def _how_far(user: User) -> str:
    """What became of all that this person's institutions have asked for."""
    own = list(Institution.objects.visible_to(user).values_list("pk", flat=True))
    numbers = fulfilment.total(fulfilment.of_institutions(own).values())
    text = _("%(requested)d requested · %(reserved)d reserved · %(handed_over)d handed over · %(open)d open")
    return text % {
        "requested": numbers.requested,
        "reserved": numbers.reserved,
        "handed_over": numbers.handed_over,
        "open": numbers.open,
    }


def _filtered(url_name: str, *statuses: str) -> str:
    return f"{reverse(url_name)}?" + "&".join(f"status={status}" for status in statuses)


def find_requests(user: User, text: str) -> list[search.Hit]:
    """By number, or by the institution's name."""
    visible = Request.objects.visible_to(user).select_related("institution")
    number = text.strip().upper()
    exact = visible.filter(number=number)
    rows = exact or _matching(visible, "institution__search_text", text).order_by("-pk")
    return [
        search.Hit(row.number, str(row.institution), reverse("request_detail", args=[row.number]), row.number == number)
        for row in rows[: search.MOST_HITS]
    ]


def find_institutions(user: User, text: str) -> list[search.Hit]:
    """By name, school number, town or contact."""
    rows = _matching(Institution.objects.visible_to(user), "search_text", text)
    return [
        search.Hit(
            row.name, row.city, reverse("institution_detail", args=[row.pk]), row.official_number == text.strip()
        )
        for row in rows[: search.MOST_HITS]
    ]


def _matching(rows: QuerySet, column: str, text: str) -> QuerySet:
    for folded, skeleton in search_words(text):
        rows = rows.filter(Q(**{f"{column}__contains": folded}) | Q(**{f"{column}__contains": skeleton}))
    return rows
