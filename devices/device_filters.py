"""What the list of devices can be narrowed to."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet, ModelChoiceFilter, MultipleChoiceFilter

from accounts.models import User
from accounts.pages.filters import SearchFilter
from accounts.pages.forms import DateInput
from devices.accessories.giving import without_power
from devices.board.people import in_hand_of, people
from devices.board.places import ANY, NO_GRADE, NO_LOCATION
from devices.board.standing import STAGES, at_stage, in_workshop
from devices.enums import CosmeticGrade, DeviceStatus
from devices.loss import lost_with_data
from devices.models import Category, Device, Location

OPEN_MEDIA, AWAITING_SIGNATURE, ON_HOLD, LOST_WITH_DATA = "open_media", "awaiting_qc", "on_hold", "lost_with_data"
PROPOSED, NO_POWER = "proposed", "no_power"
WAITING = [
    (OPEN_MEDIA, _("media still to be erased")),
    (AWAITING_SIGNATURE, _("only quality control is missing")),
    (ON_HOLD, _("on hold")),
    (LOST_WITH_DATA, _("lost with data")),
    (PROPOSED, _("proposed for recycling")),
    (NO_POWER, _("ready, without a power supply")),
]


class DeviceFilter(FilterSet):
    """Filters of the list; `waiting` holds the questions that the start page's tiles ask."""

    q = SearchFilter(numbers=("number", "serial", "asset_tag"))
    status = MultipleChoiceFilter(choices=DeviceStatus.choices, label=_("Status"))
    waiting = ChoiceFilter(choices=WAITING, label=_("Waits for"), method="filter_waiting")
    category = ModelChoiceFilter(queryset=Category.objects.all(), label=_("Category"))
    location = ModelChoiceFilter(
        queryset=Location.objects.all(), label=_("Location"), null_label=_("no location"), method="filter_location"
    )
    grade = ChoiceFilter(
        choices=[*CosmeticGrade.choices, (NO_GRADE, _("not graded"))], label=_("Condition"), method="filter_grade"
    )
    stage = ChoiceFilter(
        choices=[(ANY, _("anywhere in the workshop")), *((stage.code, stage.title) for stage in STAGES)],
        label=_("Stage in the workshop"),
        method="filter_stage",
    )
    person = ModelChoiceFilter(queryset=people, label=_("In hand of"), method="filter_person")
    donation = CharFilter(field_name="donation__number", lookup_expr="iexact", label=_("Donation"))
    since_to = DateFilter(
        field_name="status_since",
        lookup_expr="date__lte",
        label=_("In this status since, at the latest"),
        widget=DateInput(),
    )

    class Meta:
        model = Device
        fields: list[str] = []

    def filter_location(self, queryset: QuerySet, name: str, value: Location | str) -> QuerySet:
        """What stands there now."""
        return queryset.filter(location=None) if value == NO_LOCATION else queryset.at(value)

    def filter_grade(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """A grade, or none yet."""
        return queryset.filter(cosmetic_grade="" if value == NO_GRADE else value)

    def filter_stage(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """What the board counts there."""
        return in_workshop(queryset) if value == ANY else at_stage(queryset, value)

    def filter_person(self, queryset: QuerySet, name: str, value: User) -> QuerySet:
        """What this person began, checked or held last."""
        return in_hand_of(queryset, value)

    def filter_waiting(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """One of WAITING, by the same QuerySet questions that the tiles count."""
        if value == ON_HOLD:
            return queryset.exclude(hold_kind="")
        if value == AWAITING_SIGNATURE:
            return queryset.awaiting_quality_control()
        if value == PROPOSED:
            return queryset.proposed_for_recycling()
        if value == NO_POWER:
            return without_power(queryset.filter(status__in=[DeviceStatus.READY, DeviceStatus.RESERVED]))
        if value == LOST_WITH_DATA:
            return queryset.filter(pk__in=lost_with_data())
        return queryset.with_open_media()
