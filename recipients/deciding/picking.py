"""Which rows somebody ticked in a list, or all that its address filters."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django_filters import FilterSet

from accounts.pages.lists import ALL_FILTERED, FILTERS
from recipients.filters import RequestFilter
from recipients.models import Need, Request
from recipients.waiting.filters import NeedFilter
from recipients.waiting.views import rows_for

PICK, ROWS = "pick", "rows"


def picked_requests(request: HttpRequest) -> QuerySet:
    """Those that the person may see, with their institutions."""
    rows = Request.objects.visible_to(request.user).select_related("institution").order_by("pk")
    return _picked(request, rows, lambda query: _filtered(RequestFilter, rows, query, request))


def picked_needs(request: HttpRequest) -> QuerySet:
    """Those that the person may see, with their institutions, in the order of the waiting list."""
    rows = (
        Need.objects.visible_to(request.user).select_related("request__institution").order_by("request_id", "position")
    )

    def filtered(query: QueryDict) -> QuerySet:
        waiting = rows_for(request.user, query).select_related("request__institution")
        return _filtered(NeedFilter, waiting.order_by("behind", "queued_since", "pk"), query, request)

    return _picked(request, rows, filtered)


def _picked(request: HttpRequest, rows: QuerySet, filtered: Callable[[QueryDict], QuerySet]) -> QuerySet:
    if request.POST.get(ALL_FILTERED):
        return filtered(QueryDict(request.POST.get(FILTERS, "")))
    # The page that asks once more carries what it showed as one field: a browser sends at most 1,000 fields.
    asked = [*request.POST.getlist(PICK), *request.POST.get(ROWS, "").split(",")]
    return rows.filter(pk__in={int(key) for key in asked if key.isascii() and key.isdigit() and len(key) < 19})


def _filtered(filterset_class: type[FilterSet], rows: QuerySet, query: QueryDict, request: HttpRequest) -> QuerySet:
    filterset = filterset_class(query, queryset=rows, request=request)
    return filterset.qs if filterset.is_valid() else rows.none()
