"""Several requests or needs decided in one step, and taken back as one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from custody.lifecycle import TransitionRefused
from custody.models import Mail
from recipients import requests
from recipients.deciding import deciding, undoing
from recipients.models import Decision, Need, Request
from recipients.school_changes import carrying
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def sent(school, school_user):
    """A submitted request with two needs that do not wait yet."""

    def make(**fields) -> Request:
        row = cast.request(school, school_user, status="submitted", **fields)
        for _number in range(2):
            cast.need(row, queued_since=None, pupil_code="")
        return row

    return make


@pytest.fixture
def actor(coordinator, acting):
    return acting(coordinator)


def statuses(rows) -> list[str]:
    return [row.status for row in type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")]


def test_several_requests_are_approved_with_one_mail(sent, actor, now):
    rows = [sent(), sent(), sent()]
    outcome = deciding.approve_requests([row.pk for row in rows], actor=actor, now=now)
    assert (outcome.done, outcome.refused) == (3, {})
    assert statuses(rows) == ["approved"] * 3
    assert set(Need.objects.values_list("queued_since", flat=True)) == {rows[0].submitted_at}
    mail = Mail.objects.get()
    assert mail.kind == "decision_approved"
    assert all(row.number in mail.body for row in rows)


def test_an_approval_stays_when_waiting_time_was_carried_over_since(sent, school, actor, other_school_user, now):
    before = now - timedelta(days=200)
    left = cast.request(cast.institution(other_school_user, name="Andere"), other_school_user)
    former = cast.need(left, queued_since=before, pupil_code="M7K-4TR")
    row = cast.request(school, other_school_user, status="submitted")
    here = cast.need(row, queued_since=None, pupil_code="K7K-4TR")
    outcome = deciding.approve_requests([row.pk], actor=actor, now=now)
    carrying.carry(former, here, actor=actor, now=now)
    assert list(undoing.undo(outcome.decision, actor=actor).refused) != []
    here.refresh_from_db()
    assert (here.queued_since, statuses([row])) == (before, ["approved"])


def test_each_institution_gets_its_own_mail(sent, actor, other_school_user):
    foreign = cast.request(cast.institution(other_school_user, name="Andere"), other_school_user, status="submitted")
    mine = sent()
    deciding.decline_requests([mine.pk, foreign.pk], reason="Ferien", actor=actor)
    bodies = dict(Mail.objects.values_list("recipient", "body"))
    assert len(bodies) == 2
    assert foreign.number not in bodies[mine.filed_by.email]
    assert "Ferien" not in "".join(bodies.values())


def test_what_moved_meanwhile_is_named_and_the_rest_is_decided(sent, actor):
    rows = [sent(), sent()]
    Request.objects.filter(pk=rows[0].pk).update(status="withdrawn")
    outcome = deciding.approve_requests([row.pk for row in rows], actor=actor)
    assert outcome.done == 1
    assert list(outcome.refused) == [rows[0].number]
    assert statuses(rows) == ["withdrawn", "approved"]


def test_nothing_done_is_no_decision_and_no_mail(sent, actor):
    row = sent()
    Request.objects.filter(pk=row.pk).update(status="withdrawn")
    assert deciding.approve_requests([row.pk], actor=actor).decision is None
    assert (Decision.objects.count(), Mail.objects.count()) == (0, 0)


def test_declining_takes_the_needs_along_and_a_reason(sent, actor):
    row = sent()
    with pytest.raises(TransitionRefused, match="Grund"):
        deciding.decline_requests([row.pk], reason=" ", actor=actor)
    deciding.decline_requests([row.pk], reason="Außerhalb von Leipzig", actor=actor)
    assert statuses([row]) == ["declined"]
    assert statuses(list(row.needs.all())) == ["declined", "declined"]
    assert row.events.get(new_status="declined").note.text == "Außerhalb von Leipzig"


def test_needs_are_declined_without_their_siblings(school, school_user, coordinator, actor):
    request = cast.request(school, school_user)
    first, second, held = (cast.need(request) for _number in range(3))
    cast.allocation(cast.device(status="ready"), held.items.get(), coordinator)
    outcome = deciding.decline_needs([first.pk, held.pk], reason="Doppelt", actor=actor)
    assert outcome.done == 1
    assert list(outcome.refused) == [str(held)]
    assert statuses([first, second, held]) == ["declined", "open", "reserved"]
    assert str(first) in Mail.objects.get().body


def test_a_request_is_approved_without_some_of_its_needs(sent, actor):
    row = sent()
    first, second = row.needs.order_by("position")
    decision = deciding.decide_by_need(row, declined=[second.pk], reason="Doppelt", actor=actor)
    assert (statuses([row]), statuses([first, second])) == (["approved"], ["open", "declined"])
    assert Mail.objects.count() == 1
    outcome = undoing.undo(decision, actor=actor)
    assert (outcome.done, outcome.refused) == (2, {})
    assert (statuses([row]), statuses([first, second])) == (["submitted"], ["open", "open"])


def test_declining_one_need_without_a_reason_changes_nothing(sent, actor):
    row = sent()
    with pytest.raises(TransitionRefused, match="Grund"):
        deciding.decide_by_need(row, declined=[row.needs.first().pk], actor=actor)
    assert statuses([row]) == ["submitted"]


def test_an_approval_is_taken_back_with_its_places(sent, actor):
    rows = [sent(), sent()]
    decision = deciding.approve_requests([row.pk for row in rows], actor=actor).decision
    outcome = undoing.undo(decision, actor=actor)
    assert outcome.done == 2
    assert statuses(rows) == ["submitted"] * 2
    assert not Need.objects.exclude(queued_since=None).exists()
    assert Mail.objects.filter(kind="decision_undone").count() == 1
    assert rows[0].events.last().kind == "corrected"
    with pytest.raises(TransitionRefused, match="schon zurückgenommen"):
        undoing.undo(decision, actor=actor)


def test_an_approval_that_was_built_on_stays(sent, actor, coordinator):
    rows = [sent(), sent()]
    decision = deciding.approve_requests([row.pk for row in rows], actor=actor).decision
    cast.allocation(cast.device(status="ready"), rows[0].needs.first().items.get(), coordinator)
    outcome = undoing.undo(decision, actor=actor)
    assert list(outcome.refused) == [rows[0].number]
    assert statuses(rows) == ["approved", "submitted"]


def test_a_decline_is_taken_back_with_the_needs_that_fell_with_it(sent, actor, now):
    row = sent()
    gone, here = row.needs.order_by("pk")
    deciding.decline_needs([gone.pk], reason="Doppelt", actor=actor, now=cast.NOW)
    decision = deciding.decline_requests([row.pk], reason="Ferien", actor=actor).decision
    undoing.undo(decision, actor=actor)
    assert (statuses([row]), statuses([gone, here])) == (["submitted"], ["declined", "open"])


def test_a_code_that_was_given_again_keeps_its_first_need_declined(school, school_user, actor):
    need = cast.need(cast.request(school, school_user), pupil_code="M7K-4TR")
    decision = deciding.decline_needs([need.pk], reason="Doppelt", actor=actor).decision
    cast.need(cast.request(school, school_user), pupil_code="M7K-4TR")
    assert list(undoing.undo(decision, actor=actor).refused) == [str(need)]
    assert statuses([need]) == ["declined"]


def test_a_decision_that_is_not_written_down_decides_nothing(sent, actor, monkeypatch):
    rows = [sent(), sent()]

    def dies(*_arguments, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(deciding.letters, "tell", dies)
    with pytest.raises(KeyboardInterrupt):
        deciding.approve_requests([row.pk for row in rows], actor=actor)
    assert (statuses(rows), Decision.objects.count()) == (["submitted"] * 2, 0)


def test_taking_back_that_dies_can_be_tried_again(sent, actor, monkeypatch):
    rows = [sent(), sent()]
    decision = deciding.approve_requests([row.pk for row in rows], actor=actor).decision

    def dies(*_arguments, **_named):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(undoing.letters, "tell", dies)
        with pytest.raises(KeyboardInterrupt):
            undoing.undo(decision, actor=actor)
    assert statuses(rows) == ["approved"] * 2
    assert undoing.undo(decision, actor=actor).done == 2


def test_a_need_stays_declined_when_its_request_stays_approved(sent, actor, coordinator):
    row = sent()
    first, second = row.needs.order_by("position")
    decision = deciding.decide_by_need(row, declined=[second.pk], reason="Doppelt", actor=actor)
    cast.allocation(cast.device(status="ready"), first.items.get(), coordinator)
    outcome = undoing.undo(decision, actor=actor)
    assert (outcome.done, set(outcome.refused)) == (0, {row.number, str(second)})
    assert statuses([first, second]) == ["reserved", "declined"]
    assert not Mail.objects.filter(kind="decision_undone").exists()


def test_only_what_went_back_is_told(sent, actor, coordinator):
    stays, goes = sent(), sent()
    decision = deciding.approve_requests([stays.pk, goes.pk], actor=actor).decision
    cast.allocation(cast.device(status="ready"), stays.needs.first().items.get(), coordinator)
    undoing.undo(decision, actor=actor)
    body = Mail.objects.get(kind="decision_undone").body
    assert (goes.number in body, stays.number in body) == (True, False)


@pytest.fixture
def office(client, coordinator):
    client.force_login(coordinator)
    return client


def test_the_page_says_what_will_happen_before_it_does(office, sent):
    rows = [sent(), sent()]
    over = sent()
    Request.objects.filter(pk=over.pk).update(status="withdrawn")
    picked = {"verdict": "approved", "pick": [row.pk for row in (*rows, over)]}
    asked = office.post(reverse("requests_decide"), picked)
    assert "Über 2 wird entschieden" in asked.text
    assert "Angekreuzt, bleibt aber, wie es ist" in asked.text
    assert statuses(rows) == ["submitted"] * 2
    question = asked.context["question"]
    done = office.post(reverse("requests_decide"), picked | {"rows": question.keys, "decided": "1"}, follow=True)
    assert "2 sind bestätigt" in done.text
    assert statuses(rows) == ["approved"] * 2
    undone = office.post(reverse("decision_undo", args=[Decision.objects.get().pk]), follow=True)
    assert "2 sind wieder wie vorher" in undone.text
    assert statuses(rows) == ["submitted"] * 2


def test_all_that_are_filtered_are_meant(office, sent, other_school_user):
    mine = [sent() for _number in range(3)]
    foreign = cast.request(cast.institution(other_school_user, name="Andere"), other_school_user, status="submitted")
    filters = f"institution={mine[0].institution_id}&status=submitted"
    data = {"verdict": "declined", "all_filtered": "1", "filters": filters, "pick": [foreign.pk]}
    asked = office.post(reverse("requests_decide"), data)
    assert asked.context["question"].rows == mine
    done = office.post(
        reverse("requests_decide"),
        {"verdict": "declined", "rows": asked.context["question"].keys, "decided": "1", "reason": "Ferien"}
        | {"filters": filters},
    )
    assert done.url.startswith(reverse("request_list") + "?institution=")
    assert statuses([*mine, foreign]) == ["declined"] * 3 + ["submitted"]


def test_filters_that_say_nothing_sensible_pick_nothing(office, sent):
    sent()
    data = {"verdict": "approved", "all_filtered": "1", "filters": "institution=nonsense"}
    answer = office.post(reverse("requests_decide"), data, follow=True)
    assert "Bitte kreuzen Sie an" in answer.text


def test_a_missing_reason_keeps_the_selection(office, school, school_user):
    needs = [cast.need(cast.request(school, school_user)) for _number in range(2)]
    data = {"verdict": "declined", "pick": [need.pk for need in needs], "decided": "1", "reason": ""}
    answer = office.post(reverse("needs_decide"), data)
    assert "data-error-summary" in answer.text
    assert answer.context["question"].rows == needs
    assert statuses(needs) == ["open", "open"]


def test_more_than_a_thousand_are_refused_in_a_sentence(office, sent, monkeypatch):
    monkeypatch.setattr("recipients.deciding.views.MOST", 1)
    rows = [sent(), sent()]
    data = {"verdict": "approved", "pick": [row.pk for row in rows]}
    assert "Höchstens 1" in office.post(reverse("requests_decide"), data, follow=True).text


@pytest.mark.parametrize("picked", ["", "x", "-1", "²", "9" * 30])
def test_nonsense_is_not_picked(office, picked):
    answer = office.post(reverse("needs_decide"), {"verdict": "declined", "pick": picked}, follow=True)
    assert "Bitte kreuzen Sie an" in answer.text


def test_need_by_need_asks_for_a_reason_and_for_one_that_stays(office, sent):
    row = sent()
    first, _second = row.needs.order_by("position")
    page = reverse("request_by_need", args=[row.number])
    assert "nennen Sie einen Grund" in office.post(page, {"approved": [first.pk]}).text
    assert "mindestens ein Kreuz" in office.post(page, {"reason": "x"}).text
    done = office.post(page, {"approved": [first.pk], "reason": "Doppelt"}, follow=True)
    assert "1 abgelehnt" in done.text
    assert "schon entschieden" in office.get(page, follow=True).text


@pytest.mark.parametrize("count", [1, 3])
def test_asking_costs_the_same_for_one_and_for_three(office, sent, django_assert_num_queries, count):
    picked = {"verdict": "approved", "pick": [sent().pk for _number in range(count)]}
    office.post(reverse("requests_decide"), picked)
    with django_assert_num_queries(4):
        assert len(office.post(reverse("requests_decide"), picked).context["question"].rows) == count


def test_a_request_of_which_nothing_would_be_left_is_declined_not_approved(sent, actor):
    by_need, one_by_one = sent(), sent()
    for act in (
        lambda: deciding.decide_by_need(
            by_need, declined=by_need.needs.values_list("pk", flat=True), reason="x", actor=actor
        ),
        lambda: requests.approve(one_by_one, actor=actor),
    ):
        deciding.decline_needs(one_by_one.needs.values_list("pk", flat=True), reason="x", actor=actor)
        with pytest.raises(TransitionRefused, match="als Ganzes ab"):
            act()
    assert statuses([by_need, one_by_one]) == ["submitted"] * 2
    assert set(by_need.needs.values_list("status", flat=True)) == {"open"}
    assert deciding.decline_requests([one_by_one.pk], reason="x", actor=actor).done == 1
