"""What a device waits for from people: the donor's answer, a senior volunteer's decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from devices.enums import HoldKind
from devices.models.device import Device


class DonorQuestion(models.Model):
    """The donor is to be asked, or was: a volunteer may want it, coordination writes. `hold_since` is the hold that the
    question belongs to; the words are in the mail and in the note of the history."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="donor_questions")
    kind = models.CharField(max_length=16, choices=HoldKind.choices)
    hold_since = models.DateTimeField()
    wanted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    wanted_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["device", "hold_since"],
                condition=Q(asked_at=None),
                name="donor_question_wanted_once_per_hold",
            ),
            models.CheckConstraint(
                condition=Q(wanted_at__isnull=False) | Q(asked_at__isnull=False),
                name="donor_question_is_wanted_or_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.kind}"


class RecyclingProposal(models.Model):
    """Somebody who may not decide it found that a device is not worth the work; a senior volunteer decides."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="recycling_proposals")
    cycle = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    followed = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(closed_at=None), name="recycling_proposal_one_open_per_device"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, followed=None) | Q(closed_at__isnull=False, followed__isnull=False),
                name="recycling_proposal_closed_with_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.proposed_at:%Y-%m-%d}"
