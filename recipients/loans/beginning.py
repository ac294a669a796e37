"""A loan begins with its handover: then its last day has to lie ahead."""

from django.db.models import Q
from django.utils import timezone

from custody.lifecycle import Step
from recipients.enums import Agreement, AllocationStatus
from recipients.loans.ends import LoanRule
from recipients.models import Allocation


def loans_begin(pks: list[int], step: Step) -> None:
    """Registered with the allocations' lifecycle: a loan without a last day, or with one that is over by now (it was
    reserved in the last school year), gets the one that the rule gives today."""
    if step.new != AllocationStatus.HANDED_OVER:
        return
    day = timezone.localdate(step.happened_at)
    without = Q(loan_until=None) | Q(loan_until__lte=day)
    rows = Allocation.objects.filter(without, pk__in=pks, item__need__agreement=Agreement.LOAN)
    rows = list(rows.select_related("item__need__request"))
    if rows:
        rule = LoanRule.of(day)
        for row in rows:
            row.loan_until = rule.end_for(row.item.need)
        Allocation.objects.bulk_update(rows, ["loan_until"], batch_size=500)
