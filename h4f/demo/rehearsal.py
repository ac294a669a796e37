"""While demo data is made there is no worker and no broker yet, and nobody is to get a mail."""

from collections.abc import Iterator
from contextlib import contextmanager

from celery import current_app
from django.conf import settings

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
