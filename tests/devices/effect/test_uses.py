"""Which times of devices count as use, read from their history."""

from datetime import timedelta

import pytest

from devices.effect.uses import current_factors, uses_of
from devices.models import Device, EffectFactor
from tests import cast
from tests.devices.histories import walked

pytestmark = pytest.mark.django_db
T = [cast.NOW + timedelta(days=30 * month) for month in range(6)]


def spans(device) -> list[tuple]:
    return [(use.began, use.ended) for use in uses_of(Device.objects.filter(pk=device.pk))]


def test_a_repair_belongs_to_the_use_and_a_return_ends_it():
    device = walked(
        cast.device(),
        ("ready", T[0]),
        ("handed_over", T[1]),
        ("in_repair", T[2]),
        ("handed_over", T[3]),
        ("returned", T[4]),
    )
    assert spans(device) == [(T[1], T[4])]


def test_a_second_handover_is_a_second_use_that_goes_on():
    device = walked(cast.device(), ("handed_over", T[0]), ("returned", T[1]), ("handed_over", T[2]))
    assert spans(device) == [(T[0], T[1]), (T[2], None)]


def test_a_handover_that_was_taken_back_leaves_no_trace():
    device = walked(cast.device(), ("delivered", T[0]), ("handed_over", T[1]), taken_back=(2,))
    Device.objects.filter(pk=device.pk).update(first_handed_over_at=T[1])
    assert spans(device) == []


def test_a_return_that_was_taken_back_does_not_end_the_use():
    device = walked(cast.device(), ("handed_over", T[0]), ("returned", T[1]))
    walked_back = device.events.get(sequence=2)
    device.events.create(
        sequence=3,
        kind="corrected",
        new_status="handed_over",
        data={"corrects": walked_back.sequence},
        happened_at=T[2],
        recorded_at=T[2],
        via="system",
        hash="c" * 64,
    )
    assert spans(device) == [(T[0], None)]


def test_a_device_that_was_never_handed_over_counts_nothing():
    assert spans(walked(cast.device(), ("received", T[0]), ("ready", T[1]))) == []


def test_the_installation_starts_with_the_factors_of_the_sources(reference):
    found = {(row.category.code, row.saved): row for row in EffectFactor.objects.select_related("category")}
    assert {key: (float(row.per_year), row.source, row.is_rough) for key, row in found.items()} == {
        ("notebook", "co2e"): (27, "ADEME 2022", False),
        ("notebook", "e_waste"): (0.314, "ADEME 2022", False),
        ("desktop", "co2e"): (36, "EU Lot 3 2007, 3 Jahre / 3 years", True),
        ("monitor", "co2e"): (14, "EU Lot 3 2007, 3 Jahre / 3 years", True),
    }
    assert len(current_factors()) == 4


def test_three_devices_cost_no_more_queries_than_one(django_assert_num_queries):
    for _number in range(3):
        walked(cast.device(), ("handed_over", T[0]))
    with django_assert_num_queries(2):
        assert len(uses_of(Device.objects.all())) == 3
