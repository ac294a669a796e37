"""What allocations do when their device is lost and found again."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import take_back
from devices import stages
from devices.models import Device
from recipients import returning
from recipients.models import Allocation
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


def lost(device: Device) -> Device:
    """Lost while something was still promised, as older installations may have it."""
    Device.objects.filter(pk=device.pk).update(status="lost")
    return Device.objects.get(pk=device.pk)


def test_a_loan_that_was_lost_and_is_found_is_lent_to_nobody_any_more(school, coordinator, actor):
    rows = handover_cast.reserved(school, coordinator, needs=1, agreement="loan")
    allocation = handover_cast.closed(school, coordinator, allocations=rows).allocations.get()
    stages.report_lost(allocation.device, actor=actor, reason="nie zurückgekommen")
    stages.report_found(allocation.device, actor=actor, reason="lag im Schrank")
    allocation.refresh_from_db()
    allocation.item.need.refresh_from_db()
    assert (allocation.status, allocation.item.need.status) == ("returned", "fulfilled")
    assert not Allocation.objects.active().filter(device=allocation.device_id).exists()
    event = allocation.events.last()
    assert (event.new_status, event.note.text) == ("returned", "Das Gerät ist verloren gegangen.")


def test_uses_that_an_older_version_left_standing_with_a_loss_are_ended_as_of_its_day(school, coordinator, capsys):
    rows = handover_cast.reserved(school, coordinator, needs=2, agreement="loan")
    gone, used = handover_cast.closed(school, coordinator, allocations=rows).allocations.order_by("pk")
    lost_at = timezone.now() + timedelta(days=40)
    Device.objects.filter(pk=gone.device_id).update(status="lost", status_since=lost_at)
    call_command("end_lost_uses")
    call_command("end_lost_uses")
    assert capsys.readouterr().out == f"1 uses ended: {gone.device.number}\n0 uses ended\n"
    for row in (gone, used):
        row.refresh_from_db()
    assert (gone.status, gone.status_since, used.status) == ("returned", lost_at, "handed_over")
    assert returning.ended_with_loss(Allocation.objects.select_related("device").get(pk=gone.pk))
    event = gone.events.last()
    assert (event.note.text, event.via) == ("Das Gerät ist verloren gegangen.", "system")


def test_a_use_that_stands_although_its_device_was_not_in_use_when_it_was_lost_is_named_as_not_ended(
    school, coordinator, actor, capsys
):
    rows = handover_cast.reserved(school, coordinator, needs=1, agreement="loan")
    row = handover_cast.closed(school, coordinator, allocations=rows).allocations.get()
    device = cast.device(status="ready")
    stages.report_lost(device, actor=actor, reason="weg")
    Allocation.objects.filter(pk=row.pk).update(device=device)
    call_command("end_lost_uses")
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "0 uses ended"
    assert [line.split(":")[0] for line in said[1:]] == [device.number]


@pytest.mark.parametrize("status", ["reserved", "delivered"])
def test_a_promise_of_a_lost_device_ends_when_it_is_found_and_its_need_waits_again(status, school, coordinator, actor):
    need = cast.need(cast.request(school, coordinator))
    allocation = cast.allocation(
        cast.device(status="ready"), need.items.get(), coordinator, handover=cast.handover(school, coordinator)
    )
    Allocation.objects.update(status=status)
    stages.report_found(lost(allocation.device), actor=actor, reason="gefunden")
    allocation.refresh_from_db()
    need.refresh_from_db()
    assert (allocation.status, need.status) == ("released", "open")


def test_a_device_that_stands_on_a_receipt_is_taken_off_it_before_it_is_found(school, coordinator, actor):
    allocation = handover_cast.under_way(school, coordinator).allocations.first()
    device = lost(allocation.device)
    with pytest.raises(TransitionRefused, match="Ein Protokoll nennt dieses Gerät"):
        stages.report_found(device, actor=actor, reason="gefunden")
    device.refresh_from_db()
    allocation.refresh_from_db()
    assert (device.status, allocation.status) == ("lost", "delivered")


def test_a_device_that_was_never_promised_is_found_like_before(coordinator, actor):
    device = lost(cast.device())
    stages.report_found(device, actor=actor, reason="gefunden")
    device.refresh_from_db()
    assert device.status == "received"


def test_taking_a_loss_back_gives_the_loan_back_to_its_holder(school, coordinator, actor):
    rows = handover_cast.reserved(school, coordinator, needs=1, agreement="loan")
    allocation = handover_cast.closed(school, coordinator, allocations=rows).allocations.get()
    stages.report_lost(allocation.device, actor=actor, reason="verwechselt")
    take_back(allocation.device, actor=actor, reason="war das andere Gerät", anyone=True)
    allocation.refresh_from_db()
    allocation.device.refresh_from_db()
    assert (allocation.status, allocation.device.status) == ("handed_over", "handed_over")


def test_school_and_coordination_read_that_a_device_was_lost_not_returned(
    client, school, school_user, coordinator, actor
):
    rows = handover_cast.reserved(school, coordinator, agreement="loan")
    handover = handover_cast.closed(school, coordinator, allocations=rows)
    lost_one, other = handover.allocations.order_by("pk")
    stages.report_lost(lost_one.device, actor=actor, reason="weg")
    returning.returned(other, actor=actor, reason="Abitur", replacement=False)
    client.force_login(school_user)
    page = client.get(reverse("handover_detail", args=[handover.number])).text
    assert [page.count(f'kern-label--small">{word}</span>') for word in ("Verlust", "zurückgegeben")] == [1, 1]
    page = client.get(reverse("need_detail", args=[lost_one.item.need_id])).text
    assert "Verlust" in page and "nicht mehr gewünscht" not in page
    page = client.get(reverse("need_detail", args=[other.item.need_id])).text
    assert "Verlust" not in page and "Dieser Teil wird nicht mehr gewünscht" in page
