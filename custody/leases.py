"""Queued rows that workers claim for a while. The database is the truth, the broker only a bell."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
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

    def claim_many(self, pks: Sequence[int], *, now: datetime) -> list[Any]:
        """Takes those of the rows that no live worker holds for LEASE, in one short transaction, and returns them. Of
        several only those that nobody has tried yet: one that kills its worker must not take others along."""
        asked = self.free(now).filter(pk__in=pks)
        asked = asked if len(pks) == 1 else asked.filter(attempts=0)
        with transaction.atomic():
            # Who holds a row may only be noting that it was rung: skipped, it would wait for the next bell.
            taken = list(asked.select_for_update().order_by("pk"))
            self._hold(taken, now, attempts=models.F("attempts") + 1)
        for row in taken:
            row.attempts += 1
        return taken

    def renew(self, rows: Sequence[models.Model], *, now: datetime) -> None:
        """Holds claimed rows for another LEASE, as far as they still wait: their turn comes later than thought. Locks
        them in the order in which all do, so that nobody waits for each other in a circle."""
        if not rows:
            return
        with transaction.atomic():
            held = self.waiting().select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk")
            self._hold(list(held.only("pk")), now)

    def _hold(self, rows: Sequence[models.Model], now: datetime, **columns: Any) -> None:
        if rows:
            self.filter(pk__in=[row.pk for row in rows]).update(lease_until=now + LEASE, **columns)

    def forgotten(self, now: datetime) -> "LeasedQuerySet":
        """Rows whose worker died (expired lease) and that were not rung again within the time of a lease, lest bells
        pile up while no worker is free; that were never claimed though rung over a minute ago, or never rung at all;
        the oldest first."""
        expired = Q(lease_until__lt=now) & self._rung_before(now - LEASE)
        unclaimed = Q(lease_until=None) & self._rung_before(now - RING_AGAIN_AFTER)
        return self.waiting().filter(expired | unclaimed).order_by("pk")[:MOST_RINGS_A_TICK]

    def _rung_before(self, moment: datetime) -> Q:
        return Q(rung_at=None) | Q(rung_at__lt=moment)


class Leased(models.Model):
    """Columns of a queued row."""

    rung_at = models.DateTimeField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
