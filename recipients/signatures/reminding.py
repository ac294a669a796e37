"""Institutions are reminded of receipts that are not signed: once for each paper and term."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recipients.calendar.terms import add_term
from recipients.holding.reminding import is_time_for_mails
from recipients.models import Institution, Receipt, SignatureReminder, Term, TermPurpose
from recipients.notices.letters import TO_INSTITUTION, Notice, people_of, send
from recipients.signatures import waiting

UNSIGNED = Notice(
    "receipts_unsigned",
    _("Receipts are not signed"),
    _(
        "Some days after a handover, as long as receipts are not ticked off as signed; "
        "how many days is among the terms."
    ),
    TO_INSTITUTION,
    _("Receipts without a signature: %(count)s"),
    {"count": 3},
)


def remind(*, now: datetime) -> int:
    """Queues the mails, one for each person of an institution; may run as often as one likes. Returns about how many
    receipts. What is signed, void or replaced is not reminded of; in school holidays and at night nobody is."""
    if not is_time_for_mails(now):
        return 0
    terms = sorted(Term.objects.days_of(TermPurpose.SIGN_REMINDER))
    due = [(row, days) for row in _rows(now) if (days := _reached(row, terms, now))]
    return sum(_tell(institution, list(rows), now) for institution, rows in groupby(due, key=_institution))


def _rows(now: datetime) -> list[Receipt]:
    rows = waiting.gone_out(waiting.unsigned(Receipt.objects.all(), now=now)).exclude(waiting.of_coordination())
    return list(rows.select_related("handover__institution").order_by("handover__institution", "pk"))


def _reached(row: Receipt, terms: Sequence[int], now: datetime) -> int:
    """The last term that is over; none is 0."""
    today = timezone.localdate(now)
    return max((days for days in terms if add_term(row.since, days) < today), default=0)


def _institution(due: tuple[Receipt, int]) -> Institution:
    return due[0].handover.institution


@transaction.atomic
def _tell(institution: Institution, due: list[tuple[Receipt, int]], now: datetime) -> int:
    """Notes what it is about and queues the mails together, under the lock of the institution."""
    Institution.objects.select_for_update().get(pk=institution.pk)
    known = set(
        SignatureReminder.objects.filter(document__in=[row.document_id for row, _days in due]).values_list(
            "document", "days"
        )
    )
    fresh = [(row.document_id, days) for row, days in due if (row.document_id, days) not in known]
    if not fresh:
        return 0
    noted = SignatureReminder.objects.bulk_create(
        SignatureReminder(document_id=document, days=days, sent_at=now) for document, days in fresh
    )
    path = f"{reverse('unsigned_receipts')}?institution={institution.pk}"
    send(UNSIGNED, people_of(institution), once=f"{noted[-1].pk}", path=path, words={"count": len(due)})
    return len(fresh)
