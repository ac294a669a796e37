"""Loans are extended, many at once."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import Line, record_many
from recipients.loans import letters
from recipients.loans.ends import latest_end
from recipients.models import Allocation

EXTENDED = "loan_extended"


@dataclass
class Extended:
    """What `extend` did. `refused`: {device number: why not}."""

    done: int = 0
    refused: dict[str, str] = field(default_factory=dict)


def extend(pks: Collection[int], *, until: date, actor: Actor, now: datetime | None = None) -> Extended:
    """These loans last until this day; their institutions get a mail. What is no loan in use is named, the others are
    extended all the same. Raises TransitionRefused for a day that is past, or too far away."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    if until <= today:
        raise TransitionRefused(_("This day is over. Please choose a later one."))
    if until > latest_end(today):
        text = _("A loan lasts until %(day)s at most. Then please extend it again.")
        raise TransitionRefused(text % {"day": date_format(latest_end(today), "d.m.Y")})
    result = Extended()
    with transaction.atomic():
        rows = Allocation.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
        on_loan = set(Allocation.objects.on_loan().filter(pk__in=pks).values_list("pk", flat=True))
        rows = list(rows.select_related("device"))
        kept = [row for row in rows if row.pk in on_loan]
        result.refused = {row.device.number: _("it is not on loan") for row in rows if row.pk not in on_loan}
        Allocation.objects.filter(pk__in=[row.pk for row in kept]).update(loan_until=until)
        record_many([_line(row, until) for row in kept], actor=actor, happened_at=now)
        letters.tell_extended([row.pk for row in kept if row.loan_until != until], until=until)
    result.done = len(kept)
    return result


def _line(row: Allocation, until: date) -> Line:
    before = row.loan_until.isoformat() if row.loan_until else None
    return Line(row, EXTENDED, data={"from": before, "to": until.isoformat()})
