"""Devices on hold, as a list: for whoever asks again, orders, or writes to the donor."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import BooleanFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from accounts.pages.columns import Column
from accounts.pages.filters import SearchFilter
from accounts.pages.lists import ListPage
from devices.enums import ENDS, HoldKind
from devices.models import Category, Device
from devices.waiting.asking import can_be_asked


class HoldFilter(FilterSet):
    """What it waits for, and whether somebody should look again."""

    q = SearchFilter(numbers=("number", "serial", "asset_tag"))
    kind = ChoiceFilter(field_name="hold_kind", choices=HoldKind.choices, label=gettext_lazy("Waits for"))
    category = ModelChoiceFilter(queryset=Category.objects.all(), label=gettext_lazy("Category"))
    due = BooleanFilter(method="filter_due", label=gettext_lazy("To be looked at again"))
    wanted = BooleanFilter(method="filter_wanted", label=gettext_lazy("The donor is to be asked"))

    class Meta:
        model = Device
        fields: list[str] = []

    def filter_due(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Whose day has come."""
        due = queryset.filter(hold_follow_up__lte=timezone.localdate())
        return due if value else queryset.exclude(pk__in=due.values("pk"))

    def filter_wanted(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """The workshop wants coordination to ask."""
        wanted = Device.objects.donor_to_be_asked().values("pk")
        return queryset.filter(pk__in=wanted) if value else queryset.exclude(pk__in=wanted)


def follow_up(device: Device) -> str:
    """The day to look again, said to be over when it is."""
    if device.hold_follow_up is None:
        return ""
    day = device.hold_follow_up.strftime("%d.%m.%y")
    return _("%(day)s, due") % {"day": day} if device.hold_follow_up <= timezone.localdate() else day


def donor_asked(device: Device) -> str:
    """What happened about asking the donor since the device waits."""
    present = [question for question in device.donor_questions.all() if question.hold_since == device.hold_since]
    asked = max((question.asked_at for question in present if question.asked_at), default=None)
    if any(question.asked_at is None for question in present):
        return _("to be asked")
    if asked:
        return _("asked on %(day)s") % {"day": timezone.localtime(asked).strftime("%d.%m.%y")}
    return _("not asked yet") if can_be_asked(device) else ""


def _ask_link(device: Device) -> str | None:
    return reverse("donor_ask", args=[device.number]) if can_be_asked(device) else None


class HoldList(ListPage):
    """Every device that waits for something."""

    model = Device
    filterset_class = HoldFilter
    permission_required = "devices.view_device"
    title = gettext_lazy("On hold")
    search_hint = gettext_lazy("H4F number, serial number, maker, model, asset tag")
    default_sort = "hold_since"
    related = ("category", "location")
    prefetched = ("donor_questions",)
    empty_text = gettext_lazy("No device waits for anything.")
    columns = (
        Column(
            "number",
            gettext_lazy("Number"),
            sort="number",
            code=True,
            link=lambda device: reverse("device_detail", args=[device.number]),
        ),
        Column("title", gettext_lazy("Device"), main=True, sort=("maker", "model")),
        Column(
            "kind", gettext_lazy("Waits for"), value=lambda device: device.get_hold_kind_display(), sort="hold_kind"
        ),
        Column("reason", gettext_lazy("What exactly?"), value="hold_reason"),
        Column(
            "days",
            gettext_lazy("Days"),
            value=lambda device: (timezone.now() - device.hold_since).days,
            sort="hold_since",
            numeric=True,
            data_label=gettext_lazy("days"),
        ),
        Column(
            "follow_up",
            gettext_lazy("Look again on"),
            value=follow_up,
            sort="hold_follow_up",
            data_label=gettext_lazy("look again on"),
        ),
        Column("donor", gettext_lazy("Donor"), value=donor_asked, data_label=gettext_lazy("donor")),
        Column(
            "ask",
            gettext_lazy("Mail"),
            value=lambda device: _("Ask the donor") if can_be_asked(device) else "",
            link=_ask_link,
            permission="devices.manage_device",
            in_export=False,
        ),
    )

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().exclude(hold_kind="").exclude(status__in=ENDS)
