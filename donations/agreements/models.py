"""What was recorded about the agreement, with its evidence."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from donations.enums import DataAgreement


class AgreementRecord(models.Model):
    """One statement about a donation's data; the newest counts and stands in `Donation.data_agreement`, too. `scan_key`
    names the stored picture or PDF of what was signed."""

    donation = models.ForeignKey("donations.Donation", on_delete=models.PROTECT, related_name="agreement_records")
    agreement = models.CharField(_("data agreement"), max_length=12, choices=DataAgreement.choices)
    agreed_on = models.DateField(_("signed or declared on"), null=True, blank=True)
    scan_key = models.CharField(max_length=64, blank=True)
    scan_type = models.CharField(max_length=40, blank=True)
    scan_bytes = models.PositiveIntegerField(default=0)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scan_key="", scan_type="") | (~Q(scan_key="") & ~Q(scan_type="")),
                name="agreement_scan_says_what_it_is",
            )
        ]

    def __str__(self) -> str:
        return f"{self.donation_id}: {self.agreement}"
