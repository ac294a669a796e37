"""Lists of schools that coordination brings in."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SchoolList(models.Model):
    """What was read of a file: looked over first, then entered once. `rows`: number in the file, values, errors (see
    recipients.school_lists). Lists that nobody entered are deleted after a day; of an entered one the rows are, its
    figures stay."""

    file_name = models.CharField(_("file"), max_length=200)
    rows = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
