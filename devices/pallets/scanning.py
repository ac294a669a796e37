"""Putting on a pallet what somebody scans: a device by its number, serial number or asset tag, a loose medium by its
serial number."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Device, Pallet, PalletLine, StorageMedium
from devices.pallets.filling import put_device, put_medium
from devices.pallets.reasons import RecycleReason
from devices.scanning import Found, Resolution, resolve

DECIDE = "devices.recycle_device"


def put_scanned(pallet: Pallet, text: str, reason: str, *, actor: Actor) -> PalletLine:
    """Puts on what was scanned. `reason` is a RecycleReason: somebody who may decide gives a device to recycling in the
    same step. Raises TransitionRefused with what to do."""
    resolution = resolve(text, actor.user)
    thing = _one_thing(resolution)
    if isinstance(thing, StorageMedium):
        return put_medium(pallet, thing, actor=actor)
    return put_device(pallet, thing, actor=actor, recycle_reason=words_of(reason, actor.user))


def words_of(reason: str, user: User) -> str:
    """The reason as the history's note says it; nothing for people who may not decide."""
    return str(RecycleReason(reason).label) if reason and user.has_perm(DECIDE) else ""


def _one_thing(resolution: Resolution) -> Device | StorageMedium:
    """A device counts before a medium, as a disk's serial number may stand on its device, too."""
    media = [row for row in resolution.others if isinstance(row, StorageMedium)]
    found = resolution.devices or media
    if len(found) == 1:
        return found[0]
    said = {"text": resolution.typed or "–"}
    if found:
        raise TransitionRefused(_("Several things are called “%(text)s”. Please scan the H4F number.") % said)
    raise TransitionRefused(
        _("“%(text)s” is neither a device nor a medium that is known. Please scan its label.") % said
    )


def find_pallets(readings: Sequence[str], user: User) -> list[Found]:
    """For every scan field: by the pallet's number."""
    rows = Pallet.objects.visible_to(user).filter(number__in=readings)
    return [Found("pallet", row, row.number, _("pallet"), reverse("pallet_detail", args=[row.number])) for row in rows]
