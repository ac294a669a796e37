"""Tables about needs that the administration keeps."""

import pytest
from django.urls import reverse

from devices.models import AccessoryKind, Category
from recipients.asking.offers import askable, offers
from recipients.models import DeviceSet, EntitlementBasis, Wish
from recipients.reference import load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def at_administration(client, administrator):
    client.force_login(administrator)
    return client


def row(**fields) -> dict:
    return {"name_de": "Lernplatz", "name_en": "Learning place", "position": "30", "is_active": "on"} | fields


def thing(model, code: str) -> str:
    kind = "device" if model is Category else "accessory"
    return f"{kind}:{model.objects.get(code=code).pk}"


def test_a_device_set_is_made_of_devices_and_accessories_and_offered_as_one(at_administration):
    things = {"thing_1": thing(Category, "notebook"), "thing_3": thing(AccessoryKind, "headset")}
    at_administration.post(reverse("reference_new", args=["device-sets"]), row(**things))
    offer = offers()["set-lernplatz"]
    assert [category.code for category in offer.categories] == ["notebook"]
    assert offer.label == "Lernplatz (Notebook, Kopfhörer)"


def test_a_set_is_changed_and_stays_so(at_administration):
    pk = DeviceSet.objects.get(code="desktop-workplace").pk
    address = reverse("reference_row", args=["device-sets", pk])
    text = at_administration.get(address).text
    assert text.count(" selected>") == 6
    things = {"thing_1": thing(Category, "desktop"), "thing_2": thing(AccessoryKind, "mouse")}
    at_administration.post(address, row(name_de="Arbeitsplatz", **things))
    load()
    assert offers()["set-desktop-workplace"].label == "Arbeitsplatz (Desktop-PC, Maus)"


@pytest.mark.parametrize("things", [{}, {"thing_1": "device"}, {"thing_1": "mouse", "thing_2": "keyboard"}])
def test_a_set_without_a_device_or_of_one_thing_is_none(at_administration, things):
    values = {
        "device": thing(Category, "desktop"),
        "mouse": thing(AccessoryKind, "mouse"),
        "keyboard": thing(AccessoryKind, "keyboard"),
    }
    sent = {name: values[word] for name, word in things.items()}
    answer = at_administration.post(reverse("reference_new", args=["device-sets"]), row(**sent))
    assert "Ein Set besteht aus mindestens zwei Dingen" in answer.text
    assert not DeviceSet.objects.filter(name_de="Lernplatz").exists()


@pytest.mark.parametrize("slug", ["minimum-specs", "device-sets", "wishes", "notices"])
def test_each_table_opens(at_administration, slug):
    assert at_administration.get(reverse("reference_table", args=[slug])).status_code == 200
    assert at_administration.get(reverse("reference_new", args=[slug])).status_code == 200


def test_what_is_not_in_use_is_not_offered_and_notices_only_where_they_are_asked_for(settings):
    Wish.objects.filter(code="quiet").update(is_active=False)
    DeviceSet.objects.filter(code="desktop-workplace").update(is_active=False)
    assert "quiet" not in [wish.code for wish in askable().wishes]
    assert [key for key in offers() if key.startswith("set-")] == ["set-notebook-monitor"]
    assert askable().bases == []
    settings.ASK_WHICH_NOTICE = True
    assert len(askable().bases) == EntitlementBasis.objects.count() == 7
