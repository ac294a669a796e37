"""What donors announce: offers that wait for their confirmation, the lines of a donation's offer, and the rules by
which devices are taken."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.reference_data import Named
from devices.models.reference import Category
from donations.models import Donation


class Goods(models.TextChoices):
    """What comes without a device around it, and so without a number of its own before it is here."""

    LOOSE_DISKS = "loose_disks", _("Loose disks (hard disks, SSDs)")
    ACCESSORIES = "accessories", _("Bags or boxes of cables, power supplies, accessories")


class GoodsOutcome(models.TextChoices):
    """What became of announced goods."""

    ARRIVED = "arrived", _("arrived")
    MISSING = "missing", _("did not come")


class OfferQuerySet(models.QuerySet):
    """Questions about offers of visitors."""

    def unconfirmed(self) -> "OfferQuerySet":
        """Those whose link nobody has used yet."""
        return self.filter(donation=None)

    def older_than(self, moment: datetime) -> "OfferQuerySet":
        """Offers made before this moment."""
        return self.filter(created_at__lt=moment)


class Offer(models.Model):
    """What a visitor sent, until its address is confirmed: then it becomes a donation and is emptied. `content` is what
    `offering.contents` writes. Nobody but the holder of the link sees it."""

    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    content = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    donation = models.OneToOneField(Donation, null=True, blank=True, on_delete=models.PROTECT, related_name="offer")

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(donation=None) | Q(email="", content={}), name="offer_is_emptied_once_it_is_a_donation"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class OfferedLineQuerySet(models.QuerySet):
    """Questions about what was announced."""

    def awaited_goods(self) -> "OfferedLineQuerySet":
        """Goods that may still come."""
        return self.exclude(goods="").filter(outcome="")


class OfferedLine(models.Model):
    """One line of an offer as it was announced, by what was said about its things: `count` devices of a category, which
    have their numbers and carry the same `line`, or goods without numbers. `year` is that of manufacture."""

    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="offered_lines")
    line = models.PositiveIntegerField()
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    goods = models.CharField(_("without number"), max_length=16, choices=Goods.choices, blank=True)
    count = models.PositiveIntegerField(_("count"))
    description = models.CharField(_("description"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(_("year of manufacture"), null=True, blank=True)
    ram_gib = models.PositiveSmallIntegerField(_("memory in GB"), null=True, blank=True)
    inches = models.DecimalField(_("display in inches"), max_digits=4, decimal_places=1, null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=GoodsOutcome.choices, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)

    objects = OfferedLineQuerySet.as_manager()

    class Meta:
        ordering = ["donation", "line"]
        constraints = [
            models.UniqueConstraint(fields=["donation", "line"], name="offered_line_once_per_donation"),
            models.CheckConstraint(
                condition=Q(category__isnull=False, goods="") | (Q(category=None) & ~Q(goods="")),
                name="offered_line_is_devices_or_goods",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="offered_line_counts_something"),
            models.CheckConstraint(condition=Q(outcome="") | ~Q(goods=""), name="offered_line_outcome_is_of_goods"),
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.kind}"

    @property
    def kind(self) -> str:
        """The category's name, or that of the goods."""
        return self.category.name if self.category else self.get_goods_display()


class AcceptanceRule(Named):
    """What is probably refused, and why. It speaks of one category or of all; each limit that is set counts by itself,
    and `never` takes nothing of the category at all. A coordinator decides all the same."""

    category = models.ForeignKey(
        Category,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("category"),
        help_text=_("Empty: the rule is about all of them."),
    )
    never = models.BooleanField(_("nothing of it is taken"), default=False)
    most_years = models.PositiveSmallIntegerField(_("most years since manufacture"), null=True, blank=True)
    least_ram_gib = models.PositiveSmallIntegerField(_("least memory in GB"), null=True, blank=True)
    least_inches = models.DecimalField(
        _("least display in inches"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    words = models.CharField(
        _("words in maker or model"), max_length=300, blank=True, help_text=_("Separated by commas.")
    )
    reason_de = models.CharField(_("reason in German"), max_length=300)
    reason_en = models.CharField(_("reason in English"), max_length=300)

    class Meta(Named.Meta):
        verbose_name = _("rule of acceptance")
        constraints = [
            models.CheckConstraint(
                condition=Q(never=True)
                | Q(most_years__isnull=False)
                | Q(least_ram_gib__isnull=False)
                | Q(least_inches__isnull=False)
                | ~Q(words=""),
                name="acceptance_rule_has_a_limit",
                violation_error_message=_("Please set at least one limit, or say that nothing of it is taken."),
            ),
            models.CheckConstraint(
                condition=Q(never=False) | Q(category__isnull=False),
                name="acceptance_rule_never_names_a_category",
                violation_error_message=_("Please choose the category of which nothing is taken."),
            ),
        ]

    @property
    def reason(self) -> str:
        """Why, in the current language."""
        return self.reason_en if get_language() == "en" else self.reason_de
