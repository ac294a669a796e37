"""Class sets: one entry that makes needs, changed in a draft, made smaller later."""

import pytest
from django.urls import reverse

from custody.lifecycle import TransitionRefused
from devices.models import Category
from recipients import requests
from recipients.asking.class_sets import (
    MOST_CLASS_SETS,
    ClassWish,
    add_class_set,
    change_class_set,
    reduce_class_set,
    remove_class_set,
)
from recipients.asking.needs import NeedWish
from recipients.asking.offers import offers
from recipients.models import ClassSet, Need
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def draft(school, school_user, acting, now):
    wish = NeedWish([Category.objects.get(code="notebook")], "M7K-4TR", 7)
    values = {"attested_by_function": "office", "entitlement_seen_on": now.date()}
    return requests.open_draft(institution=school, values=values, wishes=[wish], actor=acting(school_user), now=now)


@pytest.fixture
def at_school(client, school_user, draft):
    client.force_login(school_user)
    return client


def wish(quantity: int = 3, what: str = "notebook", **fields) -> ClassWish:
    return ClassWish(
        **{"quantity": quantity, "offer": offers()[what], "same_model": True, "agreement": "loan"} | fields
    )


def form(**fields) -> dict:
    return {"quantity": "3", "what": "notebook", "same_model": "on", "agreement": "loan", "school_grade": "7"} | fields


def test_it_makes_that_many_needs_of_one_group_behind_the_single_ones(draft):
    row = add_class_set(draft, wish(3, school_grade=7))
    needs = list(row.needs.order_by("position").values_list("position", "pupil_code", "school_grade", "agreement"))
    assert needs == [(2, "", 7, "loan"), (3, "", 7, "loan"), (4, "", 7, "loan")]
    assert {item.minimum_spec.code for need in row.needs.all() for item in need.items.all()} == {"notebook-middle"}


def test_a_set_of_devices_counts_as_one(draft):
    row = add_class_set(draft, wish(2, "set-desktop-workplace"))
    assert [need.items.count() for need in row.needs.all()] == [2, 2]
    assert (row.category, row.device_set.code) == (None, "desktop-workplace")


def test_a_changed_one_makes_its_needs_anew_and_single_needs_stay(draft):
    row = add_class_set(draft, wish(3))
    change_class_set(row, wish(5, "tablet", agreement="gift"))
    assert row.needs.count() == 5
    assert {need.agreement for need in row.needs.all()} == {"gift"}
    assert draft.needs.get(class_set=None).pupil_code == "M7K-4TR"


def test_single_needs_are_rewritten_and_class_sets_stay(draft):
    add_class_set(draft, wish(2))
    tablet = NeedWish([Category.objects.get(code="tablet")], "B2D-3FG", 8)
    requests.rewrite_draft(draft, values={}, wishes=[tablet])
    assert list(draft.needs.order_by("position").values_list("position", "pupil_code")) == [
        (1, "B2D-3FG"),
        (2, ""),
        (3, ""),
    ]


def test_one_that_is_taken_out_leaves_nothing(draft):
    remove_class_set(add_class_set(draft, wish(2)))
    assert (ClassSet.objects.count(), draft.needs.count()) == (0, 1)


def test_a_request_has_so_many_class_sets_at_most(draft):
    for _number in range(MOST_CLASS_SETS):
        add_class_set(draft, wish(1))
    with pytest.raises(TransitionRefused, match="5"):
        add_class_set(draft, wish(1))


def test_a_gift_to_a_class_is_sent_without_codes_and_shown_as_one_entry(
    at_school, draft, school_user, coordinator, acting
):
    add_class_set(draft, wish(3, agreement="gift"))
    requests.submit(draft, actor=acting(school_user))
    requests.approve(draft, actor=acting(coordinator))
    assert Need.objects.queued().count() == 4
    answer = at_school.get(reverse("request_detail", args=[draft.number]))
    (entry,) = answer.context["classes"]
    assert entry.sentence == "Klassensatz aus 3 × Notebook, alle vom selben Modell, als Schenkung"
    assert (entry.counts.requested, entry.counts.open) == (3, 3)
    assert len(answer.context["lines"]) == 1


class TestFewer:
    def test_a_draft_is_changed_instead_and_can_still_be_saved(self, draft, school_user, acting):
        row = add_class_set(draft, wish(4))
        with pytest.raises(TransitionRefused, match="aus dem Entwurf"):
            reduce_class_set(row, to=2, reason="weniger", actor=acting(school_user))
        change_class_set(row, wish(2))
        assert list(row.needs.values_list("status", flat=True)) == ["open", "open"]

    def test_needs_are_locked_by_key_whatever_their_status(
        self, approved, school_user, acting, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(50) as queries:
            reduce_class_set(approved, to=2, reason="weniger", actor=acting(school_user))
        locked = next(query["sql"] for query in queries if 'FROM "recipients_need"' in query["sql"])
        assert 'ORDER BY "recipients_need"."id" ASC' in locked
        assert '"status" IN' not in locked

    @pytest.fixture
    def approved(self, draft, school_user, coordinator, acting):
        row = add_class_set(draft, wish(4))
        requests.submit(draft, actor=acting(school_user))
        requests.approve(draft, actor=acting(coordinator))
        first = row.needs.order_by("position").first()
        cast.allocation(cast.device(status="ready"), first.items.get(), coordinator)
        return row

    def test_the_last_open_ones_leave_and_the_reserved_one_stays(self, approved, school_user, acting):
        reduce_class_set(approved, to=2, reason="Zwei sind abgemeldet", actor=acting(school_user))
        assert list(approved.needs.order_by("position").values_list("status", flat=True)) == [
            "reserved",
            "open",
            "withdrawn",
            "withdrawn",
        ]
        line = approved.request.events.last()
        assert (line.kind, line.data["from"], line.data["to"]) == ("class_set_reduced", 4, 2)

    @pytest.mark.parametrize(("to", "sentence"), [(4, "4"), (0, "1 davon")])
    def test_it_is_refused_when_it_is_not_fewer_or_too_few(self, approved, school_user, acting, to, sentence):
        with pytest.raises(TransitionRefused, match=sentence):
            reduce_class_set(approved, to=to, reason="weniger", actor=acting(school_user))
        assert approved.needs.filter(status="withdrawn").count() == 0

    def test_the_page_asks_how_many_and_why(self, approved, at_school):
        address = reverse("class_set_reduce", args=[approved.pk])
        assert "data-error-summary" in at_school.post(address, {"to": "2", "reason": ""}).text
        answer = at_school.post(address, {"to": "3", "reason": "Eine weniger"}, follow=True)
        assert "Der Klassensatz ist verkleinert." in answer.text
        assert "Klassensatz von 4 auf 3 verkleinert" in answer.text


class TestPages:
    def test_one_is_put_into_the_draft(self, at_school, draft):
        answer = at_school.post(reverse("class_set_new", args=[draft.number]), form(), follow=True)
        assert "Klassensatz aus 3 × Notebook, Klasse 7, alle vom selben Modell, als Leihe" in answer.text

    @pytest.mark.parametrize("quantity", ["5000", "61", "9" * 5000, "0", "-1", "viele", ""])
    def test_an_impossible_number_gets_a_sentence_and_nothing_is_entered(self, at_school, draft, quantity):
        answer = at_school.post(reverse("class_set_new", args=[draft.number]), form(quantity=quantity))
        assert "data-error-summary" in answer.text
        assert ClassSet.objects.count() == 0
        if quantity == "5000":
            assert "Ein Klassensatz hat höchstens 60 Geräte." in answer.text

    def test_one_is_changed_and_taken_out(self, at_school, draft):
        row = add_class_set(draft, wish(3))
        assert 'value="3"' in at_school.get(reverse("class_set_edit", args=[row.pk])).text
        at_school.post(reverse("class_set_edit", args=[row.pk]), form(quantity="7"))
        assert row.needs.count() == 7
        at_school.post(reverse("class_set_remove", args=[row.pk]))
        assert ClassSet.objects.count() == 0

    def test_what_was_sent_is_not_changed_here(self, at_school, draft, school_user, acting):
        row = add_class_set(draft, wish(3))
        requests.submit(draft, actor=acting(school_user))
        at_school.post(reverse("class_set_edit", args=[row.pk]), form(quantity="7"))
        at_school.post(reverse("class_set_new", args=[draft.number]), form())
        at_school.post(reverse("class_set_remove", args=[row.pk]))
        assert (row.needs.count(), ClassSet.objects.count()) == (3, 1)

    def test_a_grade_that_is_not_taught_is_refused(self, at_school, school, draft):
        from recipients.models import SchoolType

        school.school_type = SchoolType.objects.get(code="primary")
        school.save()
        answer = at_school.post(reverse("class_set_new", args=[draft.number]), form(school_grade="7"))
        assert "data-error-summary" in answer.text
        assert ClassSet.objects.count() == 0
