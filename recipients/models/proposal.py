"""A proposal of allocations: what it was calculated from, what came out, what a person says to it. Until it is
confirmed nothing is promised."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.append_only import AppendOnlyModel
from custody.leases import Leased, LeasedQuerySet
from custody.models import Event, Job, Stateful
from devices.models import Device
from recipients.enums import ProposalStatus, RuleKind
from recipients.lifecycle import PROPOSAL
from recipients.models.allocation import Allocation
from recipients.models.need import Need, NeedItem

WITH_RESULT = (ProposalStatus.READY, ProposalStatus.CONFIRMED)


class ProposalQuerySet(LeasedQuerySet):
    """Questions about proposals."""

    def visible_to(self, user: User) -> "ProposalQuerySet":
        """All for those who promise devices, none for others."""
        return self if user.has_perm("recipients.allocate") else self.none()

    def waiting(self) -> "ProposalQuerySet":
        """Those that a worker has to calculate."""
        return self.filter(status=ProposalStatus.CALCULATING)

    def open(self) -> "ProposalQuerySet":
        """On which nobody has decided yet."""
        return self.filter(status__in=[ProposalStatus.CALCULATING, ProposalStatus.READY, ProposalStatus.FAILED])


class Proposal(Stateful, Leased):
    """One calculation, kept with its inputs so that it can be explained and repeated later.

    `scope` says what it is about: {"categories": [keys], "institutions": [keys], "school_types": [codes], "cap": how
    many device sets for each institution, or null}. `imagined` are devices of a what-if: [{"count", "category",
    "ram_mib", "cores"}]. `inputs` is canonical JSON of everything that was calculated from, by keys, `inputs_sha256`
    its SHA-256; wishes stand apart, {need: codes}, since they are forgotten. `result` holds what is reached of each
    goal and the proof. A need is counted in `served` or `unserved`."""

    lifecycle = PROPOSAL

    number = models.CharField(_("number"), max_length=16, unique=True)
    status = models.CharField(
        _("status"), max_length=24, choices=ProposalStatus.choices, default=ProposalStatus.CALCULATING
    )
    predecessor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors", verbose_name=_("follows")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="proposal")
    held_until = models.DateField(_("reserved until"))
    scope = models.JSONField(default=dict)
    imagined = models.JSONField(default=list)
    is_what_if = models.BooleanField(_("what-if"), default=False)
    inputs = models.TextField(blank=True, editable=False)
    inputs_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    wishes = models.JSONField(default=dict, editable=False)
    result = models.JSONField(default=dict, editable=False)
    optimal = models.BooleanField(_("provably the best"), null=True, blank=True)
    served = models.PositiveIntegerField(_("served"), default=0)
    unserved = models.PositiveIntegerField(_("not served"), default=0)
    error = models.CharField(max_length=40, blank=True)
    error_details = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_what_if=False) | ~Q(status=ProposalStatus.CONFIRMED),
                name="proposal_what_if_is_never_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=WITH_RESULT) | (~Q(inputs_sha256="") & Q(optimal__isnull=False)),
                name="proposal_ready_has_inputs_and_result",
            ),
            models.CheckConstraint(
                condition=~Q(status=ProposalStatus.FAILED) | ~Q(error=""), name="proposal_failed_says_why"
            ),
        ]
        indexes = [models.Index(fields=["status", "rung_at"], name="proposal_waiting")]

    def __str__(self) -> str:
        return self.number


class ProposalEvent(Event):
    """History of a proposal."""

    subject = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="events")


class ProposalLine(AppendOnlyModel):
    """What a proposal says of one item that waits: the device for it, or what is missing.

    `imagined`: the device is one of a what-if, this many-th of the proposal's `imagined` (from 1). `reason` and
    `missing` are the engine's numbers (recipients.proposing.problem: Reason, Missing); words are made of them when they
    are read. `place` is the place in the waiting list, `points` what the need weighed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="lines")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="proposal_lines")
    item = models.ForeignKey(NeedItem, on_delete=models.PROTECT, related_name="proposal_lines")
    device = models.ForeignKey(
        Device, null=True, blank=True, on_delete=models.PROTECT, related_name="proposal_lines", verbose_name=_("device")
    )
    imagined = models.PositiveSmallIntegerField(null=True, blank=True)
    place = models.PositiveIntegerField(_("place"))
    points = models.PositiveIntegerField(_("points"))
    is_pinned = models.BooleanField(_("pinned"), default=False)
    reason = models.JSONField(default=dict)
    missing = models.JSONField(default=list)

    class Meta(AppendOnlyModel.Meta):
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "item"], name="proposal_line_one_per_item"),
            models.UniqueConstraint(fields=["proposal", "device"], name="proposal_line_each_device_once"),
            models.CheckConstraint(
                condition=Q(device=None) | Q(imagined=None), name="proposal_line_of_a_real_or_an_imagined_device"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.item_id} → {self.device_id}"


class ProposalOutcome(AppendOnlyModel):
    """What became of a proposed pair when its proposal was confirmed: a reservation, or a sentence why not."""

    line = models.OneToOneField(ProposalLine, on_delete=models.PROTECT, related_name="outcome")
    allocation = models.OneToOneField(
        Allocation, null=True, blank=True, on_delete=models.PROTECT, related_name="proposal_outcome"
    )
    refusal = models.CharField(max_length=400, blank=True)

    class Meta(AppendOnlyModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(allocation=None) & ~Q(refusal="") | Q(allocation__isnull=False, refusal=""),
                name="proposal_outcome_is_a_reservation_or_a_refusal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.allocation_id or self.refusal}"


class ProposalRule(models.Model):
    """What a person says about an item and a device. It counts for the next calculation, which takes it over; what a
    proposal itself was calculated with stands in its inputs."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="rules")
    kind = models.CharField(max_length=6, choices=RuleKind.choices)
    item = models.ForeignKey(NeedItem, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "item", "device"], name="proposal_rule_one_per_pair"),
            models.UniqueConstraint(
                fields=["proposal", "item"], condition=Q(kind=RuleKind.PIN), name="proposal_rule_one_pin_per_item"
            ),
            models.UniqueConstraint(
                fields=["proposal", "device"], condition=Q(kind=RuleKind.PIN), name="proposal_rule_one_pin_per_device"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.item_id} → {self.device_id}"
