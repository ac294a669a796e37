"""The one way to tell a worker that there is work: after the commit, never failing, never slow."""

import logging
from collections.abc import Callable

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def ring(task_name: str, *keys: int) -> None:
    """Publishes the named task with primary keys once the transaction has committed. A broker that is down costs half a
    second and a line in the log: the reconciler rings again."""

    def publish() -> None:
        _publish(task_name, keys)

    transaction.on_commit(publish, robust=True)


def _publish(task_name: str, keys: tuple[int, ...]) -> None:
    task: Callable = current_app.tasks[task_name]
    try:
        task.apply_async(args=keys, retry=False)
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("The broker did not take %s: %s. It is rung again later.", task_name, type(error).__name__)
