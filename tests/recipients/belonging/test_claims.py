"""A listed school without people is taken over by somebody whom coordination has checked."""

import pytest

from custody.lifecycle import TransitionRefused
from custody.models import Mail
from recipients.belonging import claims
from tests import cast
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed():
    return cast.institution(official_number="4310101")


@pytest.fixture
def claimant():
    return person("Clara Amt")


@pytest.fixture
def claim(listed, claimant, acting):
    return claims.claim(listed, person=claimant, contact="Clara Amt", phone="0341 1", actor=acting(claimant))


def test_only_schools_without_people_are_taken_over(listed, school_user):
    assert claims.listed_without_people("4310101") == listed
    listed.members.create(user=school_user)
    assert claims.listed_without_people("4310101") is None
    assert claims.listed_without_people("") is None


def test_asking_twice_is_once(listed, claim, claimant, acting):
    assert claims.claim(listed, person=claimant, actor=acting(claimant)) == claim
    assert [line.data for line in listed.events.all()] == [{"claim": claim.pk}]


def test_accepted_the_person_is_in_and_what_they_said_is_kept_with_the_school(
    listed, claim, claimant, coordinator, acting
):
    claims.accept(claim, actor=acting(coordinator))
    listed.refresh_from_db()
    claim.refresh_from_db()
    assert listed.members.get().user == claimant
    assert (listed.contact, listed.phone) == ("Clara Amt", "0341 1")
    assert (claim.contact, claim.phone, claim.accepted) == ("", "", True)
    assert Mail.objects.get().recipient == claimant.email


def test_refused_the_person_reads_why_and_the_school_stays(listed, claim, coordinator, acting):
    claims.refuse(claim, reason="Im Sekretariat nicht bekannt", actor=acting(coordinator))
    assert not listed.members.exists()
    assert "Im Sekretariat nicht bekannt" in Mail.objects.get().body
    assert listed.events.last().note.text == "Im Sekretariat nicht bekannt"
    with pytest.raises(TransitionRefused, match="jemand anderes"):
        claims.accept(claim, actor=acting(coordinator))
