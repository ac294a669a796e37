"""The rules as the operator keeps them, what is exempt from them, what they did, and files that are to go."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from custody.append_only import AppendOnlyModel, AppendOnlyQuerySet
from documents.retention.periods import Period, Unit


class RetentionTermQuerySet(AppendOnlyQuerySet):
    """Questions about terms."""

    def holding(self, on: date) -> "dict[str, RetentionTerm]":
        """{code of the rule: its term on that day}: of each the newest version that is valid by then."""
        return {term.rule: term for term in self.filter(valid_from__lte=on).order_by("rule", "version")}


class RetentionTerm(AppendOnlyModel):
    """How long one rule keeps what it is about. Each row is a version: a change writes a new one, and what went before
    went by the version of its day. `basis` says where the term comes from; a draft is still to be checked by the
    operator."""

    rule = models.SlugField(_("rule"), max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    amount = models.PositiveSmallIntegerField(_("how many"))
    unit = models.CharField(_("unit"), max_length=16, choices=Unit.choices)
    valid_from = models.DateField(_("valid from"))
    basis = models.CharField(_("where the term comes from"), max_length=300)
    is_draft = models.BooleanField(_("still to be checked by the operator"), default=True)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = RetentionTermQuerySet.as_manager()

    class Meta(AppendOnlyModel.Meta):
        ordering = ["rule", "-version"]
        permissions = [
            ("view_retention", "See what retention will destroy, and when"),
            ("keep_retention", "Change the terms of retention"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["rule", "version"], name="retention_term_one_per_rule_and_version"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="retention_term_is_no_shorter_than_one"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.version}"

    @property
    def words(self) -> str:
        """The term as people say it."""
        said = {
            Unit.DAYS: ngettext("%(count)d day", "%(count)d days", self.amount),
            Unit.MONTHS: ngettext("%(count)d month", "%(count)d months", self.amount),
            Unit.CALENDAR_YEARS: ngettext(
                "end of the calendar year and %(count)d more",
                "end of the calendar year and %(count)d more",
                self.amount,
            ),
            Unit.SCHOOL_YEARS: ngettext(
                "end of the school year and %(count)d more", "end of the school year and %(count)d more", self.amount
            ),
        }
        return said[Unit(self.unit)] % {"count": self.amount}

    @property
    def period(self) -> Period:
        """The term as something to calculate with."""
        return Period(self.amount, Unit(self.unit))


class RetentionHoldQuerySet(models.QuerySet):
    """Questions about exceptions."""

    def standing(self) -> "RetentionHoldQuerySet":
        """Those that were not lifted."""
        return self.filter(lifted_at=None)


class RetentionHold(models.Model):
    """A paper is exempt from retention (a lawsuit, an audit) until the hold is lifted. The reason is for people; it is
    emptied when the paper goes in the end."""

    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = RetentionHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=Q(lifted_at=None), name="retention_hold_one_standing_per_paper"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) & ~Q(reason="") | Q(lifted_at__isnull=False),
                name="retention_hold_that_stands_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.set_at:%Y-%m-%d}"


class RetentionRun(models.Model):
    """What one rule destroyed on one day, by which version of its term: a number, nothing else."""

    rule = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    ran_on = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-ran_on", "rule"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "version", "ran_on"], name="retention_run_one_line_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.ran_on} {self.rule}: {self.count}"


class FileToDestroy(models.Model):
    """A stored file whose owner went. It is destroyed after the commit, unless another row needs the same bytes; the
    row stays until that is done, so that a killed worker leaves no file behind."""

    key = models.CharField(max_length=64, db_index=True)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.key
