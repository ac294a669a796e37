"""Pallets for recycling: what leaves for good, with a list that is frozen when it is collected."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.reference_data import Named
from custody.append_only import AppendOnlyModel
from custody.models import Event, Stateful
from devices.enums import PalletStatus
from devices.lifecycle import PALLET
from devices.models.device import Device
from devices.models.media import StorageMedium
from devices.models.reference import Location


class RecyclingGoods(Named):
    """What goes to recycling by weight or pieces: cables, circuit boards, batteries."""

    class Meta(Named.Meta):
        verbose_name = _("goods for recycling")


class PalletQuerySet(models.QuerySet):
    """Questions about pallets."""

    def visible_to(self, user: User) -> "PalletQuerySet":
        """All for the workshop and coordination, none for others."""
        return self if user.has_perm("devices.view_device") else self.none()

    def being_filled(self) -> "PalletQuerySet":
        """Not collected yet."""
        return self.filter(status=PalletStatus.OPEN)


class Pallet(Stateful):
    """One pallet. `frozen` is the list as it was collected, canonical JSON text; `frozen_sha256` proves it."""

    lifecycle = PALLET

    number = models.CharField(_("number"), max_length=12, unique=True)
    status = models.CharField(_("status"), max_length=24, choices=PalletStatus.choices, default=PalletStatus.OPEN)
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.PROTECT, related_name="pallets", verbose_name=_("location")
    )
    opened_at = models.DateTimeField(_("begun"), default=timezone.now)
    taker = models.CharField(_("collected by (company)"), max_length=120, blank=True)
    collected_on = models.DateField(_("collected on"), null=True, blank=True)
    weight_kg = models.DecimalField(_("weight in kg"), max_digits=7, decimal_places=1, null=True, blank=True)
    frozen = models.TextField(blank=True, editable=False)
    frozen_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = PalletQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=PalletStatus.OPEN, collected_on=None, frozen="", frozen_sha256="")
                | (
                    Q(status=PalletStatus.COLLECTED, collected_on__isnull=False)
                    & ~Q(taker="")
                    & ~Q(frozen="")
                    & ~Q(frozen_sha256="")
                ),
                name="pallet_collected_has_taker_day_and_frozen_list",
            ),
            models.CheckConstraint(condition=Q(weight_kg=None) | Q(weight_kg__gt=0), name="pallet_weight_above_zero"),
        ]

    def __str__(self) -> str:
        return self.number


class PalletLine(models.Model):
    """One thing on a pallet: a device, a loose medium, or goods by weight or pieces. Taken off only while the pallet is
    open."""

    pallet = models.ForeignKey(Pallet, on_delete=models.PROTECT, related_name="lines")
    device = models.OneToOneField(Device, null=True, blank=True, on_delete=models.PROTECT, related_name="pallet_line")
    medium = models.OneToOneField(
        StorageMedium, null=True, blank=True, on_delete=models.PROTECT, related_name="pallet_line"
    )
    goods = models.ForeignKey(
        RecyclingGoods, null=True, blank=True, on_delete=models.PROTECT, related_name="lines", verbose_name=_("what")
    )
    kg = models.DecimalField(_("kg"), max_digits=7, decimal_places=2, null=True, blank=True)
    pieces = models.PositiveIntegerField(_("pieces"), null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(device__isnull=False, medium=None, goods=None)
                | Q(device=None, medium__isnull=False, goods=None)
                | Q(device=None, medium=None, goods__isnull=False),
                name="pallet_line_is_one_device_medium_or_goods",
            ),
            models.CheckConstraint(
                condition=Q(goods=None, kg=None, pieces=None)
                # Named not null: a comparison with nothing is neither true nor false, and a check lets that pass.
                | Q(goods__isnull=False, kg__isnull=False, kg__gt=0)
                | Q(goods__isnull=False, pieces__isnull=False, pieces__gt=0),
                name="pallet_line_of_goods_says_how_much",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pallet_id}/{self.pk}"


class PalletCertificate(AppendOnlyModel):
    """The number of the certificate of disposal. It may come long after the collection; the newest one holds."""

    pallet = models.ForeignKey(Pallet, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(_("certificate number"), max_length=80)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(number=""), name="pallet_certificate_has_a_number")]

    def __str__(self) -> str:
        return self.number


class PalletEvent(Event):
    """History of a pallet."""

    subject = models.ForeignKey(Pallet, on_delete=models.PROTECT, related_name="events")
