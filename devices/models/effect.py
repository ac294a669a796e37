"""What a year of use of a handed over device is worth, as dated reference data with its source."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.reference_data import Named
from devices.models.reference import Category


class Saved(models.TextChoices):
    """What is not emitted or thrown away when a device goes on instead of a new one."""

    CO2E = "co2e", _("greenhouse gases (kg CO2e per year of use)")
    E_WASTE = "e_waste", _("electronic waste (kg per year of use)")


class EffectFactor(Named):
    """How much one device of a category saves in a year, if a new purchase was replaced. A report uses the rows that
    were valid on its day. `is_rough`: shown as a rough estimate."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", verbose_name=_("category"))
    saved = models.CharField(_("what is saved"), max_length=8, choices=Saved.choices)
    per_year = models.DecimalField(_("kg per year of use"), max_digits=8, decimal_places=3)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=200)
    is_rough = models.BooleanField(_("rough estimate"), default=False)

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["category", "saved", "valid_from"],
                name="effect_factor_one_per_day",
                violation_error_message=_("There is a factor from this day on already."),
            ),
            models.CheckConstraint(condition=Q(per_year__gt=0), name="effect_factor_saves_something"),
        ]
