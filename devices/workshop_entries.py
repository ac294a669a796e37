"""What the workshop puts on shared pages: navigation, tiles of the start page, hits of the search."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.pages import cards, navigation, search
from accounts.pages.filters import SearchFilter
from accounts.pages.scanning import normalise_scan
from devices.board.standing import AWAITING_QC, BY_CODE, IN_WORK, READY, WAITING, at_stage
from devices.device_filters import OPEN_MEDIA, PROPOSED
from devices.erasure import doubted
from devices.media_pages.filters import LOOSE_AND_OPEN, OUT, UNDER_LOCK
from devices.models import Device, InboxItem, StorageMedium
from devices.waiting.losses import unassessed

BY_TEXT = SearchFilter(numbers=("number", "serial", "asset_tag"))


def register() -> None:
    """Called in AppConfig.ready()."""
    navigation.register(
        navigation.NavigationItem(_("Scan"), "scan", permission="devices.view_device", position=20),
        navigation.NavigationItem(
            _("Devices"), "device_list", permission="devices.view_device", position=30, beneath=("/media/",)
        ),
        navigation.NavigationItem(
            _("Workshop"), "workshop_board", permission="devices.view_device", position=40, beneath=("/labels/",)
        ),
        navigation.NavigationItem(
            _("Files and inbox"),
            "inbox",
            permission="devices.refurbish_device",
            position=42,
            beneath=("/uploads/", "/evidence/"),
        ),
    )
    cards.register(*_CARDS)
    search.register(search.Source("devices", _("Devices"), find, position=10))
    search.register(search.Source("media", _("Storage media"), find_media, position=15))


def _list(**query: str) -> str:
    return f"{reverse('device_list')}?{urlencode(query)}"


def _media(**query: str) -> str:
    return f"{reverse('medium_list')}?{urlencode(query)}"


def _count(user: User, stage: str) -> int:
    """As many as the board shows at this stage."""
    return at_stage(Device.objects.visible_to(user), stage).count()


_CARDS = (
    cards.Card(
        "lost_with_data",
        _("Lost with data"),
        "devices.manage_device",
        lambda user: len(unassessed()),
        lambda: reverse("lost_devices"),
        tone="danger",
        position=10,
    ),
    cards.Card(
        "out_with_data",
        _("Out of our hands, wrongly erased"),
        "devices.manage_device",
        lambda user: doubted().count(),
        lambda: _media(place=OUT),
        tone="danger",
        position=11,
    ),
    cards.Card(
        "open_media",
        _("Devices with media to erase"),
        "devices.refurbish_device",
        lambda user: Device.objects.visible_to(user).with_open_media().count(),
        lambda: _list(waiting=OPEN_MEDIA),
        tone="warning",
        position=40,
    ),
    cards.Card(
        "media_under_lock",
        _("Taken out, still open"),
        "devices.refurbish_device",
        lambda user: StorageMedium.objects.visible_to(user).under_lock().count(),
        lambda: _media(place=UNDER_LOCK),
        tone="warning",
        position=45,
    ),
    cards.Card(
        "loose_media",
        _("Loose disks to erase"),
        "devices.refurbish_device",
        lambda user: StorageMedium.objects.visible_to(user).loose_and_open().count(),
        lambda: _media(place=LOOSE_AND_OPEN),
        tone="warning",
        position=46,
    ),
    cards.Card(
        "awaiting_quality_control",
        _("Waits for quality control"),
        "devices.sign_quality_control",
        lambda user: _count(user, AWAITING_QC),
        lambda: _list(stage=AWAITING_QC),
        tone="warning",
        position=30,
    ),
    cards.Card(
        "inbox",
        _("Files wait for a decision"),
        "devices.refurbish_device",
        lambda user: InboxItem.objects.visible_to(user).waiting().count(),
        lambda: reverse("inbox"),
        tone="warning",
        position=35,
    ),
    cards.Card(
        "received_waiting",
        BY_CODE[WAITING].title,
        "devices.refurbish_device",
        lambda user: _count(user, WAITING),
        lambda: _list(stage=WAITING),
        position=50,
    ),
    cards.Card(
        "in_refurbishment",
        BY_CODE[IN_WORK].title,
        "devices.refurbish_device",
        lambda user: _count(user, IN_WORK),
        lambda: _list(stage=IN_WORK),
        position=60,
    ),
    cards.Card(
        "on_hold",
        _("On hold"),
        "devices.refurbish_device",
        lambda user: Device.objects.visible_to(user).exclude(hold_kind="").count(),
        lambda: reverse("hold_list"),
        position=70,
    ),
    cards.Card(
        "donor_to_be_asked",
        _("Donor to be asked"),
        "devices.manage_device",
        lambda user: Device.objects.visible_to(user).donor_to_be_asked().count(),
        lambda: f"{reverse('hold_list')}?wanted=true",
        position=72,
    ),
    cards.Card(
        "proposed_for_recycling",
        _("Proposed for recycling"),
        "devices.recycle_device",
        lambda user: Device.objects.visible_to(user).proposed_for_recycling().count(),
        lambda: _list(waiting=PROPOSED),
        position=74,
    ),
    cards.Card(
        "ready",
        BY_CODE[READY].title,
        "devices.view_device",
        lambda user: _count(user, READY),
        lambda: _list(stage=READY),
        position=80,
    ),
)


def find(user: User, text: str) -> list[search.Hit]:
    """Devices by number, serial number, asset tag, maker or model; for those who have a device page."""
    if not user.has_perm("devices.view_device"):
        return []
    candidates = set(normalise_scan(text))
    devices = BY_TEXT.filter(Device.objects.visible_to(user), text)
    found = devices.select_related("category").order_by("-pk")[: search.MOST_HITS]
    return [
        search.Hit(
            title=f"{device.number} {device.title}",
            detail=f"{device.category}, {device.get_status_display()}",
            url=reverse("device_detail", args=[device.number]),
            exact=bool(candidates & {device.number, device.serial.upper(), device.asset_tag.upper()}),
        )
        for device in found
    ]


def find_media(user: User, text: str) -> list[search.Hit]:
    """Media by serial number or our mark, for those who have their pages."""
    media = StorageMedium.objects.visible_to(user).named(text).select_related("device")
    return [
        search.Hit(
            title=f"{medium.mark} {medium}",
            detail=", ".join(part for part in (medium.serial, str(medium.get_status_display())) if part),
            url=reverse("medium_detail", args=[medium.pk]),
            exact=medium.serial.upper() in {candidate.upper() for candidate in normalise_scan(text)},
        )
        for medium in media.order_by("-pk")[: search.MOST_HITS]
    ]
