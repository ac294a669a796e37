"""All media, and our wipe stations, as lists."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, FilterSet

from accounts.pages.columns import Column
from accounts.pages.lists import ListPage
from devices.device_page import decimal_size
from devices.media_pages.filters import MediumFilter
from devices.models import StorageMedium, WipeStation


class MediumList(ListPage):
    """Media for the workshop and coordination."""

    model = StorageMedium
    filterset_class = MediumFilter
    permission_required = "devices.view_device"
    title = _("Storage media")
    template_name = "devices/media/list.html"
    search_hint = _("Serial number, maker, model, number of the device")
    default_sort = "-status_since"
    related = ("device__category", "location", "donation")
    empty_text = _("No storage medium is known yet. Upload a hardware report, or add loose disks at intake.")
    columns = (
        Column(
            "mark", _("Medium"), sort="pk", code=True, link=lambda medium: reverse("medium_detail", args=[medium.pk])
        ),
        Column("name", _("Name"), value=str, main=True, sort=("maker", "model")),
        Column("kind", _("Kind"), value="get_kind_display", sort="kind"),
        Column("serial", _("Serial number"), code=True, sort="serial", data_label=_("serial number")),
        Column(
            "size", _("Size"), value=lambda medium: decimal_size(medium.size_bytes), sort="size_bytes", numeric=True
        ),
        Column("status", _("Status"), badge="medium", sort="status"),
        Column(
            "device",
            _("Device"),
            value=lambda medium: medium.device.number if medium.device else "",
            sort="device__number",
            code=True,
            data_label=_("device"),
        ),
        Column("location", _("Location"), value="location.name", sort="location__position", data_label=_("at")),
        Column("donation", _("Donation"), value="donation.number", sort="donation__number", code=True),
        Column(
            "since",
            _("Since"),
            value=lambda medium: medium.status_since.date(),
            sort="status_since",
            numeric=True,
            data_label=_("since"),
        ),
    )


class WipeStationFilter(FilterSet):
    """There are few of them: by name only."""

    q = CharFilter(field_name="name", lookup_expr="icontains", label=_("Search term"))

    class Meta:
        model = WipeStation
        fields: list[str] = []


class WipeStationList(ListPage):
    """Our wipe stations."""

    model = WipeStation
    filterset_class = WipeStationFilter
    permission_required = "devices.keep_wipestation"
    title = _("Wipe stations")
    template_name = "devices/media/stations.html"
    search_hint = _("Name")
    default_sort = "name"
    empty_text = _("No wipe station is known: reports of every machine are read as its own.")
    columns = (
        Column("name", _("Name"), main=True, sort="name", link=lambda row: reverse("wipe_station_edit", args=[row.pk])),
        Column("serial", _("Serial number"), code=True, sort="serial", data_label=_("serial number")),
        Column("uuid", "UUID", code=True, sort="uuid"),
        Column("state", _("In use"), value=lambda row: _("yes") if row.is_active else _("no"), sort="is_active"),
    )
