"""Editable reference data of the workshop."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.reference_data import Named
from devices.enums import AskedWhen, MediumKind, SanitisationLevel


class Category(Named):
    """A kind of device. One that can't hold media (a monitor) is asked nothing by the erasure gate."""

    can_hold_media = models.BooleanField(_("can hold storage media"))
    needs_power_supply = models.BooleanField(_("needs a power supply"), default=False)
    has_battery = models.BooleanField(_("has a battery"), default=False)

    class Meta(Named.Meta):
        verbose_name = _("category")

    @property
    def current_checklist(self) -> "Checklist | None":
        """The newest published version: what a device that starts now is checked by."""
        return self.checklists.published().first()


class Location(Named):
    """A shelf, a bench, a locker."""

    class Meta(Named.Meta):
        verbose_name = _("location")


class ChecklistQuerySet(models.QuerySet):
    """Questions about versions of checklists."""

    def published(self) -> "ChecklistQuerySet":
        """Versions that devices are, were or may be checked by; a draft is none yet."""
        return self.filter(published_at__isnull=False)


class Checklist(models.Model):
    """One version of a category's checklist; a device keeps the version that its cycle started with. A version without
    `published_at` is a draft; once published, its steps stay as they are."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="checklists")
    version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(default=timezone.now, null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        ordering = ["category", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["category", "version"], name="checklist_one_per_category_and_version"),
            models.UniqueConstraint(
                fields=["category"], condition=Q(published_at=None), name="checklist_one_draft_per_category"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.version}"

    @property
    def is_draft(self) -> bool:
        """True while it is edited and no device is checked by it."""
        return self.published_at is None


class ChecklistStep(models.Model):
    """One thing to look at. `asked_when` names the hardware it is about (see `checklists.applicability`); who did a
    step that does not count as work (labels, photos) may sign the quality control all the same. `picture` is the key
    of a stored file that shows how to do it."""

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="steps")
    code = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    name_de = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    hint_de = models.CharField(max_length=300, blank=True)
    hint_en = models.CharField(max_length=300, blank=True)
    required = models.BooleanField(default=True)
    asked_when = models.CharField(max_length=20, choices=AskedWhen.choices, default=AskedWhen.ALWAYS)
    counts_as_work = models.BooleanField(default=True)
    picture = models.CharField(max_length=64, blank=True)
    picture_alt_de = models.CharField(max_length=200, blank=True)
    picture_alt_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["checklist", "code"], name="step_once_per_checklist"),
            models.CheckConstraint(
                condition=Q(picture="") | (~Q(picture_alt_de="") & ~Q(picture_alt_en="")),
                name="step_picture_is_described",
            ),
        ]

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

    @property
    def picture_alt(self) -> str:
        """What the picture shows, in the current language."""
        return self.picture_alt_en if get_language() == "en" else self.picture_alt_de


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
