"""Reference data: rows with a code and names in both languages, loaded from JSON files and editable afterwards."""

import json
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


def load_rows(model: type[models.Model], path: Path, *, key: tuple[str, ...] = ("code",)) -> int:
    """Adds the rows of a JSON file that the table does not have yet; an existing row is never touched, since somebody
    may have edited it. A value {"code": …} under a foreign key's name means that row. Returns how many were added."""
    added = 0
    for row in json.loads(path.read_text(encoding="utf-8")):
        values = {name: _resolved(model, name, value) for name, value in row.items()}
        _row, created = model.objects.get_or_create(
            **{name: values[name] for name in key},
            defaults={name: value for name, value in values.items() if name not in key},
        )
        added += created
    return added


def _resolved(model: type[models.Model], name: str, value: object) -> object:
    field = model._meta.get_field(name)
    if field.is_relation and isinstance(value, dict):
        return field.related_model.objects.get(**value)
    return value
