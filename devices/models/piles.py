"""Piles: many devices that one after the other are scanned for the same thing, line by line."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from devices.models.device import Device
from devices.models.reference import Location


class PileOutcome(models.TextChoices):
    """What became of one scan. A label of a place or pallet that was scanned in between is no device: `target`."""

    OK = "ok", _("done")
    ALREADY = "already", _("was done already")
    REFUSED = "refused", _("not possible")
    UNKNOWN = "unknown", _("not known")
    TARGET = "target", _("new place")


class PileQuerySet(models.QuerySet):
    """Questions about piles; `visible_to` is the one rule for pages."""

    def visible_to(self, user: User) -> "PileQuerySet":
        """All for the workshop, so that somebody else can go on with a pile; none for others."""
        return self if user.has_perm("devices.view_device") else self.none()

    def open(self) -> "PileQuerySet":
        """Piles that still take scans."""
        return self.filter(finished_at=None)


class Pile(models.Model):
    """One round of scanning. `kind` is a code of devices.piles.registry; `target` holds keys, codes and numbers of what
    the kind needs beside a location (a pallet, a step), never names or free text."""

    kind = models.SlugField(max_length=40)
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.PROTECT, related_name="piles", verbose_name=_("location")
    )
    target = models.JSONField(default=dict, blank=True)
    happened_at = models.DateTimeField(_("when it was really done"), null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = PileQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None, finished_by=None)
                | Q(finished_at__isnull=False, finished_by__isnull=False),
                name="pile_finished_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["started_by", "finished_at"], name="pile_by_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """True while it takes scans."""
        return self.finished_at is None


class PileLineQuerySet(models.QuerySet):
    """Questions about lines."""

    def standing(self) -> "PileLineQuerySet":
        """Lines that did something which nobody took back."""
        return self.filter(outcome=PileOutcome.OK, undone_at=None)


class PileLine(models.Model):
    """One scan. `code` is the kind's own word for what it did (`found`, `surplus`); `data` what its undo needs."""

    pile = models.ForeignKey(Pile, on_delete=models.PROTECT, related_name="lines")
    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.PROTECT, related_name="pile_lines")
    typed = models.CharField(max_length=120)
    outcome = models.CharField(max_length=8, choices=PileOutcome.choices)
    code = models.CharField(max_length=40, blank=True)
    message = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PileLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pile", "device"],
                condition=Q(outcome=PileOutcome.OK, undone_at=None),
                name="pile_line_one_standing_per_device",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=PileOutcome.OK) | Q(device__isnull=False),
                name="pile_line_done_with_a_device",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(outcome=PileOutcome.OK, undone_at__isnull=False, undone_by__isnull=False),
                name="pile_line_only_what_was_done_is_undone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pile_id}: {self.typed}"

    @property
    def is_standing(self) -> bool:
        """True for a line that did something which nobody took back."""
        return self.outcome == PileOutcome.OK and self.undone_at is None
