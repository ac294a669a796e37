"""Editable reference data of the workshop."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.reference_data import Named
from devices.enums import MediumKind, SanitisationLevel


class Category(Named):
    """A kind of device. One that can't hold media (a monitor) is asked nothing by the erasure gate."""

    can_hold_media = models.BooleanField(_("can hold storage media"))
    needs_power_supply = models.BooleanField(_("needs a power supply"), default=False)

    class Meta(Named.Meta):
        verbose_name = _("category")


class Location(Named):
    """A shelf, a bench, a locker."""

    class Meta(Named.Meta):
        verbose_name = _("location")


class Checklist(models.Model):
    """One version of a category's checklist; a device keeps the version that its cycle started with."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="checklists")
    version = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["category", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["category", "version"], name="checklist_one_per_category_and_version")
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.version}"


class ChecklistStep(models.Model):
    """One thing to look at."""

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="steps")
    code = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    name_de = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    hint_de = models.CharField(max_length=300, blank=True)
    hint_en = models.CharField(max_length=300, blank=True)
    required = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["checklist", "code"], name="step_once_per_checklist")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The step in the current language."""
        return self.name_en if get_language() == "en" else self.name_de

    @property
    def hint(self) -> str:
        """How to do it, in the current language."""
        return self.hint_en if get_language() == "en" else self.hint_de


class ErasureMethod(Named):
    """The level table (PRODUCT.md § 5, NIST SP 800-88 Rev. 2): which method on which kind of medium reaches which
    level. `code` is unique; a medium kind of "" stands for any."""

    medium_kind = models.CharField(max_length=8, choices=MediumKind.choices, blank=True)
    level = models.CharField(max_length=8, choices=SanitisationLevel.choices)
    settles = models.BooleanField(default=True)
    photo_required = models.BooleanField(default=False)
    by_hand = models.BooleanField(default=False)
    warning_de = models.CharField(max_length=300, blank=True)
    warning_en = models.CharField(max_length=300, blank=True)

    class Meta(Named.Meta):
        verbose_name = _("erasure method")

    @property
    def warning(self) -> str:
        """What a person should know about this method on this kind of medium."""
        return self.warning_en if get_language() == "en" else self.warning_de
