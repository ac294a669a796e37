"""Reference data that the administration keeps. Each app registers its tables in AppConfig.ready(): they are listed on
one page and edited by one form, unless a table has pages of its own."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.reference_data import Named

PERMISSION = "accounts.manage_reference_data"
NAMES = ("name_de", "name_en")
ORDER = ("position", "is_active")


@dataclass(frozen=True)
class Table:
    """One table of `Named` rows. `fields` are its own columns beside names, position and use; those of `fixed` are
    decided when a row is made, since what was recorded since depends on them. `form` has what else a row consists
    of."""

    slug: str
    label: str | Promise
    hint: str | Promise
    model: type[Named]
    fields: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    position: int = 100
    form: "type[RowForm] | None" = None

    @property
    def url(self) -> str:
        return reverse("reference_table", args=[self.slug])


@dataclass(frozen=True)
class Page:
    """A table with pages of its own."""

    label: str | Promise
    hint: str | Promise
    url_name: str
    position: int = 100

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_entries: dict[str, Table | Page] = {}


def register(*entries: Table | Page) -> None:
    """Adds tables and pages; registering the same one again replaces it, as ready() may run twice in tests."""
    for entry in entries:
        _entries[entry.slug if isinstance(entry, Table) else entry.url_name] = entry


def entries() -> list[Table | Page]:
    """All, in their order."""
    return sorted(_entries.values(), key=lambda entry: entry.position)


def table(slug: str) -> Table | None:
    """The table with this word in its address."""
    found = _entries.get(slug)
    return found if isinstance(found, Table) else None


class RowForm(forms.ModelForm):
    """One row. Its code is made from the German name and stays, as labels and files carry it."""

    def __init__(self, *args, table: Table, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in table.fixed:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Decided when it was made, and kept.")

    def save(self, commit: bool = True) -> Named:
        if not self.instance.code:
            self.instance.code = free_code(type(self.instance), self.cleaned_data["name_de"])
        return super().save(commit)


def form_class(of: Table) -> type[RowForm]:
    """The form of a table's rows."""
    labels = {"name_de": _("Name in German"), "name_en": _("Name in English"), "position": _("Place in lists")}
    labels["is_active"] = _("In use")
    hints = {"is_active": _("What is not in use is offered nowhere; what was recorded with it stays.")}
    names = [*NAMES, *of.fields, *ORDER]
    return forms.modelform_factory(of.model, form=of.form or RowForm, fields=names, labels=labels, help_texts=hints)


def free_code(model: type[Named], name: str) -> str:
    """A code that no row has: the name's, with a number behind it if need be."""
    base = slugify(name)[:34] or "row"
    known = set(model.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, len(known) + 3))) if code not in known)
