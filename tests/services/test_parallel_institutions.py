"""People who leave, invitations that are clicked and lists that are entered at the same moment."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import Role
from custody.actor import Actor
from recipients.belonging import invitations, membership
from recipients.models import Institution, SchoolType
from recipients.school_lists import entering
from tests import cast
from tests.services.test_parallel_allocation import at_once

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "Dienststellenschlüssel;Schulname;Schulart;Straße;PLZ;Ort\n4310101;Auwald;Grundschule;Weg 1;04179;Leipzig\n"


@pytest.fixture
def people() -> list[User]:
    Group.objects.get_or_create(name=Role.INSTITUTION)
    return [User.objects.create_user(f"person{number}@example.org") for number in range(4)]


def test_of_four_who_leave_at_once_one_learns_to_be_the_last(people):
    school = cast.institution(*people)
    leaving = [lambda person=person: membership.leave(school, person, actor=Actor.person(person)) for person in people]
    assert at_once(leaving) == {"done": 3, "LastPerson": 1}
    assert school.members.count() == 1


def test_an_invitation_clicked_by_several_lets_one_in(people):
    school = cast.institution(people[0])
    row = invitations.invite(school, email="neu@schule.example", actor=Actor.person(people[0]))
    clicks = [lambda one=one: invitations.accept(row, one, actor=Actor.person(one)) for one in people[1:]]
    assert at_once(clicks) == {"done": 1, "InvitationOver": 2}
    assert school.members.count() == 2


def test_the_same_list_entered_at_once_makes_each_school_once(people):
    SchoolType.objects.create(code="primary", name_de="Grundschule", name_en="Primary school")
    lists = [entering.bring(LIST.encode(), file_name="schulen.csv", by=people[0]) for _number in range(3)]
    done = at_once([lambda row=row: entering.enter(row, actor=Actor.system()) for row in lists])
    assert done["done"] >= 1
    assert done.keys() <= {"done", "TransitionRefused"}
    assert Institution.objects.get().official_number == "4310101"
