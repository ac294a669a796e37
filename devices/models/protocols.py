"""Papers about a donation's goods: what became of its data, and what was collected."""

from django.db import models
from django.db.models import Q

from documents.models import Document
from donations.models import Donation


class ErasureProtocolQuerySet(models.QuerySet):
    """Questions about protocols."""

    def standing(self) -> "ErasureProtocolQuerySet":
        """The newest of each donation."""
        return self.filter(active=True)


class ErasureProtocol(models.Model):
    """One version of a donation's Löschprotokoll. `is_final`: nothing was open when it was issued. All versions share
    one number; `active` is the one that stands."""

    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="erasure_protocols")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="erasure_protocol")
    is_final = models.BooleanField()
    active = models.BooleanField(default=True)

    objects = ErasureProtocolQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["donation"], condition=Q(active=True), name="erasure_protocol_one_standing_per_donation"
            )
        ]

    def __str__(self) -> str:
        return str(self.document)


class PickUpNoteQuerySet(models.QuerySet):
    """Questions about pick-up notes."""

    def standing(self) -> "PickUpNoteQuerySet":
        """The newest version of each number."""
        return self.filter(active=True)

    def unsigned(self) -> "PickUpNoteQuerySet":
        """Those that are still to be signed, on screen or on paper."""
        return self.standing().filter(signed=False)


class PickUpNote(models.Model):
    """One version of an Abholschein. `signed`: by both sides, on screen or on paper; what comes later has a number of
    its own. `active` is the version that stands."""

    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="pick_up_notes")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="pick_up_note")
    signed = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    objects = PickUpNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["donation"],
                condition=Q(active=True, signed=False),
                name="pick_up_note_one_unsigned_per_donation",
            )
        ]

    def __str__(self) -> str:
        return str(self.document)
