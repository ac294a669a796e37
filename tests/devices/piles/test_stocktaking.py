"""Stocktaking: found, missing and surplus against a location; nothing changes before its end."""

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.history import history
from devices.piles import stocktaking, work
from devices.piles.registry import kind_of
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    return cast.location("regal-a-01")


@pytest.fixture
def actor(volunteer):
    return Actor.person(volunteer)


@pytest.fixture
def pile(shelf, actor):
    return work.start(kind_of("stocktaking"), {"location": shelf}, actor=actor)


def test_found_missing_and_surplus_are_counted_while_scanning(pile, shelf, actor):
    here, absent = cast.device(location=shelf), cast.device(location=shelf)
    elsewhere = cast.device(location=cast.location("regal-b-02"))
    cast.device(location=shelf, status="handed_over")
    lines = [work.scan(pile, device.number, actor=actor) for device in (here, elsewhere)]
    stock = stocktaking.count(pile)
    assert [line.code for line in lines] == ["found", "surplus"]
    assert (stock.found, stock.expected, stock.missing) == (1, 2, [absent])
    assert [line.device for line in stock.surplus] == [elsewhere]
    elsewhere.refresh_from_db()
    assert elsewhere.location.code == "regal-b-02" and not here.events.exists()


def test_the_end_writes_the_history_moves_the_surplus_and_keeps_who_was_missing(pile, shelf, actor, volunteer):
    here, absent = cast.device(location=shelf), cast.device(location=shelf)
    surplus = cast.device()
    for device in (here, surplus):
        work.scan(pile, device.number, actor=actor)
    pile = work.finish(pile, actor=actor, keep_surplus=True)
    surplus.refresh_from_db()
    assert surplus.location == shelf
    assert [line.text for line in history(surplus, volunteer)] == [
        "Neuer Ort: Regal A-01",
        "Bei der Inventur gefunden: Regal A-01",
    ]
    assert [event.kind for event in here.events.all()] == ["found_at_stocktaking"]
    assert stocktaking.count(pile).missing == [absent]
    assert not absent.events.exists()


def test_looking_again_goes_on_and_writes_nothing_twice(pile, shelf, actor):
    here, absent = cast.device(location=shelf), cast.device(location=shelf)
    line = work.scan(pile, here.number, actor=actor)
    work.finish(pile, actor=actor)
    work.reopen(pile)
    with pytest.raises(TransitionRefused, match="steht schon im Verlauf"):
        work.undo(line, actor=actor)
    work.scan(pile, absent.number, actor=actor)
    pile = work.finish(pile, actor=actor)
    assert (here.events.count(), absent.events.count()) == (1, 1)
    assert stocktaking.count(pile).missing == []


def test_surplus_may_stay_where_it_is_said_to_be(pile, actor):
    surplus = cast.device()
    work.scan(pile, surplus.number, actor=actor)
    work.finish(pile, actor=actor, keep_surplus=False)
    surplus.refresh_from_db()
    assert surplus.location is None and not surplus.events.exists()


def test_a_line_taken_back_before_the_end_leaves_no_trace(pile, shelf, actor):
    here = cast.device(location=shelf)
    work.undo(work.scan(pile, here.number, actor=actor), actor=actor)
    assert stocktaking.count(pile).missing == [here]
    work.finish(pile, actor=actor)
    assert not here.events.exists()


def test_lost_ones_and_those_of_others_are_named_not_counted(pile, actor):
    lost, gone = cast.device(status="lost"), cast.device(status="handed_over")
    messages = [work.scan(pile, device.number, actor=actor).message for device in (lost, gone)]
    assert "als Verlust gemeldet" in messages[0] and "„übergeben“" in messages[1]
    assert stocktaking.count(pile).surplus == []


def test_one_location_at_a_time(pile, actor):
    cast.location("regal-b-02")
    assert "Bitte schließen Sie das zuerst ab" in work.scan(pile, "regal-b-02", actor=actor).message
    nowhere = work.start(kind_of("stocktaking"), {}, actor=actor)
    with pytest.raises(TransitionRefused, match="zuerst das Etikett"):
        work.finish(nowhere, actor=actor)


def test_of_very_many_missing_ones_the_page_lists_the_first_and_counts_all(pile, shelf, monkeypatch, actor):
    devices = [cast.device(location=shelf) for _device in range(3)]
    monkeypatch.setattr(stocktaking, "MOST_SHOWN", 2)
    stock = stocktaking.count(pile)
    assert (stock.missing_count, stock.missing, stock.not_shown) == (3, devices[:2], 1)
    pile = work.finish(pile, actor=actor)
    assert sorted(pile.target["missing"]) == [device.pk for device in devices]
