"""The second language of a need's receipt: coordination may still say it when a device is promised, until the receipt
is signed. A receipt that was issued says something else then, and is issued anew with the handover's next issue."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from recipients.asking.changing import CHANGED
from recipients.enums import NeedStatus, ReceiptLanguage
from recipients.models import Need

OPEN_TO_IT = (NeedStatus.OPEN, NeedStatus.RESERVED)


def may_change_language(need: Need) -> bool:
    """Whether a receipt of this need can still be issued in another language."""
    return need.status in OPEN_TO_IT


@transaction.atomic
def change_language(need: Need, language: str, *, actor: Actor, now: datetime | None = None) -> bool:
    """Says in which language the family reads along; German means no second one. Returns whether that is new. The line
    of history does not say which. Raises TransitionRefused for a need that is over, ValueError for no such language."""
    language = ReceiptLanguage(language)
    row = Need.objects.select_for_update().get(pk=need.pk)
    if not may_change_language(row):
        raise TransitionRefused(_("The receipt of this need is signed, or the need is over."))
    if (row.receipt_language or ReceiptLanguage.GERMAN) == language:
        return False
    Need.objects.filter(pk=row.pk).update(receipt_language=language)
    record(row, CHANGED, actor=actor, data={"details": ["receipt_language"]}, happened_at=now)
    return True
