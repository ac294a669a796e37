"""Devices on hold: the day to look again, the list, the board."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices import stages
from devices.board.cards import columns
from devices.models import Device
from tests import cast

pytestmark = pytest.mark.django_db


def held(actor, follow_up=None, kind="part", **fields) -> Device:
    device = cast.device(**fields)
    since = timezone.now() - timedelta(days=9, hours=1)
    stages.put_on_hold(device, kind=kind, reason="Netzteil", actor=actor, now=since, follow_up=follow_up)
    device.refresh_from_db()
    return device


@pytest.fixture
def actor(volunteer):
    return Actor.person(volunteer)


def test_a_new_day_keeps_since_when_it_waits_and_another_reason_begins_anew(actor):
    device = held(actor)
    since = device.hold_since
    day = timezone.localdate() + timedelta(days=3)
    stages.put_on_hold(device, kind="part", reason="verspätet", actor=actor, follow_up=day)
    device.refresh_from_db()
    assert (device.hold_since, device.hold_follow_up, device.hold_reason) == (since, day, "verspätet")
    stages.put_on_hold(device, kind="donor", reason="x", actor=actor)
    device.refresh_from_db()
    assert device.hold_since > since and device.hold_follow_up is None


def test_a_day_that_is_over_is_refused(actor):
    with pytest.raises(TransitionRefused, match="noch kommt"):
        held(actor, follow_up=date(2020, 1, 1))


def test_only_what_waits_is_looked_at_again(actor):
    device = held(actor, follow_up=timezone.localdate())
    stages.end_hold(device, actor=actor)
    device.refresh_from_db()
    assert device.hold_follow_up is None
    with pytest.raises(IntegrityError):
        Device.objects.filter(pk=device.pk).update(hold_follow_up=date(2036, 1, 1))


def test_the_board_counts_the_days_of_waiting_and_marks_what_is_due(actor, volunteer):
    held(actor, follow_up=timezone.localdate())
    held(actor, kind="mdm")
    stage = next(c for c in columns(Device.objects.all(), lambda **query: "") if c.stage.code == "on_hold")
    assert [(card.days, card.due, card.asks_donor) for card in stage.cards] == [(9, True, False), (9, False, True)]


def test_the_list_filters_what_is_due(client, volunteer, actor):
    due, later = held(actor, follow_up=timezone.localdate()), held(actor)
    cast.device()
    client.force_login(volunteer)
    html = client.get(reverse("hold_list")).content.decode()
    assert due.number in html and later.number in html and "fällig" in html
    html = client.get(reverse("hold_list") + "?due=true").content.decode()
    assert due.number in html and later.number not in html


def test_three_cost_no_more_queries_than_one(client, coordinator, actor):
    client.force_login(coordinator)
    counts = []
    for more in (1, 2):
        for _number in range(more):
            held(actor, kind="donor")
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("hold_list"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_day_of_a_mistyped_year_is_told(client, volunteer):
    client.force_login(volunteer)
    device = cast.device(status="in_refurbishment")
    sent = {"kind": "part", "reason": "Netzteil", "follow_up": "2206-12-01"}
    answer = client.post(reverse("device_step", args=[device.number, "hold"]), sent)
    assert "mehr als zwei Jahre" in answer.content.decode()
    device.refresh_from_db()
    assert device.hold_kind == ""
