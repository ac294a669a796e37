"""What the list of media can be narrowed to."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter, MultipleChoiceFilter

from accounts.pages.scanning import normalise_scan
from devices.enums import MediumKind, MediumStatus
from devices.erasure import doubted
from devices.models import Location, StorageMedium

UNDER_LOCK, LOOSE_AND_OPEN, LOOSE, INSIDE, OUT = "under_lock", "loose_open", "loose", "inside", "out"
PLACES = [
    (UNDER_LOCK, _("taken out, still open")),
    (LOOSE_AND_OPEN, _("came loose, still open")),
    (LOOSE, _("came loose")),
    (INSIDE, _("in a device")),
    (OUT, _("out of our hands, wrongly erased")),
]


class MediumFilter(FilterSet):
    """Filters of the list; `place` holds the questions that the start page's tiles ask."""

    q = CharFilter(method="filter_search", label=_("Search term"))
    status = MultipleChoiceFilter(choices=MediumStatus.choices, label=_("Status"))
    place = ChoiceFilter(choices=PLACES, label=_("Where"), method="filter_place")
    kind = MultipleChoiceFilter(choices=MediumKind.choices, label=_("Kind"))
    location = ModelChoiceFilter(queryset=Location.objects.all(), label=_("Location"))
    donation = CharFilter(field_name="donation__number", lookup_expr="iexact", label=_("Donation"))

    class Meta:
        model = StorageMedium
        fields: list[str] = []

    def filter_search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """A serial number from its start (scanned or typed), our mark, a device's number, or words of maker and
        model."""
        words = Q()
        for word in value.split():
            words &= Q(maker__icontains=word) | Q(model__icontains=word)
        found = Q(pk__in=queryset.named(value).values("pk")) | Q(device__number__in=normalise_scan(value))
        return queryset.filter(found | words) if words else queryset

    def filter_place(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """One of PLACES, by the same QuerySet questions that the tiles count."""
        questions = {
            UNDER_LOCK: queryset.under_lock,
            LOOSE_AND_OPEN: queryset.loose_and_open,
            LOOSE: lambda: queryset.filter(device=None),
            INSIDE: lambda: queryset.exclude(device=None).filter(location=None),
            OUT: lambda: queryset.filter(pk__in=doubted().values("pk")),
        }
        return questions[value]()
