"""Access tokens: made, shown once, used, revoked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import ApiToken
from accounts.roles import Role
from accounts.tokens import NameTaken, find_token, make_token, note_use, revoke_token
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(volunteer, now):
    return make_token(volunteer, "Boot stick 3", now=now)


@pytest.fixture
def signed_in(client, volunteer):
    client.force_login(volunteer)
    return client


def test_a_token_is_recognised_and_only_its_digest_is_kept(made, volunteer):
    token, secret = made
    assert secret.startswith("h4f_") and len(secret) == 47
    assert find_token(secret) == token
    kept = ApiToken.objects.values().get()
    assert secret not in str(kept)
    assert (kept["beginning"], kept["owner_id"], len(kept["digest"])) == (secret[:8], volunteer.pk, 64)


def test_two_tokens_differ(volunteer, now):
    secrets = {make_token(volunteer, name, now=now)[1] for name in ("one", "two")}
    assert len(secrets) == 2


@pytest.mark.parametrize("wrong", ["", "h4f_", "h4f_guessed", "\x00", "ä" * 500])
def test_anything_else_is_no_token(wrong, made):
    assert find_token(wrong) is None
    assert find_token(made[1] + wrong + "x") is None


def test_a_revoked_token_opens_nothing_and_keeps_the_first_time(made, now):
    token, secret = made
    revoke_token(token, now=now)
    revoke_token(token, now=now + timedelta(days=1))
    token.refresh_from_db()
    assert (find_token(secret), token.revoked_at) == (None, now)


def test_the_token_of_somebody_who_left_opens_nothing(made, volunteer):
    volunteer.is_active = False
    volunteer.save()
    assert find_token(made[1]) is None


def test_a_name_is_free_again_after_revoking(made, volunteer, now):
    with pytest.raises(NameTaken):
        make_token(volunteer, "Boot stick 3", now=now)
    revoke_token(made[0], now=now)
    assert make_token(volunteer, "Boot stick 3", now=now)[0].pk


def test_the_last_use_is_noted_at_most_once_a_minute(made, now, django_assert_num_queries):
    token = made[0]
    note_use(token, now=now)
    token.refresh_from_db()
    with django_assert_num_queries(0):
        note_use(token, now=now + timedelta(seconds=59))
    note_use(token, now=now + timedelta(seconds=60))
    token.refresh_from_db()
    assert token.last_used_at == now + timedelta(seconds=60)


class TestThePages:
    def test_the_secret_is_shown_once_with_what_workbench_needs(self, signed_in, volunteer):
        answer = signed_in.post(reverse("token_make"), {"name": "Boot stick 3"})
        page = answer.content.decode()
        secret = answer.context["secret"]
        assert find_token(secret).owner == volunteer
        assert f"token = {secret}" in page
        assert "url = http://testserver/api/v1/snapshot/" in page
        assert "no-store" in answer["Cache-Control"]
        profile = signed_in.get(reverse("profile")).content.decode()
        assert "Boot stick 3" in profile and secret[:8] in profile
        assert secret not in profile

    def test_sending_the_form_again_makes_no_second_one(self, signed_in):
        for _time in range(2):
            answer = signed_in.post(reverse("token_make"), {"name": "Boot stick 3"})
        assert "Sie haben schon ein Token mit diesem Namen." in answer.content.decode()
        assert ApiToken.objects.count() == 1

    def test_revoking_asks_before_and_says_what_happened(self, signed_in, made):
        address = reverse("token_revoke", args=[made[0].pk])
        assert "Boot stick 3" in signed_in.get(address).content.decode()
        assert find_token(made[1])
        page = signed_in.post(address, follow=True).content.decode()
        assert "Das Token „Boot stick 3“ ist widerrufen." in page
        assert find_token(made[1]) is None
        assert signed_in.post(address).status_code == 404

    def test_nobody_revokes_somebody_elses(self, client, made):
        client.force_login(person("Maria Krause", Role.COORDINATOR))
        assert client.post(reverse("token_revoke", args=[made[0].pk])).status_code == 404
        assert find_token(made[1])

    @pytest.mark.parametrize("role", [Role.DONOR, Role.INSTITUTION, Role.ADMIN])
    def test_tokens_are_for_those_who_work_on_devices(self, role, client):
        client.force_login(person("Jemand", role))
        assert reverse("token_make") not in client.get(reverse("profile")).content.decode()
        assert client.get(reverse("token_make")).status_code == 403
