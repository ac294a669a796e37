"""Institutions apply and are approved, refused, suspended and lifted."""

import pytest
from django.contrib.auth.models import Group

from accounts.roles import Role
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from recipients import institutions
from recipients.models import Institution, InstitutionMember
from tests.conftest import person

pytestmark = pytest.mark.django_db

VALUES = {
    "kind": "school",
    "name": "Käthe-Kollwitz-Schule",
    "official_number": "4330123",
    "street": "Parkweg 7",
    "postcode": "04159",
    "city": "Leipzig",
}


@pytest.fixture
def newcomer():
    return person("Nele Neu")


@pytest.fixture
def applied(newcomer, acting, now):
    return institutions.apply(values=VALUES, member=newcomer, actor=acting(newcomer), now=now)


def test_who_applies_becomes_member_and_gets_the_role(applied, newcomer, now):
    assert applied.status == "applied"
    assert list(InstitutionMember.objects.values_list("institution", "user")) == [(applied.pk, newcomer.pk)]
    assert list(newcomer.groups.all()) == [Group.objects.get(name=Role.INSTITUTION)]
    event = applied.events.get()
    assert (event.kind, event.new_status, event.actor, event.happened_at) == ("applied", "applied", newcomer, now)
    assert event.data == {}


def test_it_is_found_and_sorted_with_umlauts_in_any_spelling(applied):
    assert applied.sort_name == "kaethe-kollwitz-schule"
    assert "kathe-kollwitz-schule" in applied.search_text
    assert "4330123" in applied.search_text


def test_a_second_application_for_the_same_school_is_told_so(applied, newcomer, acting):
    with pytest.raises(institutions.AlreadyApplied, match="schon angemeldet"):
        institutions.apply(values=VALUES, member=newcomer, actor=acting(newcomer))
    assert Institution.objects.count() == 1


def test_a_refused_school_may_apply_again(applied, newcomer, coordinator, acting):
    institutions.refuse(applied, reason="Unterlagen fehlen", actor=acting(coordinator))
    again = institutions.apply(values=VALUES, member=newcomer, actor=acting(newcomer))
    assert again.status == "applied"


def test_approval_mails_its_people_once_in_their_language(applied, newcomer, coordinator, acting):
    newcomer.language = "en"
    newcomer.save()
    institutions.approve(applied, actor=acting(coordinator))
    assert applied.status == "approved"
    mail = Mail.objects.get()
    assert (mail.recipient, mail.subject) == ("nele.neu@example.org", "Your institution is approved")
    assert f"/institutions/{applied.pk}/" in mail.body


def test_the_reason_of_a_refusal_is_a_note_and_not_in_the_mail(applied, coordinator, acting):
    institutions.refuse(applied, reason="Geheimer Grund", actor=acting(coordinator))
    assert applied.status == "refused"
    event = applied.events.last()
    assert event.note.text == "Geheimer Grund"
    assert "Geheimer Grund" not in str(event.data) + Mail.objects.get().body


def test_suspending_and_lifting_can_be_repeated_and_mails_each_time(applied, coordinator, acting):
    actor = acting(coordinator)
    institutions.approve(applied, actor=actor)
    for _round in range(2):
        institutions.suspend(applied, reason="Ansprechperson fehlt", actor=actor)
        assert applied.status == "suspended"
        institutions.lift(applied, reason="Neue Ansprechperson", actor=actor)
        assert applied.status == "approved"
    assert Mail.objects.count() == 5


@pytest.mark.parametrize("step", ["refuse", "suspend", "lift"])
def test_refusing_suspending_and_lifting_take_a_reason(applied, coordinator, acting, step):
    with pytest.raises(TransitionRefused, match="Grund"):
        getattr(institutions, step)(applied, reason="  ", actor=acting(coordinator))


def test_approving_does_not_lift_and_lifting_does_not_approve(applied, coordinator, acting):
    with pytest.raises(TransitionRefused):
        institutions.lift(applied, reason="Neue Ansprechperson", actor=acting(coordinator))
    institutions.approve(applied, actor=acting(coordinator))
    institutions.suspend(applied, reason="Pause", actor=acting(coordinator))
    with pytest.raises(TransitionRefused):
        institutions.approve(applied, actor=acting(coordinator))
    applied.refresh_from_db()
    assert applied.status == "suspended"
