"""What the list of unsigned receipts is narrowed by."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from accounts.pages.filters import SearchFilter
from recipients.filters import own_institutions
from recipients.models import Receipt
from recipients.signatures.waiting import of_coordination

AGES = (("7", _("over 7 days")), ("14", _("over 14 days")), ("28", _("over 28 days")))
COORDINATION, INSTITUTION = "coordination", "institution"


class UnsignedFilter(FilterSet):
    """By institution and handover, by how long they have waited, by who has to act."""

    q = SearchFilter("handover__institution__search_text", numbers=("document__number", "handover__number"))
    handover = CharFilter(field_name="handover__number", label=_("Handover"))
    institution = ModelChoiceFilter(
        field_name="handover__institution", queryset=own_institutions, label=_("Institution")
    )
    age = ChoiceFilter(choices=AGES, method="by_age", label=_("Waiting for"))
    who = ChoiceFilter(
        choices=((INSTITUTION, _("the institution")), (COORDINATION, _("coordination"))),
        method="by_who",
        label=_("Who has to act"),
    )

    class Meta:
        model = Receipt
        fields: list[str] = []

    def by_age(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """More than so many days after the handover."""
        return rows.filter(since__lt=timezone.localdate() - timedelta(days=int(value)))

    def by_who(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """A family at the counter has nobody but coordination."""
        return rows.filter(of_coordination()) if value == COORDINATION else rows.exclude(of_coordination())
