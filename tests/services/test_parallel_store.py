"""Many people at the same shelf and the same pallet: counts add up, the last piece is given once, nothing slips onto a
pallet while it is collected."""

import pytest

from accounts.roles import Role
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.accessories.giving import assign
from devices.accessories.stock import Pieces, take_in, throw_away
from devices.models import AccessoryKind, AccessoryStock, Part, PartKind
from devices.pallets.collecting import Collection, collect
from devices.pallets.filling import put_device
from devices.pallets.listing import frozen_lines
from devices.parts.stock import NewPart, build_in, take_parts
from tests import cast
from tests.conftest import person
from tests.devices import stock_cast
from tests.services.test_parallel_allocation import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 10


@pytest.fixture
def actor(transactional_db) -> Actor:
    return Actor.person(person("Maria Krause", Role.SENIOR_VOLUNTEER))


@pytest.fixture
def mouse(transactional_db) -> AccessoryKind:
    return AccessoryKind.objects.create(code="mouse", name_de="Maus", name_en="Mouse")


def test_a_bag_of_ten_people_is_counted_to_the_last_piece(actor, mouse):
    shelf = cast.location()
    assert at_once([lambda: take_in([Pieces(mouse, 3, shelf)], actor=actor)] * PEOPLE) == {"done": PEOPLE}
    stock = AccessoryStock.objects.get()
    assert stock.count == 3 * PEOPLE
    assert sorted(stock.movements.values_list("count_after", flat=True)) == list(range(3, 3 * PEOPLE + 1, 3))


def test_the_last_piece_goes_with_one_device(actor, mouse):
    stock = AccessoryStock.objects.create(kind=mouse, location=cast.location(), count=1)
    devices = [cast.device() for _device in range(PEOPLE)]
    acts = [lambda device=device: assign(device, stock, actor=actor) for device in devices]
    assert at_once(acts) == {"done": 1, TransitionRefused.__name__: PEOPLE - 1}
    stock.refresh_from_db()
    assert stock.count == 0


def test_giving_and_throwing_away_at_once_never_goes_below_zero(actor, mouse):
    stock = AccessoryStock.objects.create(kind=mouse, location=cast.location(), count=5)
    acts = [lambda: throw_away(stock, 1, reason="defekt", actor=actor)] * PEOPLE
    assert at_once(acts) == {"done": 5, TransitionRefused.__name__: 5}
    assert AccessoryStock.objects.get().count == 0


def test_parts_get_numbers_without_gap_and_each_is_built_in_once(actor):
    kind = PartKind.objects.create(code="ram", name_de="Arbeitsspeicher", name_en="Memory")
    shelf = cast.location()
    assert at_once([lambda: take_parts([NewPart(kind, 2)], location=shelf, actor=actor)] * PEOPLE) == {"done": PEOPLE}
    numbers = sorted(Part.objects.values_list("number", flat=True))
    assert numbers == [f"T-{number:06d}" for number in range(1, 2 * PEOPLE + 1)]
    part, devices = Part.objects.first(), [cast.device(status="in_refurbishment") for _device in range(PEOPLE)]
    acts = [lambda device=device: build_in(part, device, actor=actor) for device in devices]
    assert at_once(acts) == {"done": 1, TransitionRefused.__name__: PEOPLE - 1}


def test_what_is_put_on_while_a_pallet_is_collected_stands_on_its_list_or_not_at_all(actor):
    pallet = stock_cast.pallet()
    put_device(pallet, cast.device(status="recycled"), actor=actor)
    devices = [cast.device(status="recycled") for _device in range(PEOPLE)]
    acts = [lambda device=device: put_device(pallet, device, actor=actor) for device in devices]
    acts.insert(PEOPLE // 2, lambda: collect(pallet, Collection("Firma", cast.NOW.date()), actor=actor, now=cast.NOW))
    outcome = at_once(acts)
    pallet.refresh_from_db()
    assert pallet.status == "collected"
    assert len(frozen_lines(pallet)) == pallet.lines.count() == outcome["done"]


def test_a_device_stands_on_one_of_ten_pallets(actor):
    device, pallets = cast.device(status="recycled"), [stock_cast.pallet() for _pallet in range(PEOPLE)]
    acts = [lambda pallet=pallet: put_device(pallet, device, actor=actor) for pallet in pallets]
    assert at_once(acts) == {"done": 1, TransitionRefused.__name__: PEOPLE - 1}
