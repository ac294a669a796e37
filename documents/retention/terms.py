"""A rule's term is changed by writing its next version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents.models import RetentionTerm


def newest(rule: str) -> RetentionTerm | None:
    """The latest version, also one that is valid from a later day on."""
    return RetentionTerm.objects.filter(rule=rule).order_by("-version").first()


def save_term(
    rule: str, values: Mapping[str, Any], *, after: int | None, actor: Actor, now: datetime | None = None
) -> RetentionTerm:
    """Writes the version after `after` (None: the first one). Raises TransitionRefused when somebody was quicker."""
    version = (after or 0) + 1
    said = {"saved_by": actor.user, "saved_at": now or timezone.now(), **values}
    try:
        with transaction.atomic():
            return RetentionTerm.objects.create(rule=rule, version=version, **said)
    except IntegrityError as error:
        raise TransitionRefused(
            _("Somebody else has changed this term meanwhile. Please look at it and save again.")
        ) from error
