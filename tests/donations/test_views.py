"""Pages of donations: who sees what, and what they can do there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.services import change_status, record
from donations.services import refresh_search_text, schedule
from tests import cast

STEPS = ["donation_schedule", "donation_decline", "donation_agreement", "donation_assign"]


@pytest.fixture
def donor(donor_user):
    return cast.donor(donor_user, sort_name="steuerbuero beispiel", street="Ring 1", contact="Dora Kontakt")


@pytest.fixture
def own(donor):
    donation = cast.donation(donor=donor, number="S-2026-00007", scheduled_for=None, received_on=None)
    refresh_search_text([donation])
    return donation


@pytest.fixture
def foreign(other_donor_user):
    donation = cast.donation(donor=cast.donor(other_donor_user, name="Fremd AG"), number="S-2026-00008")
    refresh_search_text([donation])
    return donation


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


class TestWhoMayOpen:
    @pytest.mark.parametrize("name", ["donation_list", "donation_detail", "donation_cancel"])
    def test_visitors_sign_in_first(self, client, own, name):
        args = [] if name == "donation_list" else [own.number]
        answer = client.get(reverse(name, args=args))
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))

    @pytest.mark.parametrize("who", ["volunteer", "senior_volunteer", "school_user", "administrator"])
    @pytest.mark.parametrize("name", ["donation_list", "donation_detail", "donation_cancel", "donor_edit", *STEPS])
    def test_roles_without_donations_are_refused(self, client, request, own, who, name):
        args = {"donation_list": [], "donor_edit": [own.donor_id]}.get(name, [own.number])
        assert page(client, request.getfixturevalue(who), name, *args).status_code == 403

    @pytest.mark.parametrize("name", STEPS)
    def test_a_donor_does_not_do_coordinations_steps(self, client, donor_user, own, name):
        assert page(client, donor_user, name, own.number).status_code == 403

    @pytest.mark.parametrize("name", ["donation_detail", "donation_cancel"])
    def test_somebody_elses_donation_is_not_found(self, client, donor_user, donor, foreign, name):
        assert page(client, donor_user, name, foreign.number).status_code == 404

    def test_somebody_elses_donor_is_not_found(self, client, donor_user, donor, foreign):
        assert page(client, donor_user, "donor_edit", foreign.donor_id).status_code == 404

    @pytest.mark.parametrize("name", ["donation_detail", "donation_cancel", *STEPS])
    def test_coordination_opens_every_page(self, client, coordinator, own, name):
        assert page(client, coordinator, name, own.number).status_code == 200

    def test_a_number_that_does_not_exist_is_not_found(self, client, coordinator):
        assert page(client, coordinator, "donation_detail", "S-2026-99999").status_code == 404


class TestList:
    def test_a_donor_sees_only_their_own_and_no_column_of_donors(self, client, donor_user, own, foreign):
        text = page(client, donor_user, "donation_list").content.decode()
        assert "Meine Spenden" in text
        assert own.number in text
        assert foreign.number not in text
        assert "Fremd AG" not in text
        assert 'name="kind"' not in text

    def test_coordination_sees_all_with_their_donors(self, client, coordinator, own, foreign):
        text = page(client, coordinator, "donation_list").content.decode()
        assert own.number in text
        assert "Fremd AG" in text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"status": "announced"}, {"S-2026-00007", "S-2026-00008"}),
            ({"status": "received"}, {"S-2026-00009"}),
            ({"kind": "private"}, {"S-2026-00009"}),
            ({"kind": "unknown"}, {"S-2026-00010"}),
            ({"media": "no"}, {"S-2026-00010"}),
            ({"q": "fremd"}, {"S-2026-00008"}),
            ({"q": "s-2026-9"}, {"S-2026-00009"}),
            ({"offered_until": "2020-01-01"}, {"S-2026-00010"}),
            ({"offered_from": "2020-01-02", "status": "announced"}, {"S-2026-00007", "S-2026-00008"}),
        ],
    )
    def test_filters(self, client, coordinator, own, foreign, query, found):
        cast.donation(number="S-2026-00009", status="received", donor=cast.donor(kind="private", name="Zoe"))
        old = timezone.make_aware(timezone.datetime(2019, 5, 1))
        cast.donation(number="S-2026-00010", status="settled", media_with_data="no", created_at=old)
        answer = page(client, coordinator, "donation_list", **query)
        assert {row.number for row in answer.context["object_list"]} == found

    @pytest.mark.parametrize("words", ["it-0042", "SN-77", " sn-77 "])
    def test_a_donor_finds_a_donation_by_a_device_in_it(self, client, donor_user, own, foreign, words):
        cast.device(donation=own, asset_tag="IT-0042", serial="SN-77")
        cast.device(donation=foreign, asset_tag="IT-0042", serial="SN-77")
        rows = page(client, donor_user, "donation_list", q=words).context["object_list"]
        assert [(row.number, row.device_count) for row in rows] == [(own.number, 1)]

    def test_a_donor_cannot_search_other_donors(self, client, donor_user, own, foreign):
        assert list(page(client, donor_user, "donation_list", q="fremd").context["object_list"]) == []

    def test_three_donations_cost_no_more_queries_than_one(self, client, coordinator, own, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.force_login(coordinator)
        client.get(reverse("donation_list"))
        with CaptureQueriesContext(connection) as one:
            client.get(reverse("donation_list"))
        for number in range(2):
            cast.device(donation=cast.donation(donor=cast.donor(name=f"Nr {number}")))
        with django_assert_num_queries(len(one)):
            assert len(client.get(reverse("donation_list")).context["object_list"]) == 3

    def test_an_export_is_harmless_and_holds_what_is_filtered(self, client, coordinator, own):
        cast.donation(donor=cast.donor(name="=cmd|' /C calc'!A0"), number="S-2026-00011", status="received")
        answer = page(client, coordinator, "donation_list", export="csv", status="received")
        lines = answer.getvalue().decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert "'=cmd|' /C calc'!A0" in lines[1]

    def test_a_donors_export_has_no_donors_and_no_foreign_rows(self, client, donor_user, own, foreign):
        answer = page(client, donor_user, "donation_list", export="csv")
        text = answer.getvalue().decode("utf-8-sig")
        assert own.number in text
        assert foreign.number not in text
        assert "Spender*in" not in text.splitlines()[0]


class TestDonorsView:
    @pytest.fixture
    def in_use(self, own, school_user, coordinator):
        device = cast.device(donation=own, serial="SN-1", asset_tag="IT-9")
        school = cast.institution(school_user, city="Leipzig")
        need = cast.need(cast.request(school, school_user), wants=device.category)
        handover = cast.handover(school, coordinator)
        given = timezone.make_aware(timezone.datetime(2026, 11, 24, 12))
        cast.allocation(
            device, need.items.get(), coordinator, status="handed_over", handover=handover, status_since=given
        )
        return device, school, need

    def test_a_device_in_use_is_told_with_town_and_day_and_nothing_more(self, client, donor_user, own, in_use):
        device, school, need = in_use
        text = page(client, donor_user, "donation_detail", own.number).content.decode()
        assert "im Einsatz an einer Schule in Leipzig seit 24.11.2026" in text
        assert device.number in text
        assert "SN-1" in text
        for secret in (school.name, school.official_number, need.pupil_code, need.request.number, "Anna Berger"):
            assert secret not in text

    def test_a_device_in_repair_is_still_in_use(self, client, donor_user, own, in_use):
        type(in_use[0]).objects.filter(pk=in_use[0].pk).update(status="in_repair")
        text = page(client, donor_user, "donation_detail", own.number).content.decode()
        assert "im Einsatz an einer Schule in Leipzig seit 24.11.2026" in text
        assert "in Reparatur" not in text

    def test_a_promise_is_none_of_the_donors_business(self, client, donor_user, coordinator, own):
        cast.device(donation=own, status="reserved")
        donors = page(client, donor_user, "donation_detail", own.number)
        assert [line.status for line in donors.context["lines"]] == ["ready"]
        assert donors.context["lines"][0].since is None
        assert "reserviert" not in donors.content.decode()

    def test_a_donor_has_no_link_to_the_workshop(self, client, donor_user, own):
        cast.device(donation=own)
        assert [line.url for line in page(client, donor_user, "donation_detail", own.number).context["lines"]] == [""]

    def test_the_history_names_nobody_to_the_donor_but_gives_reasons_meant_for_them(
        self, client, donor_user, coordinator, own, acting, now
    ):
        record(
            own, "agreement_recorded", actor=acting(coordinator), data={"agreement": "signed"}, note="intern: heikel"
        )
        change_status(own, "declined", actor=acting(coordinator), note="Kein Platz im Lager")
        donors = page(client, donor_user, "donation_detail", own.number)
        assert [(line.text, line.note) for line in donors.context["history"]] == [
            ("abgelehnt", "Kein Platz im Lager"),
            ("Daten auf Datenträgern: Vertrag zur Auftragsverarbeitung liegt vor", ""),
        ]
        assert "Anna Berger" not in donors.content.decode()
        assert "heikel" not in donors.content.decode()
        others = page(client, coordinator, "donation_detail", own.number).context["history"]
        assert [line.note for line in others] == ["Anna Berger · Kein Platz im Lager", "Anna Berger · intern: heikel"]

    def test_a_donor_withdraws_with_a_reason(self, client, donor_user, own):
        client.force_login(donor_user)
        url = reverse("donation_cancel", args=[own.number])
        refused = client.post(url, {"reason": " "})
        assert "reason" in refused.context["form"].errors
        answer = client.post(url, {"reason": "Anders vergeben"}, follow=True)
        assert answer.redirect_chain == [(reverse("donation_detail", args=[own.number]), 302)]
        own.refresh_from_db()
        assert own.status == "cancelled"

    def test_a_donor_cannot_withdraw_somebody_elses(self, client, donor_user, donor, foreign):
        client.force_login(donor_user)
        assert client.post(reverse("donation_cancel", args=[foreign.number]), {"reason": "x"}).status_code == 404
        foreign.refresh_from_db()
        assert foreign.status == "announced"

    def test_three_devices_cost_no_more_queries_than_one(self, client, donor_user, own, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        cast.device(donation=own, status="handed_over")
        client.force_login(donor_user)
        url = reverse("donation_detail", args=[own.number])
        client.get(url)
        with CaptureQueriesContext(connection) as one:
            client.get(url)
        cast.device(donation=own, status="handed_over")
        cast.device(donation=own, status="ready")
        with django_assert_num_queries(len(one)):
            assert len(client.get(url).context["lines"]) == 3


class TestCoordinationsSteps:
    def test_the_page_shows_who_gives_and_what_is_open(self, client, coordinator, own):
        answer = page(client, coordinator, "donation_detail", own.number)
        assert "Dora Kontakt" in answer.content.decode()
        assert [condition.met for condition in answer.context["step"].conditions] == [True, False, False]

    def test_an_appointment_is_made_in_local_time(self, client, coordinator, own):
        client.force_login(coordinator)
        day = timezone.localdate() + timedelta(days=7)
        url = reverse("donation_schedule", args=[own.number])
        answer = client.post(url, {"day": day.isoformat(), "time": "14:30"})
        assert answer.status_code == 302
        own.refresh_from_db()
        assert timezone.localtime(own.scheduled_for).strftime("%Y-%m-%d %H:%M") == f"{day} 14:30"

    @pytest.mark.parametrize(
        "data",
        [
            {},
            {"day": "morgen", "time": "14:30"},
            {"day": "2020-01-01", "time": "10:00"},
            {"day": "9999-01-01", "time": "10:00"},
        ],
    )
    def test_a_wrong_time_keeps_what_was_typed(self, client, coordinator, own, data):
        client.force_login(coordinator)
        answer = client.post(reverse("donation_schedule", args=[own.number]), data)
        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert data.get("day", "") in answer.content.decode()
        own.refresh_from_db()
        assert own.status == "announced"

    def test_a_refused_step_says_why_on_its_page(self, client, coordinator, own, acting, now):
        schedule(own, at=now + timedelta(days=400), actor=acting(coordinator), now=now)
        change_status(own, "declined", actor=acting(coordinator), note="x")
        client.force_login(coordinator)
        answer = client.post(reverse("donation_decline", args=[own.number]), {"reason": "noch einmal"})
        assert "kein möglicher Schritt" in answer.content.decode()

    def test_the_agreement_and_an_unknown_donor_are_settled(self, client, coordinator, donor):
        donation = cast.donation()
        client.force_login(coordinator)
        client.post(
            reverse("donation_agreement", args=[donation.number]), {"agreement": "signed", "agreed_on": "2026-11-20"}
        )
        client.post(reverse("donation_assign", args=[donation.number]), {"donor": donor.pk})
        donation.refresh_from_db()
        assert (donation.data_agreement, donation.donor) == ("signed", donor)


class TestDonorForm:
    FIELDS = {
        "kind": "company",
        "name": "Öko-Druck",
        "contact": "D. Spende",
        "street": "Ring 1",
        "postcode": "04109",
        "city": "Leipzig",
        "phone": "",
        "email": "a@example.org",
    }

    def test_a_person_without_role_becomes_donor_and_goes_on_to_the_devices(self, client, django_user_model):
        user = django_user_model.objects.create_user("neu@example.org", "x")
        client.force_login(user)
        answer = client.post(reverse("donor_create"), self.FIELDS)
        assert (answer.status_code, answer.url) == (302, reverse("donation_offer"))
        assert user.donor_memberships.get().donor.name == "Öko-Druck"
        assert client.get(answer.url).status_code == 200

    def test_an_address_is_needed_for_oneself(self, client, donor_user):
        client.force_login(donor_user)
        answer = client.post(reverse("donor_create"), {**self.FIELDS, "street": "", "postcode": "abc", "email": "a@"})
        assert set(answer.context["form"].errors) == {"street", "postcode", "email"}
        assert "Öko-Druck" in answer.content.decode()

    def test_coordination_enters_a_donor_and_goes_on_for_it(self, client, coordinator):
        client.force_login(coordinator)
        answer = client.post(reverse("donor_create"), {"kind": "private", "name": "Erika"})
        donor = coordinator.donor_memberships.model.donor.field.related_model.objects.get()
        assert answer.url == f"{reverse('donation_offer')}?donor={donor.pk}"
        assert donor.members.count() == 0

    def test_own_details_are_corrected(self, client, donor_user, donor):
        client.force_login(donor_user)
        client.post(reverse("donor_edit", args=[donor.pk]), {**self.FIELDS, "name": "<b>Neu</b>"})
        donor.refresh_from_db()
        assert donor.name == "<b>Neu</b>"


class TestPeopleOfADonor:
    def test_coordination_lets_a_colleague_in(self, client, coordinator, donor, own, school_user):
        url = reverse("donor_people", args=[donor.pk])
        client.force_login(coordinator)
        refused = client.post(url, {"person": "niemand@example.org"})
        assert list(refused.context["form"].errors) == ["person"]
        assert client.post(url, {"person": school_user.email}).status_code == 302
        assert page(client, school_user, "donation_detail", own.number).status_code == 200

    @pytest.mark.parametrize("who", ["donor_user", "volunteer", "school_user"])
    def test_nobody_else_does(self, client, request, donor, who):
        person = request.getfixturevalue(who)
        client.force_login(person)
        answer = client.post(reverse("donor_people", args=[donor.pk]), {"person": person.email})
        assert (answer.status_code, donor.members.count()) == (403, 1)


class TestStartAndSearch:
    def test_each_role_has_its_tile(self, own, foreign, donor_user, coordinator, volunteer):
        from accounts.pages.cards import CARDS, cards_for

        def codes(user):
            return {card.code: card.count(user) for card in cards_for(type(user).objects.get(pk=user.pk))}

        assert codes(donor_user)["own_donations"] == 1
        assert codes(coordinator)["donations_offered"] == 2
        assert "own_donations" not in codes(coordinator)
        assert "donations_offered" not in codes(volunteer)
        assert CARDS["donations_offered"].url() == "/donations/?status=announced"

    def test_the_search_asks_what_a_person_may_see(self, own, foreign, donor_user, coordinator, volunteer):
        from donations.entries import find

        assert [hit.exact for hit in find(coordinator, "s-2026-8")] == [True]
        assert find(donor_user, "S-2026-00008") == []
        assert [hit.title for hit in find(coordinator, "Fremd")] == [foreign.number]
        assert find(volunteer, "Fremd") == []
