"""Reminders of receipts that nobody has signed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from documents.models import Document


class SignatureReminder(models.Model):
    """An institution was reminded of this receipt when so many days had passed: once for each term."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signature_reminders")
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "days"], name="signature_reminder_once_per_paper_and_term"),
            models.CheckConstraint(condition=Q(days__gte=1), name="signature_reminder_after_some_days"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.days}"
