"""Needs that were sent are changed one by one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from custody.lifecycle import TransitionRefused
from devices.models import Category
from recipients import allocating, requests
from recipients.asking.changing import change_need
from recipients.asking.forgetting import forget_wishes
from recipients.asking.needs import CodeTaken, NeedWish
from recipients.models import Allocation, Need, NeedItem, Wish
from recipients.needs import withdraw_need
from tests import cast
from tests.recipients import proposals_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def notebook():
    return Category.objects.get(code="notebook")


@pytest.fixture
def approved(school, notebook, school_user, coordinator, acting, now):
    values = {"attested_by_function": "office", "entitlement_seen_on": now.date()}
    wishes = [NeedWish([notebook], code, 7) for code in ("M7K-4TR", "B2D-3FG")]
    row = requests.open_draft(institution=school, values=values, wishes=wishes, actor=acting(school_user), now=now)
    requests.submit(row, actor=acting(school_user), now=now)
    requests.approve(row, actor=acting(coordinator), now=now)
    return row


@pytest.fixture
def need(approved):
    return approved.needs.first()


def form(**fields) -> dict:
    answers = dict.fromkeys(("final_year", "no_device_at_home", "siblings_share"), "unknown")
    usual = {"pupil_code": "M7K-4TR", "school_grade": "7", "category": "notebook", "agreement": "gift"}
    return usual | answers | {"receipt_language": "de"} | fields


def test_a_changed_need_keeps_its_waiting_time_and_its_history_names_details_alone(
    need, notebook, school_user, acting, now
):
    monitor = Category.objects.get(code="monitor")
    wish = NeedWish([notebook, monitor], "C4H-5JK", 12, final_year="yes", wishes=[Wish.objects.first()])
    changed = change_need(need, wish, actor=acting(school_user))
    need.refresh_from_db()
    assert changed == ["pupil_code", "school_grade", "final_year", "device", "wishes"]
    assert (need.pupil_code, need.school_grade, need.queued_since) == ("C4H-5JK", 12, now)
    assert list(need.items.values_list("position", "minimum_spec__code")) == [(1, "notebook-upper"), (2, "monitor-any")]
    line = need.events.last()
    assert (line.kind, line.data) == ("changed", {"details": changed})
    assert line.note is None


def test_nothing_is_written_when_nothing_changes(need, notebook, school_user, acting):
    lines = need.events.count()
    assert change_need(need, NeedWish([notebook], "M7K-4TR", 7), actor=acting(school_user)) == []
    assert need.events.count() == lines


def test_a_code_of_another_need_is_refused(need, notebook, school_user, acting):
    with pytest.raises(CodeTaken):
        change_need(need, NeedWish([notebook], "B2D-3FG", 7), actor=acting(school_user))
    need.refresh_from_db()
    assert need.pupil_code == "M7K-4TR"


def test_once_a_device_is_reserved_nothing_changes(need, notebook, school_user, coordinator, acting):
    cast.allocation(cast.device(status="ready"), need.items.get(), coordinator)
    with pytest.raises(TransitionRefused):
        change_need(need, NeedWish([notebook], "C4H-5JK", 8), actor=acting(school_user))
    need.refresh_from_db()
    assert need.pupil_code == "M7K-4TR"


@pytest.fixture
def pair(need, notebook, school_user, acting):
    """The need asks for a notebook and a monitor."""
    wish = NeedWish([notebook, Category.objects.get(code="monitor")], "M7K-4TR", 7)
    change_need(need, wish, actor=acting(school_user))
    return wish


def test_a_part_that_was_promised_before_is_dropped_and_its_history_stays(
    need, pair, notebook, school_user, coordinator, acting
):
    second = need.items.get(position=2)
    before = cast.allocation(cast.device(status="ready"), second, coordinator, status="released")
    Need.objects.filter(pk=need.pk).update(status="open")
    change_need(need, NeedWish([notebook], "M7K-4TR", 7), actor=acting(school_user))
    assert list(need.items.values_list("category__code", flat=True)) == ["notebook"]
    assert Allocation.objects.get(pk=before.pk).item == second
    assert list(NeedItem.objects.unpromised().filter(need=need)) == [need.items.get()]


def test_a_set_is_made_smaller_after_a_proposal_which_can_still_be_read(
    client, need, pair, notebook, school_user, coordinator, acting
):
    cast.device(status="ready", ram_mib=8192)
    proposal = proposals_cast.proposal(coordinator)
    line = proposal.lines.get(item__position=2, need=need)
    change_need(need, NeedWish([notebook], "M7K-4TR", 7), actor=acting(school_user))
    client.force_login(coordinator)
    texts = [client.get(reverse("proposal_detail", args=[proposal.number])).text]
    texts.append(client.get(reverse("proposal_line", args=[proposal.number, line.pk])).text)
    assert ["Monitor" in text for text in texts] == [True, True]
    assert "Bestand: Kein Gerät ausgabebereit (Monitor)." in texts[1]
    assert client.get(reverse("need_detail", args=[need.pk])).text.count("Monitor") == 0


def test_what_was_dropped_is_asked_for_again_in_its_place(need, pair, notebook, school_user, coordinator, acting):
    second = need.items.get(position=2)
    cast.allocation(cast.device(status="ready"), second, coordinator, status="released")
    Need.objects.filter(pk=need.pk).update(status="open")
    change_need(need, NeedWish([notebook], "M7K-4TR", 7), actor=acting(school_user))
    change_need(need, pair, actor=acting(school_user))
    assert [item.pk for item in NeedItem.objects.unpromised().filter(need=need)][1] == second.pk


def test_nothing_is_promised_to_a_part_that_was_dropped_meanwhile(
    need, pair, notebook, school_user, coordinator, acting, now
):
    proposals_cast.proposal(coordinator)
    second = need.items.get(position=2)
    change_need(need, NeedWish([notebook], "M7K-4TR", 7), actor=acting(school_user))
    screen = cast.device(status="ready", category=second.category)
    with pytest.raises(TransitionRefused):
        allocating.allocate(item=second, device=screen, actor=acting(coordinator), now=now)


def test_after_a_proposal_a_need_can_still_be_withdrawn(need, pair, school_user, coordinator, acting):
    proposals_cast.proposal(coordinator)
    withdraw_need(need, actor=acting(school_user), reason="weggezogen")
    need.refresh_from_db()
    assert need.status == "withdrawn"


def test_the_page_saves_and_says_what_stays(client, school_user, need):
    client.force_login(school_user)
    address = reverse("need_edit", args=[need.pk])
    assert 'value="M7K-4TR"' in client.get(address).text
    answer = client.post(
        address, form(school_grade="8", household_code="4km-7tr", wishes=["larger-display"]), follow=True
    )
    need.refresh_from_db()
    assert (need.school_grade, need.household_code, need.wishes.get().code) == (8, "4KM-7TR", "larger-display")
    assert "seine Wartezeit bleibt" in answer.text
    assert "geändert: Klassenstufe, Haushaltscode, Wünsche" in answer.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pupil_code": "Anna Berger"}, "Das sieht nach einem Namen oder Wort aus."),
        ({"pupil_code": "b2d-3fg"}, "Dieser Code steht schon in einer anderen Bedarfsmeldung."),
        ({"household_code": "M7K-4TR"}, "Der Haushalt hat einen eigenen Code"),
        ({"school_grade": "14"}, "Diese Klassenstufe gibt es an Ihrer Einrichtung nicht."),
    ],
)
def test_a_wrong_entry_gets_its_sentence_and_changes_nothing(client, school_user, need, fields, sentence):
    client.force_login(school_user)
    answer = client.post(reverse("need_edit", args=[need.pk]), form(**fields))
    assert sentence in answer.text
    assert need.events.filter(kind="changed").count() == 0


def test_a_need_that_is_reserved_leads_back_to_its_page(client, school_user, need, coordinator):
    client.force_login(school_user)
    cast.allocation(cast.device(status="ready"), need.items.get(), coordinator)
    answer = client.get(reverse("need_edit", args=[need.pk]), follow=True)
    assert "Dieser Bedarf lässt sich nicht mehr ändern." in answer.text


def test_languages_and_wishes_are_forgotten_thirty_days_after_the_handover(approved, now):
    served, waiting = approved.needs.all()
    for need in (served, waiting):
        need.wishes.set(Wish.objects.all()[:2])
    served.status, served.status_since, served.receipt_language = "fulfilled", now, "uk"
    served.save()
    assert forget_wishes(now=now + timedelta(days=30, seconds=-1)) == 0
    assert forget_wishes(now=now + timedelta(days=30)) == 1
    assert forget_wishes(now=now + timedelta(days=31)) == 0
    served.refresh_from_db()
    waiting.refresh_from_db()
    assert (served.receipt_language, served.wishes.count()) == ("", 0)
    assert (waiting.receipt_language, waiting.wishes.count()) == ("de", 2)


def test_the_export_has_neither_codes_nor_languages_nor_wishes(client, school_user, approved):
    need = approved.needs.first()
    need.wishes.set(Wish.objects.all())
    need.receipt_language, need.household_code = "uk", "4KM-7TR"
    need.save()
    client.force_login(school_user)
    answer = client.get(reverse("request_export", args=[approved.number]))
    text = b"".join(answer.streaming_content).decode()
    assert f"{approved.number}/1,7,Notebook,," in text
    assert not any(said in text for said in ("M7K-4TR", "4KM-7TR", "Ukrain", "Display", "Touch"))
