"""Tasks of the outbox. They take keys and hold no rules."""

from celery import shared_task
from django.utils import timezone

from custody import mail
from custody.models import Mail


@shared_task(name="custody.tasks.deliver_mail")
def deliver_mail(pk: int) -> None:
    """Sends one mail of the outbox."""
    mail.deliver(pk)


@shared_task(name="custody.tasks.reconcile_mail")
def reconcile_mail() -> None:
    """Rings mails that were forgotten (a dead broker or worker) and marks interrupted ones."""
    now = timezone.now()
    mail.mark_interrupted(now=now)
    forgotten = list(Mail.objects.forgotten(now).values_list("pk", flat=True))
    Mail.objects.filter(pk__in=forgotten).update(rung_at=now)
    for pk in forgotten:
        deliver_mail.apply_async(args=[pk], retry=False)
