"""Moving to a shelf: the location's label first, then every device that is put there; another location's label goes on
with that one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Device, Location, Pile, PileLine
from devices.moving import move
from devices.piles.registry import DoneAlready, PileKind, follow_location


class ShelfForm(forms.Form):
    """Where to. Left empty, the location's label is scanned first."""

    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True),
        label=gettext_lazy("Location"),
        help_text=gettext_lazy("Or leave it empty and scan the label of the location first."),
        required=False,
        empty_label=gettext_lazy("scan its label"),
    )


def _ready(pile: Pile) -> str:
    return "" if pile.location_id else _("Please scan the label of the location first, or choose it.")


def _put(device: Device, pile: Pile, *, actor: Actor, now: datetime) -> Mapping[str, Any]:
    if device.is_in_workshop and device.location_id == pile.location_id:
        raise DoneAlready(_("stands at %(location)s already") % {"location": pile.location})
    return {"from": move(device, pile.location, actor=actor, now=now), "to": pile.location_id}


def _put_back(line: PileLine, *, actor: Actor, now: datetime) -> None:
    if line.device.location_id != line.data["to"]:
        raise TransitionRefused(_("%(number)s has been moved on since.") % {"number": line.device.number})
    move(line.device, Location.objects.filter(pk=line.data["from"]).first(), actor=actor, now=now)


def _says(lines: Sequence[PileLine]) -> Mapping[int, str]:
    places = Location.objects.in_bulk({line.data["to"] for line in lines})
    return {
        line.pk: _("put to %(location)s · %(what)s") % {"location": places[line.data["to"]], "what": line.device.title}
        for line in lines
    }


MOVE = PileKind(
    code="move",
    label=gettext_lazy("Move to a shelf"),
    hint=gettext_lazy("Scan the shelf, then everything that goes onto it."),
    permission="devices.refurbish_device",
    form=ShelfForm,
    apply=_put,
    undo=_put_back,
    says=_says,
    ready=_ready,
    retarget=follow_location,
    position=20,
)
