"""The verbs of single needs."""

from datetime import datetime

from django.db import transaction

from custody.actor import Actor
from custody.services import change_status
from recipients.enums import NeedStatus
from recipients.institutions import needs_reason
from recipients.models import Need


@transaction.atomic
def withdraw_need(need: Need, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """The institution no longer needs it. Raises TransitionRefused while a device is promised or in use."""
    needs_reason(reason)
    change_status(need, NeedStatus.WITHDRAWN, actor=actor, note=reason, happened_at=now)


@transaction.atomic
def decline_need(need: Need, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Coordination does not serve it. Raises TransitionRefused while a device is promised or in use."""
    needs_reason(reason)
    change_status(need, NeedStatus.DECLINED, actor=actor, note=reason, happened_at=now)
