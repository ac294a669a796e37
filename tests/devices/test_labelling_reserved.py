"""Numbers printed ahead: bound once, to one device, as its own number or as a pointer."""

import pytest
from django.db import IntegrityError, transaction

from devices.intake import receive_surplus
from devices.labelling import reserved
from devices.labelling.entries import find_labels
from devices.labelling.reserved import LabelRefused
from devices.models import Device, ReservedNumber
from devices.piles import work
from devices.piles.registry import kind_of
from devices.registration import OfferedRow, RegistrationRefused
from devices.scanning import resolve
from tests import cast


@pytest.fixture
def actor(acting, volunteer):
    return acting(volunteer)


@pytest.fixture
def label(actor, now):
    return reserved.reserve(1, actor=actor, now=now)[0].number


def test_reserved_numbers_are_of_the_devices_series_and_follow_each_other(actor, now):
    first = reserved.reserve(2, actor=actor, now=now)
    second = reserved.reserve(1, actor=actor, now=now)
    assert [row.number for row in [*first, *second]] == ["H4F-000001", "H4F-000002", "H4F-000003"]


@pytest.mark.parametrize("count", [0, 501])
def test_nobody_reserves_none_or_too_many(actor, count):
    with pytest.raises(LabelRefused):
        reserved.reserve(count, actor=actor)
    assert not ReservedNumber.objects.exists()


def test_a_label_leads_to_one_device_and_a_device_may_have_several(actor, now):
    first, second = (row.number for row in reserved.reserve(2, actor=actor, now=now))
    device, other = cast.device(), cast.device()
    reserved.bind(first, device, actor=actor, now=now)
    reserved.bind(second, device, actor=actor, now=now)
    with pytest.raises(LabelRefused, match=device.number):
        reserved.bind(first, other, actor=actor, now=now)
    assert sorted(device.blank_labels.values_list("number", flat=True)) == [first, second]
    assert [event.data["label"] for event in device.events.all()] == [first, second]
    assert not other.events.exists()


def test_a_released_label_is_free_for_another_device(actor, label, now):
    device, other = cast.device(), cast.device()
    reserved.bind(label, device, actor=actor, now=now)
    assert reserved.release(label, actor=actor, now=now) == device
    reserved.bind(label, other, actor=actor, now=now)
    assert ReservedNumber.objects.get().device == other
    assert device.events.last().kind == "label_released"


def test_what_was_registered_with_its_label_keeps_that_number(actor, label, now):
    row = OfferedRow(cast.category())
    [device] = receive_surplus(cast.donation(status="received"), row, actor=actor, number=label, now=now)
    assert device.number == label
    with pytest.raises(LabelRefused, match="eigene Nummer"):
        reserved.release(label, actor=actor)
    with pytest.raises(LabelRefused):
        reserved.throw_away(label, actor=actor)


@pytest.mark.parametrize("spoil", ["bound", "thrown away", "never printed"])
def test_a_label_that_is_not_free_registers_nothing(actor, label, now, spoil):
    if spoil == "bound":
        reserved.bind(label, cast.device(), actor=actor, now=now)
    elif spoil == "thrown away":
        reserved.throw_away(label, actor=actor, now=now)
    else:
        ReservedNumber.objects.all().delete()
    before = Device.objects.count()
    with pytest.raises(LabelRefused):
        receive_surplus(cast.donation(status="received"), OfferedRow(cast.category()), actor=actor, number=label)
    assert Device.objects.count() == before


def test_one_label_is_not_put_on_two_devices_of_a_row(actor, label):
    donation = cast.donation(status="received")
    with pytest.raises(RegistrationRefused):
        receive_surplus(donation, OfferedRow(cast.category(), 2), actor=actor, number=label)
    assert not Device.objects.exists()


def test_the_database_holds_that_a_label_is_bound_at_a_time_or_thrown_away(actor, label, now):
    device = cast.device()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReservedNumber.objects.update(device=device)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReservedNumber.objects.update(device=device, bound_at=now, voided_at=now)


def test_a_scan_of_a_bound_label_is_its_device_for_piles_too(actor, label, volunteer, donor_user):
    device = cast.device()
    reserved.bind(label, device, actor=actor)
    assert resolve(label.lower().replace("-", "ß"), volunteer).devices == [device]
    assert find_labels([label], donor_user) == []


def test_a_label_that_became_a_devices_number_is_found_once(actor, label, volunteer):
    row = OfferedRow(cast.category())
    [device] = receive_surplus(cast.donation(status="received"), row, actor=actor, number=label)
    assert [found.title for found in resolve(label, volunteer).found] == [device.number]


def test_in_a_pile_a_free_label_is_named_and_a_bound_one_counts_as_its_device(actor, now):
    free, bound = (row.number for row in reserved.reserve(2, actor=actor, now=now))
    device, shelf = cast.device(), cast.location()
    reserved.bind(bound, device, actor=actor, now=now)
    pile = work.start(kind_of("move"), {"location": shelf}, actor=actor)
    refused, moved = (work.scan(pile, number, actor=actor) for number in (free, bound))
    assert refused.outcome == "refused"
    assert refused.message.startswith(f"{free} ist ein leeres Etikett, das noch auf keinem Gerät klebt.")
    assert (moved.outcome, moved.device) == ("ok", device)
