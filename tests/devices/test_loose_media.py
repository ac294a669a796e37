"""Media outside of devices: come loose, put in, put aside, entered by mistake."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.enums import MediumStatus
from devices.erasure import Settlement, retract, settle_by_hand
from devices.inbox_decisions import choose
from devices.loose_media import add_loose_medium, mark_mistaken, put_aside, put_in
from devices.media import add_medium
from devices.models import Erasure, ErasureMethod, StorageMedium
from devices.stages import start_refurbishment
from tests import cast
from tests.devices.printouts import lshw, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LATER = cast.NOW + timedelta(hours=2)
DISK = {"kind": "hdd", "serial": "LOOSE1"}


@pytest.fixture
def actor(volunteer):
    return Actor.person(volunteer)


def destroy(medium, actor):
    photo = cast.evidence(cast.device(), actor.user, kind="photo")
    drilled = ErasureMethod.objects.get(code="drilled")
    settlement = Settlement(outcome=MediumStatus.DESTROYED, finished_at=LATER, table=drilled, evidence=photo)
    return settle_by_hand(medium, settlement, actor=actor, now=LATER)


def take_out(medium, actor):
    settlement = Settlement(outcome=MediumStatus.REMOVED, finished_at=LATER, location=cast.location())
    erasure = settle_by_hand(medium, settlement, actor=actor, now=LATER)
    medium.refresh_from_db()
    return erasure


class TestComingLoose:
    def test_it_belongs_to_its_donation_and_keeps_that_open_until_it_is_settled(self, actor):
        donation = cast.donation(status="received")
        medium = add_loose_medium(donation, DISK, actor=actor, now=cast.NOW)
        assert (medium.device, medium.status, medium.events.get().kind) == (None, "pending", "medium_added")
        destroy(medium, actor)
        donation.refresh_from_db()
        assert donation.status == "settled"

    def test_a_settled_donation_is_open_again_with_it(self, actor):
        donation = cast.donation(status="settled")
        medium = add_loose_medium(donation, DISK, actor=actor, now=cast.NOW)
        donation.refresh_from_db()
        assert donation.status == "received"
        mark_mistaken(medium, actor=actor, reason="gehört uns", anyone=False)
        donation.refresh_from_db()
        assert donation.status == "settled"

    @pytest.mark.parametrize("status", ["announced", "scheduled"])
    def test_with_its_first_disk_a_donation_has_arrived(self, actor, status):
        donation = cast.donation(status=status)
        medium = add_loose_medium(donation, DISK, actor=actor, now=cast.NOW)
        donation.refresh_from_db()
        assert (donation.status, donation.received_on, medium.entered_at) == (
            "received",
            cast.NOW.date(),
            cast.NOW,
        )

    @pytest.mark.parametrize("status", ["draft", "declined", "cancelled"])
    def test_nothing_comes_with_a_donation_that_is_not_expected(self, actor, status):
        with pytest.raises(TransitionRefused):
            add_loose_medium(cast.donation(status=status), DISK, actor=actor)


class TestPuttingIn:
    @pytest.mark.parametrize("status", ["pending", "erased"])
    def test_it_is_to_be_erased_in_its_new_device(self, actor, status):
        medium, device = cast.loose_medium(status=status), cast.device(status="ready", cycle=3)
        put_in(medium, device, actor=actor, now=LATER)
        medium.refresh_from_db()
        device.refresh_from_db()
        assert (medium.status, medium.cycle, medium.entered_at, medium.device) == ("pending", 3, LATER, device)
        assert (device.status, device.unsettled_media) == ("in_refurbishment", 1)

    def test_one_taken_out_goes_into_another_device_and_leaves_the_first(self, actor):
        first, second = cast.device(status="in_refurbishment"), cast.device(status="in_refurbishment")
        medium = cast.medium(first, entered_at=cast.NOW)
        take_out(medium, actor)
        put_in(medium, second, actor=actor, now=LATER)
        for row in (first, second, medium):
            row.refresh_from_db()
        assert (first.unsettled_media, second.unsettled_media, medium.location) == (0, 1, None)
        assert medium.events.get(kind="medium_put_in").data == {"device": second.pk}

    def test_what_lay_outside_leaves_its_first_device_on_the_shelf(self, actor):
        first, second = cast.device(status="ready"), cast.device(status="in_refurbishment")
        medium = cast.medium(first, status="removed", location=cast.location())
        put_in(medium, second, actor=actor, now=LATER)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.status, second.unsettled_media) == ("ready", 1)

    def test_one_taken_out_goes_back_into_its_own_device(self, actor):
        device = cast.device(status="in_refurbishment")
        medium = cast.medium(device, entered_at=cast.NOW)
        take_out(medium, actor)
        put_in(medium, device, actor=actor, now=LATER)
        device.refresh_from_db()
        assert device.unsettled_media == 1

    @pytest.mark.parametrize("status", ["pending", "erased"])
    def test_one_inside_a_device_is_taken_out_first(self, actor, status):
        medium = cast.medium(cast.device(), status=status)
        with pytest.raises(TransitionRefused, match="H4F-"):
            put_in(medium, cast.device(), actor=actor)

    @pytest.mark.parametrize("status", ["destroyed", "returned_to_donor", "lost"])
    def test_what_is_not_here_any_more_is_not_put_in(self, actor, status):
        with pytest.raises(TransitionRefused):
            put_in(cast.loose_medium(status=status), cast.device(), actor=actor)

    def test_nothing_is_put_into_a_device_that_is_out(self, actor):
        with pytest.raises(TransitionRefused):
            put_in(cast.loose_medium(), cast.device(status="handed_over"), actor=actor)


class TestPuttingAside:
    def test_an_erased_one_is_kept_erased_and_is_no_more_inside(self, actor):
        device = cast.device(status="returned", status_since=LATER)
        medium = cast.medium(device, status="erased")
        put_aside(medium, cast.location(), actor=actor)
        start_refurbishment(device, actor=actor)
        medium.refresh_from_db()
        device.refresh_from_db()
        assert (medium.status, medium.is_outside, device.unsettled_media) == ("erased", True, 0)

    def test_one_still_to_be_erased_is_settled_as_taken_out_instead(self, actor):
        with pytest.raises(TransitionRefused):
            put_aside(cast.medium(cast.device()), cast.location(), actor=actor)


def test_a_wrong_erasure_of_one_taken_out_leaves_it_loose_wherever_its_device_is(actor):
    device = cast.device(status="in_refurbishment")
    medium = cast.medium(device, entered_at=cast.NOW)
    take_out(medium, actor)
    erasure = destroy(medium, actor)
    type(device).objects.filter(pk=device.pk).update(status="handed_over")
    retract(erasure, actor=actor, reason="falsche Platte gebohrt", now=LATER)
    medium.refresh_from_db()
    device.refresh_from_db()
    assert (medium.status, medium.device, device.status, device.unsettled_media) == (
        "pending",
        None,
        "handed_over",
        0,
    )


class TestEnteredByMistake:
    def test_it_counts_nowhere_and_its_row_and_history_stay(self, actor):
        device = cast.device(status="in_refurbishment")
        medium = add_medium(device, {"kind": "ssd"}, actor=actor)
        mark_mistaken(medium, actor=actor, reason="war ein Lesegerät", anyone=False)
        device.refresh_from_db()
        assert (device.unsettled_media, device.media.count(), StorageMedium.objects.count()) == (0, 0, 0)
        assert StorageMedium.with_mistaken.get().mistaken_at is not None
        assert device.events.get(kind="medium_mistaken").note.text == "war ein Lesegerät"

    def test_only_its_author_or_coordination_say_so(self, actor, senior_volunteer):
        medium = add_medium(cast.device(), {"kind": "ssd"}, actor=actor)
        with pytest.raises(TransitionRefused, match="24 Stunden"):
            mark_mistaken(medium, actor=Actor.person(senior_volunteer), reason="x", anyone=False)
        mark_mistaken(medium, actor=Actor.person(senior_volunteer), reason="x", anyone=True)

    def test_not_without_a_reason(self, actor):
        with pytest.raises(TransitionRefused, match="Grund"):
            mark_mistaken(add_medium(cast.device(), {}, actor=actor), actor=actor, reason=" ", anyone=True)

    def test_not_one_that_was_settled_once(self, actor):
        medium = add_medium(cast.device(), {"kind": "hdd"}, actor=actor, now=cast.NOW)
        retract(take_out(medium, actor), actor=actor, reason="doch drin", now=LATER)
        medium.refresh_from_db()
        with pytest.raises(TransitionRefused, match="schon etwas"):
            mark_mistaken(medium, actor=actor, reason="x", anyone=True)
        assert Erasure.objects.count() == 2

    def test_not_one_that_a_report_shows(self, actor):
        device = cast.device()
        medium = cast.medium(device)
        record(device, "facts_read", actor=actor, data={"evidence": 1, "fields": [], "media": [medium.pk]})
        with pytest.raises(TransitionRefused, match="Hardwarebericht"):
            mark_mistaken(medium, actor=actor, reason="x", anyone=True)

    def test_not_one_that_was_typed_and_is_in_a_report_too(self, actor, volunteer):
        device = cast.device(serial="D8FTRY1")
        medium = add_medium(device, {"kind": "hdd", "serial": "TF755AWHKL0LHM"}, actor=actor)
        take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer)
        with pytest.raises(TransitionRefused, match="Hardwarebericht"):
            mark_mistaken(medium, actor=actor, reason="x", anyone=True)

    def test_not_one_that_came_over_by_a_report(self, actor, volunteer):
        device = cast.device(serial="D8FTRY1")
        medium = add_medium(cast.device(), {"kind": "hdd", "serial": "TF755AWHKL0LHM"}, actor=actor)
        choose(take(lshw("D8FTRY1", "TF755AWHKL0LHM"), volunteer).item, device, actor=actor)
        medium.refresh_from_db()
        assert medium.device == device
        with pytest.raises(TransitionRefused, match="Hardwarebericht"):
            mark_mistaken(medium, actor=actor, reason="x", anyone=True)

    def test_the_database_keeps_it_out_of_devices(self):
        medium = cast.medium(cast.device())
        with pytest.raises(IntegrityError), transaction.atomic():
            StorageMedium.objects.filter(pk=medium.pk).update(mistaken_at=LATER)
