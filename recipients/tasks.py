"""Tasks of recipients. They hold no rules and may run twice."""

from celery import shared_task
from django.utils import timezone

from recipients.holding import reminding, running_out
from recipients.proposals import running


@shared_task(name="recipients.tasks.end_holds")
def end_holds() -> None:
    """Reservations whose last day is over."""
    running_out.end_holds(now=timezone.now())


@shared_task(name="recipients.tasks.remind_of_ends")
def remind_of_ends() -> None:
    """Mails before reservations end."""
    reminding.remind(now=timezone.now())


@shared_task(name="recipients.tasks.calculate_proposal")
def calculate_proposal(pk: int) -> None:
    """Calculates one proposal of allocations."""
    running.work_through(pk)


@shared_task(name="recipients.tasks.reconcile_proposals")
def reconcile_proposals() -> None:
    """Rings proposals whose worker died, or whose bell was lost with the broker."""
    for pk in running.forgotten(now=timezone.now()):
        calculate_proposal.apply_async(args=[pk], retry=False)
