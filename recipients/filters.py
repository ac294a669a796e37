"""What lists of institutions, requests and needs can be narrowed by. Codes are not searched: they would stand in
addresses."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter, MultipleChoiceFilter
from django_filters.widgets import BooleanWidget

from accounts.pages.filters import SearchFilter
from accounts.pages.forms import DateInput
from recipients.enums import InstitutionKind, InstitutionStatus, RequestStatus
from recipients.models import Institution, InstitutionClaim, Need, Request, SchoolType


def own_institutions(request: HttpRequest | None) -> QuerySet:
    """The institutions that the reader may see."""
    return Institution.objects.visible_to(request.user) if request else Institution.objects.none()


class YesNoWidget(BooleanWidget):
    """A choice of all, yes and no in the reader's language."""

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs)
        self.choices = (("", _("all")), ("true", _("yes")), ("false", _("no")))


class InstitutionFilter(FilterSet):
    """Institutions by name, number, town; status and kind."""

    q = SearchFilter(numbers=("official_number",))
    status = MultipleChoiceFilter(choices=InstitutionStatus.choices, label=_("Status"))
    kind = ChoiceFilter(choices=InstitutionKind.choices, label=_("Kind"))
    school_type = ModelChoiceFilter(queryset=SchoolType.objects.all(), to_field_name="code", label=_("Type of school"))
    nobody = BooleanFilter(label=_("Nobody acts for it"), method="by_nobody", widget=YesNoWidget)
    deserted = BooleanFilter(label=_("Its last person left"), method="by_deserted", widget=YesNoWidget)
    unanswered = BooleanFilter(label=_("Needs not confirmed"), method="by_unanswered", widget=YesNoWidget)
    claimed = BooleanFilter(label=_("Somebody wants to take it over"), method="by_claimed", widget=YesNoWidget)

    class Meta:
        model = Institution
        fields = []

    def by_nobody(self, institutions: QuerySet, name: str, value: bool) -> QuerySet:
        """Without people, or with some."""
        return institutions.filter(pk__in=Institution.objects.filter(members__isnull=value).values("pk"))

    def by_deserted(self, institutions: QuerySet, name: str, value: bool) -> QuerySet:
        """Whose last person left, or the others."""
        rows = Institution.objects.deserted().values("pk")
        return institutions.filter(pk__in=rows) if value else institutions.exclude(pk__in=rows)

    def by_unanswered(self, institutions: QuerySet, name: str, value: bool) -> QuerySet:
        """Asked which needs still stand without an answer yet, or the others."""
        rows = Institution.objects.unanswered().values("pk")
        return institutions.filter(pk__in=rows) if value else institutions.exclude(pk__in=rows)

    def by_claimed(self, institutions: QuerySet, name: str, value: bool) -> QuerySet:
        """With a person whom coordination has still to check, or without."""
        rows = InstitutionClaim.objects.filter(decided_at=None).values("institution")
        return institutions.filter(pk__in=rows) if value else institutions.exclude(pk__in=rows)


class RequestFilter(FilterSet):
    """Requests by number and institution; status, day, whether a need waits."""

    q = SearchFilter("institution__search_text", numbers=("number",))
    status = MultipleChoiceFilter(choices=RequestStatus.choices, label=_("Status"))
    institution = ModelChoiceFilter(queryset=own_institutions, label=_("Institution"))
    waiting = BooleanFilter(label=_("Needs on the waiting list"), method="by_waiting", widget=YesNoWidget)
    sent_from = DateFilter(
        field_name="submitted_at", lookup_expr="date__gte", label=_("sent: from"), widget=DateInput()
    )
    sent_to = DateFilter(field_name="submitted_at", lookup_expr="date__lte", label=_("sent: to"), widget=DateInput())

    class Meta:
        model = Request
        fields = []

    def by_waiting(self, requests: QuerySet, name: str, value: bool) -> QuerySet:
        """With or without a need on the waiting list."""
        waiting = Need.objects.queued().values("request")
        return requests.filter(pk__in=waiting) if value else requests.exclude(pk__in=waiting)
