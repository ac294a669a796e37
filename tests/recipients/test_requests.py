"""Requests: drafted with needs, sent, decided, withdrawn."""

from datetime import timedelta

import pytest

from custody.lifecycle import TransitionRefused
from custody.models import Mail
from devices.models import Category
from recipients import requests
from recipients.asking.needs import CodeTaken, NeedWish, taken_codes
from recipients.models import Need, NeedItem, Request
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

ATTESTED = {"attested_by_function": "social_work", "entitlement_seen_on": cast.NOW.date()}
CODES = ("M7K-4TR", "B2D-3FG", "C4H-5JK", "D6M-7NP", "F8Q-9RS")


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def notebook():
    return Category.objects.get(code="notebook")


@pytest.fixture
def wishes(notebook):
    return [NeedWish([notebook], code, 7, final_year="yes") for code in CODES]


@pytest.fixture
def draft(school, wishes, school_user, acting, now):
    return requests.open_draft(institution=school, values=ATTESTED, wishes=wishes, actor=acting(school_user), now=now)


@pytest.fixture
def sent(draft, school_user, acting, now):
    requests.submit(draft, actor=acting(school_user), now=now)
    return draft


@pytest.fixture
def approved(sent, coordinator, acting, now):
    requests.approve(sent, actor=acting(coordinator), now=now + timedelta(days=3))
    return sent


def codes_in_history(request: Request) -> bool:
    events = [*request.events.all(), *(event for need in request.needs.all() for event in need.events.all())]
    return any(code in str(event.data) + event.kind for event in events for code in CODES)


def test_a_draft_has_a_number_five_needs_and_the_minimum_of_their_grade(draft):
    assert (draft.number, draft.status) == ("B-2026-00001", "draft")
    assert list(draft.needs.values_list("position", "pupil_code", "status")) == [
        (position, code, "open") for position, code in enumerate(CODES, start=1)
    ]
    items = NeedItem.objects.filter(need__request=draft)
    assert {(item.category.code, item.minimum_spec.code) for item in items} == {("notebook", "notebook-middle")}


def test_a_set_of_two_has_two_items(school, notebook, school_user, acting):
    monitor = Category.objects.get(code="monitor")
    wish = NeedWish([notebook, monitor], "M7K-4TR", 12)
    row = requests.open_draft(institution=school, values={}, wishes=[wish], actor=acting(school_user))
    items = NeedItem.objects.filter(need__request=row).values_list("position", "minimum_spec__code")
    assert list(items) == [(1, "notebook-upper"), (2, "monitor-any")]


def test_an_institution_that_is_not_approved_opens_no_draft(school, wishes, school_user, acting):
    school.status = "suspended"
    school.save()
    with pytest.raises(TransitionRefused):
        requests.open_draft(institution=school, values={}, wishes=wishes, actor=acting(school_user))
    assert Request.objects.count() == 0


def test_a_code_is_used_once_within_an_institution(draft, school, notebook, school_user, acting):
    with pytest.raises(CodeTaken) as refusal:
        requests.open_draft(
            institution=school, values={}, wishes=[NeedWish([notebook], "M7K-4TR", 8)], actor=acting(school_user)
        )
    assert refusal.value.codes == ["M7K-4TR"]
    assert Request.objects.count() == 1


def test_another_institution_may_use_the_same_code(draft, other_school_user, notebook, acting):
    other = cast.institution(other_school_user, name="Andere Schule")
    row = requests.open_draft(
        institution=other, values={}, wishes=[NeedWish([notebook], "M7K-4TR", 8)], actor=acting(other_school_user)
    )
    assert row.needs.get().pupil_code == "M7K-4TR"


def test_a_code_is_free_again_once_its_need_is_over(approved, school, school_user, acting):
    assert taken_codes(school) == set(CODES)
    approved.needs.filter(pupil_code="M7K-4TR").update(status="fulfilled")
    approved.needs.filter(pupil_code="B2D-3FG").update(status="withdrawn")
    assert taken_codes(school) == set(CODES[2:])
    requests.withdraw(approved, reason="Umzug", actor=acting(school_user))
    assert taken_codes(school) == set()


def test_a_draft_is_rewritten_whole_and_may_keep_its_codes(draft, notebook):
    requests.rewrite_draft(draft, values={"message": "Bitte vormittags"}, wishes=[NeedWish([notebook], "M7K-4TR", 3)])
    draft.refresh_from_db()
    assert draft.message == "Bitte vormittags"
    need = draft.needs.get()
    assert (need.pupil_code, need.items.get().minimum_spec.code) == ("M7K-4TR", "notebook-primary")


def test_what_was_sent_is_not_rewritten(sent, wishes):
    with pytest.raises(TransitionRefused):
        requests.rewrite_draft(sent, values={"message": "doch anders"}, wishes=wishes[:1])
    assert sent.needs.count() == 5


def test_sending_names_what_is_missing(school, wishes, school_user, acting):
    row = requests.open_draft(institution=school, values={}, wishes=wishes, actor=acting(school_user))
    with pytest.raises(TransitionRefused, match="estätig"):
        requests.submit(row, actor=acting(school_user))
    row.refresh_from_db()
    assert (row.status, row.submitted_at) == ("draft", None)


def test_approval_puts_the_needs_on_the_list_from_the_day_it_was_sent(approved, now):
    assert approved.status == "approved"
    assert set(approved.needs.values_list("queued_since", "status")) == {(now, "open")}
    assert Need.objects.queued().count() == 5
    assert [event.kind for event in approved.needs.first().events.all()] == ["queued"]
    assert Mail.objects.get().recipient == "sabine.schule@example.org"


def test_declining_ends_the_needs_with_it(sent, coordinator, acting):
    requests.decline(sent, reason="Bitte zuerst anrufen", actor=acting(coordinator))
    assert sent.status == "declined"
    assert set(sent.needs.values_list("status", flat=True)) == {"declined"}
    assert "anrufen" not in Mail.objects.get().body


@pytest.mark.parametrize("stage", ["draft", "sent", "approved"])
def test_a_request_is_withdrawn_with_its_waiting_needs(stage, school_user, acting, request):
    row = request.getfixturevalue(stage)
    requests.withdraw(row, reason="Es hat sich erledigt", actor=acting(school_user))
    assert row.status == "withdrawn"
    assert set(row.needs.values_list("status", flat=True)) == {"withdrawn"}
    assert Need.objects.queued().count() == 0


def test_it_is_not_withdrawn_while_a_device_is_promised_and_served_needs_stay(approved, school_user, acting):
    approved.needs.filter(position=1).update(status="fulfilled")
    approved.needs.filter(position=2).update(status="reserved")
    with pytest.raises(TransitionRefused):
        requests.withdraw(approved, reason="Umzug", actor=acting(school_user))
    approved.needs.filter(position=2).update(status="open")
    requests.withdraw(approved, reason="Umzug", actor=acting(school_user))
    assert list(approved.needs.values_list("status", flat=True)) == ["fulfilled", *["withdrawn"] * 4]


@pytest.mark.parametrize("step", [requests.decline, requests.withdraw])
def test_declining_and_withdrawing_take_a_reason(sent, coordinator, acting, step):
    with pytest.raises(TransitionRefused):
        step(sent, reason=" ", actor=acting(coordinator))


def test_history_carries_no_code(approved, school_user, acting):
    requests.withdraw(approved, reason="Umzug", actor=acting(school_user))
    assert not codes_in_history(approved)
