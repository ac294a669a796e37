"""Parts: taken from one device, built into another, with a history on all three."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.history import history
from devices.models import Part, PartKind
from devices.parts.stock import NewPart, build_in, change_part, scrap, take_out, take_parts, unscrap
from tests import cast
from tests.devices import stock_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def actor(volunteer):
    return Actor.person(volunteer)


@pytest.fixture
def shelf():
    return cast.location()


@pytest.fixture
def device():
    return cast.device(status="in_refurbishment")


def memory(count: int = 1, **said) -> NewPart:
    return NewPart(PartKind.objects.get(code="ram"), count, **{"capacity": "8 GB", **said})


def lines(device, reader) -> list[str]:
    return [line.text for line in history(device, reader)]


def test_each_part_gets_a_number_of_its_own_without_gaps(actor, shelf, device):
    battery = NewPart(PartKind.objects.get(code="battery"), 1, "82 %", "Dell 451-BBZG", "CN-0XCPT")
    parts = take_parts([memory(2), battery], from_device=device, location=shelf, actor=actor, now=cast.NOW)
    assert [(part.number, part.title, part.serial) for part in parts] == [
        ("T-000001", "Arbeitsspeicher 8 GB", ""),
        ("T-000002", "Arbeitsspeicher 8 GB", ""),
        ("T-000003", "Akku 82 %", "CN-0XCPT"),
    ]
    assert {(part.status, part.location, part.from_device) for part in parts} == {("in_stock", shelf, device)}
    assert Part.objects.filter(search_text__contains=device.number.lower()).count() == 3


def test_a_part_of_one_device_is_used_in_another_and_both_histories_say_so(actor, shelf, device, volunteer):
    other = cast.device(status="in_refurbishment")
    (part,) = take_parts([memory()], from_device=device, location=shelf, actor=actor)
    build_in(part, other, actor=actor)
    part.refresh_from_db()
    assert (part.status, part.device, part.location) == ("built_in", other, None)
    assert lines(device, volunteer)[0] == "Arbeitsspeicher 8 GB ausgebaut, auf Lager (T-000001)"
    assert lines(other, volunteer)[0] == f"Arbeitsspeicher 8 GB aus {device.number} eingebaut (T-000001)"
    take_out(part, shelf, actor=actor)
    part.refresh_from_db()
    assert (part.status, part.device, part.location) == ("in_stock", None, shelf)
    assert lines(other, volunteer)[0] == "Arbeitsspeicher 8 GB wieder ausgebaut (T-000001)"
    assert [event.kind for event in part.events.all()] == ["part_taken", "status_changed", "status_changed"]


@pytest.mark.parametrize("status", ["received", "ready", "handed_over", "dismantled", "lost"])
def test_parts_are_built_only_into_devices_that_are_worked_on(actor, status):
    part = stock_cast.part()
    with pytest.raises(TransitionRefused, match="Aufbereitung"):
        build_in(part, cast.device(status=status), actor=actor)
    part.refresh_from_db()
    assert part.status == "in_stock"


@pytest.mark.parametrize("status", ["received", "ready", "handed_over", "rejected", "lost"])
def test_parts_are_not_taken_from_devices_that_are_whole_or_gone(actor, shelf, status):
    with pytest.raises(TransitionRefused, match="Teile kommen aus"):
        take_parts([memory()], from_device=cast.device(status=status), location=shelf, actor=actor)


def test_a_device_that_was_collected_gives_no_parts(actor, shelf):
    device = cast.device(status="dismantled")
    pallet = stock_cast.pallet(
        status="collected", taker="Recycling Leipzig", collected_on=cast.NOW.date(), frozen="{}", frozen_sha256="0"
    )
    pallet.lines.create(device=device, added_at=cast.NOW)
    with pytest.raises(TransitionRefused, match="abgeholt"):
        take_parts([memory()], from_device=device, location=shelf, actor=actor)


def test_a_part_is_built_in_once(actor, device):
    part = stock_cast.part()
    build_in(part, device, actor=actor)
    with pytest.raises(TransitionRefused, match="kein möglicher Schritt"):
        build_in(part, cast.device(status="in_refurbishment"), actor=actor)
    part.refresh_from_db()
    assert part.device == device


def test_what_is_built_in_is_taken_out_before_it_is_scrapped(actor, shelf, device):
    part = stock_cast.part()
    with pytest.raises(TransitionRefused, match="nicht eingebaut"):
        take_out(part, shelf, actor=actor)
    build_in(part, device, actor=actor)
    with pytest.raises(TransitionRefused):
        scrap(part, reason="defekt", actor=actor)
    part.refresh_from_db()
    take_out(part, shelf, actor=actor)
    with pytest.raises(TransitionRefused, match="Grund"):
        scrap(part, reason=" ", actor=actor)
    scrap(part, reason="defekt", actor=actor)
    part.refresh_from_db()
    assert (part.status, part.events.last().note.text) == ("scrapped", "defekt")


def test_scrapped_by_mistake_it_is_in_stock_again(actor, shelf):
    part = stock_cast.part()
    scrap(part, reason="defekt", actor=actor)
    part.refresh_from_db()
    unscrap(part, actor=actor, anyone=False)
    part.refresh_from_db()
    assert (part.status, part.location) == ("in_stock", shelf)
    with pytest.raises(TransitionRefused, match="nicht ausgesondert"):
        unscrap(part, actor=actor, anyone=False)


@pytest.mark.parametrize("count", [0, 51])
def test_none_and_too_many_at_once_are_refused(actor, shelf, count):
    with pytest.raises(TransitionRefused, match="1 bis 50"):
        take_parts([memory(count)], location=shelf, actor=actor)
    assert not Part.objects.exists()


def test_facts_are_put_right_and_found_by(actor):
    part = stock_cast.part()
    assert change_part(part, {"serial": "M471A1K43", "capacity": "8 GB"}, actor=actor) == ["serial"]
    part.refresh_from_db()
    assert part.events.get().data == {"fields": ["serial"]}
    assert "m471a1k43" in part.search_text
    with pytest.raises(TransitionRefused, match="wo das Teil liegt"):
        change_part(part, {"location": None}, actor=actor)


def test_the_database_knows_where_each_part_is(device):
    for wrong in ({"status": "built_in"}, {"device": device}, {"location": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            stock_cast.part(**wrong)


def test_no_kind_of_part_is_a_storage_medium(reference):
    with translation.override("de"):
        names = " ".join(str(kind) for kind in PartKind.objects.all()).lower()
    assert not any(word in names for word in ("festplatte", "ssd", "datenträger", "nvme", "emmc"))
