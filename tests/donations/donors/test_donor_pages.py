"""Coordination's pages about donors."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from devices.models import TaxConfirmation
from donations.donors import merging
from donations.models import ContactNote, Donor
from donations.services import create_donor
from tests import cast

pytestmark = pytest.mark.django_db


def known(name: str, **values) -> Donor:
    return create_donor(values={"kind": "company", "name": name, **values}, member=None)


@pytest.fixture
def page(client, coordinator):
    client.force_login(coordinator)
    return lambda name, *args, **query: client.get(reverse(name, args=args), query)


@pytest.fixture
def linde():
    return known("Kanzlei Linde", city="Köln", contact="Dora Kontakt", email="it@linde.example", phone="0341 123456")


def names(answer) -> list[str]:
    return [row.name for row in answer.context["object_list"]]


class TestList:
    @pytest.mark.parametrize("words", ["linde", "koeln", "dora", "it@linde", "123456", "LINDE Köln"])
    def test_a_donor_is_found_by_name_contact_town_mail_and_phone(self, page, linde, words):
        known("Andere AG", city="Halle")
        assert names(page("donor_list", q=words)) == ["Kanzlei Linde"]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"open": "yes"}, ["Kanzlei Linde"]),
            ({"open": "no"}, ["Linde", "Zoe"]),
            ({"kind": "private"}, ["Zoe"]),
            ({"double": "true"}, []),
            ({"given_from": "2026-01-01"}, ["Kanzlei Linde"]),
            ({"given_until": "2025-01-01"}, ["Zoe"]),
        ],
    )
    def test_filters(self, page, linde, query, found):
        zoe = known("Zoe", kind="private")
        known("Linde", city="Halle")
        cast.donation(donor=linde, created_at=cast.NOW)
        cast.donation(donor=zoe, status="settled", created_at=cast.NOW - timedelta(days=900))
        assert names(page("donor_list", **query)) == found

    def test_a_merged_donor_stands_in_the_list_once_with_the_donations_of_both(self, page, coordinator, linde):
        double = known("Linde & Partner")
        cast.device(donation=cast.donation(donor=double, status="received"))
        cast.device(donation=cast.donation(donor=linde, status="settled"))
        merging.merge(double, into=linde, actor=Actor.person(coordinator))
        (row,) = page("donor_list", q="partner").context["object_list"]
        assert (row.name, row.donation_count, row.open_count, row.device_count) == ("Kanzlei Linde", 2, 1, 2)

    def test_an_export_holds_what_is_filtered_with_addresses(self, page, linde):
        known("=cmd|' /C calc'!A0", kind="private")
        lines = page("donor_list", export="csv", kind="private").getvalue().decode("utf-8-sig").splitlines()
        assert (len(lines), "'=cmd" in lines[1]) == (2, True)
        assert "it@linde.example" in page("donor_list", export="csv").getvalue().decode("utf-8-sig")

    def test_three_donors_cost_no_more_queries_than_one(self, page, linde, django_assert_num_queries):
        cast.device(donation=cast.donation(donor=linde))
        page("donor_list")
        with CaptureQueriesContext(connection) as one:
            page("donor_list")
        for name in ("Zwei", "Drei"):
            cast.device(donation=cast.donation(donor=known(name)))
        with django_assert_num_queries(len(one)):
            assert len(names(page("donor_list"))) == 3


class TestDetail:
    def given(self, donor):
        donation = cast.donation(donor=donor, status="received")
        cast.device(donation=donation, status="ready")
        paper = cast.document(kind="tax_confirmation", series="ZB", issued_at=cast.NOW)
        TaxConfirmation.objects.create(donation=donation, document=paper, given_on=cast.NOW.date(), total=1)
        return donation, paper

    def test_it_shows_donations_by_state_papers_people_and_contacts(self, page, coordinator, donor_user, linde):
        donation, paper = self.given(linde)
        linde.members.create(user=donor_user)
        said = {"happened_on": cast.NOW.date(), "channel": "phone", "written_by": coordinator}
        ContactNote.objects.create(donor=linde, text="Will im Mai wieder geben", **said)
        text = page("donor_detail", linde.pk).content.decode()
        for part in (donation.number, "1 ausgabebereit", paper.number, donor_user.email, "Will im Mai wieder geben"):
            assert part in text

    def test_a_merged_donor_leads_to_the_one_that_shows_both(self, page, coordinator, linde):
        double = known("Linde & Partner")
        donation, paper = self.given(double)
        merging.merge(double, into=linde, actor=Actor.person(coordinator))
        assert page("donor_detail", double.pk).url == reverse("donor_detail", args=[linde.pk])
        text = page("donor_detail", linde.pk).content.decode()
        for part in (donation.number, paper.number, "erfasst als Linde &amp; Partner", "Wieder trennen"):
            assert part in text

    def test_three_of_everything_cost_no_more_queries_than_one(
        self, page, coordinator, donor_user, other_donor_user, linde, django_assert_num_queries
    ):
        def more(person):
            self.given(linde)
            linde.members.create(user=person)
            said = {"happened_on": cast.NOW.date(), "channel": "mail", "written_by": person}
            ContactNote.objects.create(donor=linde, text="Danke", **said)
            merging.merge(known(f"Double {person.pk}"), into=linde, actor=Actor.person(person))

        more(donor_user)
        page("donor_detail", linde.pk)
        with CaptureQueriesContext(connection) as one:
            page("donor_detail", linde.pk)
        more(other_donor_user)
        more(coordinator)
        with django_assert_num_queries(len(one)):
            page("donor_detail", linde.pk)


class TestNotes:
    def write(self, client, coordinator, donor, **typed):
        client.force_login(coordinator)
        said = {"happened_on": timezone.localdate().isoformat(), "channel": "visit", "text": "Schlüssel beim Pförtner"}
        return client.post(reverse("donor_note_write", args=[donor.pk]), {**said, **typed}, follow=True)

    def test_a_note_is_kept_with_day_way_and_who(self, client, coordinator, linde):
        self.write(client, coordinator, linde)
        note = ContactNote.objects.get()
        assert (note.donor, note.channel, note.text) == (linde, "visit", "Schlüssel beim Pförtner")
        assert (note.written_by, note.happened_on) == (coordinator, timezone.localdate())

    def test_a_day_to_come_is_refused_and_the_text_comes_back(self, client, coordinator, linde):
        tomorrow = timezone.localdate() + timedelta(days=1)
        text = self.write(client, coordinator, linde, happened_on=tomorrow.isoformat()).content.decode()
        assert "Dieser Tag liegt in der Zukunft" in text
        assert "Schlüssel beim Pförtner" in text
        assert not ContactNote.objects.exists()

    def test_a_text_is_taken_out_for_good_and_the_contact_stays(self, client, coordinator, linde):
        self.write(client, coordinator, linde)
        note = ContactNote.objects.get()
        client.post(reverse("donor_note_erase", args=[note.pk]))
        note.refresh_from_db()
        assert (note.text, note.erased_by, note.erased_at is not None) == ("", coordinator, True)
        text = client.get(reverse("donor_detail", args=[linde.pk])).content.decode()
        assert "Text entfernt am" in text
        assert "Pförtner" not in text


class TestMergePages:
    def test_both_sides_are_shown_and_merging_can_be_undone_at_once(self, client, page, linde):
        double = known("Linde Kanzlei", phone="0341/12 34 56")
        text = page("donor_merge", linde.pk, double.pk).content.decode()
        assert "gleiche Telefonnummer" in text
        answer = client.post(reverse("donor_merge", args=[linde.pk, double.pk]), {"stays": double.pk}, follow=True)
        linde.refresh_from_db()
        assert linde.merged_into == double
        undo = reverse("donor_merge_undo", args=[linde.merges.get().pk])
        assert undo in answer.content.decode()
        client.post(undo)
        linde.refresh_from_db()
        assert linde.merged_into is None

    def test_a_third_donor_cannot_be_smuggled_in(self, client, page, linde):
        double, third = known("Linde"), known("Dritte")
        page("donor_list")
        answer = client.post(reverse("donor_merge", args=[linde.pk, double.pk]), {"stays": third.pk})
        assert (answer.status_code, Donor.objects.filter(merged_into=None).count()) == (200, 3)

    def test_with_itself_or_with_a_merged_one_there_is_no_such_page(self, page, coordinator, linde):
        double = known("Linde")
        assert page("donor_merge", linde.pk, linde.pk).status_code == 404
        merging.merge(double, into=linde, actor=Actor.person(coordinator))
        assert page("donor_merge", linde.pk, double.pk).status_code == 404

    def test_any_other_donor_is_found_by_words(self, page, linde):
        known("Ganz Andere AG", city="Riesa")
        assert "Ganz Andere AG" in page("donor_merge_find", linde.pk, q="riesa").content.decode()
        assert "sonst niemand" in page("donor_merge_find", linde.pk, q="nirgends").content.decode()


def test_the_search_finds_donors_for_coordination_alone(client, coordinator, volunteer, linde):
    for person, found in ((coordinator, True), (volunteer, False)):
        client.force_login(person)
        assert ("Kanzlei Linde" in client.get(reverse("search"), {"q": "linde"}).content.decode()) is found
