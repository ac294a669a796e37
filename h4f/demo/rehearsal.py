"""While demo data is made there is no worker and no broker yet, nobody is to get a mail, and weeks pass in seconds."""

from collections.abc import Iterator
from contextlib import contextmanager

from celery import current_app
from django.conf import settings

from custody import services
from custody.models import Event

NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


@contextmanager
def without_worker() -> Iterator[None]:
    """What is rung for runs at once in this process, and mails are counted as sent without leaving it."""
    eager, backend = current_app.conf.task_always_eager, settings.EMAIL_BACKEND
    current_app.conf.task_always_eager, settings.EMAIL_BACKEND = True, NOWHERE
    try:
        yield
    finally:
        current_app.conf.task_always_eager, settings.EMAIL_BACKEND = eager, backend


@contextmanager
def written_when_it_happened() -> Iterator[None]:
    """Each line of history is dated as if it had been written down at its time: else every single one would rightly be
    shown as entered later, and none of the few that really are could be told."""
    event_hash = services.event_hash

    def at_its_time(event: Event) -> str:
        event.recorded_at = event.happened_at
        return event_hash(event)

    services.event_hash = at_its_time
    try:
        yield
    finally:
        services.event_hash = event_hash
