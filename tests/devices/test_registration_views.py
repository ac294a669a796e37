"""The offer form's page."""

import pytest
from django.urls import reverse

from donations.models import Donation
from tests import cast

URL = "/donations/new/"


@pytest.fixture
def donor(donor_user):
    return cast.donor(donor_user, street="Ring 1", postcode="04109")


@pytest.fixture
def notebook(db):
    return cast.category()


def typed(category, *rows, **changes):
    """What a browser sends: one row of `category` unless rows are given."""
    rows = rows or ({"count": "1"},)
    data = {
        "origin": "business",
        "media_with_data": "yes",
        "delivery": "drop_off",
        "window": "",
        "pick_up_address": "",
        "message": "",
        "rows-TOTAL_FORMS": str(len(rows)),
        "rows-INITIAL_FORMS": "0",
        **changes,
    }
    for number, row in enumerate(rows):
        defaults = {"category": str(category.pk), "count": "1", "maker": "", "model": "", "serial": "", "asset_tag": ""}
        data |= {f"rows-{number}-{name}": value for name, value in {**defaults, **row}.items()}
    return data


def post(client, user, data):
    client.force_login(user)
    return client.post(URL, data)


class TestWhoMayOffer:
    def test_visitors_are_led_to_the_form_that_needs_no_account(self, client, db):
        assert client.get(URL).url == reverse("offer_begin")

    def test_a_visitor_registers_nothing(self, client, notebook):
        client.post(URL, typed(notebook))
        assert not Donation.objects.exists()

    @pytest.mark.parametrize("who", ["donor_user", "school_user", "volunteer"])
    def test_whoever_gives_for_nobody_yet_says_who_gives_first(self, client, request, who):
        client.force_login(request.getfixturevalue(who))
        answer = client.get(URL)
        assert (answer.status_code, answer.url) == (302, reverse("donor_create"))

    def test_a_donor_cannot_offer_for_somebody_else(self, client, donor_user, donor, other_donor_user, notebook):
        second, foreign = cast.donor(donor_user, name="Zweite"), cast.donor(other_donor_user, name="Fremde")
        answer = post(client, donor_user, typed(notebook, donor=str(foreign.pk)))
        assert "donor" in answer.context["form"].errors
        assert "Fremde" not in answer.content.decode()
        assert post(client, donor_user, typed(notebook, donor=str(second.pk))).status_code == 302
        assert Donation.objects.get().donor == second


class TestRegistering:
    def test_twenty_alike_are_one_row_and_twenty_numbers(self, client, donor_user, donor, notebook):
        data = typed(
            notebook, {"count": "20", "maker": "Dell", "model": "E5530"}, {"serial": "PF1", "asset_tag": "IT-1"}
        )
        answer = post(client, donor_user, data)
        donation = Donation.objects.get()
        assert answer.url == reverse("donation_detail", args=[donation.number])
        assert (donation.donor, donation.status, donation.devices.count()) == (donor, "announced", 21)
        assert donation.devices.get(serial="PF1").line == 2

    def test_untouched_rows_are_left_out(self, client, donor_user, donor, notebook):
        post(client, donor_user, typed(notebook, {"count": "2"}, {"category": ""}, {"category": ""}))
        assert Donation.objects.get().devices.count() == 2

    def test_coordination_registers_for_any_donor_or_for_an_unknown_one(self, client, coordinator, donor, notebook):
        post(client, coordinator, typed(notebook, donor=str(donor.pk), source="phone"))
        post(client, coordinator, typed(notebook, donor="", source="door"))
        assert set(Donation.objects.values_list("donor", "entered_by", "source")) == {
            (donor.pk, coordinator.pk, "phone"),
            (None, coordinator.pk, "door"),
        }

    def test_goods_without_numbers_are_announced_by_their_count(self, client, donor_user, donor, notebook):
        goods = {"category": "loose_disks", "count": "5", "model": "gemischt"}
        assert post(client, donor_user, typed(notebook, {"year": "2021"}, goods)).status_code == 302
        donation = Donation.objects.get()
        assert donation.source == "account"
        assert list(
            donation.offered_lines.values_list("line", "category", "goods", "count", "description", "year")
        ) == [
            (1, notebook.pk, "", 1, "", 2021),
            (2, None, "loose_disks", 5, "gemischt", None),
        ]
        assert donation.devices.count() == 1

    def test_coordination_starts_with_the_donor_it_just_entered(self, client, coordinator, donor):
        client.force_login(coordinator)
        answer = client.get(URL, {"donor": donor.pk})
        assert answer.context["form"]["donor"].value() == str(donor.pk)


class TestWrongInput:
    @pytest.mark.parametrize(
        ("row", "field", "sentence"),
        [
            ({"count": "-3"}, "count", "Mindestens 1."),
            ({"count": "0"}, "count", "Mindestens 1."),
            ({"count": "1000000"}, "count", "Höchstens 500 in einer Zeile."),
            ({"count": "9" * 400}, "count", None),
            ({"count": "viele"}, "count", "Bitte eine ganze Zahl eingeben, zum Beispiel 20."),
            ({"category": "", "maker": "Dell"}, "category", None),
            ({"category": "999999"}, "category", None),
            ({"serial": "x" * 81}, "serial", None),
            (
                {"serial": "To be filled by O.E.M."},
                "serial",
                "„To be filled by O.E.M.“ ist keine Seriennummer, sondern ein Platzhalter. "
                "Bitte lassen Sie das Feld leer.",
            ),
            (
                {"year": "1899"},
                "year",
                "Bitte geben Sie ein Jahr zwischen 1975 und heute ein, zum Beispiel 2019.",
            ),
            ({"ram_gib": "-4"}, "ram_gib", "Bitte eine ganze Zahl eingeben, zum Beispiel 8."),
            ({"inches": "groß"}, "inches", "Bitte eine Zahl eingeben, zum Beispiel 15,6."),
            ({"maker": "a\x00b"}, "maker", None),
            (
                {"count": "2", "serial": "PF1"},
                "serial",
                "Eine Seriennummer oder Inventarnummer gehört zu einem Gerät. "
                "Bitte geben Sie jedem dieser Geräte eine eigene Zeile.",
            ),
        ],
    )
    def test_a_wrong_row_says_what_to_do_and_stores_nothing(
        self, client, donor_user, donor, notebook, row, field, sentence
    ):
        answer = post(client, donor_user, typed(notebook, {"maker": "Fujitsu"}, row))
        assert answer.status_code == 200
        errors = answer.context["rows"].forms[1].errors
        assert list(errors) == [field]
        assert sentence is None or errors[field] == [sentence]
        assert "Fujitsu" in answer.content.decode()
        assert not Donation.objects.exists()

    @pytest.mark.parametrize(
        ("rows", "sentence"),
        [
            ([{"category": ""}], "Bitte nennen Sie mindestens ein Gerät."),
            (
                [{"count": "500"}, {"count": "500"}, {}],
                "Eine Spende fasst bis zu 1000 Geräte. Bitte teilen Sie sie in mehrere auf.",
            ),
        ],
    )
    def test_rows_that_do_not_fit_together_are_refused(self, client, donor_user, donor, notebook, rows, sentence):
        answer = post(client, donor_user, typed(notebook, *rows))
        assert answer.context["rows"].non_form_errors() == [sentence]
        assert sentence in answer.content.decode()

    @pytest.mark.parametrize("name", ["serial", "asset_tag"])
    def test_what_stands_in_two_rows_is_said_at_the_second_one(self, client, donor_user, donor, notebook, name):
        answer = post(client, donor_user, typed(notebook, {name: "PF1"}, {}, {name: "pf1"}))
        errors = [form.errors for form in answer.context["rows"].forms]
        assert errors == [{}, {}, {name: ["„pf1“ steht schon in Zeile 1. Jedes Gerät hat seine eigene."]}]
        assert not Donation.objects.exists()

    def test_all_mistakes_show_at_once(self, client, donor_user, donor, notebook):
        answer = post(client, donor_user, typed(notebook, {"count": "0"}, origin="", media_with_data="perhaps"))
        assert set(answer.context["form"].errors) == {"origin", "media_with_data"}
        assert answer.context["rows"].forms[0].errors
        assert "Fehler" in answer.content.decode()

    def test_a_pick_up_needs_an_address_somewhere(self, client, donor_user, notebook):
        cast.donor(donor_user)
        answer = post(client, donor_user, typed(notebook, delivery="pick_up"))
        assert "pick_up_address" in answer.context["form"].errors

    @pytest.mark.parametrize("total", ["", "abc", "-1", "100000"])
    def test_a_broken_row_count_is_no_accident(self, client, donor_user, donor, notebook, total):
        data = typed(notebook) | {"rows-TOTAL_FORMS": total}
        assert post(client, donor_user, data).status_code == 200
        assert post(client, donor_user, data | {"add_row": "rows"}).status_code == 200
        assert not Donation.objects.exists()

    def test_a_row_that_was_added_and_left_empty_does_not_stand_in_the_way(self, client, donor_user, donor, notebook):
        data = typed(notebook) | {"rows-TOTAL_FORMS": "2", "rows-1-category": "", "rows-1-count": ""}
        assert post(client, donor_user, data).status_code == 302
        assert Donation.objects.get().devices.count() == 1

    def test_a_row_with_a_count_alone_is_asked_for_its_kind(self, client, donor_user, donor, notebook):
        data = typed(notebook) | {"rows-TOTAL_FORMS": "2", "rows-1-category": "", "rows-1-count": "20"}
        assert post(client, donor_user, data).status_code == 200
        assert not Donation.objects.exists()

    def test_hostile_text_is_shown_as_text(self, client, donor_user, donor, notebook):
        answer = post(
            client, donor_user, typed(notebook, {"model": "<script>alert(1)</script>"}, message="</textarea><b>")
        )
        text = client.get(answer.url).content.decode()
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)" in text
        assert "</textarea><b>" not in text


class TestAddingARow:
    def test_hints_come_from_where_a_signed_in_reader_gets_them(self, client, donor_user, donor):
        client.force_login(donor_user)
        assert f'hx-post="{reverse("offer_hints")}"' in client.get(URL).text

    def test_one_more_row_keeps_everything_and_complains_about_nothing(self, client, donor_user, donor, notebook):
        data = typed(notebook, {"count": "abc", "maker": "Dell"}, origin="", message="Laderampe") | {"add_row": "rows"}
        answer = post(client, donor_user, data)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert 'name="rows-1-category"' in text
        assert 'name="rows-TOTAL_FORMS" value="2"' in text
        assert "Laderampe" in text
        assert 'value="abc"' in text
        assert "kern-error" not in text
        assert not Donation.objects.exists()

    def test_rows_cost_no_queries_of_their_own(self, client, donor_user, donor, notebook, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.force_login(donor_user)
        client.get(URL)
        with CaptureQueriesContext(connection) as one:
            client.post(URL, typed(notebook, {"count": "0"}))
        with django_assert_num_queries(len(one)):
            client.post(URL, typed(notebook, *[{"count": "0"}] * 30))
