"""Storage media: every disk that was ever in a device or came loose with a donation."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from custody.models import Event, Stateful
from devices.enums import MediumKind, MediumStatus
from devices.lifecycle import MEDIUM
from devices.models.device import Device, full_name
from devices.models.reference import Location
from donations.models import Donation


class StorageMediumQuerySet(models.QuerySet):
    """Questions about media."""

    def unsettled(self) -> "StorageMediumQuerySet":
        """Media that keep their device in the house. A lost one is no longer in it: it is alerted and stays on the
        donor's papers as lost."""
        return self.filter(status=MediumStatus.PENDING)


class StorageMedium(Stateful):
    """One disk. `entered_at` is when it became known in this cycle: only an erasure finished later settles it."""

    lifecycle = MEDIUM

    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.PROTECT, related_name="media")
    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="media")
    kind = models.CharField(_("kind"), max_length=8, choices=MediumKind.choices, default=MediumKind.UNKNOWN)
    maker = models.CharField(_("maker"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    size_bytes = models.BigIntegerField(_("size in bytes"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=24, choices=MediumStatus.choices, default=MediumStatus.PENDING)
    cycle = models.PositiveSmallIntegerField(default=1)
    entered_at = models.DateTimeField(default=timezone.now)
    location = models.ForeignKey(
        Location,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="media",
        verbose_name=_("location"),
    )

    objects = StorageMediumQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size_bytes=None) | Q(size_bytes__gte=0), name="medium_size_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(status=MediumStatus.REMOVED) | Q(location__isnull=False),
                name="medium_taken_out_lies_at_a_location",
            ),
        ]
        indexes = [
            models.Index(fields=["serial"], name="medium_by_serial"),
            models.Index(Upper("serial"), name="medium_by_serial_in_capitals"),
        ]

    def __str__(self) -> str:
        return full_name(self.maker, self.model) or str(self.get_kind_display())


class MediumEvent(Event):
    """History of a medium."""

    subject = models.ForeignKey(StorageMedium, on_delete=models.PROTECT, related_name="events")
