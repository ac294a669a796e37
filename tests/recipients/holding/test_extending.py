"""Keeping and releasing several."""

from datetime import date, timedelta

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from recipients.holding import extending, giving_up
from recipients.models import Allocation
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
def three(school, coordinator):
    rows = handover_cast.reserved(school, coordinator, needs=3)
    Allocation.objects.update(created_at=cast.NOW)
    return rows


def keys(rows) -> list[int]:
    return [row.pk for row in rows]


def test_several_are_kept_longer_in_one_step(three, actor):
    until = date(2027, 1, 15)
    assert extending.extend(keys(three), until=until, actor=actor, now=cast.NOW).done == 3
    assert set(Allocation.objects.values_list("held_until", flat=True)) == {until}
    assert three[0].events.get(kind="hold_extended").data == {"from": "2026-12-08", "to": "2027-01-15"}


def test_nothing_is_kept_into_the_past_or_beyond_the_longest_hold(three, actor):
    with pytest.raises(TransitionRefused, match="vorbei"):
        extending.extend(keys(three), until=date(2026, 11, 23), actor=actor, now=cast.NOW)
    Allocation.objects.filter(pk=three[0].pk).update(created_at=cast.NOW - timedelta(days=60))
    result = extending.extend(keys(three), until=date(2027, 2, 22), actor=actor, now=cast.NOW)
    assert (result.done, list(result.refused)) == (2, [three[0].device.number])
    assert "24.12.2026" in result.refused[three[0].device.number]


def test_what_is_not_reserved_any_more_is_named(three, actor):
    Allocation.objects.filter(pk=three[1].pk).update(status="released")
    result = extending.extend(keys(three), until=date(2026, 12, 20), actor=actor, now=cast.NOW)
    assert (result.done, list(result.refused)) == (2, [three[1].device.number])


def test_several_are_released_with_one_reason_and_the_packed_one_is_named(three, actor, school, coordinator):
    packed, planned = three[0], handover_cast.with_receipts(school, coordinator).allocations.first()
    on_the_cart = cast.handover(school, coordinator, status="packed")
    Allocation.objects.filter(pk=packed.pk).update(handover=on_the_cart)
    done, refused = giving_up.give_up(keys([*three, planned]), reason="Lager wird geräumt", actor=actor)
    assert (done, list(refused)) == (3, [packed.device.number])
    planned.refresh_from_db()
    assert (planned.status, planned.handover) == ("released", None)
    assert planned.receipts.get().document.status == "voided"
    with pytest.raises(TransitionRefused, match="Grund"):
        giving_up.give_up([packed.pk], reason=" ", actor=actor)
