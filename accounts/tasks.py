"""Tasks about people's accounts. They hold no rules."""

from celery import shared_task

from accounts import sessions


@shared_task(name="accounts.tasks.clear_ended_sessions")
def clear_ended_sessions() -> None:
    """Deletes what is left of sessions that ended."""
    sessions.clear_ended()
