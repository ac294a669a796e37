"""Who looked at the address of a pick-up: a log for a time, not for ever."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from documents.retention.registry import Rule
from donations.appointments.models import PickUpLook


def _forget(pks: Sequence[int], now: datetime) -> int:
    return PickUpLook.objects.filter(pk__in=pks).delete()[0]


RULE = Rule(
    code="pick_up_looks",
    title=_("Log of looks at addresses of pick-ups"),
    goes=_("who looked, and when"),
    stays=_("nothing"),
    rows=lambda: PickUpLook.objects.annotate(kept_since=TruncDate("looked_at")),
    destroy=_forget,
)
