"""A paper that was signed by hand comes back: its scan is kept, or it is ticked off, and the paper counts as signed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User, display_name
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, record, record_many
from documents import scans, storage
from documents.enums import DocumentStatus, SignatureKind
from documents.models import Document, Signature
from documents.registry import KINDS
from documents.retention import leaving

SIGNED = "signed"


@dataclass(frozen=True)
class Scan:
    """A stored scan: its key, what it is, how long."""

    key: str
    media_type: str
    file_bytes: int


def keep_signed(
    document: Document, content: bytes, *, signed_on: date, actor: Actor, now: datetime | None = None
) -> Signature:
    """Stores the scan and records the signature; a better scan may follow, the newest counts.

    Raises TransitionRefused for a paper that does not stand, or a day on which it could not be signed; UnreadableScan;
    OSError when the storage can't be written.
    """
    now = now or timezone.now()
    check_day(document, signed_on, now)
    media_type = scans.media_type(content)
    with leaving.let_go_without_rows(now) as stored:
        stored.append(storage.put_once(content))
        scan = Scan(stored[0], media_type, len(content))
        with transaction.atomic():
            return record_scan(document.pk, scan, signed_on=signed_on, actor=actor, now=now)


def check_day(document: Document, signed_on: date, now: datetime) -> None:
    """Raises TransitionRefused for a day on which nobody can have signed this paper."""
    if not first_day(document) <= signed_on <= timezone.localdate(now):
        raise TransitionRefused(
            _("The paper was signed between the day of its issue and today. Please check the date.")
        )


def first_day(document: Document) -> date:
    """The first day on which it can have been signed."""
    issued_on, signed_from = timezone.localdate(document.issued_at), KINDS[document.kind].signed_from
    return min(issued_on, signed_from(document)) if signed_from else issued_on


def record_scan(pk: int, scan: Scan, *, signed_on: date, actor: Actor, now: datetime) -> Signature:
    """A stored scan makes a paper signed, in the caller's transaction. Raises TransitionRefused for a paper that does
    not stand."""
    document = Document.objects.select_for_update().get(pk=pk)
    if document.status != DocumentStatus.READY:
        raise TransitionRefused(_("Only a valid paper can be signed."))
    signature = Signature.objects.create(
        document=document,
        kind=SignatureKind.PAPER,
        signed_on=signed_on,
        scan_key=scan.key,
        scan_type=scan.media_type,
        scan_bytes=scan.file_bytes,
        recorded_by=actor.user,
        recorded_at=now,
    )
    record(document, SIGNED, actor=actor, data={"scan": scan.key}, happened_at=now)
    return signature


@transaction.atomic
def tick_off(pks: Iterable[int], *, signed_on: date, actor: Actor, now: datetime | None = None) -> int:
    """These papers were signed by hand and lie where they were signed; no scan is kept. Those that are signed already
    stay as they are. Returns how many were ticked off. Raises TransitionRefused for a paper that does not stand, or a
    day on which it could not be signed: then none is."""
    now = now or timezone.now()
    papers = list(Document.objects.select_for_update().filter(pk__in=list(pks)).order_by("pk"))
    unsigned = [paper for paper in papers if not paper.signatures.exists()]
    for paper in unsigned:
        if paper.status != DocumentStatus.READY:
            raise TransitionRefused(
                _("%(number)s is “%(status)s”: only a valid paper can be signed.")
                % {"number": paper.number, "status": paper.get_status_display()}
            )
        check_day(paper, signed_on, now)
    row = {"kind": SignatureKind.PAPER, "signed_on": signed_on, "recorded_by": actor.user, "recorded_at": now}
    Signature.objects.bulk_create([Signature(document=paper, **row) for paper in unsigned])
    record_many([Line(paper, SIGNED) for paper in unsigned], actor=actor, happened_at=now)
    return len(unsigned)


def facts(signature: Signature | None, user: User) -> list[tuple[str, str]]:
    """(label, value) of the signature that counts, for the paper's page: how and on which day, and when that was said
    here; by whom for coordination and for who said it."""
    if signature is None:
        return []
    when = f"{timezone.localtime(signature.recorded_at):%d.%m.%Y, %H:%M}"
    may_know_who = user.pk == signature.recorded_by_id or user.has_perm("documents.manage_document")
    said = f"{display_name(signature.recorded_by)}, {when}" if may_know_who else when
    label = _("Ticked off") if signature.is_tick else _("Recorded")
    return [(_("Signed"), f"{signature.way}, {signature.signed_on:%d.%m.%Y}"), (label, said)]
