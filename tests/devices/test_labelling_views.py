"""Labels: printed as a download, printed again, and stuck on devices."""

import pytest
from django.urls import reverse

from accounts.reference_data import load_rows
from devices.labelling import reserved
from devices.labelling.contents import contents_of
from devices.labelling.layouts import layout_of
from devices.labelling.runs import pdf_of, print_labels
from devices.models import Device, LabelPrinter, LabelRun, LabelSheet, ReservedNumber
from devices.papers import draw_labels
from devices.reference import FOLDER
from tests import cast
from tests.documents.pdf.pdf_reading import page_texts

pytestmark = pytest.mark.usefixtures("sheets")
ROLL = {"sheet": "roll_62mm", "start_at": "1"}


@pytest.fixture
def sheets(db):
    """The reference data that labels need."""
    load_rows(LabelSheet, FOLDER / "label_sheets.json")


@pytest.fixture
def donation(db):
    return cast.donation(status="received", number="S-2026-00007")


@pytest.fixture
def as_volunteer(client, volunteer):
    client.force_login(volunteer)
    return client


@pytest.fixture
def blank(acting, volunteer):
    return reserved.reserve(2, actor=acting(volunteer))


def text_of(answer):
    return "\n".join(page_texts(answer.content))


def pages_of(answer):
    return len(page_texts(answer.content))


def printed(client, url, data):
    """The PDF that a form leads to."""
    return client.post(url, data, follow=True)


def test_labels_of_what_has_arrived_are_a_file_to_save(as_volunteer, donation):
    here = cast.device(donation=donation, maker="Dell", model="Latitude E5530")
    missing = cast.device(donation=donation, status="registered")
    url = reverse("donation_labels", args=[donation.number])
    answer = printed(as_volunteer, url, {**ROLL, "which": "arrived"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="etiketten-{here.number}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert here.number in text_of(answer)
    assert "Latitude E5530" in text_of(answer)
    assert missing.number not in text_of(answer)
    everything = printed(as_volunteer, url, {**ROLL, "which": "all"})
    assert missing.number in text_of(everything)


def test_more_labels_than_one_file_holds_are_refused_with_the_reason(as_volunteer, donation, monkeypatch):
    monkeypatch.setattr("devices.labelling.runs.MOST_LABELS", 1)
    for _device in range(2):
        cast.device(donation=donation)
    answer = as_volunteer.post(reverse("donation_labels", args=[donation.number]), {**ROLL, "which": "arrived"})
    assert "1 bis 1 Etiketten" in answer.content.decode() and not LabelRun.objects.exists()


def test_labels_never_say_who_gave(as_volunteer, donation):
    donation.donor = cast.donor(name="Geheim GmbH")
    donation.save()
    cast.device(donation=donation)
    url = reverse("donation_labels", args=[donation.number])
    assert "Geheim" not in text_of(printed(as_volunteer, url, {**ROLL, "which": "all"}))


def test_a_used_sheet_begins_further_down(as_volunteer, donation):
    for _number in range(2):
        cast.device(donation=donation)
    url = reverse("donation_labels", args=[donation.number])
    query = {"sheet": "avery_l4736", "which": "all"}
    assert pages_of(printed(as_volunteer, url, {**query, "start_at": "47"})) == 1
    assert pages_of(printed(as_volunteer, url, {**query, "start_at": "48"})) == 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"sheet": "avery_l7160", "start_at": "22", "which": "all"}, "start_at"),
        ({"sheet": "avery_l4736", "start_at": "0", "which": "all"}, "start_at"),
        ({"sheet": "avery_l4736", "start_at": "x", "which": "all"}, "start_at"),
        ({"sheet": "napkin", "start_at": "1", "which": "all"}, "sheet"),
        ({"sheet": "avery_l4736", "start_at": "1", "which": "some"}, "which"),
    ],
)
def test_a_wrong_choice_is_told_and_nothing_is_noted(as_volunteer, donation, query, field):
    cast.device(donation=donation)
    answer = as_volunteer.post(reverse("donation_labels", args=[donation.number]), query)
    assert list(answer.context["form"].errors) == [field]
    assert not LabelRun.objects.exists()


def test_without_anything_here_the_page_says_so(as_volunteer, donation):
    cast.device(donation=donation, status="registered")
    url = reverse("donation_labels", args=[donation.number])
    answer = as_volunteer.post(url, {**ROLL, "which": "arrived"})
    assert "Es ist noch nichts angekommen." in answer.content.decode()


def test_picked_devices_get_their_labels_and_unknown_numbers_are_passed_over(as_volunteer):
    first, second = cast.device(), cast.device()
    url = reverse("device_labels")
    picked = {"number": [second.number, first.number, "H4F-999999"]}
    assert as_volunteer.get(url, picked).context["numbers"] == [first.number, second.number]
    assert pages_of(printed(as_volunteer, url, {**picked, **ROLL})) == 2
    assert as_volunteer.get(url, {"number": "H4F-999999"}).status_code == 404
    assert as_volunteer.get(url).status_code == 404


def test_a_lists_button_leads_to_the_labels_of_what_was_ticked(as_volunteer):
    device = cast.device()
    answer = as_volunteer.post(reverse("device_labels"), {"pick": [device.number]})
    assert answer.url == f"{reverse('device_labels')}?number={device.number}"


def test_a_model_that_no_font_has_leaves_the_number(as_volunteer):
    device = cast.device(maker="联想", model="ThinkPad")
    answer = printed(as_volunteer, reverse("device_labels"), {"number": device.number, **ROLL})
    assert device.number in text_of(answer)


@pytest.mark.parametrize("who", ["donor_user", "school_user", "administrator"])
def test_other_roles_are_refused(client, request, donation, who):
    device = cast.device(donation=donation)
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("device_labels"), {"number": device.number}).status_code == 403
    assert client.get(reverse("donation_labels", args=[donation.number])).status_code == 403


def test_what_was_printed_last_is_proposed_and_the_sheet_goes_on_at_its_next_free_place(as_volunteer):
    printer = LabelPrinter.objects.create(name="Brother", offset_x="1.5")
    device = cast.device()
    url = reverse("device_labels")
    at_21 = {"number": device.number, "sheet": "avery_l7160", "start_at": "21", "printer": printer.pk}
    printed(as_volunteer, url, {**at_21, "start_at": "20"})
    form = as_volunteer.get(url, {"number": device.number}).context["form"]
    assert (form["sheet"].initial, form["start_at"].initial, form["printer"].initial) == ("avery_l7160", 21, printer)
    assert "nächster freier Platz: 21" in str(form["sheet"])
    printed(as_volunteer, url, at_21)
    assert as_volunteer.get(url, {"number": device.number}).context["form"]["start_at"].initial == 1


def test_some_labels_of_a_run_are_printed_again(as_volunteer):
    numbers = [cast.device().number for _device in range(3)]
    printed(as_volunteer, reverse("device_labels"), {"number": numbers, "sheet": "avery_l4736", "start_at": "5"})
    run = LabelRun.objects.get()
    page = as_volunteer.get(reverse("label_run", args=[run.pk]))
    assert page.context["form"]["start_at"].initial == 8
    again = {"numbers": numbers[1:2], "sheet": "avery_l4736", "start_at": "8"}
    answer = printed(as_volunteer, reverse("label_run", args=[run.pk]), again)
    assert text_of(answer).count("H4F") == 1
    newest = LabelRun.objects.first()
    assert (newest.numbers, newest.start_at, newest.next_free) == (numbers[1:2], 8, 9)
    none = as_volunteer.post(reverse("label_run", args=[run.pk]), {"sheet": "avery_l4736", "start_at": "8"})
    assert list(none.context["form"].errors) == ["numbers"]


def test_a_run_is_found_by_a_number_on_it_and_the_list_costs_the_same(as_volunteer, django_assert_num_queries):
    first, second = cast.device(), cast.device()
    for device in (first, second):
        printed(as_volunteer, reverse("device_labels"), {"number": device.number, **ROLL})
    found = as_volunteer.get(reverse("label_runs"), {"q": first.number.lower()})
    assert [row["object"].numbers for row in found.context["rows"]] == [[first.number]]
    with django_assert_num_queries(6):
        as_volunteer.get(reverse("label_runs"), {"kind": "device"})
    LabelRun.objects.first().delete()
    with django_assert_num_queries(6):
        as_volunteer.get(reverse("label_runs"), {"kind": "device"})


def test_blank_labels_take_the_next_numbers_and_no_device_gets_them(as_volunteer, donation):
    before = cast.category()
    answer = printed(as_volunteer, reverse("blank_labels"), {**ROLL, "count": "3"})
    reserved_numbers = list(ReservedNumber.objects.values_list("number", flat=True))
    assert len(reserved_numbers) == 3
    assert all(number in text_of(answer) for number in reserved_numbers)
    surplus = {"category": before.pk, "count": "1"}
    as_volunteer.post(reverse("donation_intake_surplus", args=[donation.number]), surplus)
    assert Device.objects.get().number not in reserved_numbers


def test_labels_of_locations_hold_the_locations_code(as_volunteer):
    cast.location("annahme", name_de="Annahme"), cast.location("regal-a-01", name_de="Regal A-01")
    answer = printed(as_volunteer, reverse("location_labels"), {**ROLL, "locations": ["regal-a-01", "annahme"]})
    assert page_texts(answer.content) == ["Annahme ANNAHME", "Regal A-01 REGAL-A-01"]


def test_a_run_is_moved_as_its_printer_needs_it(volunteer, acting):
    printer = LabelPrinter.objects.create(name="Brother", offset_x="1.5", offset_y="-0.5")
    sheet, numbers = LabelSheet.objects.get(code="avery_l7160"), [cast.device().number]
    run = print_labels("device", numbers, sheet=sheet, start_at=4, printer=printer, actor=acting(volunteer))
    run.refresh_from_db()
    contents = contents_of("device", numbers)
    assert pdf_of(run) == draw_labels(contents, layout_of(sheet), start_at=4, dx_mm=1.5, dy_mm=-0.5)
    assert pdf_of(run) != draw_labels(contents, layout_of(sheet), start_at=4)


def test_the_label_of_a_location_leads_to_what_stands_there(as_volunteer):
    shelf = cast.location("regal-a-01")
    assert as_volunteer.get(reverse("scan"), {"q": "REGAL-A-01"}).url == f"{reverse('device_list')}?location={shelf.pk}"


def test_a_scanned_blank_label_asks_where_it_belongs_and_then_leads_there(as_volunteer, blank):
    device = cast.device(serial="5CG7")
    label = blank[0].number
    asked = as_volunteer.get(reverse("scan"), {"q": label[4:]}, follow=True)
    assert asked.redirect_chain[-1][0] == reverse("label_detail", args=[label])
    assert "Dieses Etikett ist noch frei" in asked.content.decode()
    said = as_volunteer.post(reverse("label_detail", args=[label]), {"device": "5cg7"}, follow=True)
    assert said.redirect_chain[-1][0] == reverse("device_detail", args=[device.number])
    led = as_volunteer.get(reverse("scan"), {"q": label}, follow=True)
    assert led.redirect_chain[-1][0] == f"{reverse('device_detail', args=[device.number])}?label={label}"
    assert f"Das Etikett {label} führt hierher" in led.content.decode()
    freed = as_volunteer.post(reverse("label_release", args=[label]), follow=True)
    assert "Dieses Etikett ist noch frei" in freed.content.decode()
    assert [event.kind for event in device.events.all()] == ["label_bound", "label_released"]


@pytest.mark.parametrize("typed", ["H4F-999999", "", "doppelt"])
def test_a_device_that_is_not_known_or_not_clear_is_told(as_volunteer, blank, typed):
    cast.device(serial="doppelt"), cast.device(asset_tag="DOPPELT")
    answer = as_volunteer.post(reverse("label_detail", args=[blank[0].number]), {"device": typed})
    assert list(answer.context["form"].errors) == ["device"]
    assert ReservedNumber.objects.free().count() == 2


def test_a_new_device_takes_the_number_of_its_label(as_volunteer, blank, donation):
    label = blank[1].number
    said = {"donation": donation.number, "category": cast.category().pk, "count": "1", "maker": "HP"}
    answer = as_volunteer.post(reverse("label_new_device", args=[label]), said)
    assert answer.url == reverse("device_detail", args=[label])
    device = Device.objects.get(number=label)
    assert (device.status, device.donation, device.is_surplus) == ("received", donation, True)
    assert as_volunteer.get(reverse("label_detail", args=[label])).url == reverse("device_detail", args=[label])
    again = as_volunteer.post(reverse("label_new_device", args=[label]), said)
    assert again.url == reverse("device_detail", args=[label])
    assert Device.objects.count() == 1


def test_a_surplus_device_takes_the_number_of_its_label_at_the_door(as_volunteer, blank, donation):
    url = reverse("donation_intake_surplus", args=[donation.number])
    said = {"category": cast.category().pk, "count": "1", "label": f" {blank[0].number.lower()} "}
    as_volunteer.post(url, said)
    assert Device.objects.get().number == blank[0].number
    twice = as_volunteer.post(url, said)
    assert list(twice.context["form"].errors) == ["label"]
    two = as_volunteer.post(url, {**said, "count": "2", "label": blank[1].number})
    assert two.context["form"].non_field_errors()
    assert Device.objects.count() == 1


def test_a_spoiled_label_is_thrown_away_and_found_again(as_volunteer, blank):
    label = blank[0].number
    said = as_volunteer.post(reverse("label_throw_away", args=[label]), follow=True)
    assert "wurde weggeworfen" in said.content.decode()
    refused = as_volunteer.post(reverse("label_detail", args=[label]), {"device": cast.device().number})
    assert refused.context["form"].non_field_errors()
    as_volunteer.post(reverse("label_take_back", args=[label]))
    assert ReservedNumber.objects.free().count() == 2


def test_a_label_that_was_never_printed_is_not_found(as_volunteer):
    device = cast.device()
    assert as_volunteer.get(reverse("label_detail", args=[device.number])).status_code == 404


def test_a_sheet_is_added_as_data_and_used_at_once(client, administrator, volunteer):
    client.force_login(administrator)
    measures = {"page_width": 210, "page_height": 297, "columns": 2, "rows": 7, "label_width": "99.1"}
    measures |= {"label_height": "38.1", "left": "4.65", "top": "15.15", "pitch_x": "101.6", "pitch_y": "38.1"}
    names = {"name_de": "Avery L7163", "name_en": "Avery L7163", "is_active": "on"}
    assert client.post(reverse("label_sheet_new"), {**names, **measures}).status_code == 302
    client.force_login(volunteer)
    answer = printed(
        client,
        reverse("device_labels"),
        {"number": cast.device(model="X" * 20).number, "sheet": "avery-l7163", "start_at": "14"},
    )
    assert pages_of(answer) == 1


def test_a_sheet_whose_labels_do_not_fit_its_page_is_refused_with_the_reason(client, administrator):
    client.force_login(administrator)
    sheet = LabelSheet.objects.get(code="avery_l7160")
    fields = ["name_de", "name_en", "page_width", "page_height", "columns", "rows", "label_width", "label_height"]
    said = {name: getattr(sheet, name) for name in [*fields, "left", "top", "pitch_x", "pitch_y"]}
    answer = client.post(reverse("label_sheet", args=[sheet.code]), {**said, "left": "20"})
    assert answer.context["form"].non_field_errors() == [
        "Die Etiketten einer Zeile sind breiter als die Seite. Bitte Rand und Abstand vergleichen."
    ]
    answer = client.post(reverse("label_sheet", args=[sheet.code]), {**said, "pitch_x": "60"})
    assert len(answer.context["form"].non_field_errors()) == 1


def test_a_printers_offset_is_kept_within_ten_millimetres_and_shown_on_a_test_page(as_volunteer):
    said = {"name": "Brother", "offset_x": "1.5", "offset_y": "-0.5", "is_active": "on"}
    wrong = as_volunteer.post(reverse("label_printer_new"), {**said, "offset_x": "11"})
    assert list(wrong.context["form"].errors) == ["offset_x"]
    as_volunteer.post(reverse("label_printer_new"), said)
    printer = LabelPrinter.objects.get()
    answer = as_volunteer.get(reverse("label_test_page", args=[printer.pk, "avery_l7160"]))
    assert page_texts(answer.content)[0].split()[-1] == "21"
    changed = as_volunteer.post(reverse("label_printer", args=[printer.pk]), {**said, "offset_x": "2"}, follow=True)
    assert "Brother ist gespeichert" in changed.content.decode()


def test_at_the_intake_a_free_label_asks_for_a_new_device_and_a_bound_one_takes_its_device_in(
    as_volunteer, blank, donation, acting, volunteer
):
    awaited = cast.device(donation=donation, status="registered")
    reserved.bind(blank[0].number, awaited, actor=acting(volunteer))
    url = reverse("donation_intake", args=[donation.number])
    page = as_volunteer.post(url, {"many": f"{blank[0].number}\n{blank[1].number}"}, follow=True).content.decode()
    awaited.refresh_from_db()
    assert awaited.status == "received"
    new = reverse("label_new_device", args=[blank[1].number])
    assert f"{new}?donation={donation.number}" in page
    form = as_volunteer.get(new, {"donation": donation.number}).context["form"]
    assert form["donation"].initial == donation.number


def test_the_usual_sheet_of_the_last_printer_is_proposed(as_volunteer):
    usual = LabelSheet.objects.get(code="roll_62mm")
    printer = LabelPrinter.objects.create(name="Brother", default_sheet=usual)
    asked = {"number": cast.device().number}
    printed(
        as_volunteer, reverse("device_labels"), {**asked, "sheet": "avery_l7160", "start_at": 3, "printer": printer.pk}
    )
    form = as_volunteer.get(reverse("device_labels"), asked).context["form"]
    assert (form["sheet"].initial, form["start_at"].initial) == ("roll_62mm", 1)
