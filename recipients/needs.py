"""The verbs of single needs."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
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


def refuse_by_name(refused: Mapping[int, str], *, instead: str = "") -> None:
    """{key of a need: why it can't end}: raises TransitionRefused that names each by its code, or its number where it
    has none, and says what can be done `instead`; nothing happens when there are none."""
    if refused:
        needs = Need.objects.filter(pk__in=refused).select_related("request").order_by("pk")
        named = [f"{need.pupil_code or need}: {refused[need.pk]}" for need in needs]
        raise TransitionRefused(" ".join([*named, instead]).strip())
