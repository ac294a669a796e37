"""Tasks of donations. They hold no rules and may run twice."""

from celery import shared_task
from django.utils import timezone

from donations.appointments import reminding


@shared_task(name="donations.tasks.remind_of_appointments")
def remind_of_appointments() -> None:
    """Mails about tomorrow's appointments."""
    reminding.remind(now=timezone.now())
