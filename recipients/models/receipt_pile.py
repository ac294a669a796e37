"""Piles of many receipts: a PDF that a worker draws, for all who may see the handover, for a day."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from custody.leases import Leased, LeasedQuerySet
from custody.models import Job
from documents.archive.models import ExportState
from recipients.models.handover import Handover

STANDING = (ExportState.QUEUED, ExportState.READY)


class ReceiptPileQuerySet(LeasedQuerySet):
    """Questions about piles. Who may see the handover may see its pile."""

    def waiting(self) -> "ReceiptPileQuerySet":
        """Piles that a worker still has to draw."""
        return self.filter(state=ExportState.QUEUED)


class ReceiptPile(Leased):
    """All receipts of a handover in one file. `drawn_from` is the SHA-256 of what decides how it looks: when that
    changes, another one is drawn. `file_name` names the file in the storage's folder of piles, which nobody can guess;
    it is emptied when the pile expires. `forgiven` of its attempts ended at a storage that can't be written, and don't
    count as failed ones."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="piles")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="receipt_pile")
    duplex = models.BooleanField()
    drawn_from = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.QUEUED)
    file_name = models.CharField(max_length=40, blank=True)
    file_bytes = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    forgiven = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ReceiptPileQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ExportState.READY, expires_at__isnull=False) & ~Q(file_name="")
                | ~Q(state=ExportState.READY) & Q(file_name=""),
                name="receipt_pile_ready_has_a_file_until_it_expires",
            ),
            models.UniqueConstraint(
                fields=["handover", "duplex", "drawn_from"],
                condition=Q(state__in=STANDING),
                name="receipt_pile_stands_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "rung_at"], name="receipt_pile_waiting")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"
