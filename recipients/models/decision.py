"""What coordination decided about several requests or needs in one step."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recipients.enums import Verdict
from recipients.models.need import Need
from recipients.models.request import Request


class Decision(models.Model):
    """One press of a button: what it approved or declined, so that it is told by one mail to each institution and taken
    back as one. Reasons stand in the history of what was decided."""

    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict.choices)
    requests = models.ManyToManyField(Request, related_name="decisions")
    needs = models.ManyToManyField(Need, related_name="decisions")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="decision_undone_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.get_verdict_display()}"
