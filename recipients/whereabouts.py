"""What a donor may know of a device in use: the kind of place, the town and the day; no institution, no code."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from recipients.enums import AllocationStatus, InstitutionKind
from recipients.models import Allocation


def in_use(device_pks: Iterable[int]) -> dict[int, str]:
    """{device: "in use at a school in Leipzig since 24.11.2026"} of those that are handed over."""
    given = Allocation.objects.filter(device__in=list(device_pks), status=AllocationStatus.HANDED_OVER)
    rows = given.values_list(
        "device", "status_since", "item__need__request__institution__kind", "item__need__request__institution__city"
    )
    return {device: _sentence(kind, town, since) for device, since, kind, town in rows}


def _sentence(kind: str, town: str, since) -> str:
    words = {
        InstitutionKind.SCHOOL: _("in use at a school in %(town)s since %(day)s"),
        InstitutionKind.PARTNER: _("in use at a social partner in %(town)s since %(day)s"),
        InstitutionKind.COUNTER: _("in use in a family in %(town)s since %(day)s"),
    }
    return words[kind] % {"town": town, "day": date_format(timezone.localtime(since), "d.m.Y")}
