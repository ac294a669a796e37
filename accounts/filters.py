"""Filters of the lists of people and benches."""

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter, FilterSet

from accounts.bench.models import Bench
from accounts.models import User
from accounts.pages.filters import SearchFilter
from accounts.roles import Role, role_label

NO_ROLE = "none"


def _role_choices() -> list[tuple[str, str]]:
    return [*((role.value, role_label(role)) for role in Role), (NO_ROLE, str(_("no role yet")))]


class PersonFilter(FilterSet):
    """By role, and by words of name and address."""

    q = SearchFilter()
    role = ChoiceFilter(choices=_role_choices, label=_("Role"), method="with_role")

    class Meta:
        model = User
        fields: list[str] = []

    def with_role(self, people: QuerySet, name: str, value: str) -> QuerySet:
        """People in a role, or those who have none yet."""
        if value == NO_ROLE:
            return people.filter(groups=None)
        return people.filter(groups__in=Group.objects.filter(name=value))


class BenchFilter(FilterSet):
    """In use or not."""

    is_active = BooleanFilter(label=_("In use"))

    class Meta:
        model = Bench
        fields: list[str] = []
