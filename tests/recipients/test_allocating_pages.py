"""Reserving, releasing and swapping on the pages of coordination."""

import pytest
from django.urls import reverse

from recipients.models import Allocation
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(school_user):
    return cast.need(cast.request(cast.institution(school_user), school_user))


@pytest.fixture
def device():
    return cast.device(status="ready")


@pytest.fixture
def held(need, device, coordinator):
    return cast.allocation(device, need.items.get(), coordinator)


@pytest.fixture
def office(client, coordinator):
    client.force_login(coordinator)
    return client


def reserve(client, need, device):
    url = reverse("allocation_create", args=[need.items.get().pk])
    return client.post(url, {"device": device.number}, follow=True)


def page(name: str, allocation: Allocation) -> str:
    return reverse(name, args=[allocation.pk])


def test_reserving_says_until_when_and_offers_the_way_back(office, need, device):
    answer = reserve(office, need, device)
    allocation = Allocation.objects.get()
    device.refresh_from_db()
    assert device.status == "reserved"
    assert f"{device.number} ist bis {allocation.held_until:%d.%m.%Y} reserviert." in answer.text
    assert page("allocation_release", allocation) in answer.text


def test_who_comes_second_is_told_so_on_the_needs_page(office, need, device, coordinator, school_user):
    other = cast.need(need.request)
    cast.allocation(device, other.items.get(), coordinator)
    answer = reserve(office, need, device)
    assert answer.status_code == 200
    assert f"Das Gerät {device.number} ist nicht mehr frei." in answer.text
    assert Allocation.objects.count() == 1


def test_reserving_is_a_post_of_coordination(office, need, device, school_user, volunteer, senior_volunteer):
    url = reverse("allocation_create", args=[need.items.get().pk])
    assert office.get(url).status_code == 405
    for person in (school_user, volunteer, senior_volunteer):
        office.force_login(person)
        assert office.post(url, {"device": device.number}).status_code == 403
    assert not Allocation.objects.exists()


@pytest.mark.parametrize("number", ["", "H4F-000000", "' OR 1=1"])
def test_an_unknown_device_is_not_found(office, need, number):
    url = reverse("allocation_create", args=[need.items.get().pk])
    assert office.post(url, {"device": number}).status_code == 404


def test_releasing_asks_why_and_frees_both(office, held, need, device):
    assert office.post(page("allocation_release", held), {"reason": " "}).status_code == 200
    answer = office.post(page("allocation_release", held), {"reason": "Doch kein Bedarf"}, follow=True)
    need.refresh_from_db()
    device.refresh_from_db()
    assert (need.status, device.status) == ("open", "ready")
    assert "wieder ausgabebereit" in answer.text


def test_releasing_twice_says_so(office, held):
    office.post(page("allocation_release", held), {"reason": "Doch kein Bedarf"})
    answer = office.post(page("allocation_release", held), {"reason": "noch einmal"})
    assert "Dieses Gerät ist nicht mehr reserviert." in answer.text
    assert "noch einmal" in answer.text


def test_swapping_offers_what_fits_and_exchanges(office, held, need, device):
    other = cast.device(status="ready")
    cast.device(status="ready", category=cast.category("monitor"))
    text = office.get(page("allocation_swap", held)).text
    assert text.count('name="device"') == 1
    office.post(page("allocation_swap", held), {"device": other.number, "reason": "Scharnier gebrochen"})
    assert Allocation.objects.active().get().device == other
    device.refresh_from_db()
    assert device.status == "ready"


def test_only_an_offered_device_is_taken(office, held):
    monitor = cast.device(status="ready", category=cast.category("monitor"))
    answer = office.post(page("allocation_swap", held), {"device": monitor.number, "reason": "x"})
    assert answer.status_code == 200
    assert Allocation.objects.active().get() == held


def test_the_needs_page_shows_the_promise_without_the_code_in_any_address(office, held, need, device):
    answer = office.get(reverse("need_detail", args=[need.pk]))
    assert device.number in answer.text
    assert need.pupil_code not in "".join(part for part in answer.text.split('"') if part.startswith("/"))
