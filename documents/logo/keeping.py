"""The logo as a part of the issuer's versions, and its file as long as a version names it: versions are never deleted,
so that every paper finds the logo it was issued with."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents import storage, stored
from documents.issuer import save_issuer
from documents.models import Issuer
from documents.pdf import logos
from documents.pdf.errors import LogoMissing
from documents.retention import leaving


def register() -> None:
    """Called in AppConfig.ready()."""
    stored.register(stored.StoredColumn("documents.Issuer", "logo_key"))
    logos.read_with(_read)


def _read(key: str) -> bytes:
    try:
        return storage.read(key)
    except (storage.FileMissing, OSError) as error:
        raise LogoMissing(key) from error


def use_logo(picture: bytes, *, after: int | None, actor: Actor, now: datetime | None = None) -> Issuer:
    """Stores a made logo (documents.logo.making) and writes the issuer's next version with it. Raises TransitionRefused
    without an issuer and for a version that is not the newest; OSError when nothing can be stored."""
    _newest()
    key = storage.put_once(picture)
    try:
        return save_issuer({"logo_key": key}, after=after, actor=actor, now=now)
    except TransitionRefused:
        leaving.let_go([key], now=now or timezone.now())
        raise


def without_logo(*, after: int | None, actor: Actor, now: datetime | None = None) -> Issuer:
    """Writes the issuer's next version with the drawn mark. Raises TransitionRefused."""
    if not _newest().logo_key:
        raise TransitionRefused(_("Papers have the drawn mark already."))
    return save_issuer({"logo_key": ""}, after=after, actor=actor, now=now)


def _newest() -> Issuer:
    newest = Issuer.objects.first()
    if newest is None:
        raise TransitionRefused(_("Please enter the issuer's data first."))
    return newest
