"""Editable reference data of needs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.reference_data import Named
from devices.models import Category


class MinimumSpec(Named):
    """What a device must at least have for a school grade; a grade of None stands for any."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="minimum_specs")
    grade_from = models.PositiveSmallIntegerField(_("from grade"), null=True, blank=True)
    grade_to = models.PositiveSmallIntegerField(_("to grade"), null=True, blank=True)
    min_ram_mib = models.PositiveIntegerField(_("memory at least, in MiB"), default=0)
    min_cores = models.PositiveSmallIntegerField(_("cores at least"), default=0)

    class Meta(Named.Meta):
        verbose_name = _("minimum specification")


class Weight(Named):
    """Points that a fact adds to a need's place in the queue; dated, so that old decisions can be explained."""

    points = models.PositiveSmallIntegerField(_("points"))
    valid_from = models.DateField(_("valid from"))

    class Meta(Named.Meta):
        verbose_name = _("weight")
