"""Many promises at once: what can be is reserved, what cannot be is named; the same statements for one or many."""

from datetime import date

import pytest

from custody.chain import broken_lines
from custody.lifecycle import TransitionRefused
from devices.models import Device
from recipients import allocating, confirming
from recipients.confirming import Pair, confirm
from recipients.models import Allocation, MinimumSpec, Need, NeedItem
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(school_user):
    return cast.request(cast.institution(school_user), school_user)


@pytest.fixture
def pairs(asked):
    """Three needs and three devices that fit."""
    donation = cast.donation(status="received")
    needs = [cast.need(asked) for _number in range(3)]
    devices = [cast.device(status="ready", donation=donation) for _number in range(3)]
    return [Pair(need.items.get().pk, device.pk) for need, device in zip(needs, devices, strict=True)]


@pytest.fixture
def actor(coordinator, acting):
    return acting(coordinator)


def reasons(result) -> dict[Pair, str]:
    return {refused.pair: refused.reason for refused in result.refused}


def number(pair: Pair) -> str:
    return Device.objects.get(pk=pair.device).number


def need_of(pair: Pair) -> Need:
    return Need.objects.get(items=pair.item)


def test_all_are_reserved_with_the_history_that_a_single_promise_writes(pairs, actor, now):
    result = confirm(pairs, actor=actor, now=now)
    assert [(row.item_id, row.device_id) for row in result.made] == [(pair.item, pair.device) for pair in pairs]
    assert result.refused == []
    for row in Allocation.objects.all():
        assert (row.status, row.held_until, row.allocated_by) == ("reserved", date(2026, 12, 8), actor.user)
        (event,) = row.events.all()
        assert event.data == {"device": row.device.number, "item": row.item_id, "held_until": "2026-12-08"}
        assert row.device.events.get().data == {"allocation": row.pk}
        assert (row.device.status, row.item.need.status) == ("reserved", "reserved")
        assert row.item.need.events.get().new_status == "reserved"
        assert not broken_lines(row.device.events.all())


def test_a_date_may_be_given(pairs, actor, now):
    confirm(pairs[:1], actor=actor, now=now, held_until=date(2027, 1, 15))
    assert Allocation.objects.get().held_until == date(2027, 1, 15)


def test_nothing_is_nothing(actor):
    assert confirm([], actor=actor) == confirming.Confirmed()


def test_thirty_pairs_take_as_many_statements_as_two(pairs, asked, actor, now, django_assert_max_num_queries):
    donation = cast.donation(status="received")
    many = [
        Pair(cast.need(asked).items.get().pk, cast.device(status="ready", donation=donation).pk) for _n in range(30)
    ]
    with django_assert_max_num_queries(52) as counted:
        confirm(pairs[:2], actor=actor, now=now)
    with django_assert_max_num_queries(len(counted)):
        assert len(confirm(many, actor=actor, now=now).made) == 30


def refuse(pairs, actor, now, sentence: str) -> None:
    """The first pair is refused with this sentence, the others are reserved."""
    result = confirm(pairs, actor=actor, now=now)
    assert reasons(result) == {pairs[0]: sentence}
    assert len(result.made) == len(pairs) - 1


def test_a_device_that_was_recycled_meanwhile_is_named_and_the_rest_kept(pairs, actor, now):
    Device.objects.filter(pk=pairs[0].device).update(status="recycled")
    refuse(pairs, actor, now, f"Das Gerät {number(pairs[0])} ist nicht mehr frei: Es ist „recycelt“.")
    assert need_of(pairs[0]).status == "open"


def test_a_device_on_hold_is_named(pairs, actor, now):
    Device.objects.filter(pk=pairs[0].device).update(hold_kind="part", hold_reason="Akku", hold_since=now)
    refuse(pairs, actor, now, f"Das Gerät {number(pairs[0])} wartet auf etwas (Vermerk am Gerät).")


def test_a_device_that_somebody_else_promised_is_named(pairs, asked, actor, now):
    device = Device.objects.get(pk=pairs[0].device)
    allocating.allocate(item=cast.need(asked).items.get(), device=device, actor=actor, now=now)
    refuse(pairs, actor, now, f"Das Gerät {device.number} ist nicht mehr frei: Es ist „reserviert“.")


def test_a_need_that_has_another_device_meanwhile_is_named(pairs, actor, now):
    need = need_of(pairs[0])
    allocating.allocate(item=need.items.get(), device=cast.device(status="ready"), actor=actor, now=now)
    refuse(pairs, actor, now, f"Für {need} ist inzwischen ein anderes Gerät reserviert.")


def test_a_need_that_was_withdrawn_is_named(pairs, actor, now):
    Need.objects.filter(items=pairs[0].item).update(status="withdrawn")
    refuse(pairs, actor, now, f"{need_of(pairs[0])} steht nicht mehr auf der Warteliste.")


def test_a_part_that_the_school_dropped_is_named_as_such(asked, actor, now):
    """The sentence of a single promise; nobody is told that it is not in the records."""
    computer, monitor = cast.need(asked, items=2).items.all()
    pairs = [Pair(item.pk, cast.device(status="ready").pk) for item in (monitor, computer)]
    NeedItem.objects.filter(pk=monitor.pk).update(given_up=True, is_dropped=True)
    refuse(pairs, actor, now, "Die Einrichtung wünscht diesen Teil des Gerätesatzes nicht mehr.")


def test_a_suspended_school_gets_nothing_and_the_others_do(pairs, school_user, actor, now):
    other = cast.institution(school_user, name="Gymnasium Süd", status="suspended")
    item = cast.need(cast.request(other, school_user)).items.get()
    late = Pair(item.pk, cast.device(status="ready").pk)
    refuse([late, *pairs], actor, now, "Gymnasium Süd ist „gesperrt“: Dafür wird nichts reserviert.")


def test_a_device_that_does_not_fit_any_more_is_named(pairs, actor, now):
    spec = MinimumSpec.objects.create(
        code="eight", name_de="8 GB", name_en="8 GB", category=cast.category(), min_ram_mib=8192
    )
    Need.objects.get(items=pairs[0].item).items.update(minimum_spec=spec)
    sentence = f"Das Gerät {number(pairs[0])} ist nicht (mehr), was für {need_of(pairs[0])} gebraucht wird."
    refuse(pairs, actor, now, sentence)


def test_a_device_of_another_category_is_named(pairs, actor, now):
    Device.objects.filter(pk=pairs[0].device).update(category=cast.category("tablet"))
    sentence = f"Das Gerät {number(pairs[0])} ist nicht (mehr), was für {need_of(pairs[0])} gebraucht wird."
    refuse(pairs, actor, now, sentence)


def test_a_device_or_need_that_stands_twice_goes_to_the_first(pairs, actor, now):
    first, second, third = pairs
    same_device, same_item = Pair(second.item, first.device), Pair(first.item, third.device)
    result = confirm([first, same_device, same_item], actor=actor, now=now)
    assert [row.device_id for row in result.made] == [first.device]
    assert reasons(result) == {
        same_device: f"Das Gerät {number(first)} bekommt schon ein anderer Bedarf dieser Liste.",
        same_item: f"Für {need_of(first)} ist inzwischen ein anderes Gerät reserviert.",
    }


def test_keys_of_nothing_are_named(pairs, actor, now):
    refuse([Pair(0, 0), *pairs], actor, now, "Diesen Bedarf oder dieses Gerät gibt es nicht mehr.")


def test_two_parts_of_a_set_make_one_step_of_their_need(asked, actor, now):
    need = cast.need(asked, items=2)
    pairs = [Pair(item.pk, cast.device(status="ready").pk) for item in need.items.all()]
    assert len(confirm(pairs, actor=actor, now=now).made) == 2
    assert [event.new_status for event in need.events.all()] == ["reserved"]


def test_where_the_database_contradicts_the_loser_alone_is_named(pairs, asked, actor, now, monkeypatch):
    """Whatever slips past the questions: the partial uniques hold, and no page of an error is shown."""
    device = Device.objects.get(pk=pairs[1].device)
    allocating.allocate(item=cast.need(asked).items.get(), device=device, actor=actor, now=now)
    monkeypatch.setattr(confirming._Found, "why_not", lambda self, pair: "")
    result = confirm(pairs, actor=actor, now=now)
    assert [row.device_id for row in result.made] == [pairs[0].device, pairs[2].device]
    assert list(reasons(result)) == [pairs[1]]
    assert need_of(pairs[1]).status == "open"
    assert Allocation.objects.count() == 3


@pytest.fixture
def guarded(monkeypatch):
    """Devices that a guard refuses, whatever was asked before."""
    refused: set[int] = set()
    whole = confirming.change_status_many

    def refusing(model, pks, *args, **options):
        if refused & set(pks):
            raise TransitionRefused("Bitte später.")
        return whole(model, pks, *args, **options)

    monkeypatch.setattr(confirming, "change_status_many", refusing)
    return refused


def devices_for(*items: NeedItem) -> list[Pair]:
    return [Pair(item.pk, cast.device(status="ready").pk) for item in items]


def test_where_the_first_part_of_a_set_loses_late_the_rest_stays_in_stock(pairs, asked, actor, now, guarded):
    computer, monitor = devices_for(*cast.need(asked, items=2).items.all())
    guarded.add(computer.device)
    result = confirm([*pairs[:1], monitor, computer, *pairs[1:]], actor=actor, now=now)
    half = "Womit dieser Satz beginnt, kann nicht reserviert werden: Ein halber Satz hilft niemandem."
    assert reasons(result) == {computer: "Bitte später.", monitor: half}
    assert [row.item_id for row in result.made] == [pair.item for pair in pairs]


def test_where_another_part_of_a_set_loses_late_the_rest_is_reserved(asked, actor, now, guarded):
    computer, monitor, mouse = devices_for(*cast.need(asked, items=3).items.all())
    guarded.add(monitor.device)
    result = confirm([computer, monitor, mouse], actor=actor, now=now)
    assert reasons(result) == {monitor: "Bitte später."}
    assert [row.item_id for row in result.made] == [computer.item, mouse.item]


@pytest.mark.parametrize("shared", [{"cap": 1}, {"household": "7FAMILIE"}])
def test_whoever_loses_late_takes_no_place_from_others(asked, actor, now, guarded, shared):
    """Of a limit, nor of a household: the next one of the list gets the place, and only the one after it none."""
    needs = [cast.need(asked, household_code=shared.get("household", "")) for _number in range(3)]
    first, second, third = devices_for(*[need.items.get() for need in needs])
    guarded.add(first.device)
    result = confirm([first, second, third], actor=actor, now=now, cap=shared.get("cap"))
    assert [row.item_id for row in result.made] == [second.item]
    assert reasons(result)[first] == "Bitte später."
    assert list(reasons(result)) == [first, third]


def test_what_a_guard_refuses_alone_is_named_with_its_sentence(pairs, actor, now, guarded):
    guarded.add(pairs[0].device)
    result = confirm(pairs, actor=actor, now=now)
    assert reasons(result) == {pairs[0]: "Bitte später."}
    assert Allocation.objects.count() == len(result.made) == 2
