"""The same donor in two rows: a pointer, which can be undone; nothing that was given or issued moves."""

import pytest

from custody.actor import Actor
from donations.donors import merging
from donations.donors.duplicates import reasons, suspects, with_suspects
from donations.donors.models import DonorMerge
from donations.models import Donation, Donor
from donations.services import create_donor, edit_donor
from tests import cast

pytestmark = pytest.mark.django_db


def known(name: str, **values) -> Donor:
    return create_donor(values={"kind": "company", "name": name, **values}, member=None)


@pytest.fixture
def by(coordinator):
    return Actor.person(coordinator)


@pytest.fixture
def three():
    return known("Alpha GmbH", city="Leipzig"), known("Beta", city="Halle"), known("Gamma", city="Grimma")


def heads() -> dict[str, str]:
    return {donor.name: donor.head.name for donor in Donor.objects.select_related("merged_into")}


class TestMerging:
    def test_donations_keep_their_own_row_and_people_of_both_see_both(self, by, donor_user, other_donor_user, three):
        alpha, beta, gamma = three
        alpha.members.create(user=donor_user)
        beta.members.create(user=other_donor_user)
        given = [cast.donation(donor=donor) for donor in three]
        merging.merge(alpha, into=beta, actor=by)
        assert list(Donation.objects.filter(pk__in=[d.pk for d in given]).values_list("donor", flat=True)) == [
            gamma.pk,
            beta.pk,
            alpha.pk,
        ]
        for person in (donor_user, other_donor_user):
            assert set(Donation.objects.visible_to(person)) == set(given[:2])

    def test_what_was_merged_before_comes_along_and_goes_back_with_it(self, by, three):
        alpha, beta, gamma = three
        merging.merge(alpha, into=beta, actor=by)
        second = merging.merge(beta, into=gamma, actor=by)
        assert heads() == {"Alpha GmbH": "Gamma", "Beta": "Gamma", "Gamma": "Gamma"}
        merging.undo(second, actor=by)
        assert heads() == {"Alpha GmbH": "Beta", "Beta": "Beta", "Gamma": "Gamma"}

    def test_an_earlier_merge_can_be_undone_while_a_later_one_stands(self, by, three):
        alpha, beta, gamma = three
        first = merging.merge(alpha, into=beta, actor=by)
        merging.merge(beta, into=gamma, actor=by)
        merging.undo(first, actor=by)
        assert heads() == {"Alpha GmbH": "Alpha GmbH", "Beta": "Gamma", "Gamma": "Gamma"}

    def test_no_circle_and_nothing_twice(self, by, three):
        alpha, beta, gamma = three
        merging.merge(alpha, into=beta, actor=by)
        for donor, into in ((beta, alpha), (alpha, beta), (alpha, alpha)):
            with pytest.raises(merging.MergeRefused, match="schon zusammengeführt"):
                merging.merge(donor, into=into, actor=by)
        with pytest.raises(merging.MergeRefused, match="mit einem anderen"):
            merging.merge(alpha, into=gamma, actor=by)

    def test_it_is_history_who_merged_and_who_undid_it_and_undoing_twice_is_refused(self, by, coordinator, three):
        merged = merging.merge(three[0], into=three[1], actor=by)
        merging.undo(merged, actor=by)
        row = DonorMerge.objects.get()
        assert (row.merged_by, row.undone_by, row.undone_at is not None) == (coordinator, coordinator, True)
        with pytest.raises(merging.MergeRefused):
            merging.undo(merged, actor=by)
        merging.merge(three[0], into=three[1], actor=by)
        assert DonorMerge.objects.count() == 2

    def test_the_one_that_stands_for_both_is_found_by_the_words_of_both(self, by, three):
        alpha, beta, _gamma = three
        merged = merging.merge(alpha, into=beta, actor=by)
        assert "alpha" in Donor.objects.get(pk=beta.pk).search_text
        edit_donor(Donor.objects.get(pk=alpha.pk), values={"name": "Omega"})
        assert "omega" in Donor.objects.get(pk=beta.pk).search_text
        merging.undo(merged, actor=by)
        assert "omega" not in Donor.objects.get(pk=beta.pk).search_text


class TestSuspects:
    @pytest.mark.parametrize(
        ("values", "by_what"),
        [
            ({"name": "Müller", "city": "leipzig"}, ("gleicher Name",)),
            ({"name": "Mueller GmbH"}, ("gleicher Name",)),
            ({"name": "Anders", "email": "INFO@mueller.example"}, ("gleiche E-Mail-Adresse",)),
            ({"name": "Anders", "phone": "+49 341 123456"}, ("gleiche Telefonnummer",)),
            ({"name": "Müller GmbH", "city": "Halle"}, None),
            ({"name": "Anders", "city": "Leipzig"}, None),
        ],
    )
    def test_by_name_and_town_by_mail_and_by_phone(self, values, by_what):
        one = known("Müller GmbH", city="Leipzig", email="info@mueller.example", phone="0341/123456")
        other = known(**values)
        found = suspects(one)
        assert [(suspect.donor, suspect.reasons) for suspect in found] == ([(other, by_what)] if by_what else [])
        assert set(with_suspects(Donor.objects.all())) == ({one, other} if by_what else set())
        assert reasons(other, one) == (by_what or ())

    def test_merged_ones_are_suspected_no_more(self, by):
        one, other = known("Müller"), known("Mueller")
        merging.merge(other, into=one, actor=by)
        assert suspects(one) == []
        assert not with_suspects(Donor.objects.heads()).exists()

    def test_donors_without_keys_are_no_suspects(self):
        one, other = cast.donor(name="", city=""), cast.donor(name="", city="")
        assert (suspects(one), reasons(one, other)) == ([], ())
        assert not with_suspects(Donor.objects.all()).exists()
