"""What a suspended institution's needs and people may and may not do."""

import pytest
from django.urls import reverse

from custody.lifecycle import TransitionRefused
from recipients import allocating, institutions
from recipients.models import Need
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def need(school, school_user):
    return cast.need(cast.request(school, school_user))


@pytest.fixture
def suspended(school, need, coordinator, acting):
    institutions.suspend(school, reason="Ansprechperson fehlt", actor=acting(coordinator))
    return school


def test_its_needs_leave_the_queue_and_come_back_to_their_place(suspended, need, coordinator, acting):
    assert not Need.objects.queued().exists()
    assert list(Need.objects.waiting()) == [need]
    institutions.lift(suspended, reason="Neue Leitung", actor=acting(coordinator))
    assert list(Need.objects.queued()) == [need]


def test_nothing_is_reserved_for_it(suspended, need, coordinator, acting):
    device = cast.device(status="ready")
    with pytest.raises(TransitionRefused, match="gesperrt"):
        allocating.allocate(item=need.items.get(), device=device, actor=acting(coordinator))
    device.refresh_from_db()
    assert device.status == "ready"


def test_a_paused_need_gets_nothing_until_it_is_confirmed(need, coordinator, acting, now):
    Need.objects.filter(pk=need.pk).update(paused_on=now.date())
    assert not Need.objects.queued().exists()
    with pytest.raises(TransitionRefused, match="ruht"):
        allocating.allocate(item=need.items.get(), device=cast.device(status="ready"), actor=acting(coordinator))


@pytest.mark.parametrize("name", ["request_list", "need_list", "handover_list"])
def test_every_list_says_what_it_may_still_do(client, suspended, school_user, coordinator, name):
    client.force_login(school_user)
    assert "Oberschule am Musterpark ist gesperrt" in client.get(reverse(name)).text
    client.force_login(coordinator)
    assert "ist gesperrt" not in client.get(reverse(name)).text


def test_its_own_page_gives_the_reason(client, suspended, school_user):
    client.force_login(school_user)
    text = client.get(reverse("institution_detail", args=[suspended.pk])).text
    assert "Übergaben bestätigen" in text
    assert "Grund: Ansprechperson fehlt" in text
