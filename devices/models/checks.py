"""What was looked at, and who signed for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from devices.enums import CheckResult
from devices.models.device import Device
from devices.models.reference import ChecklistStep


class Check(models.Model):
    """The standing result of one checklist step in one cycle; earlier results are in the device's history. Results that
    were written down by one action carry the same `batch` and can be taken back together."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="checks")
    cycle = models.PositiveSmallIntegerField()
    step = models.ForeignKey(ChecklistStep, on_delete=models.PROTECT, related_name="checks")
    result = models.CharField(_("result"), max_length=16, choices=CheckResult.choices)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()
    batch = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "cycle", "step"], name="check_one_result_per_step_and_cycle"),
            models.CheckConstraint(condition=Q(minutes=None) | Q(minutes__lte=600), name="check_minutes_within_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.step_id}: {self.result}"


class QualityControl(models.Model):
    """The final signature of a cycle, by somebody who did none of its steps; taken back when a step is edited."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="quality_controls")
    cycle = models.PositiveSmallIntegerField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "cycle"],
                condition=Q(withdrawn_at=None),
                name="quality_control_one_standing_per_cycle",
            )
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.cycle}"
