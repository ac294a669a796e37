"""Devices in use, and which of them somebody means."""

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from accounts.pages.scanning import normalise_scan
from recipients.enums import AllocationStatus
from recipients.models import Allocation, DeviceReport


def in_use(user: User) -> QuerySet[Allocation]:
    """What this person's institutions (coordination: all) have in use, with `report`: the key of the open report of
    each, and `report_status`."""
    open_ones = DeviceReport.objects.open().filter(allocation=OuterRef("pk"))
    rows = Allocation.objects.visible_to(user).filter(status=AllocationStatus.HANDED_OVER)
    return rows.annotate(
        report=Subquery(open_ones.values("pk")[:1]), report_status=Subquery(open_ones.values("status")[:1])
    )


def meant(user: User, typed: str) -> list[Allocation]:
    """The devices in use that are meant by a number, a serial or a pupil's code; none when it was never there."""
    rows = in_use(user).select_related("device__category", "item__need__request__institution").order_by("pk")
    found = rows.filter(device__number__in=normalise_scan(typed)) or rows.filter(device__serial__iexact=typed.strip())
    return list(found or rows.filter(item__need__pupil_code=typed.strip().upper()))
