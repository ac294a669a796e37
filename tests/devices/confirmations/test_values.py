"""What may be stated about the worth of a device."""

from dataclasses import replace
from decimal import Decimal

import pytest

from custody.actor import Actor
from devices.confirmations import values
from devices.enums import ValueBasis
from devices.models import StatedValue, VatRate
from tests import cast
from tests.devices.confirmations import gift_cast
from tests.devices.confirmations.gift_cast import BOOK, PARTIAL

MARKET = values.Statement(ValueBasis.MARKET, Decimal("45.50"), purchase_year=2019, purchase_price=Decimal(899))


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


@pytest.fixture
def gift(reference):
    return gift_cast.gift()


@pytest.mark.parametrize(("statement", "vat", "total"), [(BOOK, "19.00", "20.00"), (PARTIAL, "19.00", "119.00")])
def test_vat_is_reckoned_on_the_replacement_value(gift, actor, statement, vat, total):
    first, *_others = gift_cast.stated(gift, actor, statement)
    first.stated_value.refresh_from_db()
    assert (first.stated_value.vat, first.stated_value.total) == (Decimal(vat), Decimal(total))


def test_the_rate_is_that_of_the_day_and_cents_are_rounded(reference, actor):
    gift = gift_cast.gift(received_on="2020-08-01", count=1)
    gift_cast.stated(gift, actor, replace(BOOK, vat_base=Decimal("33.35")))
    row = StatedValue.objects.get()
    assert (row.vat_percent, row.vat) == (Decimal("16.00"), Decimal("5.34"))


def test_without_vat_the_withdrawal_value_is_confirmed_alone(gift, actor):
    gift_cast.stated(gift, actor, replace(BOOK, vat_base=None))
    assert StatedValue.objects.get().total == Decimal("1.00")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (MARKET, "passt nicht dazu"),
        (replace(BOOK, amount=Decimal("-1")), "50.000"),
        (replace(BOOK, amount=Decimal("50000.01")), "50.000"),
        (replace(BOOK, amount=Decimal(0), vat_base=None), "Null"),
    ],
)
def test_impossible_values_get_a_sentence_and_change_nothing(gift, actor, statement, said):
    with pytest.raises(values.ValuesRefused, match=said):
        gift_cast.stated(gift, actor, PARTIAL, statement)
    assert not StatedValue.objects.exists()


def test_only_what_came_has_a_value(gift, actor):
    awaited = cast.device(donation=gift, status="registered")
    foreign = cast.device()
    for device in (awaited, foreign):
        with pytest.raises(values.ValuesRefused, match="angekommen"):
            values.state(gift, {device.pk: PARTIAL}, actor=actor)


def test_stating_the_same_again_changes_nothing_and_nothing_takes_back(gift, actor):
    first, _second = gift_cast.stated(gift, actor)
    assert values.state(gift, {first.pk: BOOK}, actor=actor) == 0
    assert values.state(gift, {first.pk: None}, actor=actor) == 1
    assert [event.kind for event in gift.events.all()] == ["values_stated", "values_stated"]


def test_another_origin_drops_values_that_do_not_go_with_it(gift, actor):
    gift_cast.stated(gift, actor)
    assert values.state_origin(gift, origin="private", actor=actor) == 2
    gift.refresh_from_db()
    gift_cast.stated(gift, actor, MARKET)
    assert values.state_origin(gift, origin="not_stated", actor=actor) == 0


def test_that_nothing_is_stated_is_an_answer_of_its_own_and_noted_once(actor, reference):
    gift = gift_cast.gift(kind="private", origin="not_stated")
    assert not values.origin_is_answered(gift)
    for _twice in range(2):
        assert values.state_origin(gift, origin="not_stated", actor=actor) == 0
    assert values.origin_is_answered(gift)
    assert [event.data["origin"] for event in gift.events.filter(kind="origin_stated")] == ["not_stated"]


def test_what_is_confirmed_is_not_stated_anew(gift, actor):
    gift_cast.checked_issuer(actor)
    first, _second = gift_cast.stated(gift, actor)
    gift_cast.confirmed(gift, actor)
    with pytest.raises(values.ValuesRefused, match="bestätigt"):
        values.state(gift, {first.pk: PARTIAL}, actor=actor)
    with pytest.raises(values.ValuesRefused, match="gültige Bestätigung"):
        values.state_origin(gift, origin="private", actor=actor)


def test_a_day_without_a_known_rate_is_named(gift, actor):
    VatRate.objects.all().delete()
    with pytest.raises(values.ValuesRefused, match="Umsatzsteuersatz"):
        gift_cast.stated(gift, actor)
