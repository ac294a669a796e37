"""The Celery application. Tasks live in each app's tasks.py."""

import os

from celery import Celery
from celery.signals import heartbeat_sent, setup_logging, worker_ready

from h4f.broker import outlive_the_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "h4f.settings")

outlive_the_broker()
app = Celery("h4f")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def leave_logging_to_django(**_details) -> None:
    """Being connected is all it takes: Celery then configures no logging of its own."""


@worker_ready.connect
def reconcile_at_once(sender, **_details) -> None:
    """What was left by a killed worker or a dead broker need not wait for beat's next tick."""
    for entry in sender.app.conf.beat_schedule.values():
        sender.app.send_task(entry["task"], **entry["options"])


@heartbeat_sent.connect
def tell_health(**_details) -> None:
    """Every two seconds, from the worker's main process: it is alive even while all its hands are busy."""
    from h4f.health import worker_is_alive

    worker_is_alive()
