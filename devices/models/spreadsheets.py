"""Donors' spreadsheets: the file as it came, its rows, and what became of each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.leases import Leased, LeasedQuerySet
from custody.models import Job
from devices.models.reference import Category
from donations.models import Donation, Donor


class ImportState(models.TextChoices):
    """Where an import is. In the first, third and fifth a worker has it, in the others a person."""

    READING = "reading", _("being read")
    COLUMNS = "columns", _("columns to be confirmed")
    CHECKING = "checking", _("being checked")
    READY = "ready", _("checked")
    ENTERING = "entering", _("being entered")
    UNREADABLE = "unreadable", _("not readable")


AT_WORK = (ImportState.READING, ImportState.CHECKING, ImportState.ENTERING)


class RowState(models.TextChoices):
    """What became of one row. `released` was entered once, but its donation fell through."""

    UNCHECKED = "unchecked", _("not checked yet")
    GOOD = "good", _("ready to be entered")
    BAD = "bad", _("to be corrected")
    KNOWN = "known", _("registered already")
    LEFT_OUT = "left_out", _("left out")
    ENTERED = "entered", _("entered")
    RELEASED = "released", _("donation fell through")


class SpreadsheetImportQuerySet(LeasedQuerySet):
    """Questions about imports; `visible_to` is the one rule for pages, files and downloads."""

    def visible_to(self, user: User) -> "SpreadsheetImportQuerySet":
        """All for coordination, a donor's own for its people, none for others."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("donations.manage_donation"):
            return self
        if user.has_perm("donations.offer_donation"):
            return self.filter(donor__in=Donor.objects.of(user))
        return self.none()

    def waiting(self) -> "SpreadsheetImportQuerySet":
        return self.filter(state__in=AT_WORK, discarded_at=None)

    def standing(self) -> "SpreadsheetImportQuerySet":
        """Neither put away nor of a donation that fell through: the same file is not read a second time."""
        return self.filter(discarded_at=None)

    def with_open_rows(self) -> "SpreadsheetImportQuerySet":
        """Each with `to_correct` and `to_enter`: how many rows wait for a person."""
        return self.annotate(to_correct=_rows_in(RowState.BAD), to_enter=_rows_in(RowState.GOOD))


def _rows_in(state: RowState) -> Coalesce:
    rows = SpreadsheetRow.objects.filter(spreadsheet=models.OuterRef("pk"), state=state).order_by()
    counted = rows.values("spreadsheet").annotate(count=models.Count("pk")).values("count")
    return Coalesce(models.Subquery(counted), 0)


class SpreadsheetImport(Leased):
    """One sheet of one file that becomes a donation, or part of one. The original is stored under `sha256`.

    `sheet` is the one that was chosen, "" while the likeliest is taken. `layout` says what was found in the file,
    `mapping` which column is which field, `kinds` what people said of kinds that nobody knew, `offer` holds columns of
    the donation that it becomes. A row's number in the file plus `first_line` is its line in the donation. When
    retention has destroyed the file, `original_gone_on` says when."""

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="spreadsheet_imports")
    donation = models.ForeignKey(
        Donation, null=True, blank=True, on_delete=models.PROTECT, related_name="spreadsheet_imports"
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="spreadsheet_import")
    file_name = models.CharField(max_length=200)
    file_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    table_sha256 = models.CharField(max_length=64, blank=True)
    sheet = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.READING)
    error = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)
    layout = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    kinds = models.JSONField(default=dict)
    default_category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    with_hidden = models.BooleanField(_("rows that are hidden in the file, too"), default=False)
    offer = models.JSONField(default=dict)
    first_line = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True, blank=True)
    original_gone_on = models.DateField(null=True, blank=True)

    objects = SpreadsheetImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["donor", "sha256", "sheet"],
                condition=Q(discarded_at=None),
                name="spreadsheet_import_a_file_once_per_donor",
            ),
            models.UniqueConstraint(
                fields=["donor", "table_sha256"],
                condition=Q(discarded_at=None) & ~Q(table_sha256=""),
                name="spreadsheet_import_a_table_once_per_donor",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.UNREADABLE) | ~Q(error=""),
                name="spreadsheet_import_unreadable_says_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "rung_at"], name="spreadsheet_import_waiting")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        """True while a worker has it: nothing can be changed meanwhile."""
        return self.state in AT_WORK and self.discarded_at is None


class SpreadsheetRow(models.Model):
    """One row. `cells` are its texts as in the file, `marks` what is odd about them (by column), `edits` what a person
    typed instead (by field), `problems` what is wrong with them. The keys are folded; a key of what was entered exists
    once per donor."""

    spreadsheet = models.ForeignKey(SpreadsheetImport, on_delete=models.CASCADE, related_name="rows")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    hidden = models.BooleanField(default=False)
    cells = models.JSONField(default=list)
    marks = models.JSONField(default=dict)
    edits = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=RowState.choices, default=RowState.UNCHECKED)
    serial_key = models.CharField(max_length=80, blank=True)
    asset_key = models.CharField(max_length=80, blank=True)
    alike_key = models.CharField(max_length=64, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["spreadsheet", "number"], name="spreadsheet_row_once_per_number"),
            models.UniqueConstraint(
                fields=["donor", "serial_key"],
                condition=Q(state=RowState.ENTERED) & ~Q(serial_key=""),
                name="spreadsheet_row_one_serial_entered_once_per_donor",
            ),
            models.UniqueConstraint(
                fields=["donor", "asset_key"],
                condition=Q(state=RowState.ENTERED) & ~Q(asset_key=""),
                name="spreadsheet_row_one_asset_tag_entered_once_per_donor",
            ),
            models.CheckConstraint(
                condition=~Q(state=RowState.ENTERED) | Q(line__isnull=False),
                name="spreadsheet_row_entered_has_its_line",
            ),
        ]
        indexes = [models.Index(fields=["spreadsheet", "state"], name="spreadsheet_row_by_state")]

    def __str__(self) -> str:
        return f"{self.spreadsheet_id}/{self.number}"
