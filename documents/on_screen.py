"""Signing on screen: a kind of paper says who signs, and its owner issues the version that holds the drawings.

The version without signatures is superseded, so that every signed paper shows what was signed, where and when. Names of
those who signed stand in the frozen content alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import User
from custody.actor import Actor
from custody.services import record
from documents.enums import SignatureKind
from documents.models import Document, Signature
from documents.pdf.signed import Mark, Signed
from documents.signing import SIGNED


@dataclass(frozen=True)
class Signer:
    """Somebody who signs: a code, for whom they sign, and the caption of the field for their name; without one no name
    is asked for. Who is not required may leave their field empty."""

    code: str
    label: str | Promise
    name_label: str | Promise = ""
    is_required: bool = True


@dataclass(frozen=True)
class OnScreen:
    """How a kind of paper is signed on screen. `signers` of a paper; `may_sign` asks whether this person may hold out
    the telephone now; `place` is where that usually is; `sign` issues the signed version and raises TransitionRefused.
    `takes_remark`: the paper has room for a remark."""

    signers: Callable[[Document], tuple[Signer, ...]]
    may_sign: Callable[[Document, User], bool]
    place: Callable[[Document], str]
    sign: Callable[[Document, Signed, Actor, datetime], Document]
    takes_remark: bool = True


def signed_content(place: str, remark: str, marks: Mapping[str, Mark], *, now: datetime) -> Signed:
    """What was written and drawn, with the time."""
    moment = timezone.localtime(now)
    return {
        "place": place,
        "signed_at": f"{moment:%d.%m.%Y, %H:%M} Uhr",
        "remark": remark,
        "marks": dict(marks),
    }


def record_signature(document: Document, *, actor: Actor, now: datetime) -> Signature:
    """The row that says that this paper was signed on screen; in the transaction that issues it."""
    signature = Signature.objects.create(
        document=document,
        kind=SignatureKind.SCREEN,
        signed_on=timezone.localdate(now),
        recorded_by=actor.user,
        recorded_at=now,
    )
    record(document, SIGNED, actor=actor, data={"kind": str(SignatureKind.SCREEN)}, happened_at=now)
    return signature
