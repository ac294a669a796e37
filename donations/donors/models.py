"""What is kept about a donor beside its name and address: which ones are the same, and contacts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DonorMerge(models.Model):
    """Coordination says that two rows are one donor. What stands makes up `Donor.merged_into`; undone ones stay as
    history. Nothing else moves: each donation keeps its own donor's row."""

    donor = models.ForeignKey("donations.Donor", on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey("donations.Donor", on_delete=models.PROTECT, related_name="taken_in")
    merged_at = models.DateTimeField(default=timezone.now)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["donor"], condition=Q(undone_at=None), name="donor_is_merged_into_one_other"
            ),
            models.CheckConstraint(condition=~Q(donor=F("into")), name="donor_merge_joins_two"),
        ]

    def __str__(self) -> str:
        return f"{self.donor_id} → {self.into_id}"


class Channel(models.TextChoices):
    """How we spoke with each other."""

    PHONE = "phone", _("by phone")
    MAIL = "mail", _("by e-mail")
    LETTER = "letter", _("by letter")
    VISIT = "visit", _("in person")


class ContactNote(models.Model):
    """What was said to or by a donor. The text is personal: it can be taken out, then only that there was a contact
    stays."""

    donor = models.ForeignKey("donations.Donor", on_delete=models.PROTECT, related_name="contact_notes")
    happened_on = models.DateField(_("day"))
    channel = models.CharField(_("how"), max_length=8, choices=Channel.choices)
    text = models.TextField(_("what was said"), max_length=2000, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(erased_at=None) & ~Q(text="")) | Q(erased_at__isnull=False, text=""),
                name="contact_note_has_its_text_until_it_is_erased",
            )
        ]

    def __str__(self) -> str:
        return f"{self.donor_id}: {self.happened_on}"
