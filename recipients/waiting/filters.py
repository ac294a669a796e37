"""What the waiting list can be narrowed by. Codes are not searched: they would stand in addresses."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter, FilterSet, ModelChoiceFilter, MultipleChoiceFilter

from accounts.pages.filters import SearchFilter
from devices.models import Category
from recipients.enums import Agreement, Answer, InstitutionKind
from recipients.filters import YesNoWidget, own_institutions
from recipients.matching import servable
from recipients.models import Need, NeedItem, SchoolType
from recipients.queue import FACTS

COORDINATION = "recipients.view_request"
OF_COORDINATION = ("kind", "school_type", "servable")
GRADES = [(grade, str(grade)) for grade in range(1, 14)]
WAITED = [
    (4, _("4 weeks")),
    (8, _("8 weeks")),
    (12, _("12 weeks")),
    (26, _("half a year")),
    (52, _("a year")),
]
ONLY_PAUSED, WITH_PAUSED = "only", "with"
PAUSED = [(ONLY_PAUSED, _("only those that pause")), (WITH_PAUSED, _("also those that pause"))]


class NeedFilter(FilterSet):
    """The waiting list by request, institution, what is asked for, facts, waiting time, and by what could be served
    today."""

    q = SearchFilter("request__institution__search_text", numbers=("request__number",))
    institution = ModelChoiceFilter(
        field_name="request__institution", queryset=own_institutions, label=_("Institution")
    )
    kind = ChoiceFilter(
        field_name="request__institution__kind", choices=InstitutionKind.choices, label=_("Kind of institution")
    )
    school_type = ModelChoiceFilter(
        field_name="request__institution__school_type",
        queryset=SchoolType.objects.all(),
        to_field_name="code",
        label=_("Type of school"),
    )
    school_grade = MultipleChoiceFilter(choices=GRADES, label=_("School grade"))
    category = ModelChoiceFilter(
        queryset=Category.objects.filter(minimum_specs__isnull=False).distinct(),
        label=_("Device"),
        method="by_category",
    )
    agreement = ChoiceFilter(choices=Agreement.choices, label=_("Gift or loan"))
    facts = MultipleChoiceFilter(
        choices=[(fact.value, fact.label) for fact in FACTS], label=_("Facts"), method="by_facts"
    )
    waited = ChoiceFilter(choices=WAITED, label=_("Waiting longer than"), method="by_waited")
    class_set = BooleanFilter(
        field_name="class_set", lookup_expr="isnull", exclude=True, label=_("Class set"), widget=YesNoWidget
    )
    servable = BooleanFilter(label=_("Could get a device today"), method="by_servable", widget=YesNoWidget)
    paused = ChoiceFilter(choices=PAUSED, label=_("Paused"), method="by_paused")

    class Meta:
        model = Need
        fields = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request is not None and not self.request.user.has_perm(COORDINATION):
            for name in OF_COORDINATION:
                del self.filters[name]

    def by_category(self, needs: QuerySet, name: str, value: Category) -> QuerySet:
        """That ask for it among other things."""
        return needs.filter(pk__in=NeedItem.objects.filter(category=value).values("need"))

    def by_facts(self, needs: QuerySet, name: str, value: list[str]) -> QuerySet:
        """For which all of them hold."""
        return needs.filter(**dict.fromkeys(value, Answer.YES))

    def by_waited(self, needs: QuerySet, name: str, value: str) -> QuerySet:
        """On the list for so many weeks or longer."""
        return needs.filter(queued_since__lte=timezone.now() - timedelta(weeks=int(value)))

    def by_servable(self, needs: QuerySet, name: str, value: bool) -> QuerySet:
        """For which a ready device fits, or for which none does."""
        today = servable(Need.objects.all()).values("pk")
        return needs.filter(pk__in=today) if value else needs.exclude(pk__in=today)

    def by_paused(self, needs: QuerySet, name: str, value: str) -> QuerySet:
        """The list itself leaves out those that pause, unless this is asked."""
        return needs.exclude(pk__in=Need.objects.queued().values("pk")) if value == ONLY_PAUSED else needs
