"""A finished proposal that waits for a decision, calculated by the worker's own code."""

from custody.actor import Actor
from h4f.demo.calendar import Calendar
from recipients.holding.terms import hold_until
from recipients.proposals import running, starting
from recipients.proposals.scope import Scope


def propose(coordinator: Actor, calendar: Calendar) -> None:
    """Of all that is ready and waits now; nothing is reserved by it."""
    proposal = starting.start(Scope(), held_until=hold_until(calendar.today), actor=coordinator, now=calendar.now)
    running.work_through(proposal.pk, now=calendar.now)
