"""Pages of our own counter: coordination alone sees how a family is reached."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.models import Mail
from recipients.models import Allocation, CounterFamily, Institution
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
FORM = {"channel": "mail", "contact": "familie@example.org", "language": "de", "children": "2", "category": "notebook"}


@pytest.fixture
def office(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def counter():
    return cast.institution(kind="counter", name="Ausgabestelle", official_number="")


@pytest.fixture
def family(counter, coordinator):
    row = cast.family(counter, coordinator, contact="0341 987654")
    cast.allocation(cast.device(status="ready"), cast.need(row.request).items.get(), coordinator)
    return row


def test_without_a_counter_it_is_entered_first(office):
    answer = office.get(reverse("family_new"), follow=True)
    assert "Bitte tragen Sie zuerst unsere Ausgabestelle" in answer.text
    values = {"kind": "counter", "name": "Ausgabe", "street": "Musterweg 1", "postcode": "04109", "city": "Leipzig"}
    office.post(reverse("institution_new"), values)
    row = Institution.objects.get()
    assert (row.kind, row.status, row.official_number) == ("counter", "approved", "")


def test_a_family_is_recorded_and_its_needs_are_entered_as_every_request(office, counter):
    answer = office.post(reverse("family_new"), FORM | {"counter": counter.pk})
    family = CounterFamily.objects.get()
    assert answer.url == reverse("request_edit", args=[family.request.number])
    assert family.request.needs.count() == 2
    page = office.get(answer.url)
    assert family.request.needs.first().pupil_code in page.text


@pytest.mark.parametrize("verb", ["handover_cancel", "handover_edit"])
def test_a_family_that_knows_a_time_which_is_off_is_told_anew(office, counter, family, coordinator, verb):
    rows = list(Allocation.objects.all())
    starts_at = timezone.now() + timedelta(days=3)
    handover = handover_cast.planned(counter, coordinator, allocations=rows, starts_at=starts_at)
    url = reverse("family_detail", args=[family.pk])
    office.post(reverse("family_called", args=[family.pk]), {"reached": "yes"})
    assert "abgesagt oder verlegt" not in office.get(url).text
    later = {"day": f"{starts_at + timedelta(days=1):%Y-%m-%d}", "time": "10:00", "all_the_same": "on", "place": "Hof"}
    said = office.post(reverse(verb, args=[handover.number]), {"reason": "krank", **later}, follow=True).text
    assert "1 Familie kennt die alte Zeit" in said
    assert "Einrichtung und Helfende" not in said
    assert "abgesagt oder verlegt" in office.get(url).text
    office.post(reverse("family_called", args=[family.pk]), {"reached": "yes"})
    assert "abgesagt oder verlegt" not in office.get(url).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"contact": "Frau Muster"}, "Bitte tragen Sie eine E-Mail-Adresse ein"),
        ({"channel": "phone"}, "Bitte tragen Sie eine Telefonnummer ein"),
        ({"channel": "phone", "contact": "0341 123456 Frau Muster"}, "Bitte tragen Sie eine Telefonnummer ein"),
        ({"children": "5000"}, "kleiner oder gleich 8"),
    ],
)
def test_a_contact_is_one_address_or_one_number(office, counter, change, sentence):
    answer = office.post(reverse("family_new"), FORM | {"counter": counter.pk} | change)
    assert sentence in answer.text
    assert not CounterFamily.objects.exists()


def test_a_call_is_noted_on_the_familys_page(office, family):
    url = reverse("family_detail", args=[family.pk])
    assert "0341 987654" in office.get(url).text
    answer = office.post(reverse("family_called", args=[family.pk]), {"reached": "yes"}, follow=True)
    assert "Notiert: heute angerufen und erreicht." in answer.text


def test_an_invitation_takes_the_counters_address_unless_another_is_named(office, family):
    CounterFamily.objects.update(channel="mail", contact="familie@example.org")
    url = reverse("family_detail", args=[family.pk])
    assert office.get(url).context["form"].initial["place"] == "Parkweg 7, 04159 Leipzig"
    office.post(url, {"day": "2099-12-01", "time": "15:00", "place": "Hinterhof"})
    assert "Hinterhof" in Mail.objects.get(kind="family_collect").body
    assert "vorbei" in office.post(url, {"day": "2020-12-01", "time": "15:00", "place": "Hinterhof"}).text


def test_contacts_stand_neither_in_the_list_nor_in_its_export(office, family):
    url = reverse("family_list")
    assert family.code in office.get(url).text
    assert "987654" not in office.get(url).text
    exported = b"".join(office.get(url, {"export": "csv"})).decode()
    assert family.request.number in exported
    assert "987654" not in exported
    assert family.code not in exported


def test_the_preview_shows_days_and_request_numbers_alone(client, family, administrator):
    family.request.needs.update(status="fulfilled")
    client.force_login(administrator)
    text = client.get(reverse("family_deletions")).text
    assert family.request.number in text
    assert family.code not in text
    assert "987654" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(office, family, coordinator, django_assert_num_queries, count):
    for _number in range(count - 1):
        cast.family(family.request.institution, coordinator)
    office.get(reverse("family_list"))
    with django_assert_num_queries(6):
        assert len(office.get(reverse("family_list")).context["object_list"]) == count
