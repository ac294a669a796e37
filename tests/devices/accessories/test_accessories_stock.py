"""Counts of accessories: every change is explained, none goes below zero."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from custody.actor import Actor
from custody.append_only import AppendOnlyError
from custody.lifecycle import TransitionRefused
from devices.accessories.stock import Pieces, count_anew, move, take_in, throw_away
from devices.models import AccessoryKind, AccessoryMovement, AccessoryStock, Plug
from tests import cast
from tests.devices import stock_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def actor(volunteer):
    return Actor.person(volunteer)


@pytest.fixture
def supplies():
    return stock_cast.accessories()


def pieces(count: int, kind: str = "power_supply", plug: str = "usb_c", watts: int | None = 65) -> Pieces:
    return Pieces(
        AccessoryKind.objects.get(code=kind),
        count,
        cast.location(),
        Plug.objects.get(code=plug) if plug else None,
        watts,
    )


def explained(stock: AccessoryStock) -> int:
    """The sum of everything that ever changed this count."""
    return stock.movements.aggregate(sum=Sum("change"))["sum"]


def test_a_bag_of_cables_is_taken_in_as_counts_of_its_donation(actor):
    donation = cast.donation(status="received")
    rows = [pieces(5), pieces(7, "display_cable", "hdmi", None), pieces(2, "network_cable", "", None)]
    assert take_in(rows, donation=donation, actor=actor, now=cast.NOW) == 14
    counted = {str(stock): stock.count for stock in AccessoryStock.objects.with_names()}
    assert counted == {"Netzteil USB-C 65 W": 5, "Bildschirmkabel HDMI": 7, "Netzwerkkabel": 2}
    movements = AccessoryMovement.objects.all()
    assert {(row.kind, row.donation, row.actor) for row in movements} == {("taken_in", donation, actor.user)}
    assert {row.happened_at for row in movements} == {cast.NOW}


def test_more_of_a_sort_at_the_same_place_is_added_to_its_count(actor):
    take_in([pieces(5), pieces(3)], actor=actor)
    take_in([pieces(2)], actor=actor)
    stock = AccessoryStock.objects.get()
    assert (stock.count, explained(stock)) == (10, 10)
    assert list(stock.movements.values_list("count_after", flat=True)) == [10, 8, 5]


def test_a_plug_or_watts_that_the_kind_does_not_have_are_left_out(actor):
    take_in([pieces(3, "mouse", "usb_a", 5)], actor=actor)
    stock = AccessoryStock.objects.get()
    assert (stock.plug, stock.watts) == (None, None)


def test_an_awaited_donation_has_arrived_with_its_bag(actor):
    donation = cast.donation(status="announced", received_on=None)
    take_in([pieces(1)], donation=donation, actor=actor, now=cast.NOW)
    donation.refresh_from_db()
    assert (donation.status, donation.received_on) == ("received", cast.NOW.date())


def test_nothing_is_taken_in_for_a_declined_donation(actor):
    with pytest.raises(TransitionRefused, match="abgelehnt"):
        take_in([pieces(1)], donation=cast.donation(status="declined"), actor=actor)
    assert not AccessoryStock.objects.exists()


@pytest.mark.parametrize("count", [0, -1, 10_001])
def test_a_count_out_of_range_is_refused_and_nothing_of_the_form_is_stored(actor, count):
    with pytest.raises(TransitionRefused, match="10000"):
        take_in([pieces(5), pieces(count)], actor=actor)
    assert not AccessoryStock.objects.exists()


def test_counted_anew_the_difference_is_written_down(actor, supplies):
    assert count_anew(supplies, 7, actor=actor) == -3
    assert count_anew(supplies, 7, actor=actor) == 0
    assert list(supplies.movements.values_list("kind", "change", "count_after")) == [
        ("counted", 0, 7),
        ("counted", -3, 7),
    ]
    with pytest.raises(TransitionRefused):
        count_anew(supplies, -1, actor=actor)


def test_thrown_away_needs_a_reason_and_pieces_that_are_there(actor, supplies):
    movement = throw_away(supplies, 4, reason="Kabel gebrochen", actor=actor)
    assert (movement.change, movement.count_after, movement.note.text) == (-4, 6, "Kabel gebrochen")
    with pytest.raises(TransitionRefused, match="Grund"):
        throw_away(supplies, 1, reason=" ", actor=actor)
    with pytest.raises(TransitionRefused, match="nur noch 6"):
        throw_away(supplies, 7, reason="kaputt", actor=actor)
    with pytest.raises(TransitionRefused, match="mindestens"):
        throw_away(supplies, -3, reason="kaputt", actor=actor)
    supplies.refresh_from_db()
    assert supplies.count == 6


def test_moved_pieces_are_counted_where_they_are(actor, supplies):
    there = move(supplies, 4, cast.location("bench-1", name_de="Arbeitsplatz 1"), actor=actor)
    supplies.refresh_from_db()
    there.refresh_from_db()
    assert (supplies.count, there.count, str(there)) == (6, 4, "Netzteil USB-C 65 W")
    with pytest.raises(TransitionRefused, match="nur noch 6"):
        move(supplies, 7, there.location, actor=actor)
    with pytest.raises(TransitionRefused, match="schon"):
        move(supplies, 1, supplies.location, actor=actor)


def test_the_database_keeps_one_count_per_sort_and_place_and_never_below_zero(supplies):
    for change in (
        lambda: stock_cast.accessories(),
        lambda: AccessoryStock.objects.filter(pk=supplies.pk).update(count=F("count") - 11),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    plain = {"kind": "network_cable", "plug": "", "watts": None}
    stock_cast.accessories(**plain)
    with pytest.raises(IntegrityError), transaction.atomic():
        stock_cast.accessories(**plain)


def test_a_movement_is_kept_as_it_was_written(actor, supplies):
    count_anew(supplies, 3, actor=actor)
    with pytest.raises(AppendOnlyError):
        AccessoryMovement.objects.all().delete()
