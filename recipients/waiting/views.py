"""The page of the waiting list."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from accounts.pages.columns import Column
from accounts.pages.lists import BulkAction, ListPage
from recipients import overview, queue
from recipients.enums import InstitutionStatus, Verdict
from recipients.models import Need, Weight
from recipients.views.access import VIEW, has_any
from recipients.waiting.filters import COORDINATION, NeedFilter

MANAGE = "recipients.manage_request"


def rows_for(user: User, query: Mapping[str, str], *, weights: queue.Weights | None = None) -> QuerySet:
    """The needs on the list that the person may see, with points; those that pause only when the address asks."""
    needs = Need.objects.visible_to(user)
    return queue.ranked(needs.waiting() if query.get("paused") else needs.queued(), weights=weights)


def before_words(place: int) -> str:
    """What an institution is told of a place: "about 20", "nobody"."""
    before = queue.about_before(place)
    return _("about %(number)s") % {"number": before} if before else _("nobody")


def pause_of(need: Need) -> str:
    """Why a need that waits takes no part at present; nothing for the others."""
    if need.request.institution.status != InstitutionStatus.APPROVED:
        return _("institution suspended")
    return _("not confirmed this school year") if need.paused_on else ""


class NeedList(ListPage):
    """The waiting list, whose turn it is first. An institution sees its own needs with about how many are before
    each."""

    model = Need
    template_name = "recipients/needs/list.html"
    filterset_class = NeedFilter
    title = gettext_lazy("Waiting list")
    search_hint = gettext_lazy("Request number, institution")
    default_sort = "place"
    related = ("request__institution__school_type",)
    empty_text = gettext_lazy("Nobody is waiting.")
    bulk_takes_all = True
    bulk_actions = (
        BulkAction(gettext_lazy("Decline"), "needs_decide", "verdict", Verdict.DECLINED.value, permission=MANAGE),
    )
    columns = (
        Column(
            "need",
            gettext_lazy("Need"),
            value=str,
            sort=("request__number", "position"),
            code=True,
            link=lambda row: reverse("need_detail", args=[row.pk]),
        ),
        Column(
            "place",
            pgettext_lazy("queue", "Place"),
            sort=("behind", "queued_since"),
            numeric=True,
            data_label=pgettext_lazy("queue", "place"),
        ),
        Column("code", gettext_lazy("Pupil code"), value="pupil_code", code=True, in_export=False),
        Column(
            "grade",
            gettext_lazy("Grade"),
            value="school_grade",
            sort="school_grade",
            numeric=True,
            data_label=gettext_lazy("grade"),
        ),
        Column("wanted", gettext_lazy("Device"), value=overview.wanted),
        Column("agreement", gettext_lazy("Gift or loan"), value="get_agreement_display", on_page=False),
        Column(
            "institution",
            gettext_lazy("Institution"),
            value="request.institution.name",
            sort="request__institution__sort_name",
            main=True,
            permission=COORDINATION,
        ),
        Column(
            "kind",
            gettext_lazy("Kind of institution"),
            value="request.institution.get_kind_display",
            on_page=False,
            permission=COORDINATION,
        ),
        Column(
            "school_type",
            gettext_lazy("Type of school"),
            value="request.institution.school_type",
            on_page=False,
            permission=COORDINATION,
        ),
        Column("points", gettext_lazy("Points"), sort="points", numeric=True, data_label=gettext_lazy("points")),
        Column("because", gettext_lazy("Because")),
        Column(
            "since",
            gettext_lazy("Waiting since"),
            value=lambda row: row.queued_since and timezone.localdate(row.queued_since),
            sort="queued_since",
            numeric=True,
            data_label=gettext_lazy("since"),
        ),
        Column("pause", gettext_lazy("Paused"), value=pause_of, on_page=False),
    )

    def has_permission(self) -> bool:
        return has_any(self.request.user, VIEW)

    def get_queryset(self) -> QuerySet:
        rows = rows_for(self.request.user, self.request.GET, weights=self.weights)
        return overview.with_items(rows.select_related(*self.related))

    @cached_property
    def places(self) -> dict[int, int]:
        """Of the whole list, not of the rows that are filtered."""
        return queue.places(now=self.now, weights=self.weights)

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def weights(self) -> queue.Weights:
        return Weight.objects.valid_on(timezone.localdate(self.now))

    @cached_property
    def open_columns(self) -> list[Column]:
        """Place and reason are asked once for all rows."""
        return [self._answered(column) for column in super().open_columns]

    def _answered(self, column: Column) -> Column:
        answers: dict[str, Callable[[Column], Column]] = {
            "place": self._placed,
            "because": lambda found: replace(found, value=self._because),
        }
        return answers.get(column.name, lambda found: found)(column)

    def _placed(self, column: Column) -> Column:
        if self.request.user.has_perm(COORDINATION):
            return replace(column, value=lambda row: self.places.get(row.pk) or pause_of(row))
        return replace(column, label=_("Before you"), data_label=_("before you:"), value=self._before)

    def _before(self, row: Need) -> str:
        place = self.places.get(row.pk)
        return pause_of(row) if place is None else before_words(place)

    def _because(self, row: Need) -> str:
        return queue.because(queue.explained(row, now=self.now, weights=self.weights))
