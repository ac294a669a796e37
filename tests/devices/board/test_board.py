"""The board: every device in the workshop at one stage, the oldest first; what stands where; what is ready."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from devices import stages
from devices.board.cards import SHOWN, columns
from devices.board.people import holders, in_hand_of, people
from devices.board.places import places, stock
from devices.board.standing import STAGES, at_stage, in_workshop
from devices.models import Device, RecyclingProposal
from tests import cast

pytestmark = pytest.mark.django_db


def standing(status: str, days: int = 0, **fields) -> Device:
    return cast.device(status=status, status_since=timezone.now() - timedelta(days=days, hours=1), **fields)


def list_of(**query) -> str:
    return "&".join(f"{name}={value}" for name, value in query.items())


def by_code(devices=None):
    found = columns(Device.objects.all() if devices is None else devices, list_of)
    return {column.stage.code: column for column in found}


@pytest.fixture
def one_at_each_stage(volunteer, coordinator, reference):
    """{stage: the device that stands there}."""
    notebook = cast.category()
    checklist = notebook.checklists.latest("version")
    quiet = {"checklist": checklist, "no_medium_cycle": 1, "no_medium_said_by": volunteer}
    found = {
        "waiting": standing("received"),
        "returned": standing("returned"),
        "in_work": standing("in_refurbishment", open_steps=3, checklist=checklist),
        "awaiting_qc": standing("in_refurbishment", **quiet),
        "on_hold": standing("in_refurbishment", **quiet),
        "proposed": standing("received"),
        "in_repair": standing("in_repair"),
        "ready": standing("ready"),
        "reserved": standing("reserved"),
    }
    stages.put_on_hold(found["on_hold"], kind="part", reason="Netzteil", actor=Actor.person(volunteer))
    RecyclingProposal.objects.create(
        device=found["proposed"], cycle=1, proposed_by=volunteer, proposed_at=timezone.now()
    )
    return found


def test_every_device_in_the_workshop_stands_at_one_stage_and_others_at_none(one_at_each_stage):
    for status in ("registered", "not_received", "rejected", "delivered", "handed_over", "recycled", "lost"):
        standing(status)
    board = by_code()
    assert {code: [card.device for card in board[code].cards] for code in board} == {
        code: [device] for code, device in one_at_each_stage.items()
    }
    assert [column.count for column in board.values()] == [1] * len(STAGES)


def test_what_a_stage_counts_is_what_its_list_shows(client, volunteer, one_at_each_stage):
    client.force_login(volunteer)
    for code, device in one_at_each_stage.items():
        answer = client.get(reverse("device_list"), {"stage": code})
        assert [row["object"] for row in answer.context["rows"]] == [device]
    assert len(client.get(reverse("device_list"), {"stage": "any"}).context["rows"]) == len(STAGES)
    assert list(at_stage(Device.objects.all(), "ready")) == [one_at_each_stage["ready"]]


def test_the_oldest_come_first_and_how_many_stand_too_long_is_said():
    ages = [3, 50, 20, 1, 2, 15, 14, 0]
    for days in ages:
        standing("received", days)
    waiting = by_code()["waiting"]
    assert [card.days for card in waiting.cards] == sorted(ages, reverse=True)[:SHOWN]
    assert [card.tone for card in waiting.cards] == ["danger", "warning", "warning", "warning", "", ""]
    assert (waiting.count, waiting.late) == (8, 4)
    assert waiting.url == "stage=waiting&sort=since"


def test_on_hold_the_days_of_waiting_count(volunteer):
    device = standing("received", 100)
    since = timezone.now() - timedelta(days=5, hours=1)
    stages.put_on_hold(device, kind="part", reason="Netzteil", actor=Actor.person(volunteer), now=since)
    assert [card.days for card in by_code()["on_hold"].cards] == [5]


@pytest.fixture
def in_hand(volunteer, senior_volunteer, reference):
    """Two devices that Jonas began; Maria holds the second one."""
    first, second = standing("received"), standing("received")
    for device in (first, second):
        stages.start_refurbishment(device, actor=Actor.person(volunteer))
    stages.put_on_hold(second, kind="part", reason="Netzteil", actor=Actor.person(senior_volunteer))
    return first, second


def test_who_acted_last_has_a_device_in_hand(in_hand, volunteer, senior_volunteer, coordinator):
    first, second = in_hand
    everything = Device.objects.all()
    assert list(in_hand_of(everything, volunteer)) == [first]
    assert list(in_hand_of(everything, senior_volunteer)) == [second]
    assert list(in_hand_of(everything, coordinator)) == []
    assert holders(everything) == {first.pk: volunteer, second.pk: senior_volunteer}


def test_only_people_of_the_workshop_are_offered(volunteer, coordinator, donor_user, school_user, administrator):
    assert set(people()) == {volunteer, coordinator}


def test_the_board_is_narrowed_by_category_location_and_person(client, in_hand, volunteer, senior_volunteer):
    first, second = in_hand
    shelf, monitors = cast.location("regal-a-02"), cast.category("monitor")
    Device.objects.filter(pk=first.pk).update(location=shelf)
    screen = standing("received", category=monitors)
    client.force_login(volunteer)

    def shown(**query):
        page = client.get(reverse("workshop_board"), query)
        return {card.device for column in page.context["stages"] for card in column.cards}

    assert shown() == {first, second, screen}
    assert shown(category=monitors.pk) == {screen}
    assert shown(location=shelf.pk) == {first}
    assert shown(location="null") == {second, screen}
    assert shown(person=senior_volunteer.pk) == {second}
    page = client.get(reverse("workshop_board"), {"person": senior_volunteer.pk, "category": second.category_id})
    assert [chip.value for chip in page.context["chips"]] == [str(second.category), "Maria Krause"]
    on_hold = next(column for column in page.context["stages"] if column.stage.code == "on_hold")
    assert [row["object"] for row in client.get(on_hold.url).context["rows"]] == [second]
    assert "kein Lagerort" in client.get(reverse("workshop_board"), {"location": "null"}).content.decode()


def test_what_stands_where_adds_up_and_leads_to_the_devices(client, volunteer):
    shelf = cast.location("regal-a-02", name_de="Regal A-02", position=5)
    standing("received", 9, location=shelf), standing("ready", 2, location=shelf), standing("ready", 4)
    standing("handed_over", location=shelf)
    used, rows = places(Device.objects.all(), list_of)
    assert [stage.code for stage in used] == ["waiting", "ready"]
    assert [(row.name, [cell.count for cell in row.cells], row.total.count, row.days) for row in rows] == [
        ("kein Lagerort", [0, 1], 1, 4),
        ("Regal A-02", [1, 1], 2, 9),
    ]
    client.force_login(volunteer)
    page = client.get(reverse("workshop_board"), {"view": "places"})
    for row in page.context["places"]:
        for cell in [row.total, *row.cells]:
            assert len(client.get(cell.url).context["rows"]) == cell.count


def test_ready_stock_by_category_and_grade_leads_to_the_devices(client, volunteer):
    monitors = cast.category("monitor", position=9)
    for grade in ("A", "A", "C", ""):
        standing("ready", cosmetic_grade=grade)
    standing("ready", category=monitors, cosmetic_grade="B"), standing("reserved", cosmetic_grade="A")
    grades, rows = stock(Device.objects.all(), list_of)
    assert grades == ["A", "B", "C", "ohne Zustand"]
    assert [(row.name, [cell.count for cell in row.cells], row.total.count) for row in rows] == [
        ("Notebook", [2, 0, 1, 1], 4),
        ("Monitor", [0, 1, 0, 0], 1),
    ]
    client.force_login(volunteer)
    for row in client.get(reverse("workshop_board"), {"view": "stock"}).context["stock"]:
        for cell in [row.total, *row.cells]:
            assert len(client.get(cell.url).context["rows"]) == cell.count


def test_an_empty_workshop_says_so_on_every_view(client, volunteer):
    client.force_login(volunteer)
    for view in ("stages", "places", "stock", "unknown"):
        assert client.get(reverse("workshop_board"), {"view": view}).status_code == 200
    assert "Hier steht nichts" in client.get(reverse("workshop_board"), {"view": "places"}).content.decode()


def test_the_export_holds_what_the_board_counts(client, volunteer):
    here, gone = standing("received"), standing("handed_over")
    client.force_login(volunteer)
    answer = client.get(reverse("workshop_board"), {"export": "csv"})
    assert answer["Content-Disposition"].startswith('attachment; filename="werkstatt-')
    text = b"".join(answer.streaming_content).decode()
    assert here.number in text
    assert gone.number not in text


@pytest.mark.parametrize("view", ["stages", "places", "stock"])
def test_three_devices_cost_no_more_queries_than_one(client, volunteer, view):
    client.force_login(volunteer)
    shelf = cast.location()
    counts = []
    for _round in range(2):
        for status in ("received", "ready"):
            standing(status, location=shelf)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("workshop_board"), {"view": view})
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_in_workshop_says_since_when_a_device_waits():
    device = standing("ready", 3)
    assert in_workshop(Device.objects.all()).get().waits_since == device.status_since
