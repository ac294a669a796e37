"""The one list page: search, filters, sort, pages and export, all of its state in the address."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import F, OrderBy, QuerySet
from django.forms import Field, ModelChoiceField, ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django_filters.views import FilterView

from accounts.pages import exports
from accounts.pages.columns import Column, open_to, shown
from accounts.pages.flash import flash
from accounts.pages.folding import fold
from accounts.pages.permissions import PermissionMixin

PAGE_SIZES = (12, 25, 100)
# What the bar under a list posts beside `pick`: that all filtered rows are meant, and the list's address.
ALL_FILTERED, FILTERS = "all_filtered", "filters"
# What is not a filter in a list's address.
SORT, PAGE, PER_PAGE, EXPORT, SEARCH = "sort", "page", "per", "export", "q"


@dataclass(frozen=True)
class BulkAction:
    """A button of the bar under the table. It posts `pick` (one value per ticked row) to `url_name`; with
    `name` and `value` when several buttons share an address. Shown to those with `permission`."""

    label: str | Promise
    url_name: str
    name: str = ""
    value: str = ""
    permission: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True)
class Chip:
    """One active filter; `url` is the same list without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Heading:
    """A column's heading; `url` sorts by it, the other way round when it is sorted by already."""

    column: Column
    url: str
    direction: str


class ListPage(PermissionMixin, FilterView):
    """A list of rows that somebody may see. A page names its `model`, `filterset_class`, `columns`, `title`
    and `permission_required`; the model's QuerySet answers `visible_to(user)`. Relations that cells read go
    into `related` (select_related) and `prefetched`, so that three rows cost no more queries than one."""

    template_name = "base_list.html"
    columns: tuple[Column, ...] = ()
    title: str | Promise = ""
    search_hint: str | Promise = ""
    default_sort = "-pk"
    related: tuple[str, ...] = ()
    prefetched: tuple = ()
    bulk_actions: tuple[BulkAction, ...] = ()
    # Whether a box lets the buttons also take all rows that are filtered: `picked` answers which.
    bulk_takes_all = False
    # The row's attribute that a ticked box sends.
    pick_value = "pk"
    empty_text: str | Promise = _("Nothing here yet.")
    paginate_by = 25

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        kind = request.GET.get(EXPORT)
        return self.export(kind) if kind in exports.FORMATS else super().get(request, *args, **kwargs)

    def export(self, kind: str) -> HttpResponse:
        """What is filtered, as a file; the same rows and columns that the page may show."""
        filterset = self.get_filterset(self.get_filterset_class())
        rows = filterset.qs if not filterset.is_bound or filterset.is_valid() else filterset.queryset.none()
        name = slugify(fold(str(self.title)))
        try:
            return exports.export(rows, self.open_columns, kind=kind, name=name)
        except exports.TooManyRows as refusal:
            flash(self.request, str(refusal), level=messages.ERROR)
            return HttpResponseRedirect(self.address(**{EXPORT: None}))

    def get_queryset(self) -> QuerySet:
        """The rows this person may see, with what their cells read."""
        rows = self.model._default_manager.all().visible_to(self.request.user)
        return rows.select_related(*self.related).prefetch_related(*self.prefetched)

    def get_filterset_kwargs(self, filterset_class: type) -> dict[str, Any]:
        kwargs = super().get_filterset_kwargs(filterset_class)
        return {**kwargs, "queryset": self.sorted(kwargs["queryset"])}

    def sorted(self, rows: QuerySet) -> QuerySet:
        """In the order that was asked for; empty cells last, equal rows always in the same order."""
        name, descending = self.sort_key
        column = next((c for c in self.open_columns if c.sort and c.name == name), None)
        fields = column.sort_fields if column else (name,)
        orders = [OrderBy(F(field), descending=descending, nulls_last=True) for field in fields]
        return rows.order_by(*orders, "-pk" if descending else "pk")

    @cached_property
    def sort_key(self) -> tuple[str, bool]:
        """(name, descending). A name that no column sorts by counts as none, then the default order
        applies."""
        asked = self.request.GET.get(SORT, "")
        sortable = {column.name for column in self.open_columns if column.sort}
        key = asked if asked.removeprefix("-") in sortable else self.default_sort
        return key.removeprefix("-"), key.startswith("-")

    @cached_property
    def open_columns(self) -> list[Column]:
        return open_to(self.request.user, self.columns)

    def get_paginate_by(self, queryset: QuerySet) -> int:
        asked = self.request.GET.get(PER_PAGE, "")
        return int(asked) if asked in {str(size) for size in PAGE_SIZES} else self.paginate_by

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple[Paginator, Page, Any, bool]:
        """A page beyond the last is the last one: rows may have left the list since the link was made."""
        page = Paginator(queryset, page_size).get_page(self.request.GET.get(PAGE))
        return page.paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        chips = self.chips()
        fields = [field for field in self.filterset.form if field.name != SEARCH]
        return context | {
            "title": self.title,
            "headings": self.headings(),
            "rows": self.rows(context["object_list"]),
            "chips": chips,
            "search_field": self.filterset.form[SEARCH] if SEARCH in self.filterset.form.fields else None,
            "search_hint": self.search_hint,
            "filter_fields": fields,
            "filter_count": sum(1 for chip in chips if chip.label != self.search_label),
            "filter_failed": self.filterset.is_bound and not self.filterset.is_valid(),
            "kept": {key: self.request.GET[key] for key in (SORT, PER_PAGE) if key in self.request.GET},
            "bulk_actions": self.open_bulk_actions(),
            "bulk_takes_all": self.bulk_takes_all,
            "page_sizes": PAGE_SIZES,
            "empty_text": self.empty_text,
            "reset_url": self.address(**dict.fromkeys([*self.filterset.form.fields, PAGE])),
            "export_urls": {kind: self.address(**{EXPORT: kind, PAGE: None}) for kind in exports.FORMATS},
        }

    def open_bulk_actions(self) -> list[BulkAction]:
        """The buttons this person may press."""
        user = self.request.user
        return [a for a in self.bulk_actions if not a.permission or user.has_perm(a.permission)]

    def rows(self, objects: QuerySet) -> list[dict[str, Any]]:
        """Each row with the insides of its cells; the first cell is the row's heading."""
        columns = [column for column in self.open_columns if column.on_page]
        return [
            {
                "object": row,
                "pick": getattr(row, self.pick_value),
                "cells": [{"column": c, "html": c.html(row)} for c in columns],
            }
            for row in objects
        ]

    def headings(self) -> list[Heading]:
        name, descending = self.sort_key
        found = []
        for column in (c for c in self.open_columns if c.on_page):
            current = column.name == name and bool(column.sort)
            direction = ("descending" if descending else "ascending") if current else ""
            key = f"-{column.name}" if direction == "ascending" else column.name
            url = self.address(**{SORT: key, PAGE: None}) if column.sort else ""
            found.append(Heading(column, url, direction))
        return found

    @property
    def search_label(self) -> str:
        return str(_("Search term"))

    def chips(self) -> list[Chip]:
        """The filters in force, one chip for each value of a choice of several."""
        if not self.filterset.is_bound or not self.filterset.is_valid():
            return []
        return [
            chip
            for name, field in self.filterset.form.fields.items()
            for chip in self._chips_of(name, field, self.filterset.form.cleaned_data.get(name))
        ]

    def _chips_of(self, name: str, field: Field, value: Any) -> list[Chip]:
        label = self.search_label if name == SEARCH else str(field.label or name)
        asked = [text for text in self.request.GET.getlist(name) if text]
        if not asked or value in (None, "", []):
            return []
        if len(asked) == 1:
            return [Chip(label, _words(field, value), self.address(**{name: None, PAGE: None}))]
        remaining = {one: [other for other in asked if other != one] for one in asked}
        return [
            Chip(label, _words(field, field.clean([one])), self.address(**{name: rest, PAGE: None}))
            for one, rest in remaining.items()
        ]

    def address(self, **changes: Any) -> str:
        """This list's address with some parameters changed; None removes one."""
        query = self.request.GET.copy()
        for key, value in changes.items():
            if value is None:
                query.pop(key, None)
            elif isinstance(value, list):
                query.setlist(key, value)
            else:
                query[key] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path


def _words(field: Field, value: Any) -> str:
    """A filter's value as its control shows it."""
    if isinstance(field, ModelMultipleChoiceField):
        return ", ".join(str(row) for row in value)
    if getattr(field, "null_label", None) and value == field.null_value:
        return str(field.null_label)
    if isinstance(field, ModelChoiceField) or not hasattr(field, "choices"):
        return shown(value)
    labels = {str(code): str(label) for code, label in field.choices}
    values = value if isinstance(value, list | tuple | set) else [value]
    return ", ".join(labels.get(str(one), str(one)) for one in values)
