"""A pupil changes the school: the time that a need has waited goes along."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recipients.models.need import Need


class SchoolChangeQuerySet(models.QuerySet):
    """Questions about changes of school."""

    def offered(self) -> "SchoolChangeQuerySet":
        """Codes that nobody has used or ended yet; they may have run out."""
        return self.filter(done_at=None, ended_at=None)

    def standing(self) -> "SchoolChangeQuerySet":
        """Those whose time was carried over and not taken back."""
        return self.filter(done_at__isnull=False, ended_at=None)


class SchoolChange(models.Model):
    """The waiting time of one need, offered to a need of another institution by a code, or carried over by
    coordination. Both needs know each other by their keys; no name is stored. Of the code only the SHA-256 is kept.
    `ended_at`: the offer was ended unused, or what was carried over was taken back."""

    need_from = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="changes_away")
    need_to = models.ForeignKey(Need, null=True, blank=True, on_delete=models.PROTECT, related_name="changes_here")
    digest = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    offered_at = models.DateTimeField(default=timezone.now, editable=False)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    queued_since_before = models.DateTimeField(null=True, blank=True)

    objects = SchoolChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need_from"], condition=Q(ended_at=None), name="school_change_one_standing_per_need"
            ),
            models.UniqueConstraint(
                fields=["need_to"],
                condition=Q(ended_at=None, need_to__isnull=False),
                name="school_change_one_standing_into_a_need",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, need_to=None) | Q(done_at__isnull=False, need_to__isnull=False),
                name="school_change_done_with_a_need",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_from} → {self.need_to or '…'}"
