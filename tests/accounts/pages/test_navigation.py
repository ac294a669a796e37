import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from accounts.pages import navigation
from accounts.pages.navigation import NavigationItem, register, signed_in, visitors


@pytest.fixture(autouse=True)
def _items(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})
    register(
        NavigationItem("Things", "things", permission="devices.view_device", position=30, beneath=("/thing/",)),
        NavigationItem("Start", "start", predicate=signed_in, position=10),
        NavigationItem("Offer", "offer", predicate=visitors, position=20),
        NavigationItem("Privacy", "privacy", position=40),
    )


def labels(user, path: str = "/") -> list[str]:
    request = RequestFactory().get(path)
    request.user = user
    return [f"{entry.label}{'*' if entry.is_current else ''}" for entry in navigation.entries(request)]


def test_everybody_finds_what_they_may_open_in_its_order(coordinator, donor_user):
    assert labels(coordinator) == ["Start*", "Things", "Privacy"]
    assert labels(donor_user) == ["Start*", "Privacy"]
    assert labels(AnonymousUser()) == ["Offer", "Privacy"]


@pytest.mark.parametrize("path", ["/things/", "/things/H4F-000001/", "/thing/1/"])
def test_the_entry_above_the_page_is_current_and_the_root_is_not(coordinator, path):
    assert labels(coordinator, path) == ["Start", "Things*", "Privacy"]


def test_a_page_that_belongs_nowhere_has_no_current_entry(coordinator):
    assert labels(coordinator, "/elsewhere/") == ["Start", "Things", "Privacy"]


def test_registering_a_name_again_replaces_the_entry(coordinator):
    register(NavigationItem("Devices", "things", permission="devices.view_device", position=5))
    assert labels(coordinator) == ["Devices", "Start*", "Privacy"]


def test_the_page_draws_the_same_list_in_the_bar_and_in_the_phone_menu(client, coordinator):
    client.force_login(coordinator)
    html = client.get("/things/").content.decode()
    assert html.count('<a href="/things/" aria-current="page">Things</a>') == 2


def test_the_shell_has_no_search_for_visitors_and_signs_out_by_post(client, coordinator):
    assert 'action="/search/"' not in client.get("/offer/").content.decode()
    client.force_login(coordinator)
    html = client.get("/things/").content.decode()
    assert 'action="/search/"' in html
    assert '<form method="post" action="/account/logout/">' in html
    assert "Anna Berger" in html
    assert "/account/logout/" not in html.replace('action="/account/logout/"', "")
