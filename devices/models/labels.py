"""Labels: sheets and printers, what was printed, and numbers that were printed ahead of their devices."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils.translation import gettext_lazy as _

from accounts.reference_data import Named
from devices.models.device import Device

# Millimetres. Below these no code with its quiet zone and six readable digits go on a label.
SMALLEST_LABEL_WIDTH, SMALLEST_LABEL_HEIGHT = Decimal(32), Decimal(16)
LARGEST_PAGE = Decimal(450)
LARGEST_OFFSET = Decimal(10)
# Measures of data sheets are rounded: a hundredth of a millimetre is no overlap.
ROUNDING = Decimal("0.01")


def _millimetres(name: str, smallest: Decimal | int = 0, **options: object) -> models.DecimalField:
    bounds = [MinValueValidator(smallest), MaxValueValidator(LARGEST_PAGE)]
    return models.DecimalField(name, max_digits=5, decimal_places=2, validators=bounds, **options)


def _edge(margin: str, count: str, pitch: str, size: str) -> ExpressionWrapper:
    """Where the last label of a row or column ends."""
    return ExpressionWrapper(F(margin) + (F(count) - 1) * F(pitch) + F(size), output_field=models.FloatField())


class LabelSheet(Named):
    """A sheet of labels or a roll, as data: measures in millimetres from the top left of the page. What stands on a
    label follows from its size (`devices.papers`)."""

    page_width = _millimetres(_("page width in mm"), 10)
    page_height = _millimetres(_("page height in mm"), 10)
    columns = models.PositiveSmallIntegerField(_("labels in a row"), validators=[MaxValueValidator(20)])
    rows = models.PositiveSmallIntegerField(_("rows on a page"), validators=[MaxValueValidator(60)])
    label_width = _millimetres(_("label width in mm"), SMALLEST_LABEL_WIDTH)
    label_height = _millimetres(_("label height in mm"), SMALLEST_LABEL_HEIGHT)
    left = _millimetres(_("left margin in mm"))
    top = _millimetres(_("top margin in mm"))
    pitch_x = _millimetres(_("from one label's left edge to the next one's, in mm"))
    pitch_y = _millimetres(_("from one label's top edge to the next one's, in mm"))

    class Meta(Named.Meta):
        verbose_name = _("label sheet")
        constraints = [
            models.CheckConstraint(
                condition=Q(rows__gte=1, columns__gte=1),
                name="label_sheet_holds_a_label",
                violation_error_message=_("A page holds at least one label."),
            ),
            models.CheckConstraint(
                condition=Q(label_width__gte=SMALLEST_LABEL_WIDTH, label_height__gte=SMALLEST_LABEL_HEIGHT),
                name="label_sheet_label_is_large_enough",
                violation_error_message=_(
                    "A label is at least 32 mm wide and 16 mm high, else its code can't be read."
                ),
            ),
            models.CheckConstraint(
                condition=Q(columns=1) | Q(pitch_x__gte=F("label_width")),
                name="label_sheet_columns_do_not_overlap",
                violation_error_message=_("The labels of a row overlap: the distance is smaller than a label's width."),
            ),
            models.CheckConstraint(
                condition=Q(rows=1) | Q(pitch_y__gte=F("label_height")),
                name="label_sheet_rows_do_not_overlap",
                violation_error_message=_("The rows overlap: the distance is smaller than a label's height."),
            ),
            models.CheckConstraint(
                condition=Q(page_width__gte=_edge("left", "columns", "pitch_x", "label_width") - float(ROUNDING)),
                name="label_sheet_row_fits_the_page",
                violation_error_message=_("The labels of a row are wider than the page. Compare margin and distance."),
            ),
            models.CheckConstraint(
                condition=Q(page_height__gte=_edge("top", "rows", "pitch_y", "label_height") - float(ROUNDING)),
                name="label_sheet_rows_fit_the_page",
                violation_error_message=_("The rows are higher than the page. Compare margin and distance."),
            ),
        ]

    @property
    def per_page(self) -> int:
        """Labels on a full page."""
        return self.columns * self.rows


def _offset(name: str) -> models.DecimalField:
    bounds = [MinValueValidator(-LARGEST_OFFSET), MaxValueValidator(LARGEST_OFFSET)]
    return models.DecimalField(name, max_digits=3, decimal_places=1, default=0, validators=bounds)


class LabelPrinter(models.Model):
    """A printer and how far it prints beside the place, in millimetres: to the right and down are positive."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    offset_x = _offset(_("to the right in mm"))
    offset_y = _offset(_("down in mm"))
    default_sheet = models.ForeignKey(
        LabelSheet,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("usual sheet or roll"),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    offset_x__gte=-LARGEST_OFFSET,
                    offset_x__lte=LARGEST_OFFSET,
                    offset_y__gte=-LARGEST_OFFSET,
                    offset_y__lte=LARGEST_OFFSET,
                ),
                name="label_printer_offset_within_ten_millimetres",
            )
        ]

    def __str__(self) -> str:
        return self.name


class LabelKind(models.TextChoices):
    """What labels were printed."""

    DEVICE = "device", _("devices")
    BLANK = "blank", _("blank labels")
    LOCATION = "location", _("locations")
    PART = "part", _("spare parts")


class LabelRun(models.Model):
    """One printing: which numbers (codes, for locations) on which sheet, from which position on. Printing it again is
    a run of its own."""

    kind = models.CharField(_("labels"), max_length=12, choices=LabelKind.choices, default=LabelKind.DEVICE)
    sheet = models.ForeignKey(LabelSheet, on_delete=models.PROTECT, related_name="runs", verbose_name=_("sheet"))
    printer = models.ForeignKey(LabelPrinter, null=True, on_delete=models.PROTECT, related_name="runs")
    start_at = models.PositiveSmallIntegerField(_("start at label"))
    numbers = models.JSONField()
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField(_("printed"))

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(start_at__gte=1), name="label_run_starts_on_the_sheet")]

    def __str__(self) -> str:
        return f"{self.printed_at:%Y-%m-%d %H:%M}, {len(self.numbers)}"

    @property
    def next_free(self) -> int:
        """The position after the last label that was printed; 1 when the sheet is full."""
        return (self.start_at - 1 + len(self.numbers)) % self.sheet.per_page + 1


class ReservedNumberQuerySet(models.QuerySet):
    """Questions about numbers printed ahead."""

    def free(self) -> "ReservedNumberQuerySet":
        """Printed, on no device yet, and not thrown away."""
        return self.filter(device=None, voided_at=None)


class ReservedNumber(models.Model):
    """A number of the devices' series on a blank label. It becomes the number of a device that is registered with it,
    or a pointer to a device that has a number already; both once and for one device only."""

    number = models.CharField(_("number"), max_length=12, unique=True)
    reserved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reserved_at = models.DateTimeField()
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="blank_labels")
    bound_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    bound_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True)

    objects = ReservedNumberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(device=None, bound_at=None) | Q(device__isnull=False, bound_at__isnull=False),
                name="reserved_number_is_bound_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(device=None) | Q(voided_at=None), name="reserved_number_is_bound_or_thrown_away"
            ),
        ]

    def __str__(self) -> str:
        return self.number
