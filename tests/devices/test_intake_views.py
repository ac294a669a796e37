"""Pages of taking in, for volunteers who may see neither donors nor addresses."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from devices.models import Device
from devices.registration import OfferedRow, register_donation
from tests import cast

VALUES = {"delivery": "pick_up", "media_with_data": "yes", "origin": "business", "message": "Klingel Geheimrat"}


@pytest.fixture
def offer(coordinator, acting, now):
    def do(*rows, donor=None):
        rows = rows or (OfferedRow(cast.category(), 3, "Dell", "Latitude E5530"),)
        return register_donation(donor=donor, values=VALUES, rows=rows, actor=acting(coordinator), now=now)

    return do


@pytest.fixture
def donation(offer):
    return offer(donor=cast.donor(name="Geheim GmbH", street="Verborgene Gasse 3", city="Geheimstadt"))


@pytest.fixture
def as_volunteer(client, volunteer):
    client.force_login(volunteer)
    return client


def url(name, donation, *more):
    return reverse(name, args=[donation.number, *more])


class TestWhoMayOpen:
    NAMES = ["donation_intake", "donation_intake_surplus", "donation_intake_finish", "donation_labels"]

    @pytest.mark.parametrize("who", ["donor_user", "school_user", "administrator"])
    @pytest.mark.parametrize("name", NAMES)
    def test_other_roles_are_refused(self, client, request, donation, who, name):
        client.force_login(request.getfixturevalue(who))
        assert client.get(url(name, donation)).status_code == 403
        assert client.get(reverse("intake")).status_code == 403
        assert client.post(url("donation_intake", donation), {"code": "1"}).status_code == 403
        assert client.post(url("donation_intake_next", donation, 1)).status_code == 403
        assert client.post(url("donation_intake_undo", donation, "H4F-000001")).status_code == 403

    @pytest.mark.parametrize("name", NAMES)
    def test_visitors_sign_in_first(self, client, donation, name):
        assert client.get(url(name, donation)).status_code == 302

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("status", ["declined", "cancelled", "draft"])
    def test_a_donation_that_nothing_comes_from_is_not_found(self, as_volunteer, donation, name, status):
        type(donation).objects.filter(pk=donation.pk).update(status=status)
        assert as_volunteer.get(url(name, donation)).status_code == 404

    @pytest.mark.parametrize("name", ["donation_intake_next", "donation_intake_undo"])
    def test_what_changes_something_is_posted(self, as_volunteer, donation, name):
        more = 1 if name == "donation_intake_next" else "H4F-000001"
        assert as_volunteer.get(url(name, donation, more)).status_code == 405

    @pytest.mark.parametrize("name", NAMES)
    def test_no_page_tells_who_gives_or_where(self, as_volunteer, donation, name):
        as_volunteer.post(url("donation_intake", donation), {"code": "1"})
        text = as_volunteer.get(url(name, donation)).content.decode()
        for secret in ("Geheim", "Verborgene"):
            assert secret not in text
            assert secret not in as_volunteer.get(reverse("intake")).content.decode()
            assert secret not in as_volunteer.get(reverse("intake"), {"export": "csv"}).getvalue().decode()


class TestChoosing:
    def test_the_list_holds_what_may_still_come(self, as_volunteer, donation, offer):
        ended, complete = offer(), offer()
        type(ended).objects.filter(pk=ended.pk).update(status="declined")
        as_volunteer.post(url("donation_intake", complete), {"many": "7\n8\n9"})
        answer = as_volunteer.get(reverse("intake"))
        assert [(row.number, row.awaited, row.total) for row in answer.context["object_list"]] == [
            (donation.number, 3, 3)
        ]

    def test_the_list_is_narrowed_by_day(self, as_volunteer, donation, offer):
        today = timezone.now()
        type(donation).objects.filter(pk=donation.pk).update(scheduled_for=today, status="scheduled")
        later = offer()
        type(later).objects.filter(pk=later.pk).update(scheduled_for=today + timedelta(days=30), status="scheduled")
        day = timezone.localdate().isoformat()
        answer = as_volunteer.get(reverse("intake"), {"day_from": day, "day_until": day, "status": "scheduled"})
        assert [row.number for row in answer.context["object_list"]] == [donation.number]

    @pytest.mark.parametrize("code", ["s-2026-1", "H4F-000002", "2", "pf1x", "PF1X"])
    def test_scanning_anything_of_a_donation_leads_to_it(self, as_volunteer, offer, code):
        donation = offer(OfferedRow(cast.category(), 2), OfferedRow(cast.category(), serial="PF1X"))
        answer = as_volunteer.get(reverse("intake"), {"code": code})
        assert answer.url == url("donation_intake", donation)

    def test_an_unknown_scan_says_so(self, as_volunteer, donation):
        answer = as_volunteer.get(reverse("intake"), {"code": "<b>nix"}, follow=True)
        assert "„&lt;b&gt;nix“ ist hier nicht bekannt." in answer.content.decode()

    def test_three_donations_cost_no_more_queries_than_one(
        self, as_volunteer, donation, offer, django_assert_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        as_volunteer.get(reverse("intake"))
        with CaptureQueriesContext(connection) as one:
            as_volunteer.get(reverse("intake"))
        offer()
        offer()
        with django_assert_num_queries(len(one)):
            assert len(as_volunteer.get(reverse("intake")).context["object_list"]) == 3


class TestTakingIn:
    def results(self, answer):
        return [(line.name, line.text) for line in answer.context["results"]]

    def test_each_line_is_told_newest_first_and_stays_after_a_reload(self, as_volunteer, donation, offer):
        other = offer()
        page = url("donation_intake", donation)
        as_volunteer.post(page, {"code": "1"})
        answer = as_volunteer.post(page, {"many": "1\r\n2\r\n2\r\nquatsch\r\nH4F-000004\r\n"}, follow=True)
        assert answer.redirect_chain == [(page, 302)]
        expected = [
            ("H4F-000004", f"gehört zu {other.number}"),
            ("quatsch", "unbekannt"),
            ("H4F-000002", "doppelt in dieser Liste, zählt einmal"),
            ("H4F-000002", "angekommen · Dell Latitude E5530"),
            ("H4F-000001", "war schon da: eingegangen · Dell Latitude E5530"),
            ("H4F-000001", "angekommen · Dell Latitude E5530"),
        ]
        assert self.results(answer) == expected
        assert self.results(as_volunteer.get(page)) == expected
        assert (answer.context["arrived"], answer.context["missing"]) == (2, 1)

    def test_a_thing_of_another_donation_is_taken_in_there(self, as_volunteer, donation, offer):
        other = offer()
        as_volunteer.post(url("donation_intake", donation), {"code": "4"})
        line = as_volunteer.get(url("donation_intake", donation)).context["results"][0]
        assert line.take_url == url("donation_intake", other)
        as_volunteer.post(line.take_url, {"code": line.name})
        assert Device.objects.get(number="H4F-000004").status == "received"

    def test_the_location_is_kept_for_the_next_thing(self, as_volunteer, donation):
        shelf = cast.location()
        page = url("donation_intake", donation)
        as_volunteer.post(page, {"code": "1", "location": shelf.pk})
        assert as_volunteer.get(page).context["form"]["location"].value() == shelf.pk
        as_volunteer.post(url("donation_intake_next", donation, 1))
        assert set(Device.objects.filter(status="received").values_list("location", flat=True)) == {shelf.pk}

    @pytest.mark.parametrize("data", [{"code": "x" * 201}, {"many": "x" * 60_001}, {"code": "1", "location": "0"}])
    def test_wrong_input_is_told_and_takes_nothing_in(self, as_volunteer, donation, data):
        answer = as_volunteer.post(url("donation_intake", donation), data)
        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert not Device.objects.filter(status="received").exists()

    def test_too_many_lines_are_told(self, as_volunteer, donation):
        answer = as_volunteer.post(url("donation_intake", donation), {"many": "\n".join(["9"] * 1001)})
        assert "höchstens 1000 Zeilen" in answer.content.decode()

    def test_hostile_text_is_shown_as_text(self, as_volunteer, donation):
        answer = as_volunteer.post(url("donation_intake", donation), {"code": "<img src=x>\x00"}, follow=True)
        assert "<img src=x>" not in answer.content.decode()

    def test_a_thing_without_a_number_is_told_its_number(self, as_volunteer, donation):
        answer = as_volunteer.post(url("donation_intake_next", donation, 1), follow=True)
        assert "Dieses Gerät ist jetzt H4F-000001." in answer.content.decode()
        for _number in range(3):
            answer = as_volunteer.post(url("donation_intake_next", donation, 1), follow=True)
        assert "Von dieser Zeile ist schon alles da." in answer.content.decode()

    @pytest.mark.parametrize("line", [2, 99999999999999999999])
    def test_a_line_that_does_not_exist_is_no_accident(self, as_volunteer, donation, line):
        assert as_volunteer.post(url("donation_intake_next", donation, line)).status_code == 302

    def test_a_line_is_undone_once(self, as_volunteer, donation):
        page = url("donation_intake", donation)
        as_volunteer.post(page, {"code": "1"})
        undo = as_volunteer.get(page).context["results"][0].undo_url
        answer = as_volunteer.post(undo, follow=True)
        assert [(line.text, line.undo_url) for line in answer.context["results"]] == [("zurückgenommen", "")]
        assert Device.objects.get(number="H4F-000001").status == "registered"

    def test_a_device_of_another_donation_is_not_undone_here(self, as_volunteer, donation, offer):
        other = offer()
        as_volunteer.post(url("donation_intake", other), {"code": "4"})
        assert as_volunteer.post(url("donation_intake_undo", donation, "H4F-000004")).status_code == 404

    def test_somebody_elses_line_is_not_undone_by_a_volunteer(self, client, as_volunteer, donation, senior_volunteer):
        as_volunteer.post(url("donation_intake", donation), {"code": "1"})
        client.force_login(senior_volunteer)
        client.post(url("donation_intake_undo", donation, "H4F-000001"))
        assert Device.objects.get(number="H4F-000001").status == "received"

    def test_any_number_of_devices_costs_the_same_number_of_queries(
        self, as_volunteer, offer, django_assert_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        one_device, three = offer(OfferedRow(cast.category())), offer()
        as_volunteer.post(url("donation_intake", one_device), {"many": "1"})
        as_volunteer.post(url("donation_intake", three), {"many": "2\n3\n4"})
        as_volunteer.get(url("donation_intake", one_device))
        with CaptureQueriesContext(connection) as one:
            as_volunteer.get(url("donation_intake", one_device))
        with django_assert_num_queries(len(one)):
            as_volunteer.get(url("donation_intake", three))


def test_of_a_long_list_the_page_shows_what_still_comes_and_has_no_number_to_scan(as_volunteer, offer, monkeypatch):
    monkeypatch.setattr("devices.intake_views.MOST_LINES_SHOWN", 2)
    numbered = [OfferedRow(cast.category(), maker="Dell", model=f"Nr {n}", serial=f"PF{n}") for n in (1, 2, 3)]
    donation = offer(*numbered, OfferedRow(cast.category(), 20, "Dell", "ohne Nummer"))
    page = as_volunteer.get(url("donation_intake", donation))
    assert [line.title for line in page.context["lines"]] == ["Dell Nr 1", "Dell ohne Nummer"]
    assert "2 weitere Zeilen: Beim Scannen werden auch sie gefunden." in page.content.decode()
    as_volunteer.post(url("donation_intake", donation), {"code": "PF1"})
    page = as_volunteer.get(url("donation_intake", donation))
    assert [line.title for line in page.context["lines"]] == ["Dell Nr 2", "Dell ohne Nummer"]


class TestSurplus:
    def test_surplus_is_recorded_on_the_spot_with_what_was_scanned(self, as_volunteer, donation):
        page = url("donation_intake_surplus", donation)
        assert as_volunteer.get(page, {"serial": "XY12"}).context["form"]["serial"].value() == "XY12"
        data = {
            "category": cast.category().pk,
            "count": "1",
            "maker": "HP",
            "model": "",
            "serial": "XY12",
            "asset_tag": "",
        }
        answer = as_volunteer.post(page, data, follow=True)
        assert "Überzählig aufgenommen: H4F-000004" in answer.content.decode()
        device = Device.objects.get(serial="XY12")
        assert (device.status, device.is_surplus, device.donation) == ("received", True, donation)

    @pytest.mark.parametrize(
        "wrong", [{"count": "0"}, {"count": "501"}, {"category": ""}, {"count": "2", "serial": "A"}]
    )
    def test_wrong_input_records_nothing(self, as_volunteer, donation, wrong):
        data = {"category": cast.category().pk, "count": "1", "maker": "HP", **wrong}
        answer = as_volunteer.post(url("donation_intake_surplus", donation), data)
        assert answer.context["form"].errors
        assert "HP" in answer.content.decode()
        assert Device.objects.count() == 3


class TestFinishing:
    def test_the_rest_is_marked_after_a_question(self, as_volunteer, donation):
        page = url("donation_intake_finish", donation)
        as_volunteer.post(url("donation_intake", donation), {"code": "1"})
        assert "H4F-000002" in as_volunteer.get(page).content.decode()
        assert Device.objects.filter(status="not_received").count() == 0
        as_volunteer.post(page)
        assert Device.objects.filter(status="not_received").count() == 2

    def test_nothing_is_marked_before_anything_came(self, as_volunteer, donation):
        answer = as_volunteer.post(url("donation_intake_finish", donation), follow=True)
        assert "Von dieser Spende ist noch nichts angekommen." in answer.content.decode()
