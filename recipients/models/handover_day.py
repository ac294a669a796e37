"""What happens around the day of a handover: devices put on the cart, and an institution's wish for another date."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recipients.models.allocation import Allocation
from recipients.models.handover import Handover


class PackedDevice(models.Model):
    """The device of this reservation was scanned onto the cart of the handover that the reservation is on. The row goes
    when the device is taken off the cart or off the handover."""

    allocation = models.OneToOneField(Allocation, on_delete=models.CASCADE, related_name="packing")
    packed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    packed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.allocation}: {self.packed_at:%Y-%m-%d}"


class DateWishQuerySet(models.QuerySet):
    """Questions about wishes for another date."""

    def unanswered(self) -> "DateWishQuerySet":
        """Those that nobody has answered, by another date or by a word."""
        return self.filter(answered_at=None)


class DateWish(models.Model):
    """An institution asks for another date. `words` is free text for coordination alone; it names days and hours."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="date_wishes")
    day = models.DateField(_("another day"), null=True, blank=True)
    words = models.CharField(_("what would suit"), max_length=300, blank=True)
    wished_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    wished_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = DateWishQuerySet.as_manager()

    class Meta:
        ordering = ["-wished_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["handover"], condition=Q(answered_at=None), name="date_wish_one_unanswered_per_handover"
            ),
            models.CheckConstraint(
                condition=Q(day__isnull=False) | ~Q(words=""), name="date_wish_says_a_day_or_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover}: {self.day or self.words}"
