"""Originals that came in the same moment as what they speak of: neither transaction saw the other's rows, so that both
waited for a device or a disk that was known as soon as both had ended. A look some minutes later finds them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Q, QuerySet, When

from custody.actor import Actor
from devices.enums import EvidenceKind
from devices.hearing import again, hear
from devices.inbox import FOLLOWS, still_waits
from devices.models import Evidence, InboxItem, UnplacedSerial

# Long enough for some ticks of the beat; what waits longer was looked at by then.
RECENT = timedelta(hours=1)
MOST_AT_ONCE = 200


def hear_missed(*, now: datetime) -> int:
    """Lets originals of the last hour that wait for something unknown speak once more, on behalf of whoever brought
    them. Those that still find nothing wait on. Returns how many found something."""
    return sum(_heard(pk, now) for pk in missed(now).values_list("pk", flat=True)[:MOST_AT_ONCE])


def missed(now: datetime) -> QuerySet[Evidence]:
    """Hardware reports before logs."""
    waiting = InboxItem.objects.waiting().filter(reason__in=FOLLOWS, waiting_since__gt=now - RECENT)
    unplaced = UnplacedSerial.objects.filter(evidence__uploaded_at__gt=now - RECENT)
    recent = Q(pk__in=waiting.values("evidence")) | Q(pk__in=unplaced.values("evidence"))
    is_log = Case(When(kind=EvidenceKind.ERASURE_REPORT, then=1), default=0)
    return Evidence.objects.filter(recent).order_by(is_log, "pk")


@transaction.atomic
def _heard(pk: int, now: datetime) -> bool:
    evidence = Evidence.objects.select_related("uploaded_by").get(pk=pk)
    if not still_waits(evidence):
        return False
    result = again(evidence)
    by = Actor.person(evidence.uploaded_by) if evidence.uploaded_by else Actor.system()
    hear(result, None, actor=by, now=now)
    return result.was_waiting or bool(result.settled)
