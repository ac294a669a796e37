"""Exports of the archive: a ZIP file that a worker makes, for one person, for a day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.leases import Leased, LeasedQuerySet
from custody.models import Job


class ExportState(models.TextChoices):
    """From the request to the day after."""

    QUEUED = "queued", _("being made")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("expired")


class ArchiveExportQuerySet(LeasedQuerySet):
    """Questions about exports; `visible_to` is the one rule for pages and files."""

    def visible_to(self, user: User) -> "ArchiveExportQuerySet":
        """One's own, as long as one may see papers at all."""
        return self.filter(requested_by=user) if user.has_perm("documents.view_document") else self.none()

    def waiting(self) -> "ArchiveExportQuerySet":
        """Exports that a worker still has to make."""
        return self.filter(state=ExportState.QUEUED)


class ArchiveExport(Leased):
    """One ZIP file of what a list of papers had filtered. `query` is the list's address; `file_name` names the file in
    the storage's folder of exports, which nobody can guess; both are emptied when it expires. `forgiven` of its
    attempts were ended by retention, which begins it anew, or by a storage that can't be written, and don't count as
    failed ones."""

    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="archive_export")
    query = models.TextField(blank=True)
    language = models.CharField(max_length=2, default="de")
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.QUEUED)
    file_name = models.CharField(max_length=40, blank=True)
    file_bytes = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    forgiven = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ArchiveExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ExportState.READY, expires_at__isnull=False) & ~Q(file_name="")
                | ~Q(state=ExportState.READY) & Q(file_name=""),
                name="archive_export_ready_has_a_file_until_it_expires",
            )
        ]
        indexes = [models.Index(fields=["state", "rung_at"], name="archive_export_waiting")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"
