"""All devices, as a list."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.pages.columns import Column
from accounts.pages.lists import BulkAction, ListPage
from devices.device_filters import DeviceFilter
from devices.device_page import gibibytes
from devices.models import Device
from devices.naming import short_cpu


class DeviceList(ListPage):
    """Devices for the workshop and coordination; donors follow theirs on the donation's page."""

    model = Device
    filterset_class = DeviceFilter
    permission_required = "devices.view_device"
    title = _("Devices")
    search_hint = _("H4F number, serial number, maker, model, asset tag")
    default_sort = "-status_since"
    related = ("category", "location", "donation__donor")
    pick_value = "number"
    empty_text = _("No device has been registered yet.")
    bulk_actions = (
        BulkAction(_("Print labels"), "device_labels", permission="devices.refurbish_device"),
        BulkAction(_("Print work cards"), "work_cards", permission="devices.refurbish_device"),
    )
    columns = (
        Column(
            "number",
            _("Number"),
            sort="number",
            code=True,
            link=lambda device: reverse("device_detail", args=[device.number]),
        ),
        Column("title", _("Device"), main=True, sort=("maker", "model")),
        Column("category", _("Category"), value="category.name", sort="category__name_de"),
        Column("serial", _("Serial number"), code=True, sort="serial", data_label=_("serial number")),
        Column(
            "status",
            _("Status"),
            badge="device",
            sort="status",
            mark=lambda device: device.get_hold_kind_display(),
        ),
        Column(
            "unsettled_media",
            _("Open media"),
            value=lambda device: device.unsettled_media or None,
            sort="unsettled_media",
            numeric=True,
            data_label=_("open media"),
        ),
        Column(
            "location",
            _("Location"),
            value=lambda device: device.location.name if device.location and device.is_in_workshop else "",
            sort="location__position",
            data_label=_("at"),
        ),
        Column("cosmetic_grade", _("Condition"), sort="cosmetic_grade", data_label=_("condition")),
        Column(
            "since",
            _("Since"),
            value=lambda device: device.status_since.date(),
            sort="status_since",
            numeric=True,
            data_label=_("since"),
        ),
        Column("asset_tag", _("Asset tag"), on_page=False),
        Column("cpu", _("Processor"), value=lambda device: short_cpu(device.cpu), on_page=False),
        Column("ram", _("Memory"), value=lambda device: gibibytes(device.ram_mib), on_page=False),
        Column("cycle", _("Cycle"), on_page=False),
        Column("donation", _("Donation"), value="donation.number", on_page=False),
        Column("donor", _("Donor"), value="donation.donor_name", on_page=False, permission="donations.view_donation"),
    )
