"""What is kept about a donor beside its name and address: which ones are the same, and contacts."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
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


class DonorsApartQuerySet(models.QuerySet):
    """Questions about donors that are not the same."""

    def standing(self) -> "DonorsApartQuerySet":
        """What was said and not taken back, with the rows that stand for both now: `one_head` and `other_head`."""
        one_head, other_head = Coalesce("one__merged_into", "one"), Coalesce("other__merged_into", "other")
        return self.filter(undone_at=None).alias(one_head=one_head, other_head=other_head)

    def about(self, head: object) -> "DonorsApartQuerySet":
        """Those that stand and speak of the donor with this key."""
        return self.standing().filter(Q(one_head=head) | Q(other_head=head))

    def between(self, first: object, second: object) -> "DonorsApartQuerySet":
        """Those that stand and speak of these two, whichever way round."""
        ways = Q(one_head=first, other_head=second) | Q(one_head=second, other_head=first)
        return self.standing().filter(ways)


class DonorsApart(models.Model):
    """Coordination says that two rows are two donors, however alike they look; `one` is the row with the smaller key.
    Rows that are merged later bring it along. What was taken back stays as history."""

    one = models.ForeignKey("donations.Donor", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("donations.Donor", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DonorsApartQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"], condition=Q(undone_at=None), name="two_donors_are_said_to_be_apart_once"
            ),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="donors_apart_are_two_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"


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
