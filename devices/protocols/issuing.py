"""Löschprotokolle are issued by a person at any time, and by the system when the last medium is settled.

A donation has one number; every new state is a further version that supersedes the one before.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.models import ErasureProtocol
from devices.protocols.content import ProtocolContent
from devices.protocols.drafting import draft
from devices.protocols.fates import reckon
from devices.protocols.mails import alert_coordination, tell_donor
from documents import services as documents
from documents.models import Document
from documents.versions import may_be_replaced
from donations.enums import DonationStatus
from donations.models import Donation

KIND = "erasure_protocol"
ISSUED = "erasure_protocol_issued"
WITH_US = (DonationStatus.RECEIVED, DonationStatus.SETTLED)


@dataclass(frozen=True)
class Due:
    """A content that was checked, and the protocol that it is to replace."""

    content: ProtocolContent
    replaces: ErasureProtocol | None


def issue(
    donation: Donation, *, actor: Actor, interim_only: bool = False, now: datetime | None = None
) -> ErasureProtocol:
    """Issues the protocol as things are: the final one when nothing is open, else an interim state.

    The donor's people get a mail when it is the first final one. `interim_only`: a donor asks, who gets the final one
    from us. Raises NothingNew, ContentRefused for a text that can't be printed, TransitionRefused for a donation that
    has not arrived, or while the paper before is being made.
    """
    now = now or timezone.now()
    checked = _due(donation, now)
    if interim_only and checked.content["is_final"]:
        raise TransitionRefused(_("Nothing is open any more: the final erasure protocol comes by itself, with a mail."))
    documents.check_contents(KIND, [checked.content])
    with transaction.atomic():
        donation = Donation.objects.select_for_update(of=("self",)).select_related("donor").get(pk=donation.pk)
        due = _due(donation, now)
        if due != checked:
            raise TransitionRefused(_("Somebody else changed this at the same moment. Please look again."))
        return _issue(donation, due, actor, now)


def _due(donation: Donation, now: datetime) -> Due:
    if donation.status not in WITH_US:
        raise TransitionRefused(_("An erasure protocol is issued once something has arrived."))
    standing = donation.erasure_protocols.standing().select_related("document").first()
    content = draft(donation, now=now)
    if not content["settled_media"] and not content["open_media"] and _without_devices(content):
        raise TransitionRefused(_("Nothing that could hold data has arrived with this donation."))
    if standing:
        may_be_replaced(standing.document, content)
    return Due(content, standing)


def _without_devices(content: ProtocolContent) -> bool:
    return not content["without_media"] and not content["unseen_devices"]


def _issue(donation: Donation, due: Due, actor: Actor, now: datetime) -> ErasureProtocol:
    """In the caller's transaction: number or next version, the row, the line of history, the mails."""
    old = due.replaces
    document = _document(due, actor, now)
    protocol = ErasureProtocol.objects.create(
        donation=donation, document=document, is_final=due.content["is_final"], active=True
    )
    data = {"document": document.pk, "version": document.version, "final": protocol.is_final}
    record(donation, ISSUED, actor=actor, data=data, happened_at=now)
    was_final = old is not None and old.is_final
    if protocol.is_final and not was_final:
        tell_donor(protocol, losses=reckon(donation).lost)
    elif was_final and not protocol.is_final:
        alert_coordination(protocol)
    return protocol


def _document(due: Due, actor: Actor, now: datetime) -> Document:
    if due.replaces is None:
        (document,) = documents.issue_many(KIND, [due.content], actor=actor, now=now)
        return document
    ErasureProtocol.objects.filter(pk=due.replaces.pk).update(active=False)
    return documents.issue_version(due.replaces.document, due.content, actor=actor, now=now)
