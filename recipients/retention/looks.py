"""Who looked at the codes of a handover: a log for a time, not for ever."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from documents.retention.registry import Rule
from recipients.models import HandoverLook


def _forget(pks: Sequence[int], now: datetime) -> int:
    return HandoverLook.objects.filter(pk__in=pks).delete()[0]


RULE = Rule(
    code="handover_looks",
    title=_("Log of looks at the codes of a handover"),
    goes=_("who looked, and when"),
    stays=_("nothing"),
    rows=lambda: HandoverLook.objects.annotate(kept_since=TruncDate("looked_at")),
    destroy=_forget,
)
