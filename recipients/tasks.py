"""Tasks of recipients. They hold no rules and may run twice."""

from celery import shared_task
from django.utils import timezone

from recipients.appointments import reminding as reminding_of_handovers
from recipients.asking import forgetting as forgetting_wishes
from recipients.belonging import invitations
from recipients.big_piles import asking as big_piles
from recipients.big_piles import making
from recipients.counter import forgetting
from recipients.holding import reminding as reminding_of_holds
from recipients.holding import running_out
from recipients.loans import reminding as reminding_of_loans
from recipients.models import ReceiptPile
from recipients.proposals import forgetting as kept_wishes
from recipients.proposals import running
from recipients.school_lists import entering
from recipients.signatures import reminding as reminding_of_signatures
from recipients.yearly import asking


@shared_task(name="recipients.tasks.end_holds")
def end_holds() -> None:
    """Reservations whose last day is over."""
    running_out.end_holds(now=timezone.now())


@shared_task(name="recipients.tasks.remind_of_handovers")
def remind_of_handovers() -> None:
    """Mails on the day before a handover."""
    reminding_of_handovers.remind(now=timezone.now())


@shared_task(name="recipients.tasks.remind_of_holds")
def remind_of_holds() -> None:
    """Mails before reservations end."""
    reminding_of_holds.remind(now=timezone.now())


@shared_task(name="recipients.tasks.remind_of_loans")
def remind_of_loans() -> None:
    """Mails before loans end."""
    reminding_of_loans.remind(now=timezone.now())


@shared_task(name="recipients.tasks.remind_of_signatures")
def remind_of_signatures() -> None:
    """Mails about papers that are not signed yet."""
    reminding_of_signatures.remind(now=timezone.now())


@shared_task(name="recipients.tasks.calculate_proposal")
def calculate_proposal(pk: int) -> None:
    """Calculates one proposal of allocations."""
    running.work_through(pk)


@shared_task(name="recipients.tasks.reconcile_proposals")
def reconcile_proposals() -> None:
    """Rings proposals whose worker died, or whose bell was lost with the broker."""
    for pk in running.forgotten(now=timezone.now()):
        calculate_proposal.apply_async(args=[pk], retry=False)


@shared_task(name="recipients.tasks.make_receipt_pile")
def make_receipt_pile(pk: int) -> None:
    """Draws one big pile of receipts."""
    making.make(pk)


@shared_task(name="recipients.tasks.reconcile_receipt_piles")
def reconcile_receipt_piles() -> None:
    """Rings big piles whose worker died, or whose bell was lost with the broker; deletes what is over."""
    now = timezone.now()
    for pk in list(ReceiptPile.objects.forgotten(now).values_list("pk", flat=True)):
        make_receipt_pile.apply_async(args=[pk], retry=False)
        ReceiptPile.objects.filter(pk=pk).update(rung_at=now)
    # The last, since it fails where a file can't be deleted.
    big_piles.forget(now=now)


@shared_task(name="recipients.tasks.forget_contacts")
def forget_contacts() -> None:
    """Contacts of families 30 days after the end, their codes with those of their needs; invitations that expired;
    lists of schools that nobody entered."""
    now = timezone.now()
    forgetting.forget(now=now)
    forgetting.forget_codes()
    invitations.forget(now=now)
    entering.forget(now=now)


@shared_task(name="recipients.tasks.ask_for_needs")
def ask_for_needs() -> None:
    """Institutions are asked which needs still stand, reminded, and unconfirmed needs pause."""
    asking.run(now=timezone.now())


@shared_task(name="recipients.tasks.forget_wishes")
def forget_wishes() -> None:
    """Receipt languages and wishes 30 days after the handover."""
    now = timezone.now()
    forgetting_wishes.forget_wishes(now=now)
    kept_wishes.forget_wishes(now=now)
