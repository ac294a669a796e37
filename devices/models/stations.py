"""Our own machines that erase other machines' media."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class WipeStationQuerySet(models.QuerySet):
    """Questions about wipe stations."""

    def visible_to(self, user: User) -> "WipeStationQuerySet":
        """All for those who keep the list, none for others."""
        return self if user.is_authenticated and user.has_perm("devices.keep_wipestation") else self.none()

    def in_use(self) -> "WipeStationQuerySet":
        """Those whose reports speak of the attached media only."""
        return self.filter(is_active=True)


class WipeStation(models.Model):
    """Own equipment: a report made on it speaks only of the media put into it, never of itself. It is recognised by its
    serial number or UUID as reports print them; `own_disks` are the serials of the disks built into it, one a line."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    uuid = models.CharField(_("UUID"), max_length=36, blank=True)
    own_disks = models.TextField(_("serial numbers of its own disks"), max_length=800, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WipeStationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("wipe station")
        permissions = [("keep_wipestation", "Keep the list of wipe stations")]
        constraints = [
            models.CheckConstraint(condition=~Q(serial="") | ~Q(uuid=""), name="wipe_station_can_be_recognised"),
            models.UniqueConstraint(
                fields=["serial"], condition=~Q(serial=""), name="wipe_station_once_per_serial_number"
            ),
            models.UniqueConstraint(fields=["uuid"], condition=~Q(uuid=""), name="wipe_station_once_per_uuid"),
        ]

    def __str__(self) -> str:
        return self.name
