"""Every step of every table of PRODUCT.md § 3, and every step that is not in one.

The tables are written out here a second time, as the document has them, so that a slip in the code shows.
"""

import itertools

import pytest

from custody.actor import Actor
from custody.enums import STATUS_CHANGED
from custody.lifecycle import LIFECYCLES, TransitionRefused
from custody.services import change_status
from devices.enums import SETTLED_MEDIUM
from tests import cast
from tests.devices import stock_cast

pytestmark = pytest.mark.django_db

TABLES = {
    "device": """
        registered: received not_received rejected
        not_received: received
        received: in_refurbishment rejected recycled dismantled lost
        in_refurbishment: ready recycled dismantled lost
        ready: reserved in_refurbishment lost
        reserved: in_refurbishment ready delivered lost
        delivered: handed_over ready returned lost
        handed_over: in_repair returned lost
        in_repair: handed_over returned lost
        returned: in_refurbishment recycled dismantled lost
        lost: received
        rejected:
        recycled:
        dismantled:
    """,
    "medium": """
        pending: erased destroyed removed returned_to_donor lost
        erased: pending
        destroyed: pending
        removed: pending erased destroyed returned_to_donor
        returned_to_donor: pending
        lost: pending
    """,
    "part": """
        in_stock: built_in scrapped
        built_in: in_stock
        scrapped:
    """,
    "pallet": """
        open: collected
        collected:
    """,
    "donation": """
        draft: announced
        announced: scheduled received declined cancelled
        scheduled: received declined cancelled
        received: settled
        settled: received
        declined:
        cancelled:
    """,
    "institution": """
        applied: approved refused
        approved: suspended
        suspended: approved
        refused:
    """,
    "request": """
        draft: submitted withdrawn
        submitted: approved declined withdrawn
        approved: withdrawn
        declined:
        withdrawn:
    """,
    "need": """
        open: reserved withdrawn declined
        reserved: fulfilled withdrawn declined open
        fulfilled: open
        withdrawn:
        declined:
    """,
    "allocation": """
        reserved: delivered released
        delivered: handed_over released
        handed_over: returned
        returned:
        released:
    """,
    "handover": """
        planned: packed cancelled
        packed: under_way cancelled
        under_way: closed
        closed:
        cancelled:
    """,
    "devicereport": """
        reported: awaited repair_awaited in_repair settled withdrawn
        awaited: in_repair settled withdrawn
        repair_awaited: in_repair settled withdrawn
        in_repair: settled
        settled:
        withdrawn:
    """,
    "proposal": """
        calculating: ready failed discarded
        failed: calculating discarded
        ready: confirmed discarded
        confirmed:
        discarded:
    """,
    "document": """
        queued: ready failed
        failed: queued purged
        ready: voided superseded purged
        voided: purged
        superseded: purged
        purged:
    """,
}


def table(name: str) -> dict[str, set[str]]:
    lines = [line.partition(":") for line in TABLES[name].split("\n") if line.strip()]
    return {old.strip(): set(targets.split()) for old, _colon, targets in lines}


def pairs(name: str) -> list[tuple[str, str]]:
    return list(itertools.product(table(name), repeat=2))


ALL = [(name, old, new) for name in TABLES for old, new in pairs(name)]
ALLOWED = [(name, old, new) for name, old, new in ALL if new in table(name)[old]]
REFUSED = [(name, old, sorted(set(table(name)) - targets)) for name in TABLES for old, targets in table(name).items()]


@pytest.fixture
def rows(coordinator, school_user):
    """One row of each aggregate, made when asked for."""

    def school():
        return cast.institution(school_user)

    def request():
        return cast.request(school(), school_user)

    def need():
        return cast.need(request())

    def allocation():
        wanted = need()
        planned = cast.handover(wanted.request.institution, coordinator)
        return cast.allocation(cast.device(status="ready"), wanted.items.get(), coordinator, handover=planned)

    return {
        "device": cast.device,
        "medium": lambda: cast.medium(cast.device(), location=cast.location()),
        "part": stock_cast.part,
        "pallet": stock_cast.pallet,
        "donation": cast.donation,
        "institution": school,
        "request": request,
        "need": need,
        "allocation": allocation,
        "handover": lambda: cast.handover(school(), coordinator),
        "devicereport": lambda: cast.report(allocation()),
        "proposal": lambda: cast.proposal(coordinator),
        "document": cast.document,
    }


def put_into(row, status: str):
    """Sets a status without asking, with the columns that the database wants beside it."""
    columns = beside(row, status)
    type(row)._base_manager.filter(pk=row.pk).update(status=status, **columns)
    row.refresh_from_db()
    return row


def beside(row, status: str) -> dict:
    """The columns that the database wants beside a status."""
    name = row._meta.model_name
    if name == "storagemedium":
        return {"settled_by": cast.erasure(row, outcome=status) if status in SETTLED_MEDIUM else None}
    if name == "proposal":
        with_result = status in ("ready", "confirmed")
        return {"inputs_sha256": "0", "optimal": True if with_result else None, "error": "gave_up"}
    if name == "part":
        return {"device": cast.device() if status == "built_in" else None}
    if name == "devicereport":
        return {"outcome": "repaired" if status == "settled" else ""}
    if name == "pallet" and status == "collected":
        return {"taker": "Recycling Leipzig", "collected_on": cast.NOW.date(), "frozen": "{}", "frozen_sha256": "0"}
    return beside_a_document(status) if name == "document" else {}


def beside_a_document(status: str) -> dict:
    if status == "purged":
        return {"content": "", "content_sha256": "", "purged_on": cast.NOW.date(), "superseded_by": None}
    return {"superseded_by": cast.document() if status == "superseded" else None}


def test_the_tables_of_the_code_are_those_of_the_document():
    assert {
        name: {old: set(new) for old, new in lifecycle.transitions.items()} for name, lifecycle in LIFECYCLES.items()
    } == {name: {old: targets for old, targets in table(name).items() if targets} for name in TABLES}


def test_every_status_of_every_aggregate_is_in_its_table(rows):
    for name, make in rows.items():
        assert set(dict(type(make())._meta.get_field("status").choices)) == set(table(name))


@pytest.mark.parametrize(("name", "old", "new"), ALLOWED)
def test_a_step_of_the_table_is_taken_and_written_down(name, old, new, rows, coordinator, monkeypatch):
    """What the guards ask is tested beside them; here they are out of the way."""
    monkeypatch.setattr(LIFECYCLES[name], "guards", {})
    monkeypatch.setattr(LIFECYCLES[name], "followers", [])
    row = put_into(rows[name](), old)
    columns = beside(row, new)
    change_status(row, new, actor=Actor.person(coordinator), happened_at=cast.NOW, **columns)
    event = row.events.get()
    assert (row.status, row.status_since) == (new, cast.NOW)
    assert (event.kind, event.old_status, event.new_status, event.actor) == (STATUS_CHANGED, old, new, coordinator)


@pytest.mark.parametrize(("name", "old", "others"), REFUSED)
def test_every_other_step_is_refused_with_a_message_and_changes_nothing(name, old, others, rows, coordinator):
    row = put_into(rows[name](), old)
    assert old in others
    for new in others:
        with pytest.raises(TransitionRefused, match="kein möglicher Schritt"):
            change_status(row, new, actor=Actor.person(coordinator))
        row.refresh_from_db()
        assert row.status == old, new
        assert not row.events.exists(), new
