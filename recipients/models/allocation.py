"""A device promised to an item of a need."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.models import Event, Stateful
from devices.models import Device
from recipients.enums import ACTIVE, AllocationStatus
from recipients.lifecycle import ALLOCATION
from recipients.models.handover import Handover
from recipients.models.need import Need, NeedItem


class AllocationQuerySet(models.QuerySet):
    """Questions about allocations."""

    def active(self) -> "AllocationQuerySet":
        """Promised, delivered or in use."""
        return self.filter(status__in=ACTIVE)

    def visible_to(self, user: User) -> "AllocationQuerySet":
        """Those of the needs that the person may see."""
        return self.filter(item__need__in=Need.objects.visible_to(user))


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


class AllocationEvent(Event):
    """History of an allocation."""

    subject = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="events")
