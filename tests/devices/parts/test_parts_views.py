"""Pages of parts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.pages.search import search
from devices.labelling.contents import contents_of
from devices.models import LabelRun, LabelSheet, Part, PartKind
from devices.parts.finding import part_numbers
from tests import cast
from tests.devices import stock_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def signed_in(client, senior_volunteer):
    client.force_login(senior_volunteer)
    return client


def sent(*rows: tuple, **more) -> dict:
    """What the rows of parts send: (kind, count, capacity)."""
    data = {"rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": 0, **more}
    for number, (kind, count, capacity) in enumerate(rows):
        data |= {
            f"rows-{number}-kind": PartKind.objects.get(code=kind).pk if kind else "",
            f"rows-{number}-count": count,
            f"rows-{number}-capacity": capacity,
        }
    return data


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("typed", ["T-000012", "t12", "Tß000012", "t 12", "12", "T-12"])
def test_a_scanner_may_type_the_number_of_a_part_in_any_way(typed):
    assert "T-000012" in part_numbers(typed)


def test_elsewhere_bare_digits_are_no_part():
    assert part_numbers("12", bare=False) == []


def test_the_form_of_dismantling_knows_the_memory_and_keeps_what_is_counted(signed_in):
    device = cast.device_without_media(status="in_refurbishment", ram_mib=8192)
    url = reverse("device_dismantle", args=[device.number])
    html = text(signed_in.get(url))
    assert 'value="8 GB"' in html
    rows = sent(("ram", 2, "4 GB"), ("battery", 0, ""), reason="Display gebrochen", location=cast.location().pk)
    response = signed_in.post(url, rows, follow=True)
    assert "2 Teile sind auf Lager: T-000001, T-000002." in text(response)
    device.refresh_from_db()
    assert device.status == "dismantled"


def test_one_more_row_is_added_without_losing_anything(signed_in):
    device = cast.device(status="in_refurbishment")
    url = reverse("device_dismantle", args=[device.number])
    html = text(signed_in.post(url, sent(("ram", 2, "4 GB"), reason="kaputt", add_row="rows")))
    assert 'name="rows-1-count"' in html and 'value="4 GB"' in html and "kaputt" in html
    device.refresh_from_db()
    assert device.status == "in_refurbishment"


def test_a_part_without_a_place_and_a_count_without_a_kind_are_asked_for(signed_in):
    device = cast.device_without_media(status="in_refurbishment")
    url = reverse("device_dismantle", args=[device.number])
    assert "wohin die Teile" in text(signed_in.post(url, sent(("ram", 1, ""), reason="kaputt")))
    html = text(signed_in.post(url, sent(("", 1, ""), reason="kaputt", location=cast.location().pk)))
    assert "Bitte wählen Sie, was es ist." in html
    assert not Part.objects.exists()


def test_an_open_medium_switches_the_button_off(signed_in):
    device = cast.device(status="in_refurbishment")
    cast.medium(device)
    html = text(signed_in.get(reverse("device_dismantle", args=[device.number])))
    assert "noch zu löschen" in html and "disabled" in html


def test_the_step_of_the_devices_page_leads_to_the_form(signed_in):
    device = cast.device(status="received")
    response = signed_in.get(reverse("device_step", args=[device.number, "dismantle"]))
    assert response.url == reverse("device_dismantle", args=[device.number])


def test_forgotten_parts_are_added_later(signed_in):
    device = cast.device(status="dismantled")
    url = reverse("device_parts", args=[device.number])
    signed_in.post(url, sent(("keyboard", 1, ""), location=cast.location().pk))
    assert [part.title for part in device.parts_taken.all()] == ["Tastatur"]


def test_a_part_is_built_in_by_scanning_either_side(signed_in):
    device, first, second = cast.device(status="in_refurbishment"), stock_cast.part(), stock_cast.part()
    digits = str(int(first.number.removeprefix("T-")))
    html = text(signed_in.post(reverse("device_build_in", args=[device.number]), {"code": digits}, follow=True))
    assert f"({first.number}) ist in {device.number} eingebaut" in html
    signed_in.post(reverse("part_build_in", args=[second.number]), {"code": device.number.lower()})
    assert set(device.parts_inside.all()) == {first, second}


def test_what_is_no_part_and_no_device_says_what_to_do(signed_in):
    device, part = cast.device(status="in_refurbishment"), stock_cast.part()
    html = text(signed_in.post(reverse("device_build_in", args=[device.number]), {"code": "Karton"}))
    assert "„Karton“ ist kein Ersatzteil" in html
    html = text(signed_in.post(reverse("part_build_in", args=[part.number]), {"code": "Karton"}))
    assert "„Karton“ ist als Gerät nicht bekannt" in html


def test_taken_out_scrapped_and_back(signed_in):
    device = cast.device(status="in_refurbishment")
    part = stock_cast.part(status="built_in", device=device)
    signed_in.post(reverse("part_take_out", args=[part.number]), {"location": cast.location().pk})
    html = text(signed_in.post(reverse("part_scrap", args=[part.number]), {"reason": "Speichertest"}, follow=True))
    assert "ausgesondert" in html and "Speichertest" in html
    html = text(signed_in.post(reverse("part_unscrap", args=[part.number]), follow=True))
    assert "ist wieder auf Lager" in html


def test_the_list_costs_the_same_with_one_and_three_rows(signed_in):
    counts = []
    for add in (1, 2):
        for _part in range(add):
            stock_cast.part(from_device=cast.device())
        with CaptureQueriesContext(connection) as captured:
            signed_in.get(reverse("part_list"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_search_finds_a_part_by_its_number(senior_volunteer, donor_user):
    part = stock_cast.part()
    hits = {source.code: [hit.title for hit in found] for source, found in search(senior_volunteer, part.number)}
    assert hits["parts"] == [f"{part.number} Arbeitsspeicher 8 GB"]
    assert "parts" not in {source.code for source, _found in search(donor_user, part.number)}


def test_labels_of_parts_are_printed_like_those_of_devices(signed_in):
    parts = [stock_cast.part(number=f"T-00000{number}", serial="S-1") for number in (1, 2)]
    picked = signed_in.post(reverse("part_labels"), {"pick": [part.number for part in parts]})
    assert "2 Etiketten" in text(signed_in.get(picked.url))
    sheet = LabelSheet.objects.filter(is_active=True).first()
    response = signed_in.post(picked.url, {"number": [p.number for p in parts], "sheet": sheet.code, "start_at": 1})
    run = LabelRun.objects.get()
    assert (run.kind, run.numbers) == ("part", ["T-000001", "T-000002"])
    assert signed_in.get(response.url).content.startswith(b"%PDF")
    assert [(label.number, label.category) for label in contents_of(run.kind, run.numbers)] == [
        ("T-000001", "Arbeitsspeicher 8 GB"),
        ("T-000002", "Arbeitsspeicher 8 GB"),
    ]
