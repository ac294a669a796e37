"""What the list of papers is filtered by."""

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet, MultipleChoiceFilter, NumberFilter

from accounts.pages.forms import DateInput
from documents.archive.words import all_words
from documents.enums import DocumentStatus
from documents.models import Document, RetentionHold, Signature
from documents.registry import KINDS


def _kinds() -> list[tuple[str, str]]:
    return [(kind.code, str(kind.title)) for kind in KINDS.values()]


YES_OR_NO = (("yes", _("yes")), ("no", _("no")))
OLDEST_YEAR, LATEST_YEAR = 2000, 2299


class DocumentFilter(FilterSet):
    """The archive's questions: words of the content, number, status, kind, year, day of issue, whose it is, whether it
    is signed or exempt from deletion."""

    q = CharFilter(method="by_words", label=_("Search"))
    status = MultipleChoiceFilter(choices=DocumentStatus.choices, label=_("Status"))
    kind = ChoiceFilter(choices=_kinds, label=_("Kind of paper"))
    issued_from = DateFilter(
        field_name="issued_at", lookup_expr="date__gte", label=_("issued: from"), widget=DateInput()
    )
    issued_until = DateFilter(
        field_name="issued_at", lookup_expr="date__lte", label=_("issued: until"), widget=DateInput()
    )

    year = NumberFilter(
        label=_("Year of the number"),
        min_value=OLDEST_YEAR,
        max_value=LATEST_YEAR,
        widget=forms.NumberInput(attrs={"class": "h4f-short"}),
    )
    owner = CharFilter(method="by_owner", label=_("Institution or donor"))
    signed = ChoiceFilter(method="by_signature", choices=YES_OR_NO, label=_("Signed"))
    held = ChoiceFilter(method="by_hold", choices=YES_OR_NO, label=_("Exempt from deletion"))

    class Meta:
        model = Document
        fields: list[str] = []

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Every word stands in the frozen content, with umlauts in any spelling; or it is a part of the number, which
        are plain letters and digits: the database may compare them without regard to case."""
        return queryset.filter(Q(number__icontains=value.strip()) | all_words("search_text", value))

    def by_owner(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By the name that its institution or donor has today."""
        columns = dict.fromkeys(column for kind in KINDS.values() for column in kind.owner_words)
        found = Q(pk__in=[])
        for column in columns:
            found |= all_words(column, value)
        return queryset.filter(found)

    def by_signature(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """A paper that does not stand needs no signature any more: "no" means the others."""
        signed = Exists(Signature.objects.filter(document=OuterRef("pk")))
        return queryset.filter(signed) if value == "yes" else queryset.exclude(signed).valid()

    def by_hold(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Whether an exception from retention stands."""
        held = Exists(RetentionHold.objects.standing().filter(document=OuterRef("pk")))
        return queryset.filter(held) if value == "yes" else queryset.exclude(held)
