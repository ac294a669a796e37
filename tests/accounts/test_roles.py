import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from accounts import roles
from accounts.models import User
from accounts.roles import PERMISSIONS, Role, sync_roles
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_each_role_may_exactly_what_the_table_says(role):
    assert person("Jemand", role).get_all_permissions() == PERMISSIONS[role]


def test_a_permission_given_by_hand_to_a_group_is_taken_away_by_the_next_sync():
    group = Group.objects.get(name=Role.DONOR)
    group.permissions.add(Group.objects.get(name=Role.COORDINATOR).permissions.first())
    sync_roles()
    assert person("Dora", Role.DONOR).get_all_permissions() == PERMISSIONS[Role.DONOR]


def test_a_typing_error_in_the_table_stops_the_sync(monkeypatch):
    monkeypatch.setitem(roles.PERMISSIONS, Role.DONOR, {"donations.offer_dontion"})
    with pytest.raises(LookupError, match="offer_dontion"):
        sync_roles()


def test_the_widest_role_is_named_in_the_bar():
    assert person("Anna", Role.VOLUNTEER, Role.COORDINATOR).main_role == "Koordination"
    assert person("Neu").main_role == ""


def test_addresses_are_kept_in_lower_case():
    assert User.objects.create_user("Dora@Example.ORG").email == "dora@example.org"
    assert User.objects.get_by_natural_key("DORA@example.org").email == "dora@example.org"


def test_the_first_person_of_an_installation_administers_and_is_not_almighty():
    call_command("createsuperuser", email="erste@example.org", interactive=False, verbosity=0)
    first = User.objects.get()
    assert (first.role_names, first.is_superuser) == ({"admin"}, False)
    assert first.get_all_permissions() == PERMISSIONS[Role.ADMIN]
