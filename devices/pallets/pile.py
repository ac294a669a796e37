"""A pile of devices onto a pallet, one scan each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices import undo
from devices.enums import DeviceStatus, PalletStatus
from devices.models import Device, Pallet, PalletLine, Pile, PileLine
from devices.pallets.filling import put_device, take_off
from devices.pallets.guards import DECIDED
from devices.pallets.reasons import RecycleReason
from devices.pallets.scanning import words_of
from devices.piles.registry import DoneAlready, PileKind


class PalletPileForm(forms.Form):
    """Which pallet; and whether the devices are given to recycling with it."""

    pallet = forms.ModelChoiceField(
        Pallet.objects.being_filled(),
        label=gettext_lazy("Pallet"),
        help_text=gettext_lazy("Only pallets that are being filled. A new one is begun in the list of pallets."),
        empty_label=gettext_lazy("please choose"),
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Give devices to recycling with the scan, because they are"),
        choices=[("", gettext_lazy("no: only what is recycled or dismantled already")), *RecycleReason.choices],
        required=False,
        help_text=gettext_lazy("Senior volunteers decide on recycling; for others nothing is given to it."),
    )


def _pallet(pile: Pile) -> Pallet | None:
    return Pallet.objects.filter(pk=pile.target.get("pallet")).first()


def _ready(pile: Pile) -> str:
    return "" if _pallet(pile) else _("Please choose the pallet first, or type its number.")


def _put(device: Device, pile: Pile, *, actor: Actor, now: datetime) -> Mapping[str, Any]:
    pallet = _pallet(pile)
    if PalletLine.objects.filter(device=device, pallet=pallet).exists():
        raise DoneAlready(_("stands on %(pallet)s already") % {"pallet": pallet.number})
    decided = device.status not in DECIDED
    reason = words_of(pile.target.get("reason", ""), actor.user)
    line = put_device(pallet, device, actor=actor, recycle_reason=reason, now=now)
    return {"pallet": pallet.pk, "line": line.pk, "recycled": decided}


def _take_off(line: PileLine, *, actor: Actor, now: datetime) -> None:
    """Off the pallet; what was given to recycling by the scan is as it was before."""
    standing = PalletLine.objects.filter(pk=line.data["line"]).select_related("device").first()
    if standing is None:
        raise TransitionRefused(_("It has been taken off already."))
    take_off(standing, actor=actor, now=now)
    device = Device.objects.get(pk=line.device_id)
    if line.data["recycled"] and device.status == DeviceStatus.RECYCLED:
        anyone = actor.user.has_perm("devices.manage_device")
        undo.undo_last_step(device, actor=actor, reason=_("scanned by mistake"), anyone=anyone, now=now)


def _says(lines: Sequence[PileLine]) -> Mapping[int, str]:
    pallets = Pallet.objects.in_bulk({line.data["pallet"] for line in lines})
    return {line.pk: _words(line, pallets[line.data["pallet"]]) for line in lines}


def _words(line: PileLine, pallet: Pallet) -> str:
    said = {"pallet": pallet.number, "what": line.device.title}
    if line.data["recycled"]:
        return _("recycled, on %(pallet)s · %(what)s") % said
    return _("on %(pallet)s · %(what)s") % said


def _other_pallet(pile: Pile, scanned: object, actor: Actor) -> str | None:
    if not isinstance(scanned, Pallet):
        return None
    if scanned.status != PalletStatus.OPEN:
        raise TransitionRefused(_("%(pallet)s was collected already.") % {"pallet": scanned.number})
    pile.target = {**pile.target, "pallet": scanned.pk}
    pile.save(update_fields=["target"])
    return _("Now: %(pallet)s") % {"pallet": scanned.number}


def _about(pile: Pile) -> str:
    return str(_pallet(pile) or "")


TO_PALLET = PileKind(
    code="pallet",
    label=gettext_lazy("Put on a pallet"),
    hint=gettext_lazy("Choose the pallet, then scan everything that goes to recycling with it."),
    permission="devices.refurbish_device",
    form=PalletPileForm,
    apply=_put,
    undo=_take_off,
    says=_says,
    about=_about,
    ready=_ready,
    retarget=_other_pallet,
    position=60,
)
