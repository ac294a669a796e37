"""Files that prove what a person says of a medium: a picture, or what the tool itself printed."""

from dataclasses import replace

from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from devices.enums import EvidenceKind
from devices.erasure.by_hand import OTHER_TEXT, PROOFS
from devices.originals import Original, read_original
from devices.photos.pictures import can_be_seen


def proof_in(file_name: str, content: bytes, *, photo_required: bool) -> Original:
    """The file as evidence. Raises TransitionRefused for one that cannot prove a person's claim: an erasure log speaks
    for itself, a hardware report shows no erasure, other bytes show nothing to anybody; and for anything but a picture
    where the level table asks for one. A picture that is cut or only begins like one proves nothing."""
    original = read_original(file_name, content)
    if original.kind == EvidenceKind.ERASURE_REPORT:
        raise TransitionRefused(_("This is an erasure log. Please upload it as evidence: it settles what it proves."))
    if original.kind == EvidenceKind.HARDWARE_REPORT:
        raise TransitionRefused(_("This is a hardware report. It shows no erasure."))
    if photo_required and original.kind != EvidenceKind.PHOTO:
        raise TransitionRefused(_("This file is no picture. Please choose a PNG or JPEG."))
    if original.kind == EvidenceKind.PHOTO and not can_be_seen(content):
        raise TransitionRefused(_("This is no picture that can be read. Please choose a PNG or JPEG."))
    if original.error in OTHER_TEXT:
        return replace(original, kind=EvidenceKind.ATTACHMENT, error="")
    if original.kind not in PROOFS:
        raise TransitionRefused(
            _("This file shows nothing. Please choose a picture (PNG, JPEG) or a text of the tool.")
        )
    return original
