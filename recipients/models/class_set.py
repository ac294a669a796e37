"""Devices for a class: one entry with a quantity."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from devices.models import Category
from recipients.enums import Agreement
from recipients.models.reference import DeviceSet
from recipients.models.request import Request

# Two classes of thirty. Whoever needs more talks to coordination, since no stock of ours serves it at once.
MOST_IN_A_CLASS_SET = 60


class ClassSetQuerySet(models.QuerySet):
    """Questions about class sets."""

    def visible_to(self, user: User) -> "ClassSetQuerySet":
        """Those of the requests that the person may see."""
        return self.filter(request__in=Request.objects.visible_to(user))


class ClassSet(models.Model):
    """What a class gets: so many of one kind, of the same model if asked. It makes that many needs of one group, which
    are allocated one by one; they have no pupil codes, as the institution gives the devices out itself."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="class_sets")
    position = models.PositiveSmallIntegerField()
    quantity = models.PositiveSmallIntegerField(_("how many"))
    same_model = models.BooleanField(_("all of the same model"), default=True)
    agreement = models.CharField(_("gift or loan"), max_length=4, choices=Agreement.choices, default=Agreement.LOAN)
    school_grade = models.PositiveSmallIntegerField(_("school grade"), null=True, blank=True)
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("device")
    )
    device_set = models.ForeignKey(
        DeviceSet, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("device set")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ClassSetQuerySet.as_manager()

    class Meta:
        ordering = ["request", "position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="class_set_one_per_position"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_IN_A_CLASS_SET), name="class_set_of_1_to_60_devices"
            ),
            models.CheckConstraint(
                condition=Q(school_grade=None) | Q(school_grade__gte=1, school_grade__lte=13),
                name="class_set_school_grade_from_1_to_13",
            ),
            models.CheckConstraint(
                condition=Q(category=None, device_set__isnull=False) | Q(category__isnull=False, device_set=None),
                name="class_set_of_one_category_or_one_device_set",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.quantity} × {self.category or self.device_set}"
