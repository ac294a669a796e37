"""People join institutions and leave them; the last one not unnoticed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from recipients.belonging import membership
from recipients.models import Institution, Request
from tests import cast
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def colleague(school, school_user, acting):
    user = person("Kim Kollege")
    membership.join(school, user, actor=acting(school_user))
    return user


def people(school) -> set[str]:
    return set(school.members.values_list("user__name", flat=True))


def test_who_joins_gets_the_role_and_a_line_with_the_key(school, colleague):
    assert people(school) == {"Sabine Schule", "Kim Kollege"}
    assert colleague.groups.get().name == Role.INSTITUTION
    line = school.events.get()
    assert (line.kind, line.data) == ("member_joined", {"member": colleague.pk})


def test_joining_twice_is_once(school, colleague, acting):
    assert membership.join(school, colleague, actor=acting(colleague)) is False
    assert school.events.count() == 1


def test_who_leaves_sees_nothing_any_more_and_loses_the_role(school, colleague, acting, school_user):
    cast.request(school, school_user)
    membership.leave(school, colleague, actor=acting(colleague))
    assert people(school) == {"Sabine Schule"}
    assert not colleague.groups.exists()
    assert not Request.objects.visible_to(colleague).exists()
    assert [line.kind for line in school.events.all()] == ["member_joined", "member_left"]


def test_the_role_stays_as_long_as_there_is_another_institution(colleague, acting):
    other = cast.institution(colleague, name="Andere Schule")
    cast.institution(person("Noch Jemand"), colleague, name="Dritte Schule")
    membership.leave(other, colleague, actor=acting(colleague), knows_it_is_last=True)
    assert colleague.groups.exists()


def test_the_last_one_is_told_first_and_coordination_afterwards(school, school_user, coordinator, acting):
    actor = acting(school_user)
    with pytest.raises(membership.LastPerson, match="sonst niemand"):
        membership.leave(school, school_user, actor=actor)
    assert people(school) == {"Sabine Schule"}
    membership.leave(school, school_user, actor=actor, knows_it_is_last=True)
    mail = Mail.objects.get()
    assert (mail.recipient, mail.subject) == (coordinator.email, f"Für {school} handelt niemand mehr")
    assert list(Institution.objects.deserted()) == [school]


def test_an_institution_that_never_had_people_is_not_deserted():
    cast.institution(name="Aus der Liste")
    assert not Institution.objects.deserted().exists()


def test_who_is_taken_off_gets_a_mail_and_can_be_brought_back(school, colleague, school_user, acting):
    actor = acting(school_user)
    membership.take_off(school, colleague, actor=actor)
    assert people(school) == {"Sabine Schule"}
    assert Mail.objects.get().recipient == colleague.email
    membership.bring_back(school, colleague, actor=actor)
    assert people(school) == {"Sabine Schule", "Kim Kollege"}


def test_nobody_is_brought_back_who_was_never_there(school, donor_user, school_user, acting):
    with pytest.raises(TransitionRefused, match="nicht mehr zurückgeholt"):
        membership.bring_back(school, donor_user, actor=acting(school_user))


def test_only_the_last_line_counts_and_only_for_a_day(school, colleague, school_user, acting):
    actor = acting(school_user)
    membership.take_off(school, colleague, actor=actor)
    later = timezone.now() + timedelta(hours=25)
    assert not membership.may_bring_back(school, colleague, actor=actor, now=later)
    membership.join(school, colleague, actor=actor)
    membership.leave(school, colleague, actor=acting(colleague))
    with pytest.raises(TransitionRefused, match="laden Sie sie ein"):
        membership.bring_back(school, colleague, actor=actor)
    assert people(school) == {"Sabine Schule"}


def test_what_coordination_did_only_coordination_undoes(school, colleague, school_user, coordinator, acting):
    membership.take_off(school, colleague, actor=acting(coordinator))
    assert not membership.may_bring_back(school, colleague, actor=acting(school_user))
    membership.bring_back(school, colleague, actor=acting(coordinator))
    assert people(school) == {"Sabine Schule", "Kim Kollege"}


def test_leaving_twice_says_so(school, colleague, acting):
    membership.leave(school, colleague, actor=acting(colleague))
    with pytest.raises(TransitionRefused, match="nicht mehr"):
        membership.leave(school, colleague, actor=acting(colleague))
