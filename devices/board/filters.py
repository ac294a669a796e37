"""What the board can be narrowed to."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet, ModelChoiceFilter

from accounts.models import User
from devices.board.people import in_hand_of, people
from devices.models import Category, Device, Location


class BoardFilter(FilterSet):
    """By kind of device, place and person; names and meaning as in the list of devices, which the counts lead to."""

    category = ModelChoiceFilter(queryset=Category.objects.all(), label=_("Category"))
    location = ModelChoiceFilter(queryset=Location.objects.all(), label=_("Location"), null_label=_("no location"))
    person = ModelChoiceFilter(queryset=people, label=_("In hand of"), method="filter_person")

    class Meta:
        model = Device
        fields: list[str] = []

    def filter_person(self, queryset: QuerySet, name: str, value: User) -> QuerySet:
        """What this person began, checked or held last."""
        return in_hand_of(queryset, value)
