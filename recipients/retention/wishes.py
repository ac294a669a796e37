"""What an institution wrote when it asked for another date: needed until it is answered, and a while for questions."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from documents.retention.registry import Rule
from recipients.models import DateWish


def _forget(pks: Sequence[int], now: datetime) -> int:
    return DateWish.objects.filter(pk__in=pks).delete()[0]


RULE = Rule(
    code="date_wishes",
    title=_("Wishes for another date of a handover"),
    goes=_("the day and what was written"),
    stays=_("that another date was asked for, and when"),
    rows=lambda: DateWish.objects.annotate(kept_since=TruncDate(Coalesce("answered_at", "wished_at"))),
    destroy=_forget,
)
