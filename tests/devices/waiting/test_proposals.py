"""Proposals to recycle, and who decides about them."""

import pytest

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices import stages
from devices.models import Device, RecyclingProposal
from devices.waiting.proposals import decline_proposal, open_proposal, propose_recycling
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(volunteer):
    device = cast.device_without_media()
    propose_recycling(device, reason="Mainboard tot", actor=Actor.person(volunteer), now=cast.NOW)
    return device


def test_it_is_kept_with_its_reason_and_shown_to_those_who_decide(device, volunteer):
    proposal = open_proposal(device)
    assert (proposal.reason, proposal.proposed_by, proposal.cycle) == ("Mainboard tot", volunteer, 1)
    assert list(Device.objects.proposed_for_recycling()) == [device]
    assert device.events.get().note.text == "Mainboard tot"


def test_twice_without_a_reason_or_out_of_the_house_is_refused(device, volunteer):
    actor = Actor.person(volunteer)
    for again, reason in ((device, "x"), (cast.device(), " "), (cast.device(status="handed_over"), "x")):
        with pytest.raises(TransitionRefused):
            propose_recycling(again, reason=reason, actor=actor)


def test_recycling_follows_it(device, senior_volunteer):
    stages.end(device, "recycled", actor=Actor.person(senior_volunteer), reason="Mainboard tot")
    proposal = RecyclingProposal.objects.get()
    assert (proposal.followed, proposal.closed_by) == (True, senior_volunteer)


def test_who_decides_or_proposed_it_declines(device, coordinator, volunteer):
    other = type(volunteer).objects.create_user("other@example.org", "x", name="Olga Anders")
    with pytest.raises(TransitionRefused, match="Endkontrolle"):
        decline_proposal(device, reason="", actor=Actor.person(other))
    decline_proposal(device, reason="doch brauchbar", actor=Actor.person(volunteer))
    assert RecyclingProposal.objects.get().followed is False
    with pytest.raises(TransitionRefused):
        decline_proposal(device, reason="", actor=Actor.person(coordinator))
