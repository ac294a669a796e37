"""Evidence and erasures: written once, kept as they are."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from custody.append_only import AppendOnlyModel, AppendOnlyQuerySet
from devices.enums import EvidenceKind, MediumStatus, SanitisationLevel
from devices.models.media import StorageMedium


class Evidence(AppendOnlyModel):
    """An uploaded original, kept unchanged under its SHA-256, with what was read from it. `error` is the code of the
    reason when it could not be read. Which devices it speaks of say its matches (see `matching`)."""

    sha256 = models.CharField(max_length=64, unique=True)
    file_name = models.CharField(max_length=200)
    file_bytes = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=EvidenceKind.choices)
    format = models.CharField(max_length=24, blank=True)
    facts = models.JSONField(default=dict)
    error = models.CharField(max_length=60, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=EvidenceKind.UNREADABLE) | ~Q(error=""), name="evidence_unreadable_says_why"
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class ErasureQuerySet(AppendOnlyQuerySet):
    """Questions about erasures."""

    def standing(self) -> "ErasureQuerySet":
        """Those that count: neither retracted nor a retraction."""
        return self.filter(retracts=None, retracted_by=None)


class Erasure(AppendOnlyModel):
    """One medium erased, destroyed or removed in one cycle. A wrong one is retracted by a new row that names it.

    `line` is the line of a log that proves it, from 0; a picture has one. `attempt` counts those by this line that were
    retracted before. `warning` is what the level table said against the method then."""

    medium = models.ForeignKey(StorageMedium, on_delete=models.PROTECT, related_name="erasures")
    cycle = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=24, choices=MediumStatus.choices)
    method = models.CharField(_("method"), max_length=80, blank=True)
    level = models.CharField(_("level"), max_length=8, choices=SanitisationLevel.choices, blank=True)
    tool = models.CharField(_("tool"), max_length=40, blank=True)
    tool_version = models.CharField(_("version"), max_length=20, blank=True)
    verified = models.BooleanField(_("verified"), default=False)
    finished_at = models.DateTimeField(_("finished"))
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="erasures")
    line = models.PositiveSmallIntegerField(null=True, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    warning = models.CharField(max_length=300, blank=True)
    retracts = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="retracted_by"
    )
    recorded_at = models.DateTimeField()

    objects = ErasureQuerySet.as_manager()

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome__in=[MediumStatus.ERASED, MediumStatus.DESTROYED])
                | Q(retracts__isnull=False)
                | ~Q(level=""),
                name="erasure_names_its_level",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=MediumStatus.PENDING) | Q(retracts__isnull=False),
                name="erasure_back_to_pending_only_by_retraction",
            ),
            models.UniqueConstraint(
                fields=["evidence", "line", "attempt"], name="erasure_one_medium_per_line_of_its_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.medium_id}: {self.outcome}"
