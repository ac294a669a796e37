"""Photos of devices: pictures for people, made small and without anything that the camera wrote beside them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.leases import Leased, LeasedQuerySet
from devices.models.device import Device


class PhotoStatus(models.TextChoices):
    """From the upload, which waits for a worker, to the pictures. Deleted: removed for good, the files are gone."""

    QUEUED = "queued", _("is being prepared")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")
    DELETED = "deleted", _("deleted")


class DevicePhotoQuerySet(LeasedQuerySet):
    """Questions about photos; `visible_to` is the one rule for pages and files."""

    def visible_to(self, user: User) -> "DevicePhotoQuerySet":
        """Those of the workshop and coordination see them; donors follow their devices without photos."""
        return self if user.has_perm("devices.view_device") else self.none()

    def waiting(self) -> "DevicePhotoQuerySet":
        """Uploads that a worker still has to make pictures of."""
        return self.filter(status=PhotoStatus.QUEUED)

    def shown(self) -> "DevicePhotoQuerySet":
        """Not removed."""
        return self.filter(removed_at=None)


class DevicePhoto(Leased):
    """One photo. The upload as it came may say where it was taken: it lies under `spool_key` only until the pictures
    are made, or cannot be made. `large_key` and `thumbnail_key` are the SHA-256 of the pictures (JPEG)."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="photos")
    status = models.CharField(max_length=8, choices=PhotoStatus.choices, default=PhotoStatus.QUEUED)
    error = models.CharField(max_length=40, blank=True)
    spool_key = models.CharField(max_length=32, blank=True)
    original_sha256 = models.CharField(max_length=64)
    large_key = models.CharField(max_length=64, blank=True)
    large_width = models.PositiveSmallIntegerField(default=0)
    large_height = models.PositiveSmallIntegerField(default=0)
    thumbnail_key = models.CharField(max_length=64, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = DevicePhotoQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=PhotoStatus.READY) | (~Q(large_key="") & ~Q(thumbnail_key="")),
                name="photo_ready_has_its_pictures",
            ),
            models.CheckConstraint(
                condition=Q(status=PhotoStatus.QUEUED) | Q(spool_key=""), name="photo_keeps_no_upload_once_done"
            ),
            models.CheckConstraint(
                condition=~Q(status=PhotoStatus.DELETED) | Q(large_key="", thumbnail_key="", removed_at__isnull=False),
                name="photo_deleted_has_no_files",
            ),
            models.UniqueConstraint(
                fields=["device", "original_sha256"],
                condition=Q(removed_at=None) & ~Q(status=PhotoStatus.FAILED),
                name="photo_once_per_device",
            ),
        ]
        indexes = [
            models.Index(
                fields=["rung_at"],
                condition=Q(status=PhotoStatus.QUEUED),
                name="photo_waiting",
            ),
            models.Index(
                fields=["removed_at"],
                condition=Q(removed_at__isnull=False) & ~Q(status=PhotoStatus.DELETED),
                name="photo_removed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.status}"
