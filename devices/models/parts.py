"""Spare parts: taken out of one device, kept in stock, built into another. A storage medium is never a part: it stays
a StorageMedium under the erasure gate, wherever it is."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.reference_data import Named
from custody.models import Event, Stateful
from devices.enums import PartStatus
from devices.lifecycle import PART
from devices.models.device import Device
from devices.models.reference import Location


class PartKind(Named):
    """A kind of part. `fact` names the fact of a device that says its capacity when it is dismantled."""

    fact = models.CharField(_("fact of a device"), max_length=40, blank=True)

    class Meta(Named.Meta):
        verbose_name = _("kind of part")


class PartQuerySet(models.QuerySet):
    """Questions about parts."""

    def visible_to(self, user: User) -> "PartQuerySet":
        """All for the workshop and coordination, none for others."""
        return self if user.has_perm("devices.view_device") else self.none()

    def in_stock(self) -> "PartQuerySet":
        """Waiting to be used."""
        return self.filter(status=PartStatus.IN_STOCK)


class Part(Stateful):
    """One part with a number of its own. `from_device` is where it came from, `device` where it is now built in."""

    lifecycle = PART

    number = models.CharField(_("number"), max_length=12, unique=True)
    kind = models.ForeignKey(PartKind, on_delete=models.PROTECT, related_name="parts", verbose_name=_("kind"))
    capacity = models.CharField(_("capacity"), max_length=40, blank=True)
    description = models.CharField(_("maker and model"), max_length=120, blank=True)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    from_device = models.ForeignKey(
        Device,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts_taken",
        verbose_name=_("from device"),
    )
    device = models.ForeignKey(
        Device,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts_inside",
        verbose_name=_("built into"),
    )
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.PROTECT, related_name="parts", verbose_name=_("location")
    )
    status = models.CharField(_("status"), max_length=24, choices=PartStatus.choices, default=PartStatus.IN_STOCK)
    search_text = models.TextField(blank=True, editable=False)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=PartStatus.BUILT_IN, device__isnull=False)
                | (~Q(status=PartStatus.BUILT_IN) & Q(device=None)),
                name="part_built_in_names_its_device",
            ),
            models.CheckConstraint(
                condition=~Q(status=PartStatus.IN_STOCK) | Q(location__isnull=False),
                name="part_in_stock_lies_at_a_location",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "kind"], name="part_by_status_and_kind"),
            # A scan finds it however it was typed, without reading the whole table.
            models.Index(Upper("serial"), name="part_by_serial_in_capitals"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """What a person would call it: "Memory 8 GB"."""
        return " ".join(part for part in (str(self.kind), self.capacity) if part)


class PartEvent(Event):
    """History of a part."""

    subject = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="events")
