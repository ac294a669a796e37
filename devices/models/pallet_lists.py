"""The papers about pallets."""

from django.db import models
from django.db.models import Q

from devices.models.pallets import Pallet
from documents.models import Document


class PalletListQuerySet(models.QuerySet):
    """Questions about these papers."""

    def standing(self) -> "PalletListQuerySet":
        """The newest of each pallet."""
        return self.filter(active=True)


class PalletList(models.Model):
    """One version of the list of a collected pallet: the next one names the certificate that came later. All versions
    share one number; `active` is the one that stands."""

    pallet = models.ForeignKey(Pallet, on_delete=models.PROTECT, related_name="papers")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="pallet_list")
    active = models.BooleanField(default=True)

    objects = PalletListQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pallet"], condition=Q(active=True), name="pallet_list_one_standing_per_pallet"
            )
        ]

    def __str__(self) -> str:
        return str(self.document)
