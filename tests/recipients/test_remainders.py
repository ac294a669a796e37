"""Closing what is still open of a request."""

from datetime import timedelta

import pytest
from django.urls import reverse

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from custody.services import record
from recipients import fulfilment, remainders, requests
from recipients.fulfilment import Fulfilment
from recipients.models import Need
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def request_(school, school_user):
    """Two open needs, one reserved, one served."""
    row = cast.request(school, school_user)
    for status in ("open", "open", "reserved", "fulfilled"):
        need = cast.need(row)
        Need.objects.filter(pk=need.pk).update(status=status, queued_since=cast.NOW)
    return row


def numbers(row) -> Fulfilment:
    return fulfilment.of_requests([row.pk])[row.pk]


def test_the_institution_withdraws_what_is_open_and_keeps_the_rest(request_, school_user, acting):
    assert remainders.close_remainder(request_, reason="Kinder versorgt", actor=acting(school_user)).needs == 2
    assert numbers(request_) == Fulfilment(reserved=1, handed_over=1, closed=2)
    assert set(request_.needs.values_list("status", flat=True)) == {"withdrawn", "reserved", "fulfilled"}
    assert request_.events.get(kind="remainder_closed").note.text == "Kinder versorgt"
    assert not Mail.objects.exists()


def test_coordination_declines_it_and_the_institution_gets_one_mail(request_, school_user, coordinator, acting):
    remainders.close_remainder(request_, reason="keine Tablets mehr", actor=acting(coordinator))
    assert request_.needs.filter(status="declined").count() == 2
    mail = Mail.objects.get()
    assert (mail.kind, mail.recipient) == ("remainder_declined", school_user.email)
    assert "keine Tablets" not in mail.body and request_.number in mail.body


def test_it_takes_a_reason_something_open_and_an_approved_request(request_, coordinator, acting, school_user):
    with pytest.raises(TransitionRefused, match="Grund"):
        remainders.close_remainder(request_, reason=" ", actor=acting(coordinator))
    remainders.close_remainder(request_, reason="x", actor=acting(coordinator))
    with pytest.raises(TransitionRefused, match="nichts mehr offen"):
        remainders.close_remainder(request_, reason="noch einmal", actor=acting(coordinator))
    type(request_).objects.update(status="withdrawn")
    with pytest.raises(TransitionRefused, match="bestätigt"):
        remainders.close_remainder(request_, reason="x", actor=acting(coordinator))


def test_it_is_opened_again_in_the_old_places(request_, school_user, acting):
    actor = acting(school_user)
    remainders.close_remainder(request_, reason="versehentlich", actor=actor)
    assert remainders.reopen_remainder(request_, reason="falscher Knopf", actor=actor) == 2
    assert numbers(request_) == Fulfilment(reserved=1, handed_over=1, open=2)
    assert set(request_.needs.values_list("queued_since", flat=True)) == {cast.NOW}
    with pytest.raises(TransitionRefused, match="nicht geschlossen"):
        remainders.reopen_remainder(request_, reason="x", actor=actor)


def test_after_a_day_only_coordination_opens_it_again(request_, school_user, coordinator, acting):
    remainders.close_remainder(request_, reason="x", actor=acting(school_user))
    later = request_.events.last().recorded_at + timedelta(hours=25)
    with pytest.raises(TransitionRefused, match="24 Stunden"):
        remainders.reopen_remainder(request_, reason="x", actor=acting(school_user), now=later)
    assert remainders.reopen_remainder(request_, reason="x", actor=acting(coordinator), now=later) == 2


def test_a_code_that_is_used_elsewhere_by_now_is_not_doubled(request_, school, school_user, acting):
    actor = acting(school_user)
    first = request_.needs.filter(status="open").first()
    Need.objects.filter(pk=first.pk).update(pupil_code="Z9X-8WV")
    remainders.close_remainder(request_, reason="x", actor=actor)
    cast.need(cast.request(school, school_user), pupil_code="Z9X-8WV")
    with pytest.raises(TransitionRefused, match="Z9X-8WV"):
        remainders.reopen_remainder(request_, reason="x", actor=actor)
    assert numbers(request_).closed == 2


def test_the_page_asks_why_and_offers_the_way_back(client, request_, school_user):
    client.force_login(school_user)
    detail = reverse("request_detail", args=[request_.number])
    close = reverse("request_close_rest", args=[request_.number])
    assert close in client.get(detail).text
    page = client.post(close, {"reason": "Kinder versorgt"}, follow=True).text
    undo = reverse("request_reopen_closing", args=[request_.number, request_.events.last().sequence])
    assert "nichts mehr offen" in page and undo in page
    assert "unversorgt geschlossen" in page


def test_a_closing_that_is_not_there_or_was_opened_again_has_no_page(client, request_, school_user, acting):
    client.force_login(school_user)
    remainders.close_remainder(request_, reason="x", actor=acting(school_user))
    line = remainders.closings(request_)[0].sequence
    page = reverse("request_reopen_closing", args=[request_.number, line])
    assert client.get(page).status_code == 200
    assert client.get(reverse("request_reopen_closing", args=[request_.number, line + 1])).status_code == 404
    assert client.post(page, {"reason": "doch"}).status_code == 302
    assert client.get(page).status_code == 404
    again = client.post(page, {"reason": "doppelt gedrückt"})
    assert (again.status_code, numbers(request_).closed) == (200, 0)
    assert "Der Rest dieser Bedarfsmeldung ist nicht geschlossen" in again.text and "doppelt gedrückt" in again.text


def test_the_way_back_opens_ones_own_closing_whatever_somebody_else_closed_meanwhile(
    client, request_, coordinator, acting
):
    mine, theirs = request_.needs.filter(status="open").order_by("pk")
    client.force_login(coordinator)
    page = client.post(reverse("need_close_rest", args=[mine.pk]), {"reason": "von mir"}, follow=True).text
    undo = reverse("request_reopen_closing", args=[request_.number, request_.events.last().sequence])
    remainders.close_remainder(request_, reason="von anderen", actor=acting(coordinator), of=theirs)
    assert undo in page
    client.post(undo, {"reason": "Versehen"})
    assert [Need.objects.get(pk=need.pk).status for need in (mine, theirs)] == ["open", "declined"]


def test_the_address_without_a_number_leads_to_the_last_closing_and_opens_nothing(
    client, request_, school_user, acting
):
    client.force_login(school_user)
    last = reverse("request_reopen_rest", args=[request_.number])
    assert client.get(last).status_code == 404
    remainders.close_remainder(request_, reason="x", actor=acting(school_user))
    line = remainders.closings(request_)[0].sequence
    assert client.get(last).url == reverse("request_reopen_closing", args=[request_.number, line])
    assert client.post(last, {"reason": "doch"}).status_code == 405
    assert numbers(request_).open == 0


def test_by_system_nothing_is_opened_again(request_, school_user, acting):
    remainders.close_remainder(request_, reason="x", actor=acting(school_user))
    with pytest.raises(TransitionRefused, match="24 Stunden"):
        remainders.reopen_remainder(request_, reason="x", actor=Actor.system())


@pytest.fixture
def half(request_, school, coordinator):
    """A set of which one part is in use and the other waits, in either status that such a set can have."""

    def make(status: str) -> Need:
        need = cast.need(request_, items=2, pupil_code="Z9X-8WV")
        row = need.items.first()
        cast.allocation(
            cast.device(), row, coordinator, handover=cast.handover(school, coordinator), status="handed_over"
        )
        Need.objects.filter(pk=need.pk).update(status=status)
        return need

    return make


@pytest.mark.parametrize("status", ["open", "reserved"])
def test_nobody_asks_for_the_rest_of_a_half_served_set_any_more(request_, half, school_user, acting, status):
    actor, need = acting(school_user), half(status)
    assert remainders.close_remainder(request_, reason="reicht so", actor=actor).needs == 3
    need.refresh_from_db()
    assert (need.status, Need.objects.waiting().filter(pk=need.pk).exists()) == ("fulfilled", False)
    assert remainders.reopen_remainder(request_, reason="falscher Knopf", actor=actor) == 3
    need.refresh_from_db()
    assert (need.status, Need.objects.waiting().filter(pk=need.pk).exists()) == ("reserved", True)
    kinds = list(need.events.exclude(kind="status").order_by("sequence").values_list("kind", flat=True))
    assert kinds.index("rest_given_up") < kinds.index("rest_asked_again")


def test_the_rest_of_a_lone_half_served_set_is_closed_and_opened_on_the_page(client, request_, half, school_user):
    request_.needs.update(status="withdrawn")
    need = half("reserved")
    client.force_login(school_user)
    detail, close = (reverse(name, args=[request_.number]) for name in ("request_detail", "request_close_rest"))
    assert close in client.get(detail).text
    client.post(close, {"reason": "reicht so"})
    text = client.get(detail).text
    again = reverse("request_reopen_closing", args=[request_.number, request_.events.last().sequence])
    assert close not in text and again in text and "nicht mehr gewünscht" in text
    assert "Dieser Teil wird nicht mehr gewünscht" in client.get(reverse("need_detail", args=[need.pk])).text


def test_a_request_that_cannot_be_withdrawn_names_the_need_and_what_can_be_done(request_, half, school_user, acting):
    request_.needs.filter(status="reserved").update(status="withdrawn")
    half("open")
    with pytest.raises(TransitionRefused, match=r"Z9X-8WV: .*Rest schließen"):
        requests.withdraw(request_, reason="x", actor=acting(school_user))


def test_the_rest_of_one_half_served_set_is_closed_alone_and_opened_again_on_its_page(
    client, request_, half, school_user
):
    need = half("reserved")
    client.force_login(school_user)
    page, close = (reverse(name, args=[need.pk]) for name in ("need_detail", "need_close_rest"))
    assert close in client.get(page).text
    done = client.post(close, {"reason": "Monitor aus der Aula"}, follow=True).text
    need.refresh_from_db()
    assert (need.status, numbers(request_)) == ("fulfilled", Fulfilment(reserved=1, handed_over=2, open=2))
    assert f"Vom Satz {need} ist nichts mehr offen." in done and close not in done
    assert need.events.get(kind="rest_given_up").note.text == "Monitor aus der Aula"
    again = reverse("request_reopen_closing", args=[request_.number, request_.events.last().sequence])
    assert again in done and "Monitor aus der Aula" in client.get(again).text
    undone = client.post(again, {"reason": "doch nötig"}, follow=True).text
    need.refresh_from_db()
    assert need.status == "reserved" and close in undone  # in the message, as its way back


def test_the_rest_of_a_half_served_class_set_is_closed_without_its_request(client, request_, school, coordinator):
    class_set = cast.class_set(request_, quantity=2)
    whole, waits = (cast.need(request_, items=2, class_set=class_set, pupil_code="") for _number in range(2))
    cast.allocation(
        cast.device(),
        whole.items.first(),
        coordinator,
        handover=cast.handover(school, coordinator),
        status="handed_over",
    )
    Need.objects.filter(pk=whole.pk).update(status="reserved")
    client.force_login(coordinator)
    close = reverse("class_set_close_rest", args=[class_set.pk])
    assert close in client.get(reverse("request_detail", args=[request_.number])).text
    done = client.post(close, {"reason": "keine Monitore mehr"}, follow=True).text
    assert "Vom Klassensatz ist nichts mehr offen." in done and close not in done
    statuses = dict(request_.needs.values_list("pk", "status"))
    assert (statuses[whole.pk], statuses[waits.pk], numbers(request_).open) == ("fulfilled", "declined", 2)
    again = client.post(close, {"reason": "noch einmal"}).text
    assert "Davon ist nichts mehr offen." in again


def test_each_closed_rest_is_shown_and_opened_by_itself(client, request_, half, school_user, acting):
    need, actor = half("reserved"), acting(school_user)
    remainders.close_remainder(request_, reason="Monitor aus der Aula", of=need, actor=actor)
    remainders.close_remainder(request_, reason="Kinder versorgt", actor=actor)
    client.force_login(school_user)
    text = client.get(reverse("request_detail", args=[request_.number])).text
    shown = text[text.index("Geschlossene Reste") :]
    assert shown.index("2 Bedarfe · Kinder versorgt") < shown.index("1 Bedarf · Monitor aus der Aula")
    newer, older = (line.sequence for line in remainders.closings(request_))
    assert remainders.reopen_remainder(request_, reason="doch", closing=older, actor=actor) == 1
    assert [line.sequence for line in remainders.closings(request_)] == [newer]
    with pytest.raises(TransitionRefused, match="nicht geschlossen"):
        remainders.reopen_remainder(request_, reason="doch", closing=older, actor=actor)
    assert remainders.reopen_remainder(request_, reason="doch", actor=actor) == 2
    assert remainders.closings(request_) == [] and numbers(request_).open == 2


def test_a_rest_that_was_opened_by_an_older_version_shows_the_one_before_it(request_, half, school_user, acting):
    need, actor = half("reserved"), acting(school_user)
    remainders.close_remainder(request_, reason="Monitor aus der Aula", of=need, actor=actor)
    remainders.close_remainder(request_, reason="Kinder versorgt", actor=actor)
    record(request_, "remainder_reopened", actor=actor, data={"needs": []})
    assert [line.note.text for line in remainders.closings(request_)] == ["Monitor aus der Aula"]
