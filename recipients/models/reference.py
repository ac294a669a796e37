"""Editable reference data of needs."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.reference_data import Named
from devices.models import AccessoryKind, Category
from recipients.enums import WeightFact


class MinimumSpecQuerySet(models.QuerySet):
    """Questions about minimum specifications."""

    def fitting(self, category: Category, school_grade: int | None) -> "MinimumSpec | None":
        """The profile in use for a category and school grade: the one that names the grade before one for any."""
        in_use = self.filter(is_active=True, category=category)
        for_any = Q(grade_from=None, grade_to=None)
        if school_grade is None:
            return in_use.filter(for_any).first()
        named = in_use.filter(~for_any, Q(grade_from=None) | Q(grade_from__lte=school_grade))
        named = named.filter(Q(grade_to=None) | Q(grade_to__gte=school_grade))
        return named.first() or in_use.filter(for_any).first()


class MinimumSpec(Named):
    """What a device must at least have for a school grade; a grade of None stands for any."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="minimum_specs")
    grade_from = models.PositiveSmallIntegerField(_("from grade"), null=True, blank=True)
    grade_to = models.PositiveSmallIntegerField(_("to grade"), null=True, blank=True)
    min_ram_mib = models.PositiveIntegerField(_("memory at least, in MiB"), default=0)
    min_cores = models.PositiveSmallIntegerField(_("cores at least"), default=0)

    objects = MinimumSpecQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = _("minimum specification")


class WeightQuerySet(models.QuerySet):
    """Questions about weights."""

    def valid_on(self, day: date) -> dict[str, "Weight"]:
        """{fact: its row of that day}: of the rows in use the newest that has begun."""
        begun = self.filter(is_active=True, valid_from__lte=day).order_by("valid_from", "pk")
        return {row.fact: row for row in begun}


class Weight(Named):
    """Points that a fact adds to a need's place in the queue; dated, so that old decisions can be explained: a change
    is a new row, never over an old one. Of two rows of one day the later entered one holds. A row that has not begun
    can be taken back: it stays, out of use. `set_at` is empty for what an installation starts with."""

    fact = models.CharField(_("fact"), max_length=24, choices=WeightFact.choices)
    points = models.PositiveSmallIntegerField(_("points"))
    valid_from = models.DateField(_("valid from"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(null=True, blank=True, editable=False)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = WeightQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = _("weight")
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(is_active=False), name="weight_taken_back_is_out_of_use"
            )
        ]


class DeviceSet(Named):
    """Several things that belong together and are asked for as one: desktop, monitor, keyboard and mouse."""

    class Meta(Named.Meta):
        verbose_name = _("device set")


class DeviceSetItem(models.Model):
    """One thing of a set: a device with a number of its own, which is allocated, or an accessory that is counted."""

    device_set = models.ForeignKey(DeviceSet, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("device")
    )
    accessory = models.ForeignKey(
        AccessoryKind, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("accessory")
    )

    class Meta:
        ordering = ["device_set", "position"]
        constraints = [
            models.UniqueConstraint(fields=["device_set", "position"], name="device_set_item_one_per_position"),
            models.CheckConstraint(
                condition=Q(category=None, accessory__isnull=False) | Q(category__isnull=False, accessory=None),
                name="device_set_item_is_a_device_or_an_accessory",
            ),
        ]

    def __str__(self) -> str:
        return str(self.category or self.accessory)


class Wish(Named):
    """What a device should have beyond the minimum (a larger display); a property of the device, never a reason."""

    class Meta(Named.Meta):
        verbose_name = _("wish")


class EntitlementBasis(Named):
    """The notice that was seen. Asked only where the operator's setting says that it must be (PRODUCT.md § 7)."""

    class Meta(Named.Meta):
        verbose_name = _("notice")
