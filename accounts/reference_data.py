"""Reference data: rows with a code and names in both languages, loaded from JSON files and editable afterwards."""

import json
from collections.abc import Callable
from pathlib import Path

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """A row of reference data. `name` is the word in the reader's language."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_de = models.CharField(_("name in German"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the current language."""
        return self.name_en if get_language() == "en" else self.name_de


def load_rows(
    model: type[models.Model],
    path: Path,
    *,
    key: tuple[str, ...] = ("code",),
    wanted: Callable[[dict], bool] = lambda row: True,
) -> int:
    """Adds the rows of a JSON file that the table does not have yet; an existing row is never touched, since somebody
    may have edited it. A value {"code": …} under a foreign key's name means that row; `wanted` is asked about each row
    of the file first. Returns how many were added."""
    known = set(model.objects.values_list(*key))
    resolved: dict[str, models.Model] = {}
    missing = []
    for row in filter(wanted, json.loads(path.read_text(encoding="utf-8"))):
        values = {name: _resolved(model, name, value, resolved) for name, value in row.items()}
        if tuple(getattr(values[name], "pk", values[name]) for name in key) not in known:
            missing.append(model(**values))
    return len(model.objects.bulk_create(missing))


def _resolved(model: type[models.Model], name: str, value: object, resolved: dict[str, models.Model]) -> object:
    """A value, or the row that it names; each row is read once."""
    field = model._meta.get_field(name)
    if not (field.is_relation and isinstance(value, dict)):
        return value
    key = f"{name} {sorted(value.items())}"
    if key not in resolved:
        resolved[key] = field.related_model.objects.get(**value)
    return resolved[key]
