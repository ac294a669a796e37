"""The cart: every device is scanned onto it, an equal one takes the place of a missing one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Device
from documents.models import Document
from recipients import allocating, handovers, receipts
from recipients.models import PackedDevice
from recipients.packing import cart, lists, scanning, swapping
from recipients.packing.shelf import by_shelf, distances
from recipients.packing.swapping import Cause
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def handover(school, coordinator):
    return handover_cast.planned(school, coordinator)


def put(device, code, position=0):
    place = cast.location(code, name_de=code, position=position)
    Device.objects.filter(pk=device.pk).update(location=place)
    device.refresh_from_db()
    return device


def scan(handover, typed, actor):
    packed = scanning.scan(handover, typed, actor=actor)
    return packed.outcome, packed.what, packed.text


def test_shelves_are_walked_in_their_order_and_numbers_read_as_numbers(coordinator):
    devices = [cast.device() for _ in range(4)]
    for device, code in zip(devices, ("shelf-a-10", "shelf-a-2", "shelf-b-1", ""), strict=True):
        if code:
            put(device, code, position=9 if code == "shelf-b-1" else 3)
    walked = [device.location.code if device.location else "" for device in sorted(devices, key=by_shelf)]
    assert walked == ["shelf-a-2", "shelf-a-10", "shelf-b-1", ""]
    away = distances(devices, devices[0].location)
    assert [away[device.pk] for device in devices[:3]] == [0, 1, 1]
    assert away[devices[3].pk] > 1


def test_what_is_promised_here_is_packed_and_a_second_scan_changes_nothing(handover, actor, coordinator):
    first, second = handover.allocations.order_by("pk")
    number, title = first.device.number, first.device.title
    assert scan(handover, number.removeprefix("H4F-"), actor) == ("ok", number, f"gepackt · {title}")
    assert scan(handover, first.device.serial.lower(), actor) == ("again", number, "liegt schon auf dem Wagen")
    assert PackedDevice.objects.get().packed_by == coordinator
    assert first.events.last().kind == "put_on_cart"
    found = cart.cart_of(handover)
    assert (found.done, found.total, found.is_complete) == (1, 2, False)
    assert [line.allocation for line in found.missing] == [second]


def test_what_is_promised_to_others_or_to_nobody_stays_here(handover, actor, coordinator):
    other = handover_cast.planned(cast.institution(), coordinator)
    theirs = other.allocations.first().device
    waiting = handover_cast.reserved(cast.institution(), coordinator, needs=1)[0].device
    broken, monitor = cast.device(), cast.device(status="ready", category=cast.category("monitor"))
    assert scan(handover, theirs.number, actor) == (
        "odd",
        theirs.number,
        f"jemand anderem zugesagt: geht mit Übergabe {other.number}",
    )
    assert scan(handover, waiting.number, actor)[2] == "jemand anderem zugesagt, der noch keinen Termin hat"
    assert scan(handover, broken.number, actor)[2] == "nicht zugesagt und nicht auszugeben: eingegangen"
    assert scan(handover, monitor.number, actor)[::2] == ("odd", "nicht zugesagt: bleibt hier")
    assert scan(handover, "gibt es nicht", actor)[::2] == ("bad", "unbekannte Nummer")
    assert not PackedDevice.objects.exists()


def test_a_free_equal_one_is_offered_in_place_of_a_missing_one(handover, actor, coordinator):
    first, second = handover.allocations.order_by("pk")
    cart.put_on(first, actor=actor)
    free = handover_cast.erased_notebook(coordinator)
    packed = scanning.scan(handover, free.number, actor=actor)
    assert (packed.outcome, packed.instead_of, packed.device) == ("odd", second, free)
    assert packed.text == f"nicht zugesagt, könnte aber statt {second.device.number} mitgehen, das noch fehlt"


def test_a_device_that_was_put_on_hold_is_not_packed(handover, actor):
    device = handover.allocations.first().device
    Device.objects.filter(pk=device.pk).update(hold_kind="part", hold_since=cast.NOW)
    outcome, _what, text = scan(handover, device.number, actor)
    assert (outcome, text.endswith("Nehmen Sie stattdessen ein gleichwertiges.")) == ("bad", True)
    assert cart.cart_of(handover).lines[0].trouble or cart.cart_of(handover).lines[1].trouble


def test_off_the_cart_and_off_the_handover(handover, actor):
    first, second = handover.allocations.order_by("pk")
    for row in (first, second):
        cart.put_on(row, actor=actor)
    cart.take_off(first, actor=actor)
    with pytest.raises(TransitionRefused, match="nicht auf dem Wagen"):
        cart.take_off(first, actor=actor)
    handovers.take_off(second, actor=actor, reason="bleibt hier")
    assert not PackedDevice.objects.exists()
    with pytest.raises(TransitionRefused, match="von dieser Übergabe"):
        cart.put_on(second, actor=actor)


def test_a_packed_handover_is_changed_only_when_the_packing_is_opened_again(school, coordinator, actor):
    handover = handover_cast.packed(school, coordinator)
    row = handover.allocations.first()
    with pytest.raises(TransitionRefused, match="schon gepackt"):
        cart.take_off(row, actor=actor)
    more = handover_cast.reserved(school, coordinator, needs=1)
    plan = {"starts_at": handover.starts_at, "place": handover.place, "assigned": []}
    with pytest.raises(TransitionRefused, match="schon gepackt"):
        handovers.change(handover, allocations=more, actor=actor, **plan)
    handovers.unpack(handover, actor=actor, reason="unvollständig")
    assert (handover.status, cart.cart_of(handover).done) == ("planned", 2)
    handovers.change(handover, allocations=more, actor=actor, **plan)
    assert cart.cart_of(handover).total == 3


class TestSwapping:
    def test_the_nearest_fitting_one_comes_first(self, handover, coordinator):
        row = handover.allocations.first()
        put(row.device, "shelf-a-05", 5)
        far, near = (handover_cast.erased_notebook(coordinator) for _ in range(2))
        put(far, "shelf-z-01", 9)
        put(near, "shelf-a-06", 5)
        row.refresh_from_db()
        assert [one.device for one in swapping.equals(row)] == [near, far]

    def test_reservation_receipt_and_shelf_change_in_one_step(self, school, coordinator, actor):
        handover = handover_cast.with_receipts(school, coordinator)
        row = handover.allocations.order_by("pk").first()
        old, new = put(row.device, "shelf-a-05"), handover_cast.erased_notebook(coordinator)
        promise = swapping.swap(row, device=new, cause=Cause.NOT_FOUND, actor=actor)
        assert (promise.handover, promise.device, promise.held_until) == (handover, new, row.held_until)
        old.refresh_from_db()
        assert (old.status, old.location, old.hold_kind) == ("ready", None, "missing")
        first, second = Document.objects.filter(number="Q-2026-00001").order_by("version")
        assert (first.status, second.status) == ("superseded", "queued")
        assert new.number in second.content and old.number not in second.content
        assert list(second.receipt.allocations.all()) == [promise]
        assert receipts.due(handover) == []
        assert promise.events.last().data == {"instead_of": row.pk}

    def test_a_missing_one_is_offered_again_only_when_it_is_found(self, handover, coordinator, actor):
        first, second = handover.allocations.select_related("handover", "item__need", "item__minimum_spec")
        swapping.swap(first, device=handover_cast.erased_notebook(coordinator), cause=Cause.NOT_FOUND, actor=actor)
        assert swapping.equals(second) == []
        assert scan(handover, first.device.number, actor)[0] == "odd"
        assert [one.device for one in swapping.equals(second)] == [first.device]

    def test_what_cannot_be_packed_takes_no_place(self, handover, coordinator, actor, monkeypatch):
        row, free = handover.allocations.first(), handover_cast.erased_notebook(coordinator)

        def refused(*_args, **_fields):
            raise TransitionRefused("packed meanwhile")

        monkeypatch.setattr(cart, "put_on", refused)
        with pytest.raises(TransitionRefused, match="packed meanwhile"):
            swapping.swap_onto_cart(row, device=free, cause=Cause.OTHER_ONE, actor=actor)
        row.refresh_from_db()
        free.refresh_from_db()
        assert (row.status, free.status) == ("reserved", "ready")

    def test_a_broken_one_goes_to_the_workshop(self, handover, coordinator, actor):
        row = handover.allocations.first()
        new = handover_cast.erased_notebook(coordinator)
        swapping.swap(row, device=new, cause=Cause.BROKEN, actor=actor)
        old = Device.objects.get(pk=row.device_id)
        assert (old.status, old.events.last().note.text) == ("in_refurbishment", "Es ist kaputt oder unvollständig")

    def test_of_a_set_the_receipt_keeps_its_other_devices(self, school, coordinator, actor):
        rows = handover_cast.reserved(school, coordinator, needs=1, items=2)
        handover = handover_cast.with_receipts(school, coordinator, allocations=rows)
        new = handover_cast.erased_notebook(coordinator)
        row = handover.allocations.get(pk=rows[0].pk)
        promise = swapping.swap(row, device=new, cause=Cause.OTHER_ONE, actor=actor)
        assert set(handover.receipts.get(active=True).allocations.all()) == {promise, rows[1]}

    def test_what_does_not_fit_or_was_given_away_changes_nothing(self, handover, coordinator, actor):
        row = handover.allocations.first()
        monitor = cast.device(status="ready", category=cast.category("monitor"))
        with pytest.raises(allocating.DoesNotFit):
            swapping.swap(row, device=monitor, cause=Cause.BROKEN, actor=actor)
        gone = handover_cast.reserved(cast.institution(), coordinator, needs=1)[0].device
        with pytest.raises(allocating.AlreadyAllocated):
            swapping.swap(row, device=gone, cause=Cause.BROKEN, actor=actor)
        row.refresh_from_db()
        assert (row.status, row.device.status, handover.allocations.count()) == ("reserved", "reserved", 2)

    def test_twice_sent_the_second_is_refused(self, handover, coordinator, actor):
        row = handover.allocations.first()
        one, two = (handover_cast.erased_notebook(coordinator) for _ in range(2))
        stale = type(row).objects.select_related("handover", "item").get(pk=row.pk)
        swapping.swap(row, device=one, cause=Cause.NOT_FOUND, actor=actor)
        with pytest.raises(TransitionRefused):
            swapping.swap(stale, device=two, cause=Cause.NOT_FOUND, actor=actor)
        two.refresh_from_db()
        assert two.status == "ready"

    def test_while_its_receipt_is_being_made_nothing_is_swapped(self, handover, coordinator, actor):
        receipts.issue(handover, actor=actor)
        new = handover_cast.erased_notebook(coordinator)
        with pytest.raises(TransitionRefused, match="wird noch erstellt"):
            swapping.swap(handover.allocations.first(), device=new, cause=Cause.NOT_FOUND, actor=actor)


class TestPages:
    def test_an_assigned_volunteer_packs_before_the_day_and_sees_neither_school_nor_code(
        self, client, school, coordinator, volunteer
    ):
        later = timezone.now() + timedelta(days=3)
        handover = handover_cast.planned(school, coordinator, starts_at=later, assigned=[volunteer])
        page = reverse("handover_packing", args=[handover.number])
        client.force_login(volunteer)
        assert client.get(reverse("handover_detail", args=[handover.number])).status_code == 404
        row = handover.allocations.select_related("item__need").first()
        text = client.post(page, {"code": row.device.number}).content.decode()
        assert "<b>1</b> von 2 gepackt" in text
        assert 'data-sound="ok"' in text
        for secret in (school.name, handover.place, row.item.need.pupil_code):
            assert secret not in text
        assert client.get(reverse("packing_list_pdf", args=[handover.number])).content.startswith(b"%PDF")
        client.post(reverse("packing_undo", args=[handover.number, row.pk]))
        assert not PackedDevice.objects.exists()

    def test_what_is_to_be_packed_is_listed_for_those_who_help(
        self, client, school, coordinator, volunteer, senior_volunteer, django_assert_num_queries
    ):
        for days in (5, 3):
            later = timezone.now() + timedelta(days=days)
            handover = handover_cast.planned(school, coordinator, starts_at=later, assigned=[volunteer])
        cart.put_on(handover.allocations.first(), actor=Actor.person(volunteer))
        page = reverse("handovers_to_pack")
        client.force_login(volunteer)
        client.get(page)
        with django_assert_num_queries(LIST_QUERIES):
            found = client.get(page)
        rows = found.context["handovers"]
        assert [(row.packed_count, row.device_count) for row in rows] == [(1, 2), (0, 2)]
        assert page in client.get(reverse("start")).content.decode()
        assert school.name not in found.content.decode()
        client.force_login(senior_volunteer)
        assert "Nichts zu packen" in client.get(page).content.decode()

    def test_take_it_instead_is_one_step(self, client, handover, coordinator):
        row = handover.allocations.first()
        free = handover_cast.erased_notebook(coordinator)
        client.force_login(coordinator)
        page = client.post(reverse("handover_packing", args=[handover.number]), {"code": free.number})
        address = reverse("packing_take_instead", args=[handover.number, page.context["scanned"].instead_of.pk])
        assert address in page.content.decode()
        page = client.post(address, {"device": free.number}, follow=True)
        assert "liegt statt" in page.content.decode()
        assert "vermisst" not in page.content.decode()
        assert PackedDevice.objects.get().allocation.device == free
        row.device.refresh_from_db()
        assert row.device.status == "ready"

    def test_the_swap_page_asks_why_and_which(self, client, handover, coordinator):
        row = handover.allocations.first()
        page = reverse("packing_swap", args=[handover.number, row.pk])
        client.force_login(coordinator)
        assert "Kein anderes freies Gerät passt" in client.get(page).content.decode()
        free = handover_cast.erased_notebook(coordinator)
        assert set(client.post(page, {}).context["form"].errors) == {"cause", "device"}
        answer = client.post(page, {"cause": "broken", "device": free.number})
        assert answer.status_code == 302
        assert handover.allocations.filter(device=free).exists()
        again = reverse("packing_swap", args=[handover.number, handover.allocations.get(device=free).pk])
        other = handover_cast.erased_notebook(coordinator)
        text = client.post(again, {"cause": "not_found", "device": other.number}, follow=True).content.decode()
        assert f"{free.number} wartet als vermisst" in text

    def test_packing_says_how_to_undo_it(self, client, school, coordinator):
        handover = handover_cast.with_receipts(school, coordinator)
        client.force_login(coordinator)
        pack = reverse("handover_pack", args=[handover.number])
        assert "2 Geräte wurden noch nicht" in client.post(pack, follow=True).content.decode()
        handover_cast.on_cart(handover)
        text = client.post(pack, follow=True).content.decode()
        assert reverse("handover_unpack", args=[handover.number]) in text
        client.post(reverse("handover_unpack", args=[handover.number]))
        handover.refresh_from_db()
        assert handover.status == "planned"

    @pytest.mark.parametrize("needs", [1, 3])
    def test_the_page_costs_the_same_for_one_and_for_three(
        self, client, school, coordinator, needs, django_assert_num_queries
    ):
        rows = handover_cast.reserved(school, coordinator, needs=needs)
        handover = handover_cast.planned(school, coordinator, allocations=rows)
        client.force_login(coordinator)
        page = reverse("handover_packing", args=[handover.number])
        client.get(page)
        with django_assert_num_queries(PAGE_QUERIES):
            client.get(page)


PAGE_QUERIES = 6
LIST_QUERIES = 4


class TestPapers:
    def test_the_lists_hold_what_goes_along(self, school, coordinator):
        handover = handover_cast.with_receipts(school, coordinator)
        assert lists.packing_list(handover).startswith(b"%PDF")
        assert lists.handover_list(handover).startswith(b"%PDF")
