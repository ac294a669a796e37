"""How many device sets institutions get in a period."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from custody.models import Event
from recipients.models.institution import Institution


class AllocationCapQuerySet(models.QuerySet):
    """Questions about caps."""

    def standing(self) -> "AllocationCapQuerySet":
        """Those that nobody has removed."""
        return self.filter(removed_at=None)

    def in_force(self, day: date) -> "AllocationCapQuerySet":
        """Those whose period this day lies in."""
        return self.standing().filter(first_day__lte=day, last_day__gte=day)


class AllocationCap(models.Model):
    """How many device sets an institution gets in a period at most; without an institution: each of them. One of its
    own goes before one for each. `set_by`, `set_at`: who said last what it is; earlier ones stand in its history, and
    one that was removed stays with it."""

    institution = models.ForeignKey(
        Institution,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="allocation_caps",
        verbose_name=_("institution"),
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    device_sets = models.PositiveIntegerField(_("device sets at most"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AllocationCapQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="allocation_cap_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["institution", "first_day", "last_day"],
                condition=Q(institution__isnull=False, removed_at=None),
                name="allocation_cap_one_per_institution_and_period",
            ),
            models.UniqueConstraint(
                fields=["first_day", "last_day"],
                condition=Q(institution=None, removed_at=None),
                name="allocation_cap_one_for_each_per_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id or '*'}: {self.device_sets} ({self.first_day} – {self.last_day})"


class AllocationCapEvent(Event):
    """History of a cap."""

    subject = models.ForeignKey(AllocationCap, on_delete=models.PROTECT, related_name="events")
