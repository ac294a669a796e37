"""Defects and returns that a school reports, and what becomes of them."""

from datetime import timedelta

import pytest

from custody.actor import Actor
from custody.chain import broken_lines
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from devices import repairing, stages
from devices.models import Device
from devices.undo import undo_last_step
from recipients import returning
from recipients.models import Allocation, DeviceReport, Need
from recipients.reports import reporting
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def at_school(school_user):
    return Actor.person(school_user)


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


@pytest.fixture
def allocation(school, coordinator):
    """A notebook in use."""
    handover = cast.handover(school, coordinator)
    need = cast.need(cast.request(school, coordinator), queued_since=cast.NOW - timedelta(days=100))
    row = cast.allocation(cast.device(), need.items.get(), coordinator, handover=handover, status="handed_over")
    return Allocation.objects.get(pk=row.pk)


@pytest.fixture
def reported(allocation, at_school):
    return reporting.report(
        allocation, kind="defect", reason="battery", replacement=True, details="hält 5 Minuten", actor=at_school
    )


def state(report) -> tuple:
    row = DeviceReport.objects.select_related("allocation__device", "allocation__item__need").get(pk=report.pk)
    return row.status, row.outcome, row.allocation.device.status, row.allocation.item.need.status


def kinds() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("kind", flat=True))


def test_a_report_arrives_and_says_so_once(reported, school_user):
    assert state(reported) == ("reported", "", "handed_over", "fulfilled")
    assert reported.events.get().note.text == "hält 5 Minuten"
    mail = Mail.objects.get()
    assert (mail.kind, mail.recipient) == ("report_received", school_user.email)
    assert "5 Minuten" not in mail.body


def test_a_second_report_of_the_same_device_is_refused(reported, allocation, at_school):
    with pytest.raises(reporting.AlreadyReported, match="schon gemeldet"):
        reporting.report(allocation, kind="return", reason="left", replacement=False, actor=at_school)
    assert DeviceReport.objects.count() == 1


@pytest.mark.parametrize("status", ["in_repair", "lost"])
def test_only_a_device_in_use_is_reported(allocation, at_school, status):
    Device.objects.update(status=status)
    with pytest.raises(TransitionRefused, match="nicht mehr im Einsatz"):
        reporting.report(allocation, kind="defect", reason="battery", replacement=False, actor=at_school)


def test_a_reason_goes_with_its_kind(allocation, at_school):
    with pytest.raises(TransitionRefused, match="passt nicht"):
        reporting.report(allocation, kind="return", reason="battery", replacement=False, actor=at_school)


def test_back_for_good_with_a_replacement_the_need_keeps_its_place(reported, actor, coordinator):
    reporting.take_back_device(reported, replacement=True, words="Ersatz folgt", actor=actor)
    assert state(reported) == ("awaited", "", "handed_over", "fulfilled")
    reporting.arrived(reported, actor=actor)
    assert state(reported) == ("settled", "returned", "returned", "open")
    need = Need.objects.get()
    assert need.queued_since == cast.NOW - timedelta(days=100)
    assert kinds() == ["report_received", "report_awaited", "report_returned"]
    assert "an seinem alten Platz" in Mail.objects.get(kind="report_returned").body


def test_back_for_good_without_one_the_need_stays_served(reported, actor):
    reporting.take_back_device(reported, replacement=False, actor=actor)
    reporting.arrived(reported, actor=actor)
    assert state(reported) == ("settled", "returned", "returned", "fulfilled")
    assert "an seinem alten Platz" not in Mail.objects.get(kind="report_returned").body


def test_a_repair_leaves_the_device_with_its_pupil(reported, actor, volunteer):
    reporting.repair(reported, actor=actor)
    reporting.arrived(reported, actor=actor)
    assert state(reported) == ("in_repair", "", "in_repair", "fulfilled")
    repairing.give_back(reported.allocation.device, actor=Actor.person(volunteer))
    assert state(reported) == ("settled", "repaired", "handed_over", "fulfilled")
    assert kinds() == ["report_received", "report_repair_awaited", "report_in_repair", "report_repaired"]
    assert broken_lines(reported.events.all()) == []


def test_what_cannot_be_repaired_comes_back_for_good(reported, actor):
    reporting.repair(reported, actor=actor)
    with pytest.raises(TransitionRefused, match="in Reparatur"):
        reporting.give_up_repair(reported, replacement=True, words="Platine tot", actor=actor)
    reporting.arrived(reported, actor=actor)
    reporting.give_up_repair(reported, replacement=True, words="Platine tot", actor=actor)
    assert state(reported) == ("settled", "returned", "returned", "open")


def test_advice_goes_out_by_mail_and_the_device_stays(reported, actor):
    with pytest.raises(TransitionRefused, match="was die Einrichtung"):
        reporting.advise(reported, words=" ", actor=actor)
    reporting.advise(reported, words="Netzteil 10 Minuten abziehen", actor=actor)
    assert state(reported) == ("settled", "advised", "handed_over", "fulfilled")
    assert "Netzteil 10 Minuten abziehen" in Mail.objects.get(kind="report_advice").body


def test_nothing_arrives_before_it_is_decided(reported, actor):
    with pytest.raises(TransitionRefused, match="entscheiden"):
        reporting.arrived(reported, actor=actor)


def test_decisions_are_taken_back_and_taken_again(reported, actor):
    reporting.repair(reported, actor=actor)
    reporting.undo(reported, reason="verklickt", actor=actor)
    assert state(reported)[:2] == ("reported", "")
    reporting.advise(reported, words="Neustart", actor=actor)
    reporting.undo(reported, reason="verklickt", actor=actor)
    assert state(reported)[:2] == ("reported", "")


def test_the_school_takes_its_withdrawal_back_unless_it_reported_anew(reported, allocation, at_school, actor):
    reporting.withdraw(reported, reason="geht wieder", actor=at_school)
    reporting.undo(reported, reason="doch nicht", actor=at_school)
    assert state(reported)[0] == "reported"
    reporting.withdraw(reported, reason="geht wieder", actor=at_school)
    reporting.report(allocation, kind="defect", reason="display", replacement=False, actor=at_school)
    with pytest.raises(reporting.AlreadyReported, match="erneut gemeldet"):
        reporting.undo(reported, reason="doch", actor=at_school)
    assert state(reported)[0] == "withdrawn"


def test_the_school_does_not_take_coordinations_decision_back(reported, actor, at_school):
    reporting.repair(reported, actor=actor)
    with pytest.raises(TransitionRefused, match="24 Stunden"):
        reporting.undo(reported, reason="doch nicht", actor=at_school)


@pytest.mark.parametrize(("decide", "before"), [("take_back_device", "awaited"), ("repair", "repair_awaited")])
def test_with_the_devices_step_the_report_goes_back_too(reported, actor, decide, before):
    said = {"replacement": True} if decide == "take_back_device" else {}
    getattr(reporting, decide)(reported, actor=actor, **said)
    reporting.arrived(reported, actor=actor)
    with pytest.raises(TransitionRefused, match="Seite des Geräts"):
        reporting.undo(reported, reason="falsch", actor=actor)
    device = Device.objects.get(pk=reported.allocation.device_id)
    undo_last_step(device, actor=actor, reason="falsches Gerät", anyone=True)
    assert state(reported) == (before, "", "handed_over", "fulfilled")


def test_a_return_that_nobody_reported_touches_no_report_of_earlier(reported, actor):
    """The old report was settled by a repair; the later return and its undoing leave it as it is."""
    reporting.repair(reported, actor=actor)
    reporting.arrived(reported, actor=actor)
    repairing.give_back(reported.allocation.device, actor=actor)
    returning.returned(reported.allocation, actor=actor, reason="Umzug", replacement=False)
    undo_last_step(Device.objects.get(), actor=actor, reason="falsch", anyone=True)
    assert state(reported) == ("settled", "repaired", "handed_over", "fulfilled")


def test_a_device_that_comes_back_on_its_own_settles_its_report(reported, actor):
    returning.returned(reported.allocation, actor=actor, reason="stand vor der Tür", replacement=False)
    assert state(reported) == ("settled", "returned", "returned", "fulfilled")


def in_repair(reported, actor) -> Device:
    reporting.repair(reported, actor=actor)
    reporting.arrived(reported, actor=actor)
    return Device.objects.get(pk=reported.allocation.device_id)


def test_what_is_lost_in_our_repair_ends_its_report_and_the_need_waits_again(reported, actor):
    device = in_repair(reported, actor)
    stages.report_lost(device, actor=actor, reason="aus der Werkstatt verschwunden")
    assert state(reported) == ("settled", "lost", "lost", "open")
    assert not Allocation.objects.active().exists()
    assert kinds()[-1] == "report_lost"
    assert Need.objects.queued().get().queued_since == cast.NOW - timedelta(days=100)


def test_a_loss_that_is_taken_back_leaves_all_as_it_was(reported, actor):
    device = in_repair(reported, actor)
    stages.report_lost(device, actor=actor, reason="verschwunden")
    device.refresh_from_db()
    undo_last_step(device, actor=actor, reason="stand im anderen Regal", anyone=True)
    assert state(reported) == ("in_repair", "", "in_repair", "fulfilled")
    assert Allocation.objects.get().status == "handed_over"


def test_a_loss_is_recorded_even_when_the_pupil_waits_in_another_request(reported, school, coordinator, actor):
    device = in_repair(reported, actor)
    code = reported.allocation.item.need.pupil_code
    cast.need(cast.request(school, coordinator), pupil_code=code)
    stages.report_lost(device, actor=actor, reason="verschwunden")
    assert state(reported) == ("settled", "lost", "lost", "fulfilled")
