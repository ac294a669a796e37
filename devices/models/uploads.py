"""Many files at once: what was dropped, and how far a worker is with it."""

from django.conf import settings
from django.db import models

from accounts.models import User
from custody.leases import Leased, LeasedQuerySet
from custody.models import Job
from devices.enums import LineState
from devices.models.device import Device
from devices.models.evidence import Evidence


class UploadQuerySet(models.QuerySet):
    """Questions about uploads."""

    def visible_to(self, user: User) -> "UploadQuerySet":
        """All for those who work on devices: whoever is at the bench goes on with it."""
        return self if user.has_perm("devices.refurbish_device") else self.none()


class Upload(models.Model):
    """Files that were dropped together; `device` when they were dropped on the page of one."""

    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.PROTECT, related_name="uploads")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="upload")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.pk)


class UploadLineQuerySet(LeasedQuerySet):
    """Questions about the files of uploads."""

    def waiting(self) -> "UploadLineQuerySet":
        return self.filter(state=LineState.WAITING)


class UploadLine(Leased):
    """One file of an upload. Its original is stored under `sha256` before the line is; `is_log` is set when a worker
    found that it is an erasure log, which comes after the hardware reports. `details` are counts and codes."""

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=200)
    file_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=LineState.choices, default=LineState.WAITING)
    is_log = models.BooleanField(default=False)
    outcome = models.CharField(max_length=24, blank=True)
    code = models.CharField(max_length=60, blank=True)
    details = models.JSONField(default=dict)
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="upload_lines")
    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = UploadLineQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "position"], name="upload_line_one_per_position"),
            models.CheckConstraint(
                condition=models.Q(state=LineState.TOO_LARGE) | ~models.Q(sha256=""),
                name="upload_line_original_is_stored",
            ),
        ]
        indexes = [models.Index(fields=["state", "rung_at"], name="upload_line_waiting")]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.position}"
