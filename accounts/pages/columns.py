"""Columns of a list, declared once as data: the table on the page and the exported file are made from the
same."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.pages import status

Read = Callable[[Model], Any]
EMPTY = "–"


@dataclass(frozen=True)
class Column:
    """One column. Only `name` and `label` are needed.

    value: what the cell holds: a path (`"category.name"`) or a function of the row; the name when left out.
    sort: the database fields that order the list by this column; none makes the heading plain text.
    link: a function of the row that gives the address the cell links to.
    badge: an aggregate of the status map; the value is then a status code and shown as badge.
    mark: a function of the row for the line below a badge ("waiting for …"); nothing for most rows. `mark_is_good`:
        it tells of something reached ("done") and gets no warning sign.
    template: a template for the cell, with `row` and `value`; the export still takes the value.
    code: numbers and serials, set in figures of one width. numeric: right-aligned.
    main: the cell that fills the second line on the phone. data_label: the word before it on the phone.
    permission: a column, and its part of the export, only for those who have it.
    on_page, in_export: leave the column out of one of the two.
    """

    name: str
    label: str | Promise
    value: str | Read = ""
    sort: str | tuple[str, ...] = ()
    link: Read | None = None
    badge: str = ""
    mark: Read | None = None
    mark_is_good: bool = False
    template: str = ""
    code: bool = False
    numeric: bool = False
    main: bool = False
    data_label: str | Promise | None = None
    permission: str = ""
    on_page: bool = True
    in_export: bool = True

    def read(self, row: Model) -> Any:
        """The value of this column for a row, as Python has it."""
        source = self.value or self.name
        if callable(source):
            return source(row)
        found: Any = row
        for step in source.split("."):
            found = getattr(found, step, None)
            if found is None:
                return None
        return found() if callable(found) else found

    def exported(self, row: Model) -> Any:
        """The value for a file: words instead of codes, everything else as it is."""
        value = self.read(row)
        return str(status.look(self.badge, value).word) if self.badge and value else value

    def html(self, row: Model) -> str:
        """The inside of the cell."""
        value = self.read(row)
        if self.template:
            return render_to_string(self.template, {"row": row, "value": value})
        if self.badge and value:
            return self._badge(row, value)
        text = shown(value)
        url = self.link(row) if self.link and text != EMPTY else None
        if not url:
            return format_html("{}", text)
        code = " h4f-code" if self.code else ""
        return format_html(
            '<a class="kern-link kern-link--small kern-link--no-visited-state{}" href="{}">{}</a>',
            code,
            url,
            text,
        )

    def _badge(self, row: Model, code: str) -> str:
        mark = self.mark(row) if self.mark else ""
        context = {"look": status.look(self.badge, code), "mark": mark, "mark_is_good": self.mark_is_good}
        return render_to_string("includes/badge.html", context)

    @property
    def cell_class(self) -> str:
        """Classes of the cell, beyond KERN's own."""
        named = {
            "kern-table__cell--numeric": self.numeric,
            "h4f-code": self.code or self.numeric,
            "h4f-c-main": self.main,
            "h4f-c-status": bool(self.badge),
        }
        return " ".join(name for name, wanted in named.items() if wanted)

    @property
    def sort_fields(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) else self.sort


def shown(value: Any) -> str:
    """A value as people read it: short dates, local numbers, yes and no, a dash for nothing."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        return date_format(value, "d.m.y, H:i")
    if isinstance(value, date):
        return date_format(value, "d.m.y")
    if isinstance(value, int | float | Decimal):
        return str(localize(value))
    return str(value)


def open_to(user: AbstractBaseUser, columns: tuple[Column, ...]) -> list[Column]:
    """The columns that this person may see."""
    return [column for column in columns if not column.permission or user.has_perm(column.permission)]
