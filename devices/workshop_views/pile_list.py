"""Every round of scanning, also the finished ones."""

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, FilterSet, ModelChoiceFilter

from accounts.pages.columns import Column
from accounts.pages.lists import ListPage
from devices.models import Location, Pile, PileOutcome
from devices.piles.registry import kind_of


class PileFilter(FilterSet):
    """Filters of the list."""

    location = ModelChoiceFilter(queryset=Location.objects.all(), label=_("Location"))
    open = BooleanFilter(field_name="finished_at", lookup_expr="isnull", label=_("Not finished"))

    class Meta:
        model = Pile
        fields: list[str] = []


def _label(pile: Pile) -> str | Promise:
    return kind_of(pile.kind).label


class PileList(ListPage):
    """Piles for the workshop: to go on with one, or to look up a result."""

    model = Pile
    filterset_class = PileFilter
    template_name = "devices/piles/list_page.html"
    permission_required = "devices.view_device"
    title = _("Scanned piles")
    default_sort = "-started"
    related = ("location", "started_by")
    empty_text = _("No pile has been scanned yet.")
    columns = (
        Column(
            "started", _("Begun"), value="started_at", sort="started_at", link=lambda p: reverse("pile", args=[p.pk])
        ),
        Column("kind", _("What for"), value=_label, main=True),
        Column("location", _("Location"), value="location.name", sort="location__position", data_label=_("at")),
        Column("done", _("Devices"), sort="done", numeric=True, data_label=_("devices")),
        Column("started_by", _("By"), value=lambda pile: str(pile.started_by), data_label=_("by")),
        Column("finished", _("Finished"), value="finished_at", sort="finished_at", data_label=_("finished")),
    )

    def get_queryset(self) -> QuerySet:
        standing = Q(lines__outcome=PileOutcome.OK, lines__undone_at=None)
        return super().get_queryset().annotate(done=Count("lines", filter=standing))
