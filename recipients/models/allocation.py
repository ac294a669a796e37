"""A device promised to an item of a need."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.models import Event, Stateful
from devices.models import Device
from recipients.enums import ACTIVE, Agreement, AllocationStatus, HandoverStatus
from recipients.lifecycle import ALLOCATION
from recipients.models.handover import Handover
from recipients.models.need import Need, NeedItem

# Whoever comes late to an appointment still gets the device on the next day.
AFTER_THE_APPOINTMENT = timedelta(days=1)
# On a handover that stands here, or goes its way, nothing runs out any more.
SAFE = (HandoverStatus.PACKED, HandoverStatus.UNDER_WAY)


class AllocationQuerySet(models.QuerySet):
    """Questions about allocations."""

    def active(self) -> "AllocationQuerySet":
        """Promised, delivered or in use."""
        return self.filter(status__in=ACTIVE)

    def visible_to(self, user: User) -> "AllocationQuerySet":
        """Those of the needs that the person may see."""
        return self.filter(item__need__in=Need.objects.visible_to(user))

    def ending_until(self, day: date) -> "AllocationQuerySet":
        """Reservations whose last day is this one or an earlier one: `held_until`, on a planned handover at least the
        day after it; those on a handover that is packed or under way have none."""
        reserved = self.filter(status=AllocationStatus.RESERVED, held_until__lte=day)
        planned = Q(handover__status=HandoverStatus.PLANNED, handover__starts_at__date__lte=day - AFTER_THE_APPOINTMENT)
        return reserved.filter(Q(handover=None) | planned)

    def run_out(self, today: date) -> "AllocationQuerySet":
        """Reservations whose last day is over."""
        return self.ending_until(today - timedelta(days=1))

    def on_loan(self) -> "AllocationQuerySet":
        """Loans that are with their holder."""
        return self.filter(status=AllocationStatus.HANDED_OVER, item__need__agreement=Agreement.LOAN)


class Allocation(Stateful):
    """One device for one item until a date. Two coordinators, one winner: the database holds both partial uniques."""

    lifecycle = ALLOCATION

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="allocations")
    item = models.ForeignKey(NeedItem, on_delete=models.PROTECT, related_name="allocations")
    status = models.CharField(
        _("status"), max_length=24, choices=AllocationStatus.choices, default=AllocationStatus.RESERVED
    )
    held_until = models.DateField(_("reserved until"))
    loan_until = models.DateField(_("on loan until"), null=True, blank=True)
    handover = models.ForeignKey(Handover, null=True, blank=True, on_delete=models.PROTECT, related_name="allocations")
    allocated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # When the item was promised a device; a swap hands it on, so that a set stays in the period that it was counted in.
    promised_since = models.DateTimeField(default=timezone.now, editable=False)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        permissions = [("allocate", "Promise devices to needs and release them")]
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(status__in=ACTIVE), name="allocation_one_active_per_device"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(status__in=ACTIVE), name="allocation_one_active_per_item"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[AllocationStatus.DELIVERED, AllocationStatus.HANDED_OVER])
                | Q(handover__isnull=False),
                name="allocation_leaves_only_at_a_handover",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device} → {self.item}"

    @property
    def ends_on(self) -> date | None:
        """The last day of a reservation, as `ending_until` counts it; None on a handover that is packed or under way,
        and when the device has left."""
        if self.status != AllocationStatus.RESERVED or (self.handover and self.handover.status in SAFE):
            return None
        if self.handover is None:
            return self.held_until
        return max(self.held_until, timezone.localdate(self.handover.starts_at) + AFTER_THE_APPOINTMENT)


class AllocationEvent(Event):
    """History of an allocation."""

    subject = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="events")
