"""Label sheets as a download."""

import pytest
from django.urls import reverse

from tests import cast
from tests.documents.pdf.pdf_reading import page_texts


@pytest.fixture
def donation(db):
    return cast.donation(status="received", number="S-2026-00007")


@pytest.fixture
def as_volunteer(client, volunteer):
    client.force_login(volunteer)
    return client


def text_of(answer):
    return "\n".join(page_texts(answer.content))


def pages_of(answer):
    return len(page_texts(answer.content))


def test_labels_of_what_has_arrived_are_a_file_to_save(as_volunteer, donation):
    here = cast.device(donation=donation, maker="Dell", model="Latitude E5530")
    missing = cast.device(donation=donation, status="registered")
    url = reverse("donation_labels", args=[donation.number])
    answer = as_volunteer.get(url, {"layout": "roll_62mm", "start_at": "1", "which": "arrived"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="labels-S-2026-00007.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert here.number in text_of(answer)
    assert "Latitude E5530" in text_of(answer)
    assert missing.number not in text_of(answer)
    everything = as_volunteer.get(url, {"layout": "roll_62mm", "start_at": "1", "which": "all"})
    assert missing.number in text_of(everything)


def test_labels_never_say_who_gave(as_volunteer, donation):
    donation.donor = cast.donor(name="Geheim GmbH")
    donation.save()
    cast.device(donation=donation)
    url = reverse("donation_labels", args=[donation.number])
    assert "Geheim" not in text_of(as_volunteer.get(url, {"layout": "roll_62mm", "start_at": "1", "which": "all"}))


def test_a_used_sheet_begins_further_down(as_volunteer, donation):
    for _number in range(2):
        cast.device(donation=donation)
    url = reverse("donation_labels", args=[donation.number])
    query = {"layout": "avery_l4736", "which": "all"}
    assert pages_of(as_volunteer.get(url, {**query, "start_at": "47"})) == 1
    assert pages_of(as_volunteer.get(url, {**query, "start_at": "48"})) == 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"layout": "avery_l7160", "start_at": "22", "which": "all"}, "start_at"),
        ({"layout": "avery_l4736", "start_at": "0", "which": "all"}, "start_at"),
        ({"layout": "avery_l4736", "start_at": "x", "which": "all"}, "start_at"),
        ({"layout": "napkin", "start_at": "1", "which": "all"}, "layout"),
        ({"layout": "avery_l4736", "start_at": "1", "which": "some"}, "which"),
    ],
)
def test_a_wrong_choice_is_told(as_volunteer, donation, query, field):
    cast.device(donation=donation)
    answer = as_volunteer.get(reverse("donation_labels", args=[donation.number]), query)
    assert list(answer.context["form"].errors) == [field]


def test_without_anything_here_the_page_says_so(as_volunteer, donation):
    cast.device(donation=donation, status="registered")
    url = reverse("donation_labels", args=[donation.number])
    answer = as_volunteer.get(url, {"layout": "roll_62mm", "start_at": "1", "which": "arrived"})
    assert "Es ist noch nichts angekommen." in answer.content.decode()


def test_picked_devices_get_their_labels_and_unknown_numbers_are_passed_over(as_volunteer):
    first, second = cast.device(), cast.device()
    url = reverse("device_labels")
    picked = {"number": [second.number, first.number, "H4F-999999"]}
    assert as_volunteer.get(url, picked).context["devices"] == [first, second]
    answer = as_volunteer.get(url, {**picked, "layout": "roll_62mm", "start_at": "1"})
    assert pages_of(answer) == 2
    assert as_volunteer.get(url, {"number": "H4F-999999"}).status_code == 404
    assert as_volunteer.get(url).status_code == 404


def test_a_lists_button_leads_to_the_labels_of_what_was_ticked(as_volunteer):
    device = cast.device()
    answer = as_volunteer.post(reverse("device_labels"), {"pick": [device.number]})
    assert answer.url == f"{reverse('device_labels')}?number={device.number}"


def test_a_model_that_no_font_has_leaves_the_number(as_volunteer):
    device = cast.device(maker="联想", model="ThinkPad")
    answer = as_volunteer.get(
        reverse("device_labels"), {"number": device.number, "layout": "roll_62mm", "start_at": "1"}
    )
    assert device.number in text_of(answer)


@pytest.mark.parametrize("who", ["donor_user", "school_user", "administrator"])
def test_other_roles_are_refused(client, request, donation, who):
    device = cast.device(donation=donation)
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("device_labels"), {"number": device.number}).status_code == 403
    assert client.get(reverse("donation_labels", args=[donation.number])).status_code == 403
