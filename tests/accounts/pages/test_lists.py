import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.pages import exports
from accounts.pages.folding import searchable
from devices.enums import DeviceStatus


@pytest.fixture
def staff(client, coordinator):
    client.force_login(coordinator)
    return client


def numbers(response) -> list[str]:
    """Device numbers in the order of the table."""
    return re.findall(r'<a [^>]*href="/things/(H4F-\d+)/"', response.content.decode())


def hrefs(response) -> set[str]:
    return {found.replace("&amp;", "&") for found in re.findall(r'href="([^"]*)"', response.content.decode())}


def test_visitors_sign_in_first(client, db):
    response = client.get("/things/")
    assert response.status_code == 302
    assert response.url.startswith("/account/login/")


@pytest.mark.parametrize("query", ["", "?export=csv", "?export=xlsx"])
def test_a_role_without_the_page_gets_403_for_page_and_export(client, donor_user, query):
    client.force_login(donor_user)
    assert client.get(f"/things/{query}").status_code == 403


@pytest.mark.parametrize("query", ["", "?status=received", "?q=dell"])
def test_three_rows_cost_no_more_queries_than_one(staff, make_devices, django_assert_num_queries, query):
    make_devices(1, search_text="dell")
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert len(numbers(staff.get(f"/things/{query}"))) == 1
    make_devices(2, 3, search_text="dell")
    with django_assert_num_queries(len(one)):
        assert len(numbers(staff.get(f"/things/{query}"))) == 3


@pytest.mark.parametrize("kind", exports.FORMATS)
def test_exporting_three_rows_costs_no_more_queries_than_one(staff, make_devices, django_assert_num_queries, kind):
    make_devices(1)
    with CaptureQueriesContext(connection) as one:
        assert staff.get(f"/things/?export={kind}").status_code == 200
    make_devices(2, 3)
    with django_assert_num_queries(len(one)):
        staff.get(f"/things/?export={kind}")


def test_rows_come_in_the_default_order_and_by_a_column_both_ways(staff, make_devices, now):
    make_devices(1, maker="B", status_since=now)
    make_devices(2, maker="A", status_since=now.replace(hour=10))
    make_devices(3, maker="A", status_since=now.replace(hour=8))
    assert numbers(staff.get("/things/")) == ["H4F-000002", "H4F-000001", "H4F-000003"]
    assert numbers(staff.get("/things/?sort=title")) == ["H4F-000002", "H4F-000003", "H4F-000001"]
    assert numbers(staff.get("/things/?sort=-number")) == ["H4F-000003", "H4F-000002", "H4F-000001"]


@pytest.mark.parametrize("sort", ["nonsense", "password", "location", "-", "donation__donor__email"])
def test_a_sort_that_no_column_offers_falls_back_to_the_default(staff, make_devices, sort):
    make_devices(1, 2)
    assert numbers(staff.get(f"/things/?sort={sort}")) == ["H4F-000002", "H4F-000001"]


def test_the_sorted_heading_says_so_and_its_link_turns_the_order(staff, make_devices):
    make_devices(1)
    response = staff.get("/things/?sort=number&status=received&page=1")
    html = response.content.decode()
    assert html.count('aria-sort="ascending"') == 1
    assert html.count("aria-sort") == 1
    assert "/things/?sort=-number&status=received" in hrefs(response)
    assert "/things/?sort=status&status=received" in hrefs(response)


def test_filters_stand_in_the_address_and_each_chip_removes_its_own(staff, make_devices):
    make_devices(1, status=DeviceStatus.RECEIVED)
    make_devices(2, status=DeviceStatus.LOST)
    make_devices(3, status=DeviceStatus.RETURNED)
    response = staff.get("/things/?status=received&status=lost&sort=number&page=1")
    assert numbers(response) == ["H4F-000001", "H4F-000002"]
    chips = response.context["chips"]
    assert [chip.url for chip in chips] == [
        "/things/?status=lost&sort=number",
        "/things/?status=received&sort=number",
    ]
    assert [chip.value for chip in chips] == [str(DeviceStatus.RECEIVED.label), str(DeviceStatus.LOST.label)]
    assert response.context["filter_count"] == 2
    assert response.context["reset_url"] == "/things/?sort=number"


def test_a_chip_of_a_day_reads_like_a_day_and_a_search_is_no_filter(staff, make_devices):
    make_devices(1, search_text="dell")
    response = staff.get("/things/?since=2026-11-01&q=dell")
    assert [(chip.label, chip.value) for chip in response.context["chips"]] == [
        ("Suche", "dell"),
        ("Since", "01.11.26"),
    ]
    assert response.context["filter_count"] == 1


@pytest.mark.parametrize("typed", ["Müller", "MUELLER", "muller dell", "1", "h4fß000001", "SN-77"])
def test_the_search_knows_umlauts_scanners_and_serials(staff, make_devices, typed):
    make_devices(1, serial="SN-77", search_text=searchable("Müller", "Dell"))
    make_devices(2, search_text=searchable("Meier"))
    assert numbers(staff.get("/things/", {"q": typed})) == ["H4F-000001"]


def test_a_filter_that_makes_no_sense_shows_its_error_and_no_rows(staff, make_devices):
    make_devices(1)
    response = staff.get("/things/?since=gestern")
    assert numbers(response) == []
    assert response.context["filter_failed"]
    assert "kern-form-input--error" in response.content.decode()
    assert staff.get("/things/?since=gestern&export=csv").getvalue().count(b"\n") == 1


def test_nothing_found_offers_to_reset_and_an_empty_list_says_so(staff, make_devices):
    assert "Hier ist noch nichts." in staff.get("/things/").content.decode()
    make_devices(1)
    html = staff.get("/things/?status=lost").content.decode()
    assert "Nichts mit diesen Filtern." in html
    assert "Filter zurücksetzen" in html


def test_pages_are_kept_short_and_keep_the_rest_of_the_address(staff, make_devices):
    make_devices(*range(1, 31))
    response = staff.get("/things/?sort=number&per=12&page=2")
    assert numbers(response)[0] == "H4F-000013"
    assert len(numbers(response)) == 12
    assert {"?sort=number&per=12&page=3", "?sort=number&per=100"} <= hrefs(response)
    assert "Zeile 13–24 von 30" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "first"), [("page=99", "H4F-000026"), ("page=x", "H4F-000001"), ("per=7", "H4F-000001")]
)
def test_odd_pages_and_sizes_are_put_right(staff, make_devices, query, first):
    make_devices(*range(1, 31))
    assert numbers(staff.get(f"/things/?sort=number&{query}"))[0] == first


def test_the_export_takes_what_is_filtered_in_the_same_order_with_the_same_columns(
    staff, volunteer, client, make_devices
):
    make_devices(1, 2, status=DeviceStatus.LOST, serial="A1")
    make_devices(3)
    rows = list(
        csv.reader(io.StringIO(staff.get("/things/?status=lost&sort=number&export=csv").getvalue().decode("utf-8-sig")))
    )
    assert rows[0] == ["Number", "Thing", "Status", "Location", "Since", "Donor", "Serial"]
    assert [row[0] for row in rows[1:]] == ["H4F-000001", "H4F-000002"]
    assert rows[1][5:] == ["Steuerbüro Müller", "A1"]
    client.force_login(volunteer)
    assert "Donor" not in client.get("/things/?export=csv").getvalue().decode("utf-8-sig")


def test_too_many_rows_for_a_spreadsheet_lead_back_to_the_list_with_the_reason(staff, make_devices, monkeypatch):
    monkeypatch.setattr(exports, "XLSX_ROWS", 1)
    make_devices(1, 2)
    response = staff.get("/things/?sort=number&export=xlsx", follow=True)
    assert response.redirect_chain == [("/things/?sort=number", 302)]
    assert "exportieren Sie sie als CSV" in response.content.decode()


def test_the_bulk_bar_has_the_buttons_this_person_may_press(client, volunteer, make_devices):
    make_devices(1)
    client.force_login(volunteer)
    html = client.get("/things/").content.decode()
    assert "Print labels" in html
    assert "Decide" not in html
    assert 'name="pick" value="H4F-000001"' in html


def test_the_table_keeps_its_roles_on_the_phone(staff, make_devices):
    make_devices(1, location=None)
    html = staff.get("/things/").content.decode()
    for role in ("table", "row", "rowheader", "columnheader", "cell", "rowgroup"):
        assert f'role="{role}"' in html
    assert 'data-label=""' in html


def test_no_cell_has_an_inline_style_or_script(staff, make_devices):
    make_devices(1)
    html = staff.get("/things/").content.decode()
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\son[a-z]+=", html)
