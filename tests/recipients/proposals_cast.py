"""A small stock and a small waiting list, and a proposal made of them by the worker's own code."""

from datetime import date

from custody.actor import Actor
from recipients.models import MinimumSpec, NeedItem, Proposal
from recipients.proposals import running, starting
from recipients.proposals.explaining import Explanation
from recipients.proposals.scope import Scope
from tests import cast

HELD_UNTIL = date(2026, 12, 8)
GIB = 1024


def spec(ram_gib: int = 4, **fields) -> MinimumSpec:
    """A minimum for notebooks."""
    code = fields.pop("code", f"notebook-{ram_gib}")
    row, _new = MinimumSpec.objects.get_or_create(
        code=code,
        defaults={
            "name_de": code,
            "name_en": code,
            "category": cast.category(),
            "min_ram_mib": ram_gib * GIB,
            **fields,
        },
    )
    return row


def waiting(asked, *, ram_gib: int = 4, **fields) -> NeedItem:
    """The item of one need for a notebook with so much memory."""
    item = cast.need(asked, **fields).items.get()
    item.minimum_spec = spec(ram_gib)
    item.save(update_fields=["minimum_spec"])
    return item


def ready(ram_gib: int = 8, **fields):
    """A ready notebook."""
    said = {"status": "ready", "status_since": cast.NOW, "ram_mib": ram_gib * GIB, "cores": 4, **fields}
    return cast.device(**said)


def proposal(by, *, scope: Scope | None = None, now=cast.NOW, held_until: date = HELD_UNTIL) -> Proposal:
    """Calculated."""
    row = starting.start(scope or Scope(), held_until=held_until, actor=Actor.person(by), now=now)
    return calculated(row, now)


def calculated(row: Proposal, now=cast.NOW) -> Proposal:
    """What a worker makes of it."""
    running.work_through(row.pk, now=now)
    row.refresh_from_db()
    return row


def given(row: Proposal) -> dict[int, int]:
    """{item: device}"""
    return dict(row.lines.exclude(device=None).values_list("item", "device"))


def because(row: Proposal, item: NeedItem) -> str:
    """Why it gets this device, or none."""
    return Explanation(row).because(row.lines.get(item=item))
