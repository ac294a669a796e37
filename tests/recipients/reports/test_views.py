"""Pages of devices in use and of reports."""

import pytest
from django.urls import reverse
from django.utils import timezone

from recipients.models import Allocation, DeviceReport, Need
from recipients.reports import reporting
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user, search_text="oberschule")


def used(school, by, **need) -> Allocation:
    handover = cast.handover(school, by)
    wanted = cast.need(cast.request(school, by), **need)
    return cast.allocation(cast.device(), wanted.items.get(), by, handover=handover, status="handed_over")


@pytest.fixture
def row(school, coordinator):
    return used(school, coordinator)


@pytest.fixture
def at_school(client, school_user, school):
    client.force_login(school_user)
    return client


def test_the_school_reports_by_number_or_code(at_school, row):
    page = reverse("report_find")
    new = reverse("report_new", args=[row.pk])
    for typed in (row.device.number.lower(), row.device.number[-6:].lstrip("0"), row.item.need.pupil_code.lower()):
        assert at_school.post(page, {"device": typed}).url == new
    answer = at_school.post(new, {"kind": "defect", "reason": "battery", "replacement": "on"}, follow=True)
    report = DeviceReport.objects.get()
    assert "Ihre Meldung ist eingegangen" in answer.text and reverse("report_withdraw", args=[report.pk]) in answer.text
    assert at_school.post(page, {"device": row.device.number}).url == reverse("report_detail", args=[report.pk])
    assert at_school.get(new).url == reverse("report_detail", args=[report.pk])


def test_a_device_that_was_never_there_is_not_found_whoever_has_it(at_school, row, coordinator):
    other = used(cast.institution(name="Andere"), coordinator)
    stock = cast.device(status="ready")
    for typed in (other.device.number, stock.number, "H4F-999999", "Lena"):
        answer = at_school.post(reverse("report_find"), {"device": typed})
        assert "Kein Gerät, das hier im Einsatz ist" in answer.text and typed in answer.text
    assert at_school.get(reverse("report_new", args=[other.pk])).status_code == 404


def test_a_wrong_reason_is_named_and_nothing_typed_is_lost(at_school, row):
    data = {"kind": "return", "reason": "battery", "details": "steht im Schrank"}
    answer = at_school.post(reverse("report_new", args=[row.pk]), data)
    assert "Dieser Grund passt nicht dazu" in answer.text and "steht im Schrank" in answer.text
    assert not DeviceReport.objects.exists()


@pytest.mark.parametrize(
    ("said", "status", "text"),
    [
        ({"decision": "repair"}, "repair_awaited", "zur Reparatur zu bringen"),
        ({"decision": "take_back", "replacement": "on", "is_here": "on"}, "settled", "wartet auf die Werkstatt"),
        ({"decision": "advice", "words": "Neu starten"}, "settled", "per E-Mail"),
    ],
)
def test_coordination_decides(client, coordinator, row, school_user, acting, said, status, text):
    report = reporting.report(row, kind="defect", reason="other_defect", replacement=True, actor=acting(school_user))
    client.force_login(coordinator)
    page = reverse("report_decide", args=[report.pk])
    assert page in client.get(reverse("report_detail", args=[report.pk])).text
    assert text in client.post(page, said, follow=True).text
    report.refresh_from_db()
    assert report.status == status
    assert "schon entschieden" in client.post(page, said, follow=True).text


def test_advice_without_words_is_refused_on_the_page(client, coordinator, row, acting, school_user):
    report = reporting.report(row, kind="defect", reason="battery", replacement=False, actor=acting(school_user))
    client.force_login(coordinator)
    answer = client.post(reverse("report_decide", args=[report.pk]), {"decision": "advice", "words": " "})
    assert "Bitte schreiben Sie" in answer.text
    report.refresh_from_db()
    assert report.status == "reported"


def test_a_loss_in_our_repair_is_recorded_and_found_again_from_the_report(
    client, coordinator, row, acting, school_user
):
    report = reporting.report(row, kind="defect", reason="battery", replacement=False, actor=acting(school_user))
    reporting.repair(report, actor=acting(coordinator))
    reporting.arrived(report, actor=acting(coordinator))
    client.force_login(coordinator)
    page, step = reverse("report_detail", args=[report.pk]), reverse("device_step", args=[row.device.number, "lost"])
    assert step in client.get(page).text
    client.post(step, {"reason": "aus der Werkstatt verschwunden"})
    text = client.get(page).text
    assert "das Gerät ist verloren" in text and step not in text
    assert page in client.get(reverse("report_list") + "?outcome=lost").text
    assert (
        reverse("device_step", args=[row.device.number, "found"])
        in client.get(reverse("device_detail", args=[row.device.number])).text
    )


@pytest.mark.parametrize("name", ["in_use_list", "report_list"])
def test_three_rows_cost_as_many_queries_as_one(at_school, school, coordinator, school_user, acting, name, request):
    count_queries = request.getfixturevalue("django_assert_num_queries")
    for count in (1, 2):
        for _n in range(count):
            row = used(school, coordinator)
            reporting.report(row, kind="defect", reason="battery", replacement=False, actor=acting(school_user))
        at_school.get(reverse(name))
        with count_queries(6):
            assert "H4F-" in at_school.get(reverse(name)).text


def test_a_lost_loan_is_recorded_with_or_without_a_replacement(client, coordinator, school):
    loan = used(school, coordinator, agreement="loan", status="fulfilled")
    client.force_login(coordinator)
    page = reverse("loan_lost", args=[loan.pk])
    assert page in client.get(reverse("in_use_list")).text
    assert "Grund" in client.post(page, {"reason": "", "replacement": "on"}).text
    answer = client.post(page, {"reason": "gestohlen", "replacement": "on"}, follow=True)
    assert f"{loan.device.number} ist als Verlust" in answer.text and page not in answer.text
    assert Need.objects.get().status == "open"


def test_loans_show_their_end_and_the_overdue_ones_are_found(at_school, school, coordinator, row):
    loan = used(school, coordinator, agreement="loan")
    Allocation.objects.filter(pk=loan.pk).update(loan_until=timezone.localdate().replace(year=2020))
    text = at_school.get(reverse("in_use_list") + "?overdue=true").text
    assert loan.device.number in text and row.device.number not in text and "überfällig" in text
    assert Need.objects.count() == 2
