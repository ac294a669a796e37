"""Taking in a pile: the originals are stored, a worker reads them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Job
from custody.ring import ring
from documents import scans, storage
from documents.scanned.models import ScanOriginal, ScanPile

TASK, JOB = "documents.tasks.read_scans", "scans"
MOST_FILES, MOST_PAGES = 100, 500
MOST_BYTES_OF_A_FILE, MOST_BYTES = 50 * 1024**2, 100 * 1024**2


def take_in(contents: Sequence[bytes], *, signed_on: date, actor: Actor, now: datetime | None = None) -> ScanPile:
    """Keeps the files as they came and leaves them to a worker. Raises UnreadableScan for a file that is no scan,
    TransitionRefused for a day to come, OSError when the storage can't be written: then nothing is taken in."""
    now = now or timezone.now()
    if signed_on > timezone.localdate(now):
        raise TransitionRefused(_("The day of signing lies in the future. Please check the date."))
    _check_size(contents)
    types = _types(contents)
    keys = [storage.put_once(content) for content in contents]
    with transaction.atomic():
        job = Job.objects.create(kind=JOB, total=0, started_by=actor.user, created_at=now)
        pile = ScanPile.objects.create(
            uploaded_by=actor.user, uploaded_at=now, signed_on=signed_on, job=job, rung_at=now
        )
        ScanOriginal.objects.bulk_create(
            ScanOriginal(pile=pile, position=position, file_key=key, media_type=kind, file_bytes=len(content))
            for position, (key, kind, content) in enumerate(zip(keys, types, contents, strict=True), start=1)
        )
        ring(TASK, pile.pk)
    return pile


def _types(contents: Sequence[bytes]) -> list[str]:
    found = []
    for position, content in enumerate(contents, start=1):
        try:
            found.append(scans.media_type(content, most_bytes=MOST_BYTES_OF_A_FILE))
        except scans.UnreadableScan as refusal:
            if len(contents) == 1:
                raise
            said = _("File %(position)d: %(why)s") % {"position": position, "why": refusal}
            raise scans.UnreadableScan(said) from refusal
    return found


def _check_size(contents: Sequence[bytes]) -> None:
    if len(contents) > MOST_FILES or sum(map(len, contents)) > MOST_BYTES:
        raise scans.UnreadableScan(
            _("Please send at most %(files)d files with %(most)d MB together, and the rest in a second pile.")
            % {"files": MOST_FILES, "most": MOST_BYTES // 1024**2}
        )
