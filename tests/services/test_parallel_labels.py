"""Many people with the same blank label at the same moment: it is bound once, and the others are told."""

import pytest

from accounts.roles import Role
from custody.actor import Actor
from devices.intake import receive_surplus
from devices.labelling import reserved
from devices.labelling.reserved import LabelRefused
from devices.models import Device, ReservedNumber
from devices.registration import OfferedRow
from tests import cast
from tests.conftest import person
from tests.services.test_parallel_allocation import at_once

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 10


@pytest.fixture
def actor(transactional_db) -> Actor:
    return Actor.person(person("Anna Berger", Role.COORDINATOR))


@pytest.fixture
def label(actor) -> str:
    return reserved.reserve(1, actor=actor)[0].number


def test_one_label_on_ten_devices_leads_to_one_of_them(actor, label):
    devices = [cast.device() for _person in range(PEOPLE)]
    outcome = at_once([lambda device=device: reserved.bind(label, device, actor=actor) for device in devices])
    assert outcome == {"done": 1, LabelRefused.__name__: PEOPLE - 1}
    row = ReservedNumber.objects.get()
    assert [device.pk for device in devices if device.events.exists()] == [row.device_id]


def test_one_label_registers_one_device(actor, label):
    donations = [cast.donation(status="received") for _person in range(PEOPLE)]
    row = OfferedRow(cast.category())
    acts = [
        lambda donation=donation: receive_surplus(donation, row, actor=actor, number=label) for donation in donations
    ]
    assert at_once(acts) == {"done": 1, LabelRefused.__name__: PEOPLE - 1}
    assert Device.objects.get().number == label


def test_one_label_is_either_a_new_devices_number_or_leads_to_a_known_one(actor, label):
    known, donation, row = cast.device(), cast.donation(status="received"), OfferedRow(cast.category())
    acts = [
        lambda: reserved.bind(label, known, actor=actor),
        lambda: receive_surplus(donation, row, actor=actor, number=label),
        lambda: reserved.throw_away(label, actor=actor),
    ]
    assert at_once(acts * 3) == {"done": 1, LabelRefused.__name__: 8}
    assert ReservedNumber.objects.free().count() == 0


def test_numbers_reserved_at_once_are_given_once(actor):
    assert at_once([lambda: reserved.reserve(5, actor=actor)] * PEOPLE) == {"done": PEOPLE}
    numbers = sorted(ReservedNumber.objects.values_list("number", flat=True))
    assert numbers == [f"H4F-{number:06d}" for number in range(1, 5 * PEOPLE + 1)]
