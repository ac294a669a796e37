"""What donors say their devices were worth, and the papers that confirm it: no value on two valid ones."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.reference_data import Named
from devices.enums import ValueBasis
from devices.models.device import Device
from documents.models import Document
from donations.models import Donation

HALF_A_CENT = Decimal("0.005")


class VatRate(Named):
    """The regular rate of VAT (§ 12 (1) UStG) from a day on; papers keep the rate of the day of the gift."""

    percent = models.DecimalField(_("percent"), max_digits=4, decimal_places=2)
    valid_from = models.DateField(_("valid from"), unique=True)

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lt=100), name="vat_rate_is_a_percentage")
        ]


class StatedValue(models.Model):
    """What a device was worth on the day it was given, by the donor's word; amounts in euros.

    A private gift has its market value (gemeiner Wert). A business gift has its withdrawal value (book value or
    Teilwert, § 6 (1) no. 4 EStG), and the VAT due on the withdrawal, if the donor states that it is; its base is the
    replacement value of the day (§ 10 (4) no. 1 UStG). `total` is what is confirmed.
    """

    device = models.OneToOneField(Device, on_delete=models.PROTECT, related_name="stated_value")
    basis = models.CharField(_("basis"), max_length=8, choices=ValueBasis.choices)
    amount = models.DecimalField(_("value"), max_digits=9, decimal_places=2)
    vat_base = models.DecimalField(_("replacement value"), max_digits=9, decimal_places=2, null=True, blank=True)
    vat_percent = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    vat = models.DecimalField(max_digits=9, decimal_places=2, default=Decimal(0))
    total = models.DecimalField(max_digits=9, decimal_places=2)
    purchase_year = models.PositiveSmallIntegerField(_("year of purchase"), null=True, blank=True)
    purchase_price = models.DecimalField(_("purchase price"), max_digits=9, decimal_places=2, null=True, blank=True)
    # Nobody: the donor, by a link without an account.
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    stated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # SQLite counts decimals as binary fractions: to the cent is to less than half a cent.
            models.CheckConstraint(
                condition=Q(
                    total__gt=F("amount") + F("vat") - HALF_A_CENT, total__lt=F("amount") + F("vat") + HALF_A_CENT
                ),
                name="stated_value_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, vat__gte=0, total__gt=0), name="stated_value_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(vat_base=None, vat_percent=None, vat=0)
                | Q(vat_base__gt=0, vat_percent__gt=0) & ~Q(basis=ValueBasis.MARKET),
                name="stated_value_vat_has_base_and_rate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.total}"


class TaxConfirmation(models.Model):
    """A Sachzuwendungsbestätigung for what one donation brought on one day. `active`: it stands, so that its devices
    are on no other valid one; voiding ends that in the same transaction."""

    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="tax_confirmations")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="tax_confirmation")
    given_on = models.DateField()
    total = models.DecimalField(max_digits=11, decimal_places=2)
    proofs_present = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.document)


class ConfirmedValue(models.Model):
    """One device on a tax confirmation, with the value that it was confirmed with."""

    confirmation = models.ForeignKey(TaxConfirmation, on_delete=models.PROTECT, related_name="lines")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="confirmed_values")
    total = models.DecimalField(max_digits=9, decimal_places=2)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(active=True), name="device_value_on_one_valid_confirmation"
            ),
            models.UniqueConstraint(fields=["confirmation", "device"], name="confirmation_names_a_device_once"),
        ]

    def __str__(self) -> str:
        return f"{self.confirmation_id}: {self.device_id}"


class TransferReceipt(models.Model):
    """An Übergabebeleg for what one donation brought on one day: no values, no tax confirmation."""

    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="transfer_receipts")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="transfer_receipt")
    given_on = models.DateField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["donation", "given_on"],
                condition=Q(active=True),
                name="donation_one_valid_transfer_receipt_per_day",
            )
        ]

    def __str__(self) -> str:
        return str(self.document)
