"""Rows that are written once. Model and QuerySet refuse; on PostgreSQL row triggers refuse too (see triggers.py)."""

from django.db import models
from django.utils.translation import gettext as _


class AppendOnlyError(Exception):
    """Somebody tried to change or delete a row that is kept as it was written."""


class AppendOnlyQuerySet(models.QuerySet):
    """Reads and inserts only."""

    def update(self, **fields) -> int:
        raise AppendOnlyError(_("This record is kept as it was written."))

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(_("This record is kept as it was written."))

    def bulk_update(self, objs, fields, batch_size=None) -> int:
        raise AppendOnlyError(_("This record is kept as it was written."))


class AppendOnlyModel(models.Model):
    """Base of events, evidence and erasures."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **options) -> None:
        if self.pk is not None and not self._state.adding:
            raise AppendOnlyError(_("This record is kept as it was written."))
        super().save(*args, **{**options, "force_insert": True})

    def delete(self, *args, **options) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(_("This record is kept as it was written."))
