"""Queued rows that workers claim for a while. The database is the truth, the broker only a bell."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

LEASE = timedelta(seconds=20)
RING_AGAIN_AFTER = timedelta(seconds=60)
MOST_RINGS_A_TICK = 500


class LeasedQuerySet(models.QuerySet):
    """Claiming and finding forgotten rows. Subclasses give `waiting()`: the rows that work is left for."""

    def waiting(self) -> "LeasedQuerySet":
        raise NotImplementedError("Say which rows still wait for a worker.")

    def free(self, now: datetime) -> "LeasedQuerySet":
        """Waiting rows that no live worker holds."""
        return self.waiting().filter(Q(lease_until=None) | Q(lease_until__lt=now))

    def claim(self, pk: int, *, now: datetime) -> bool:
        """Takes the row for LEASE; False when it is done, or another worker holds it."""
        return bool(self.free(now).filter(pk=pk).update(lease_until=now + LEASE, attempts=models.F("attempts") + 1))

    def forgotten(self, now: datetime) -> "LeasedQuerySet":
        """Rows whose worker died (expired lease), or that were never claimed though rung over a minute ago, or never
        rung at all; the oldest first."""
        expired = Q(lease_until__lt=now)
        unclaimed = Q(lease_until=None) & (Q(rung_at=None) | Q(rung_at__lt=now - RING_AGAIN_AFTER))
        return self.waiting().filter(expired | unclaimed).order_by("pk")[:MOST_RINGS_A_TICK]


class Leased(models.Model):
    """Columns of a queued row."""

    rung_at = models.DateTimeField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
