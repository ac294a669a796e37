import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from devices.models import Category, Location
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


def row(name: str, **more) -> dict:
    return {"name_de": name, "name_en": name, "position": "5", "is_active": "on", **more}


def test_a_shelf_is_added_with_a_code_that_its_label_can_carry(admin):
    admin.post(reverse("reference_new", args=["locations"]), row("Regal Öst 7"))
    shelf = Location.objects.get()
    assert (shelf.code, shelf.name, shelf.position, shelf.is_active) == ("regal-ost-7", "Regal Öst 7", 5, True)


def test_two_rows_of_one_name_get_two_codes(admin):
    for _time in range(2):
        admin.post(reverse("reference_new", args=["locations"]), row("Regal"))
    assert list(Location.objects.order_by("code").values_list("code", flat=True)) == ["regal", "regal-2"]


def test_a_new_name_keeps_the_code(admin):
    shelf = cast.location("shelf-a-01")
    admin.post(reverse("reference_row", args=["locations", shelf.pk]), row("Regal A links"))
    shelf.refresh_from_db()
    assert (shelf.code, shelf.name_de) == ("shelf-a-01", "Regal A links")


def test_a_category_that_holds_media_can_not_be_made_one_that_does_not(admin):
    notebook = cast.category("notebook")
    assert notebook.can_hold_media
    admin.post(reverse("reference_row", args=["categories", notebook.pk]), row("Laptop"))
    notebook.refresh_from_db()
    assert (notebook.name_de, notebook.can_hold_media) == ("Laptop", True)


def test_a_new_category_says_whether_it_can_hold_media(admin):
    admin.post(reverse("reference_new", args=["categories"]), row("Router", can_hold_media="on"))
    assert Category.objects.get(code="router").can_hold_media


def test_what_is_left_out_is_said_and_kept(admin):
    page = admin.post(reverse("reference_new", args=["locations"]), row("", name_en="Shelf"))
    assert set(page.context["form"].errors) == {"name_de"}
    assert "Shelf" in page.content.decode()
    assert not Location.objects.exists()


def test_the_index_leads_to_every_table(admin):
    page = admin.get(reverse("reference_index"))
    assert len(page.context["entries"]) >= 9
    for entry in page.context["entries"]:
        assert admin.get(entry.url).status_code == 200, entry.label


def test_an_unknown_table_is_not_found(admin):
    assert admin.get(reverse("reference_table", args=["users"])).status_code == 404
    assert admin.get(reverse("reference_new", args=["checklist_list"])).status_code == 404


def test_three_rows_cost_no_more_queries_than_one(admin, django_assert_num_queries):
    cast.location("shelf-a-01")
    url = reverse("reference_table", args=["locations"])
    admin.get(url)
    with CaptureQueriesContext(connection) as counted:
        admin.get(url)
    cast.location("shelf-a-02")
    cast.location("shelf-a-03")
    with django_assert_num_queries(len(counted)):
        assert len(admin.get(url).context["rows"]) == 3
