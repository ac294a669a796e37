"""Which device an original speaks of, and the originals of which nobody knows it yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from custody.append_only import AppendOnlyModel, AppendOnlyQuerySet
from devices.enums import InboxDecision, InboxReason, MatchHow
from devices.models.device import Device
from devices.models.evidence import Evidence


class EvidenceMatchQuerySet(AppendOnlyQuerySet):
    """Questions about matches."""

    def standing(self) -> "EvidenceMatchQuerySet":
        """Those that count: neither retracted nor a retraction."""
        # As an expression: else SQLite takes the unique index on `retracts`, in which almost all rows have none.
        return self.alias(takes_back=Coalesce("retracts", Value(0))).filter(takes_back=0, retracted_by=None)


class EvidenceMatch(AppendOnlyModel):
    """An original speaks of a device; a log of several media of several devices. A wrong match is retracted by a new
    row that names it. `sequence` counts the rows of a pair, so that two people never match or retract it twice."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="matches")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="matches")
    sequence = models.PositiveSmallIntegerField(default=1)
    how = models.CharField(max_length=16, choices=MatchHow.choices)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    retracts = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="retracted_by"
    )

    objects = EvidenceMatchQuerySet.as_manager()

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "device", "sequence"], name="evidence_match_one_row_per_sequence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.device_id}: {self.how}"


class InboxItemQuerySet(models.QuerySet):
    """Questions about the inbox."""

    def visible_to(self, user: User) -> "InboxItemQuerySet":
        """All for those who work on devices."""
        return self if user.has_perm("devices.refurbish_device") else self.none()

    def waiting(self) -> "InboxItemQuerySet":
        """Those that nobody decided."""
        return self.filter(settled_at=None)


class InboxItem(models.Model):
    """An original waits for a person's word; `candidates` are the devices it may speak of."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="inbox_items")
    reason = models.CharField(max_length=16, choices=InboxReason.choices)
    candidates = models.ManyToManyField(Device, blank=True, related_name="inbox_items")
    waiting_since = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(max_length=12, choices=InboxDecision.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = InboxItemQuerySet.as_manager()

    class Meta:
        ordering = ["waiting_since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence"], condition=Q(settled_at=None), name="inbox_item_one_waiting_per_evidence"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, decision="") | (Q(settled_at__isnull=False) & ~Q(decision="")),
                name="inbox_item_settled_by_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(decision=InboxDecision.SET_ASIDE) | ~Q(note=""), name="inbox_item_set_aside_says_why"
            ),
        ]
        indexes = [models.Index(fields=["settled_at", "waiting_since"], name="inbox_item_waiting")]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.reason}"


class InboxKey(models.Model):
    """A serial number or UUID in a waiting original, as `devices.matching.keys_of` writes it: when a device with it
    becomes known, the original is found without reading it again."""

    item = models.ForeignKey(InboxItem, on_delete=models.CASCADE, related_name="keys")
    value = models.CharField(max_length=120, db_index=True)

    def __str__(self) -> str:
        return self.value
