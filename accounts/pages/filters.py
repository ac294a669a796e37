"""Filters that lists share."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

from accounts.pages.folding import search_words
from accounts.pages.scanning import normalise_scan


class SearchFilter(CharFilter):
    """The search field of a list, by convention named `q`: every word has to be in the stored search column
    (`folding.searchable`), with umlauts in any spelling; or the whole is a scanned number in one of
    `numbers`."""

    def __init__(self, column: str = "search_text", *, numbers: tuple[str, ...] = (), **kwargs) -> None:
        kwargs.setdefault("label", _("Search term"))
        super().__init__(**kwargs)
        self.column = column
        self.numbers = numbers

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value:
            return qs
        matches = Q()
        for folded, skeleton in search_words(value):
            matches &= Q(**{f"{self.column}__contains": folded}) | Q(**{f"{self.column}__contains": skeleton})
        for number in self.numbers:
            matches |= Q(**{f"{number}__in": normalise_scan(value)})
        return qs.filter(matches)
