"""Needs: the code goes with the last of its papers, a rejected need after some months. That somebody was served, when,
and with what, stays."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from custody.actor import Actor
from custody.notes import erase_notes
from custody.services import Line, record_many
from documents.enums import DocumentStatus
from documents.retention.registry import Rule
from recipients.enums import ACTIVE, Agreement, Answer, NeedStatus, ReceiptLanguage, RequestStatus
from recipients.models import (
    Allocation,
    AllocationEvent,
    DeviceReport,
    DeviceReportEvent,
    Need,
    NeedEvent,
    Receipt,
    Request,
    RequestEvent,
)

CODES_DESTROYED = "codes_destroyed"
ENDED = (NeedStatus.DECLINED, NeedStatus.WITHDRAWN)
UNANSWERED = (RequestStatus.DRAFT, RequestStatus.SUBMITTED)
ANSWERS = ("final_year", "no_device_at_home", "siblings_share")
HAS_CODE = ~Q(pupil_code="") | ~Q(household_code="")
HAS_FACTS = HAS_CODE | Q(school_grade__isnull=False) | ~Q(**dict.fromkeys(ANSWERS, Answer.UNKNOWN))


def served() -> QuerySet[Need]:
    """Needs that were served and still have their code, though no paper with it and no loan is left."""
    paper = Receipt.objects.filter(need=OuterRef("pk")).exclude(document__status=DocumentStatus.PURGED)
    lent = Allocation.objects.filter(item__need=OuterRef("pk"), status__in=ACTIVE)
    there = Need.objects.filter(HAS_CODE, status=NeedStatus.FULFILLED).exclude(Exists(paper))
    there = there.exclude(Exists(lent), agreement=Agreement.LOAN)
    return there.annotate(kept_since=TruncDate("status_since"))


def rejected() -> QuerySet[Need]:
    """Needs that ended without a device and still have facts about a pupil."""
    return Need.objects.filter(HAS_FACTS, status__in=ENDED).annotate(kept_since=TruncDate("status_since"))


def messages() -> QuerySet[Request]:
    """Messages of requests that are over and of which nothing is known of a pupil: nobody's code takes them along. They
    count from the last of its needs that ended."""
    left = Need.objects.filter(request=OuterRef("pk")).filter(HAS_CODE | ~Q(status__in=[*ENDED, NeedStatus.FULFILLED]))
    facts = Need.objects.filter(HAS_FACTS, request=OuterRef("pk"), status__in=ENDED)
    over = (
        Request.objects.exclude(message="").exclude(status__in=UNANSWERED).exclude(Exists(left)).exclude(Exists(facts))
    )
    last = Need.objects.filter(request=OuterRef("pk")).order_by("-status_since").values("status_since")[:1]
    return over.annotate(kept_since=TruncDate(Coalesce(Subquery(last), "status_since")))


def destroy_messages(pks: Sequence[int], now: datetime) -> int:
    """Empties the message, and takes the notes of the request along."""
    found = list(messages().filter(pk__in=pks).select_for_update().order_by("pk").values_list("pk", flat=True))
    Request.objects.filter(pk__in=found).update(message="")
    erase_notes(RequestEvent, found, now=now)
    return len(found)


def destroy_codes(pks: Sequence[int], now: datetime) -> int:
    """Empties what connects the need with a pupil."""
    return _destroy(served().filter(pk__in=pks), now)


def destroy_facts(pks: Sequence[int], now: datetime) -> int:
    """Empties all that is known of the pupil."""
    return _destroy(rejected().filter(pk__in=pks), now, school_grade=None, **dict.fromkeys(ANSWERS, Answer.UNKNOWN))


def _destroy(due: QuerySet[Need], now: datetime, **further: object) -> int:
    """The rule is asked again under the lock: a need may have moved on since it was found."""
    needs = list(due.select_for_update().order_by("pk"))
    found = [need.pk for need in needs]
    plain = {"pupil_code": "", "household_code": "", "basis": None, "receipt_language": ReceiptLanguage.GERMAN}
    Need.objects.filter(pk__in=found).update(**plain, **further)
    Need.wishes.through.objects.filter(need__in=found).delete()
    record_many([Line(need, CODES_DESTROYED) for need in needs], actor=Actor.system(), happened_at=now)
    erase_notes(NeedEvent, found, now=now)
    allocations = list(Allocation.objects.filter(item__need__in=found).values_list("pk", flat=True))
    erase_notes(AllocationEvent, allocations, now=now)
    reports = DeviceReport.objects.filter(allocation__in=allocations).values_list("pk", flat=True)
    erase_notes(DeviceReportEvent, list(reports), now=now)
    _forget_messages({need.request_id for need in needs}, now)
    return len(found)


def _forget_messages(requests: set[int], now: datetime) -> None:
    """What was written with a request goes with the last of its codes."""
    left = Need.objects.filter(request=OuterRef("pk")).filter(HAS_CODE | ~Q(status__in=[*ENDED, NeedStatus.FULFILLED]))
    over = list(Request.objects.filter(pk__in=requests).exclude(Exists(left)).values_list("pk", flat=True))
    Request.objects.filter(pk__in=over).update(message="")
    erase_notes(RequestEvent, over, now=now)


SERVED = Rule(
    code="needs",
    title=_("Pupil codes of needs that were served"),
    goes=_("pupil code, household code, a family's code, wishes, notes and the request's message"),
    stays=_("school grade, dates and devices"),
    rows=served,
    destroy=destroy_codes,
)
MESSAGES = Rule(
    code="request_messages",
    title=_("Messages with requests for the institution itself"),
    goes=_("the message and notes of the request"),
    stays=_("what was asked for and given, and when"),
    rows=messages,
    destroy=destroy_messages,
)
REJECTED = Rule(
    code="rejected_needs",
    title=_("Needs that were declined or withdrawn"),
    goes=_("pupil code, household code, school grade, answers, wishes and notes"),
    stays=_("that there was a need, its dates and its end"),
    rows=rejected,
    destroy=destroy_facts,
)
