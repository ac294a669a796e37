"""Each guard that recipients give: refused with its sentence, and let through when it holds."""

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status
from devices.lifecycle import GUARDS
from recipients.models import Allocation, Handover, Need, Receipt
from tests import cast
from tests.recipients import handover_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def need(school, school_user):
    return cast.need(cast.request(school, school_user))


@pytest.fixture
def handover(school, coordinator):
    return cast.handover(school, coordinator)


@pytest.fixture
def promised(need, handover, coordinator):
    """A reserved notebook on a planned handover, without a receipt."""
    return cast.allocation(cast.device(status="ready"), need.items.get(), coordinator, handover=handover)


def put_into(allocation, status: str) -> Allocation:
    """Allocation and device in the middle of their way."""
    Allocation.objects.filter(pk=allocation.pk).update(status=status)
    type(allocation.device).objects.filter(pk=allocation.device_id).update(status=status)
    allocation.refresh_from_db()
    return allocation


def receipt(allocation, **fields) -> Receipt:
    row = Receipt.objects.create(
        handover=allocation.handover, need=allocation.item.need, document=cast.document(**fields)
    )
    row.allocations.add(allocation)
    return row


def refusal(row, to, by) -> str:
    before = row.status
    with pytest.raises(TransitionRefused) as refused:
        change_status(row, to, actor=Actor.person(by))
    row.refresh_from_db()
    assert row.status == before
    return str(refused.value)


def test_the_guards_stand_at_the_steps_where_the_document_puts_them():
    named = {
        pair: set(names)
        for pair, names in GUARDS.items()
        if pair[0] in ("ready", "reserved", "delivered", "handed_over")
    }
    assert named == {
        ("ready", "reserved"): {"active_allocation"},
        ("ready", "in_refurbishment"): {"no_active_allocation"},
        ("ready", "lost"): {"no_active_allocation"},
        ("reserved", "lost"): {"no_active_allocation"},
        ("delivered", "lost"): {"no_active_allocation"},
        ("reserved", "in_refurbishment"): {"no_active_allocation"},
        ("reserved", "ready"): {"no_active_allocation"},
        ("reserved", "delivered"): {"receipt_issued", "not_on_hold"},
        ("delivered", "handed_over"): {"institution_confirmed"},
        ("delivered", "ready"): {"no_active_allocation", "receipt_voided"},
        ("delivered", "returned"): {"no_active_allocation"},
        ("handed_over", "returned"): {"no_active_allocation"},
        ("handed_over", "lost"): {"lent_out"},
    }


def test_no_device_is_reserved_without_an_allocation(coordinator, need):
    device = cast.device(status="ready")
    assert refusal(device, "reserved", coordinator) == "Dieses Gerät ist keinem Bedarf zugeteilt."
    Allocation.objects.create(
        device=device, item=need.items.get(), allocated_by=coordinator, held_until=cast.NOW.date()
    )
    change_status(device, "reserved", actor=Actor.person(coordinator))
    assert device.status == "reserved"


@pytest.mark.parametrize(
    ("status", "to", "ended"),
    [
        ("reserved", "ready", "released"),
        ("reserved", "in_refurbishment", "released"),
        ("reserved", "lost", "released"),
        ("delivered", "lost", "released"),
        ("delivered", "ready", "released"),
        ("delivered", "returned", "released"),
        ("handed_over", "returned", "returned"),
    ],
)
def test_a_promised_device_goes_nowhere_before_the_promise_has_ended(status, to, ended, promised, coordinator):
    device = put_into(promised, status).device
    device.refresh_from_db()
    assert refusal(device, to, coordinator) == "Das Gerät ist noch zugeteilt. Geben Sie zuerst die Zuteilung frei."
    Allocation.objects.update(status=ended)
    change_status(device, to, actor=Actor.person(coordinator))
    assert device.status == to


class TestReceiptIssued:
    def test_nothing_leaves_without_a_receipt(self, promised, coordinator):
        expected = "Das Übergabeprotokoll ist noch nicht ausgestellt."
        assert refusal(promised.device, "delivered", coordinator) == expected

    @pytest.mark.parametrize("status", ["voided", "superseded"])
    def test_a_receipt_that_no_longer_stands_does_not_count(self, status, promised, coordinator):
        successor = cast.document() if status == "superseded" else None
        receipt(promised, status=status, superseded_by=successor)
        expected = "Das Übergabeprotokoll ist noch nicht ausgestellt."
        assert refusal(promised.device, "delivered", coordinator) == expected

    def test_with_it_the_device_leaves(self, promised, coordinator):
        receipt(promised)
        change_status(promised.device, "delivered", actor=Actor.person(coordinator))
        assert promised.device.status == "delivered"


def test_a_device_is_handed_over_only_when_the_institution_confirmed_it(promised, coordinator):
    device = put_into(promised, "delivered").device
    device.refresh_from_db()
    assert refusal(device, "handed_over", coordinator) == "Die Einrichtung hat dieses Gerät noch nicht bestätigt."
    Allocation.objects.update(status="handed_over")
    assert "Kein gültiges Protokoll nennt dieses Gerät mehr." in refusal(device, "handed_over", coordinator)
    receipt(promised)
    change_status(device, "handed_over", actor=Actor.person(coordinator))
    device.refresh_from_db()
    assert (device.status, device.first_handed_over_at) == ("handed_over", device.status_since)


def test_a_device_that_came_back_unused_is_free_only_when_its_receipt_is_void(promised, coordinator):
    standing = receipt(promised)
    device = put_into(promised, "delivered").device
    device.refresh_from_db()
    Allocation.objects.update(status="released")
    expected = "Ein Übergabeprotokoll nennt dieses Gerät noch. Erklären Sie es zuerst für ungültig."
    assert refusal(device, "ready", coordinator) == expected
    Receipt.objects.filter(pk=standing.pk).update(active=False)
    change_status(device, "ready", actor=Actor.person(coordinator))
    assert device.status == "ready"


def test_only_a_loan_can_be_lost_once_it_is_in_use(promised, coordinator):
    device = put_into(promised, "handed_over").device
    device.refresh_from_db()
    assert refusal(device, "lost", coordinator) == "Nur ein verliehenes Gerät kann als Verlust gemeldet werden."
    Need.objects.update(agreement="loan")
    change_status(device, "lost", actor=Actor.person(coordinator))
    assert device.status == "lost"


class TestNeeds:
    def test_a_need_is_served_when_each_of_its_items_is_in_use(self, school, school_user, coordinator):
        need = cast.need(cast.request(school, school_user), items=2)
        planned = cast.handover(school, coordinator)
        first, second = (
            cast.allocation(cast.device(status="ready"), item, coordinator, handover=planned)
            for item in need.items.all()
        )
        Allocation.objects.filter(pk=first.pk).update(status="handed_over")
        Allocation.objects.filter(pk=second.pk).update(status="delivered")
        need.refresh_from_db()
        assert refusal(need, "fulfilled", coordinator) == "Noch nicht jedes Gerät dieses Bedarfs ist übergeben."
        change_status(second, "handed_over", actor=Actor.person(coordinator))
        need.refresh_from_db()
        assert need.status == "fulfilled"

    @pytest.mark.parametrize("to", ["withdrawn", "declined"])
    def test_a_need_with_a_promised_device_does_not_end(self, to, promised, coordinator):
        need = promised.item.need
        expected = "Diesem Bedarf ist ein Gerät zugeteilt. Geben Sie es zuerst frei."
        assert refusal(need, to, coordinator) == expected
        Allocation.objects.update(status="released")
        change_status(need, to, actor=Actor.person(coordinator))
        assert need.status == to

    def test_a_need_follows_its_allocation(self, promised, coordinator):
        change_status(promised, "released", actor=Actor.person(coordinator))
        assert Need.objects.get().status == "open"


class TestRequests:
    @pytest.fixture
    def draft(self, school, school_user):
        return cast.request(school, school_user, status="draft")

    def test_it_needs_a_need(self, draft, school_user):
        assert refusal(draft, "submitted", school_user) == "Bitte tragen Sie mindestens einen Bedarf ein."

    def test_every_need_has_a_code_and_an_item(self, draft, school_user):
        cast.need(draft, pupil_code="")
        assert refusal(draft, "submitted", school_user) == "Jeder Bedarf braucht einen Schülercode und ein Gerät."

    def test_a_need_without_an_item_refuses(self, draft, school_user):
        cast.need(draft, items=0)
        assert refusal(draft, "submitted", school_user) == "Jeder Bedarf braucht einen Schülercode und ein Gerät."

    def test_a_loan_to_the_institution_itself_has_no_code(self, draft, school_user):
        cast.need(draft, pupil_code="", agreement="loan")
        change_status(draft, "submitted", actor=Actor.person(school_user))
        assert draft.status == "submitted"

    @pytest.mark.parametrize("missing", [{"attested_by_function": ""}, {"entitlement_seen_on": None}])
    def test_the_entitlement_is_attested(self, missing, draft, school_user):
        cast.need(draft)
        type(draft).objects.update(**missing)
        assert "dass die Berechtigung vorlag" in refusal(draft, "submitted", school_user)

    @pytest.mark.parametrize("status", ["applied", "suspended", "refused"])
    def test_the_institution_is_approved(self, status, draft, school, school_user):
        cast.need(draft)
        type(school).objects.update(status=status)
        assert refusal(draft, "submitted", school_user) == "Die Einrichtung ist nicht freigeschaltet."


class TestHandovers:
    def test_an_empty_one_is_not_packed(self, handover, coordinator):
        assert refusal(handover, "packed", coordinator) == "Diesem Übergabetermin ist kein Gerät zugeordnet."

    @pytest.mark.parametrize("status", [None, "queued", "failed"])
    def test_it_is_packed_when_every_receipt_can_be_printed(self, status, handover, promised, coordinator):
        if status:
            paper = receipt(promised, status=status)
        assert "Noch nicht jedes Übergabeprotokoll ist fertig" in refusal(handover, "packed", coordinator)
        if status:
            type(paper.document).objects.update(status="ready")
            handover_cast.on_cart(handover)
            change_status(handover, "packed", actor=Actor.person(coordinator))
            assert handover.status == "packed"

    def test_it_is_packed_when_every_device_was_scanned_onto_the_cart(self, handover, promised, coordinator):
        receipt(promised)
        assert refusal(handover, "packed", coordinator).startswith("1 Gerät wurde noch nicht auf den Wagen gescannt.")

    def test_nothing_leaves_with_papers_that_name_an_old_day(self, handover, promised, coordinator):
        receipt(promised, content='{"handover_date": "01.09.2026"}')
        Handover.objects.update(status="packed")
        handover.refresh_from_db()
        assert refusal(handover, "under_way", coordinator).startswith("Der Termin wurde verlegt")

    @pytest.mark.parametrize("status", ["reserved", "delivered"])
    def test_it_is_closed_when_every_device_is_answered(self, status, handover, promised, coordinator):
        put_into(promised, status)
        Handover.objects.update(status="under_way")
        handover.refresh_from_db()
        assert refusal(handover, "closed", coordinator) == "Noch nicht jedes Gerät ist bestätigt oder zurückgenommen."
        put_into(promised, "handed_over")
        change_status(handover, "closed", actor=Actor.person(coordinator))
        assert handover.status == "closed"
