"""The waiting list and a need's page, as coordination and school meet them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.pages import cards
from custody.actor import Actor
from recipients import requests
from recipients.deciding import deciding
from recipients.models import MinimumSpec, Need, Request, SchoolType
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def mine(school_user):
    """The school's own request."""
    return cast.request(cast.institution(school_user, search_text="oberschule"), school_user)


@pytest.fixture
def foreign(other_school_user):
    """Another school's request."""
    school = cast.institution(other_school_user, name="Geheime Schule", search_text="geheime schule")
    return cast.request(school, other_school_user)


@pytest.fixture
def at_school(client, school_user):
    client.force_login(school_user)
    return client


@pytest.fixture
def office(client, coordinator):
    client.force_login(coordinator)
    return client


def page(need: Need, name: str = "need_detail") -> str:
    return reverse(name, args=[need.pk])


def listed(client, **query) -> list[Need]:
    return list(client.get(reverse("need_list"), query).context["object_list"])


def test_the_list_shows_whose_turn_it_is(office, mine, foreign):
    now = timezone.now()
    late = cast.need(mine, queued_since=now - timedelta(days=1))
    urgent = cast.need(foreign, queued_since=now, no_device_at_home="yes")
    early = cast.need(mine, queued_since=now - timedelta(days=2))
    assert listed(office) == [urgent, early, late]
    assert listed(office, sort="-place") == [late, early, urgent]


def test_a_filter_keeps_the_place_of_the_whole_list(office, mine, foreign):
    cast.need(foreign, no_device_at_home="yes")
    need = cast.need(mine, school_grade=3)
    answer = office.get(reverse("need_list"), {"school_grade": "3"})
    cells = {cell["column"].name: cell["html"] for cell in answer.context["rows"][0]["cells"]}
    assert list(answer.context["object_list"]) == [need]
    assert cells["place"] == "2"


def test_a_school_sees_its_own_needs_and_how_many_are_before(at_school, mine, foreign):
    for _number in range(25):
        cast.need(foreign, no_device_at_home="yes", pupil_code="")
    need = cast.need(mine)
    answer = at_school.get(reverse("need_list"))
    assert list(answer.context["object_list"]) == [need]
    assert "etwa 20" in answer.text
    assert "Geheime Schule" not in answer.text
    assert "vor Ihnen: etwa 20" in " ".join(at_school.get(page(need)).text.split())


def test_needs_of_others_are_not_found(at_school, foreign, volunteer):
    need = cast.need(foreign)
    for name in ("need_detail", "need_withdraw"):
        assert at_school.get(page(need, name)).status_code == 404
    at_school.force_login(volunteer)
    assert at_school.get(page(need)).status_code == 403
    assert at_school.get(reverse("need_list")).status_code == 403


def test_a_need_of_anothers_draft_is_not_found_by_coordination(office, mine):
    draft = cast.request(mine.institution, mine.filed_by, status="draft", submitted_at=None)
    assert office.get(page(cast.need(draft))).status_code == 404


def test_filters_find_by_request_institution_category_and_what_is_servable(office, mine, foreign):
    notebook = cast.need(mine)
    monitor = cast.need(foreign, wants=cast.category("monitor"))
    assert listed(office, q=mine.number) == [notebook]
    assert listed(office, q="geheime") == [monitor]
    assert listed(office, category=cast.category("monitor").pk) == [monitor]
    assert listed(office, institution=mine.institution.pk) == [notebook]
    cast.device(status="ready", category=cast.category("monitor"))
    assert listed(office, servable="true") == [monitor]
    assert listed(office, servable="false") == [notebook]


def test_codes_are_neither_searched_nor_exported(office, mine):
    need = cast.need(mine, pupil_code="M7K-4TR")
    assert listed(office, q="M7K-4TR") == []
    assert "M7K-4TR" in office.get(reverse("need_list")).text
    for kind in ("csv", "xlsx"):
        assert b"M7K-4TR" not in b"".join(office.get(reverse("need_list"), {"export": kind}))
    assert str(need).encode() in b"".join(office.get(reverse("need_list"), {"export": "csv"}))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(office, mine, coordinator, django_assert_num_queries, count):
    for _number in range(count):
        need = cast.need(mine, items=2)
        cast.allocation(cast.device(status="ready"), need.items.first(), coordinator)
    office.get(reverse("need_list"))
    with django_assert_num_queries(12):
        assert len(office.get(reverse("need_list")).context["rows"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_its_file_costs_the_same_for_one_and_for_three(office, mine, coordinator, django_assert_num_queries, count):
    for _number in range(count):
        need = cast.need(mine, items=2)
        cast.allocation(cast.device(status="ready"), need.items.first(), coordinator)
    office.get(reverse("need_list"))
    with django_assert_num_queries(8):
        assert len(b"".join(office.get(reverse("need_list"), {"export": "csv"})).splitlines()) == count + 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_matching_devices_cost_the_same_for_one_and_for_three(office, mine, django_assert_num_queries, count):
    need = cast.need(mine)
    for _number in range(count):
        cast.device(status="ready", location=cast.location())
    office.get(page(need))
    with django_assert_num_queries(15):
        assert len(office.get(page(need)).context["panels"][0].candidates) == count


def test_the_page_says_where_the_points_come_from(office, mine):
    need = cast.need(mine, final_year="yes", queued_since=timezone.now() - timedelta(days=15))
    answer = office.get(page(need))
    assert [(part.fact, part.points) for part in answer.context["parts"]] == [
        ("no_device_at_home", 0),
        ("final_year", 30),
        ("siblings_share", 0),
        ("waiting_week", 2),
    ]
    assert "Platz 1, 32 Punkte" in answer.text


def test_coordination_sees_which_devices_fit_and_a_school_does_not(office, mine, school_user):
    need = cast.need(mine)
    need.items.update(minimum_spec=MinimumSpec.objects.get(code="notebook-middle"))
    fits = cast.device(status="ready", ram_mib=8192, cores=4)
    cast.device(status="ready", ram_mib=4096, cores=4)
    answer = office.get(page(need))
    assert [candidate.device for candidate in answer.context["panels"][0].candidates] == [fits]
    assert "8 GB Arbeitsspeicher, mindestens 8 · 4 Kerne, mindestens 2" in answer.text
    office.force_login(school_user)
    assert fits.number not in office.get(page(need)).text


def test_more_than_ten_that_fit_are_counted(office, mine):
    need = cast.need(mine)
    for _number in range(13):
        cast.device(status="ready")
    panel = office.get(page(need)).context["panels"][0]
    assert (len(panel.candidates), panel.more) == (10, 3)


def test_a_drafts_need_is_neither_withdrawn_nor_declined(client, at_school, mine, coordinator):
    Request.objects.filter(pk=mine.pk).update(status="draft")
    need = cast.need(mine, queued_since=None)
    assert page(need, "need_withdraw") not in at_school.get(page(need)).text
    answer = at_school.post(page(need, "need_withdraw"), {"reason": "weg"})
    assert "Bitte nehmen Sie ihn aus dem Entwurf heraus." in answer.text
    actor = Actor.person(coordinator)
    assert list(deciding.decline_needs([need.pk], reason="x", actor=actor).refused) == [str(need)]
    need.refresh_from_db()
    assert (need.status, need.events.count()) == ("open", 0)
    requests.withdraw(mine, reason="doch nicht", actor=actor)
    need.refresh_from_db()
    assert need.status == "withdrawn"


def test_a_school_withdraws_with_a_reason(at_school, mine):
    need = cast.need(mine)
    assert at_school.post(page(need, "need_withdraw"), {"reason": ""}).status_code == 200
    at_school.post(page(need, "need_withdraw"), {"reason": "Hat inzwischen ein Gerät"})
    need.refresh_from_db()
    assert need.status == "withdrawn"
    assert at_school.post(page(need, "need_decline"), {"reason": "x"}).status_code == 403


def test_coordination_declines_with_a_reason_and_is_told_why_not(office, mine, coordinator):
    need, held = cast.need(mine), cast.need(mine)
    cast.allocation(cast.device(status="ready"), held.items.get(), coordinator)
    office.post(page(need, "need_decline"), {"reason": "Außerhalb von Leipzig"})
    answer = office.post(page(held, "need_decline"), {"reason": "Außerhalb von Leipzig"})
    need.refresh_from_db()
    held.refresh_from_db()
    assert (need.status, held.status) == ("declined", "reserved")
    assert "Außerhalb von Leipzig" in answer.text
    assert "data-error-summary" in answer.text


def test_tiles_count_what_waits_and_what_could_be_served(office, mine, coordinator, school_user, volunteer):
    cast.need(mine, wants=cast.category("monitor"))
    served = cast.need(mine)
    cast.device(status="ready")
    for code, reader, rows in (
        ("needs_servable", coordinator, [served]),
        ("needs_queued", coordinator, list(Need.objects.all())),
        ("own_needs", school_user, list(Need.objects.all())),
    ):
        card = cards.CARDS[code]
        office.force_login(reader)
        assert card.count(reader) == len(rows)
        assert sorted(need.pk for need in office.get(card.url()).context["object_list"]) == [row.pk for row in rows]
        assert card not in cards.cards_for(volunteer)


def test_filters_by_kind_type_facts_waiting_time_and_class_set(office, mine, foreign):
    now = timezone.now()
    SchoolType.objects.get(code="grammar").institutions.add(foreign.institution)
    waited = cast.need(mine, queued_since=now - timedelta(weeks=9), school_grade=5, final_year="yes")
    both = cast.need(foreign, school_grade=8, final_year="yes", no_device_at_home="yes", queued_since=now)
    assert listed(office, kind="school") == [both, waited]
    assert listed(office, kind="partner") == []
    assert listed(office, school_type="grammar") == [both]
    assert listed(office, school_grade=["5", "8"]) == [both, waited]
    assert listed(office, facts=["final_year", "no_device_at_home"]) == [both]
    assert listed(office, waited="8") == [waited]
    assert listed(office, waited="12") == []
    assert listed(office, class_set="true") == []
    assert listed(office, class_set="false") == [both, waited]


def test_needs_that_pause_are_left_out_unless_asked_for(office, mine):
    waits, pauses = cast.need(mine), cast.need(mine, paused_on=cast.NOW.date())
    assert listed(office) == [waits]
    assert listed(office, paused="only") == [pauses]
    assert set(listed(office, paused="with")) == {waits, pauses}
    answer = office.get(reverse("need_list"), {"paused": "only"})
    cells = {cell["column"].name: cell["html"] for cell in answer.context["rows"][0]["cells"]}
    assert cells["place"] == "in diesem Schuljahr nicht bestätigt"


def test_a_school_reads_the_reason_and_is_offered_no_filter_of_coordination(at_school, mine):
    cast.need(mine, final_year="yes", queued_since=timezone.now() - timedelta(weeks=3))
    answer = at_school.get(reverse("need_list"))
    assert "30 Abschlussjahr + 3 für 3 Wochen" in answer.text
    assert {"kind", "school_type", "servable"}.isdisjoint(answer.context["filter"].form.fields)
    assert answer.context["bulk_actions"] == []
    assert listed(at_school, kind="partner") == listed(at_school)


def test_the_file_has_the_columns_of_the_list_without_wishes_languages_and_codes(office, mine):
    cast.need(mine, receipt_language="ar")
    head = b"".join(office.get(reverse("need_list"), {"export": "csv"})).decode("utf-8-sig").splitlines()[0]
    assert head.split(",") == [
        "Bedarf",
        "Platz",
        "Klasse",
        "Gerät",
        "Schenkung oder Leihe",
        "Einrichtung",
        "Art der Einrichtung",
        "Schulart",
        "Punkte",
        "Gründe",
        "Wartet seit",
        "Pausiert",
    ]


def test_a_list_of_several_pages_offers_to_take_all_that_are_filtered(office, mine):
    for _number in range(13):
        cast.need(mine, pupil_code="")
    assert 'name="all_filtered"' not in office.get(reverse("need_list")).text
    filtered = office.get(reverse("need_list"), {"per": "12", "class_set": "false"}).text
    assert "alle 13 gefilterten" in filtered
    assert 'name="filters" value="per=12&amp;class_set=false"' in filtered
