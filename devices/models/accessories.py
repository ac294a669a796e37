"""Accessories: power supplies, cables, mice. They have no number each; they are counted by kind, plug, watts and
location, and every change of a count is explained by a movement."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.reference_data import Named
from custody.append_only import AppendOnlyModel
from custody.models import Note
from devices.enums import MovementKind
from devices.models.device import Device
from devices.models.reference import Location
from donations.models import Donation


class AccessoryKind(Named):
    """A kind of accessory. One that brings power is what a device with `needs_power_supply` is given out with."""

    has_plug = models.BooleanField(_("has a plug"), default=False)
    has_watts = models.BooleanField(_("has watts"), default=False)
    brings_power = models.BooleanField(_("brings power"), default=False)

    class Meta(Named.Meta):
        verbose_name = _("kind of accessory")


class Plug(Named):
    """A plug: of a power supply the side of the device, of a cable what it connects."""

    class Meta(Named.Meta):
        verbose_name = _("plug")


class AccessoryStockQuerySet(models.QuerySet):
    """Questions about what is in stock."""

    def visible_to(self, user: User) -> "AccessoryStockQuerySet":
        """All for the workshop and coordination, none for others."""
        return self if user.has_perm("devices.view_device") else self.none()

    def in_stock(self) -> "AccessoryStockQuerySet":
        """Rows with at least one piece."""
        return self.filter(count__gt=0)

    def bringing_power(self) -> "AccessoryStockQuerySet":
        """Power supplies and power cords."""
        return self.filter(kind__brings_power=True)

    def with_names(self) -> "AccessoryStockQuerySet":
        """With everything that their names read."""
        return self.select_related("kind", "plug", "location")


class AccessoryStock(models.Model):
    """How many pieces of one kind, plug and watts lie at one location. `count` changes only together with a movement
    (see devices/accessories/stock.py)."""

    kind = models.ForeignKey(AccessoryKind, on_delete=models.PROTECT, related_name="stock", verbose_name=_("kind"))
    plug = models.ForeignKey(
        Plug, null=True, blank=True, on_delete=models.PROTECT, related_name="stock", verbose_name=_("plug")
    )
    watts = models.PositiveSmallIntegerField(_("watts"), null=True, blank=True)
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="accessories", verbose_name=_("location")
    )
    count = models.PositiveIntegerField(_("count"), default=0)

    objects = AccessoryStockQuerySet.as_manager()

    class Meta:
        ordering = ["kind__position", "plug__position", "watts", "pk"]
        constraints = [
            models.UniqueConstraint(
                F("kind"),
                Coalesce(F("plug"), Value(0)),
                Coalesce(F("watts"), Value(0)),
                F("location"),
                name="accessory_one_count_per_kind_plug_watts_and_location",
            ),
            models.CheckConstraint(condition=Q(count__gte=0), name="accessory_count_never_below_zero"),
            models.CheckConstraint(condition=Q(watts=None) | Q(watts__gte=1), name="accessory_watts_above_zero"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What a person would call it: "Power supply USB-C 65 W"."""
        return self.name_with(str(self.kind), str(self.plug or ""))

    def name_with(self, kind: str, plug: str) -> str:
        """The name with these words for kind and plug: papers are German whatever the reader's language."""
        watts = f"{self.watts} W" if self.watts else ""
        return " ".join(part for part in (kind, plug, watts) if part)


class AccessoryMovement(AppendOnlyModel):
    """One change of a count, and what it came to. `change` is signed; a count anew may find what was expected (0)."""

    stock = models.ForeignKey(AccessoryStock, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=12, choices=MovementKind.choices)
    change = models.IntegerField()
    count_after = models.PositiveIntegerField()
    donation = models.ForeignKey(
        Donation, null=True, blank=True, on_delete=models.PROTECT, related_name="accessory_movements"
    )
    device = models.ForeignKey(
        Device, null=True, blank=True, on_delete=models.PROTECT, related_name="accessory_movements"
    )
    note = models.OneToOneField(Note, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=MovementKind.COUNTED) | ~Q(change=0), name="accessory_movement_changes_the_count"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[MovementKind.GIVEN, MovementKind.CAME_BACK]) | Q(device__isnull=False),
                name="accessory_movement_to_or_from_a_device_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stock_id}: {self.change:+d}"


class AccessoryAssignment(models.Model):
    """One piece that goes with a device, until it is taken off or comes back. It came from `stock` and goes back
    there."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="accessory_assignments")
    kind = models.ForeignKey(AccessoryKind, on_delete=models.PROTECT, related_name="assignments")
    stock = models.ForeignKey(AccessoryStock, on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "kind"],
                condition=Q(released_at=None),
                name="accessory_one_of_a_kind_with_a_device",
            )
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.stock_id}"
