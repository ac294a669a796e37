"""Parts and devices by what somebody scans or types into a field of these pages."""

import re
from collections.abc import Sequence

from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.pages.scanning import normalise_scan
from custody.lifecycle import TransitionRefused
from devices.models import Device, Part
from devices.scanning import MOST_HITS, Found, resolve

LONGEST = 120
_NUMBER = re.compile(r"T[- ]?0*([0-9]{1,7})")
_BARE = re.compile(r"0*([0-9]{1,7})")


def part_numbers(text: str, *, bare: bool = True) -> list[str]:
    """The numbers of parts that a text may stand for: T-000123, t123, Tß000123, and 123 where only a part can be
    meant (`bare`)."""
    found = []
    for candidate in [text.strip(), *normalise_scan(text)]:
        match = _NUMBER.fullmatch(candidate.upper()) or (_BARE.fullmatch(candidate) if bare else None)
        if match:
            found.append(f"T-{match[1]:0>6}")
    return list(dict.fromkeys(found))


def find_part(text: str, user: User) -> Part:
    """The part with this number or serial number. Raises TransitionRefused with what to do."""
    text = text.strip()[:LONGEST]
    rows = Part.objects.visible_to(user).select_related("kind", "location", "device")
    found = rows.filter(number__in=part_numbers(text)).first()
    if found is None and text:
        serials = list(rows.filter(serial__iexact=text)[:2])
        found = serials[0] if len(serials) == 1 else None
    if found is None:
        raise TransitionRefused(
            _("“%(text)s” is no part. Please scan or type a number like T-000123.") % {"text": text or "–"}
        )
    return found


def find_device(text: str, user: User) -> Device:
    """The one device with this number, serial number or asset tag. Raises TransitionRefused with what to do."""
    found = resolve(text, user).devices
    if len(found) == 1:
        return found[0]
    said = {"text": text.strip()[:LONGEST] or "–"}
    if found:
        raise TransitionRefused(_("Several devices are called “%(text)s”. Please scan the H4F number.") % said)
    raise TransitionRefused(
        _("“%(text)s” is no device that is known. Please scan or type a number like H4F-000131.") % said
    )


def find_parts(readings: Sequence[str], user: User) -> list[Found]:
    """For every scan field: by the number on the part; its serial number leads to it, too."""
    numbers = [number for reading in readings for number in part_numbers(reading, bare=False)]
    rows = Part.objects.visible_to(user).select_related("kind", "location", "device")
    found = rows.alias(capitals=Upper("serial")).filter(Q(number__in=numbers) | Q(capitals__in=readings))
    return [
        Found("part", row, row.number, row.title, reverse("part_detail", args=[row.number]))
        for row in found.order_by()[:MOST_HITS]
    ]
