"""Wishes are forgotten with the needs' own (recipients.asking.forgetting): what a proposal kept of them ends, too. Its
inputs and their SHA-256 stay as they are, since wishes never stood in them."""

from datetime import datetime, timedelta

from recipients.models import Proposal

KEPT_FOR = timedelta(days=30)


def forget_wishes(*, now: datetime) -> int:
    """Of proposals that were calculated over 30 days ago. Returns of how many; running twice finds nothing more."""
    old = Proposal.objects.filter(created_at__lte=now - KEPT_FOR).exclude(wishes={})
    return old.update(wishes={})
