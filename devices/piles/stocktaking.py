"""Stocktaking: what stands at a location against what should. Found and surplus while scanning, missing at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, record_many
from devices.enums import DeviceStatus
from devices.models import Device, Location, Pile, PileLine
from devices.moving import move, not_here
from devices.piles.registry import PileKind, follow_location

FOUND_AT_STOCKTAKING = "found_at_stocktaking"
FOUND, SURPLUS = "found", "surplus"
# Keys of the pile's target: who was missing at the end; lines whose result is already in the devices' history.
MISSING, BOOKED = "missing", "booked"
# On the page; a place where hundreds are missing is a place that nobody has begun to scan.
MOST_SHOWN = 100


class StocktakingForm(forms.Form):
    """Which location."""

    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True),
        label=gettext_lazy("Location"),
        help_text=gettext_lazy("Or leave it empty and scan the label of the location first."),
        required=False,
        empty_label=gettext_lazy("scan its label"),
    )


class FinishForm(forms.Form):
    """What becomes of the surplus."""

    keep_surplus = forms.BooleanField(
        label=gettext_lazy("Record that the surplus devices stand here now"), required=False, initial=True
    )


@dataclass(frozen=True)
class Count:
    """How a stocktaking stands: rows of the location that were scanned, that were not (the first of them), and what
    stands there beside."""

    found: int
    missing_count: int
    missing: list[Device]
    surplus: list[PileLine]

    @property
    def expected(self) -> int:
        return self.found + self.missing_count

    @property
    def not_shown(self) -> int:
        """How many missing ones are not listed."""
        return self.missing_count - len(self.missing)


def count(pile: Pile) -> Count:
    """As it is now; of a finished one as it was at its end."""
    standing = pile.lines.standing().select_related("device__category", "device__location")
    surplus = [line for line in standing if line.code == SURPLUS]
    absent = missing(pile)
    return Count(len(standing) - len(surplus), absent.count(), list(absent[:MOST_SHOWN]), surplus)


def missing(pile: Pile) -> QuerySet[Device]:
    """What should stand there and was not scanned, by number."""
    devices = Device.objects.select_related("category", "location").order_by("number")
    if not pile.is_open:
        return devices.filter(pk__in=pile.target.get(MISSING, []))
    if pile.location is None:
        return devices.none()
    return devices.at(pile.location).exclude(pk__in=pile.lines.standing().values("device"))


def _ready(pile: Pile) -> str:
    return "" if pile.location_id else _("Please scan the label of the location first.")


def _look(device: Device, pile: Pile, *, actor: Actor, now: datetime) -> Mapping[str, Any]:
    """Nothing changes before the end: a stocktaking may be given up, too."""
    if device.status == DeviceStatus.LOST:
        raise TransitionRefused(
            _("%(number)s was reported as lost. Report it as found on its page, then scan it again.")
            % {"number": device.number}
        )
    if not device.is_in_workshop:
        raise TransitionRefused(not_here(device))
    if device.location_id == pile.location_id:
        return {"code": FOUND}
    return {"code": SURPLUS, "from": device.location_id}


def _look_away(line: PileLine, *, actor: Actor, now: datetime) -> None:
    if line.pk in line.pile.target.get(BOOKED, []):
        raise TransitionRefused(_("This line is in the device's history already. Move the device instead."))


def _says(lines: Sequence[PileLine]) -> Mapping[int, str]:
    places = Location.objects.in_bulk({line.data.get("from") for line in lines} - {None})
    return {line.pk: _words(line, places) for line in lines}


def _words(line: PileLine, places: Mapping[int, Location]) -> str:
    if line.code == FOUND:
        return _("found · %(what)s") % {"what": line.device.title}
    before = places.get(line.data.get("from"))
    if before is None:
        return _("surplus, had no location · %(what)s") % {"what": line.device.title}
    return _("surplus, belongs to %(location)s · %(what)s") % {"location": before, "what": line.device.title}


def _other_location(pile: Pile, scanned: object, actor: Actor) -> str | None:
    if isinstance(scanned, Location) and pile.location_id and scanned.pk != pile.location_id:
        raise TransitionRefused(
            _("This is a stocktaking of %(location)s. Please finish it first.") % {"location": pile.location}
        )
    return follow_location(pile, scanned, actor)


def _close(pile: Pile, *, actor: Actor, now: datetime, keep_surplus: bool = False) -> None:
    """Writes down what was found where, moves the surplus if asked to, and keeps who was missing."""
    if pile.location is None:
        raise TransitionRefused(_("Please scan the label of the location first."))
    pile.target[MISSING] = list(missing(pile).values_list("pk", flat=True))
    booked = set(pile.target.get(BOOKED, []))
    lines = [line for line in pile.lines.standing().select_related("device") if line.pk not in booked]
    data = {"location": pile.location_id, "pile": pile.pk}
    found = [Line(line.device, FOUND_AT_STOCKTAKING, data=data) for line in lines if line.code == FOUND or keep_surplus]
    record_many(found, actor=actor, happened_at=now)
    for line in lines if keep_surplus else ():
        if line.device.is_in_workshop and line.device.location_id != pile.location_id:
            move(line.device, pile.location, actor=actor, now=now)
    pile.target[BOOKED] = sorted(booked | {line.pk for line in lines if line.code == FOUND or keep_surplus})


def _panel(pile: Pile, user: User) -> Mapping[str, Any]:
    return {
        "stock": count(pile) if pile.location_id else None,
        "may_report_lost": user.has_perm("devices.recycle_device"),
    }


STOCKTAKING = PileKind(
    code="stocktaking",
    label=gettext_lazy("Stocktaking"),
    hint=gettext_lazy("Scan everything that stands at a location: what is missing, what is too many?"),
    permission="devices.refurbish_device",
    form=StocktakingForm,
    apply=_look,
    undo=_look_away,
    says=_says,
    ready=_ready,
    retarget=_other_location,
    finish=_close,
    finish_form=FinishForm,
    odd=frozenset({SURPLUS}),
    panel="devices/piles/stocktaking.html",
    panel_context=_panel,
    position=30,
)
