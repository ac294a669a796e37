"""What lists of proposals and of their lines can be narrowed by."""

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import BooleanFilter, ChoiceFilter, FilterSet, ModelChoiceFilter, MultipleChoiceFilter

from accounts.pages.filters import SearchFilter
from devices.models import Category
from recipients.enums import ProposalStatus
from recipients.filters import YesNoWidget, own_institutions
from recipients.models import Proposal, ProposalLine
from recipients.proposing.problem import Lack

GETS, WAITS, RESERVED, REFUSED = "gets", "waits", "reserved", "refused"
OUTCOMES = [
    (GETS, _("gets a device")),
    (WAITS, _("gets none")),
    (RESERVED, _("reserved")),
    (REFUSED, _("could not be reserved")),
]
LACKS = [
    ((Lack.NO_STOCK, Lack.STOCK), _("stock")),
    ((Lack.SPEC,), _("equipment")),
    ((Lack.CAP,), _("limit")),
    ((Lack.HOUSEHOLD,), _("household")),
    ((Lack.FORBIDDEN,), pgettext_lazy("proposal", "ruled out")),
    ((Lack.TOGETHER, Lack.TIME), _("other")),
]


class ProposalFilter(FilterSet):
    """Proposals by number, status, and whether they are a what-if."""

    q = SearchFilter("number", numbers=("number",))
    status = MultipleChoiceFilter(choices=ProposalStatus.choices, label=_("Status"))
    is_what_if = BooleanFilter(label=_("What-if"), widget=YesNoWidget)

    class Meta:
        model = Proposal
        fields = []


class LineFilter(FilterSet):
    """The lines of one proposal by what they say, by institution and by kind."""

    q = SearchFilter("need__request__institution__search_text", numbers=("device__number", "need__request__number"))
    outcome = ChoiceFilter(choices=OUTCOMES, label=_("Outcome"), method="by_outcome")
    missing = ChoiceFilter(
        choices=[(str(number), words) for number, (_codes, words) in enumerate(LACKS)],
        label=_("What is missing"),
        method="by_missing",
    )
    institution = ModelChoiceFilter(
        field_name="need__request__institution", queryset=own_institutions, label=_("Institution")
    )
    category = ModelChoiceFilter(
        field_name="item__category",
        queryset=Category.objects.filter(minimum_specs__isnull=False).distinct(),
        label=_("Kind"),
    )
    is_pinned = BooleanFilter(label=_("Pinned"), widget=YesNoWidget)

    class Meta:
        model = ProposalLine
        fields = []

    def by_outcome(self, lines: QuerySet, name: str, value: str) -> QuerySet:
        """What is proposed, or what became of it."""
        nothing = Q(device=None, imagined=None)
        chosen = {
            GETS: ~nothing,
            WAITS: nothing,
            RESERVED: Q(outcome__allocation__isnull=False),
            REFUSED: Q(outcome__isnull=False, outcome__allocation=None),
        }
        return lines.filter(chosen[value])

    def by_missing(self, lines: QuerySet, name: str, value: str) -> QuerySet:
        """The lacks are JSON; as text both databases write them alike."""
        codes, _words = LACKS[int(value)]
        any_of = Q(pk__in=[])
        for code in codes:
            any_of |= Q(missing_text__contains=f'"lack": "{code.value}"')
        return lines.alias(missing_text=Cast("missing", TextField())).filter(any_of)
