"""The pages of one handover: planning, papers, packing, scanning out, confirming, returns."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from devices.models import Device
from documents.models import Document, TextVersion
from documents.rendering import render
from recipients import delivering, receipts
from recipients.models import Handover, HandoverLook
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


def url(name, handover, *keys):
    return reverse(name, args=[handover.number, *keys])


def test_the_number_stands_in_the_address_as_it_is_written(client, coordinator, school):
    handover = handover_cast.planned(school, coordinator)
    client.force_login(coordinator)
    assert url("handover_detail", handover) == "/handovers/%C3%9C-2026-00001/"
    assert client.get("/handovers/Ü-2026-00001/").status_code == 200


def test_one_page_costs_the_same_for_one_need_as_for_three(client, coordinator, school, django_assert_max_num_queries):
    client.force_login(coordinator)

    def count(needs, page):
        rows = handover_cast.reserved(school, coordinator, needs=needs)
        handover = handover_cast.with_receipts(school, coordinator, allocations=rows)
        client.get(url(page, handover))
        with django_assert_max_num_queries(60) as captured:
            client.get(url(page, handover))
        return len(captured)

    for page in ("handover_detail", "handover_receipts", "handover_receipts_progress"):
        assert count(1, page) == count(3, page), page


PAGES = ("handover_detail", "handover_receipts", "handover_receipts_progress", "handover_pile")


@pytest.mark.parametrize("page", PAGES)
def test_a_foreign_appointment_is_not_found(
    client, page, coordinator, other_school_user, volunteer, donor_user, school
):
    cast.institution(other_school_user)
    handover = handover_cast.with_receipts(school, coordinator, starts_at=timezone.now() + timedelta(days=1))
    for person, status in ((coordinator, 200), (other_school_user, 404), (volunteer, 404), (donor_user, 403)):
        client.force_login(person)
        assert client.get(url(page, handover)).status_code == status, person


def test_steps_of_coordination_are_closed_to_others(client, school, coordinator, school_user, volunteer):
    handover = handover_cast.with_receipts(school, coordinator, starts_at=timezone.now(), assigned=[volunteer])
    pk = handover.allocations.first().pk
    closed = [
        reverse("handover_plan"),
        url("handover_edit", handover),
        url("handover_cancel", handover),
        url("handover_take_off", handover, pk),
        url("handover_returned", handover, pk),
        url("handover_receipt_void", handover, handover.receipts.first().pk),
    ]
    posted = [url(name, handover) for name in ("handover_pack", "handover_issue", "handover_retry")]
    for person in (school_user, volunteer):
        client.force_login(person)
        assert [client.get(address).status_code for address in closed] == [403] * len(closed)
        assert [client.post(address).status_code for address in posted] == [403] * len(posted)
    client.force_login(school_user)
    assert client.get(url("handover_scan_out", handover)).status_code == 403
    assert client.get(reverse("devices_back")).status_code == 403
    client.force_login(volunteer)
    assert client.get(url("handover_confirm", handover)).status_code == 403


def test_what_changes_something_is_posted(client, school, coordinator):
    handover = handover_cast.planned(school, coordinator)
    client.force_login(coordinator)
    for name in ("handover_pack", "handover_issue", "handover_retry"):
        assert client.get(url(name, handover)).status_code == 405


def test_planning_first_asks_for_whom(client, school, coordinator):
    handover_cast.reserved(school, coordinator)
    cast.institution(name="Ohne Reservierung")
    client.force_login(coordinator)
    page = client.get(reverse("handover_plan"))
    assert [(row, row.reserved) for row in page.context["institutions"]] == [(school, 2)]
    assert client.get(f"{reverse('handover_plan')}?institution=4711").status_code == 404


def test_planning_takes_date_place_devices_and_people(client, school, coordinator, volunteer):
    rows = handover_cast.reserved(school, coordinator)
    client.force_login(coordinator)
    page = f"{reverse('handover_plan')}?institution={school.pk}"
    answer = client.post(
        page,
        {
            "day": "2026-12-03",
            "time": "08:30",
            "all_the_same": "on",
            "place": "Aula",
            "allocations": [rows[0].pk],
            "assigned": [volunteer.pk],
        },
    )
    handover = Handover.objects.get()
    assert answer.headers["Location"] == url("handover_detail", handover)
    assert timezone.localtime(handover.starts_at).isoformat() == "2026-12-03T08:30:00+01:00"
    assert list(handover.allocations.all()) == [rows[0]]
    assert handover.volunteers.get().user == volunteer


def test_planning_without_devices_or_date_says_what_is_missing_and_keeps_what_was_typed(client, school, coordinator):
    handover_cast.reserved(school, coordinator)
    client.force_login(coordinator)
    page = client.post(f"{reverse('handover_plan')}?institution={school.pk}", {"place": "Aula im Erdgeschoss"})
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"day", "time", "allocations"}
    assert "Aula im Erdgeschoss" in page.content.decode()
    assert not Handover.objects.exists()


def test_changing_the_appointment(client, school, coordinator):
    handover = handover_cast.planned(school, coordinator)
    more = handover_cast.reserved(school, coordinator, needs=1)
    client.force_login(coordinator)
    assert "2026-11-25" in client.get(url("handover_edit", handover)).content.decode()
    client.post(
        url("handover_edit", handover),
        {"day": "2026-12-04", "time": "10:00", "all_the_same": "on", "place": "Turnhalle", "allocations": [more[0].pk]},
    )
    handover.refresh_from_db()
    assert (handover.place, handover.allocations.count()) == ("Turnhalle", 3)


def test_issuing_leads_to_the_page_that_follows_it_and_asked_twice_issues_nothing(client, school, coordinator):
    handover = handover_cast.planned(school, coordinator)
    client.force_login(coordinator)
    for said in ("2 Protokolle sind ausgestellt.", "Alle Protokolle sind aktuell."):
        page = client.post(url("handover_issue", handover), follow=True)
        assert page.redirect_chain[-1][0] == url("handover_receipts", handover)
        assert said in page.content.decode()
    assert Document.objects.count() == 2


def test_the_issue_request_draws_no_file_and_rings_one_bell(
    client, school, coordinator, django_capture_on_commit_callbacks
):
    handover = handover_cast.planned(school, coordinator)
    client.force_login(coordinator)
    with django_capture_on_commit_callbacks() as callbacks:
        client.post(url("handover_issue", handover))
    assert len(callbacks) == 1
    assert set(Document.objects.values_list("status", flat=True)) == {"queued"}


def test_a_text_that_cannot_be_printed_is_said_on_the_handovers_page(client, school, coordinator):
    handover = handover_cast.planned(school, coordinator)
    Device.objects.update(known_defects="\U0001f600")
    client.force_login(coordinator)
    page = client.post(url("handover_issue", handover), follow=True)
    assert "lässt sich nicht drucken" in page.content.decode()
    assert not Document.objects.exists()


def test_without_the_operators_texts_the_page_says_so(client, school, coordinator):
    handover = handover_cast.planned(school, coordinator)
    TextVersion.objects.all().delete()
    client.force_login(coordinator)
    assert "Die Texte des Protokolls fehlen" in client.get(url("handover_detail", handover)).content.decode()
    page = client.post(url("handover_issue", handover), follow=True)
    assert "Die Texte des Protokolls fehlen" in page.content.decode()
    assert not Document.objects.exists()


def test_the_page_follows_by_itself_and_a_reload_shows_the_same(client, school, coordinator):
    handover = handover_cast.planned(school, coordinator)
    receipts.issue(handover, actor=Actor.person(coordinator))
    client.force_login(coordinator)
    fragment = client.get(url("handover_receipts_progress", handover)).content.decode()
    assert 'hx-trigger="every 1s"' in fragment
    assert "<html" not in fragment
    assert "<b>0</b> von 2 fertig" in fragment
    first, second = Document.objects.order_by("pk")
    render(first.pk)
    half = client.get(f"{url('handover_receipts_progress', handover)}?said=0").content.decode()
    assert "<b>1</b> von 2 fertig" in half
    assert 'id="receipts-said" hx-swap-oob="innerHTML">1 von 2 Protokollen sind fertig.' in half
    assert "<b>1</b> von 2 fertig" in client.get(url("handover_receipts", handover)).content.decode()
    render(second.pk)
    done = client.get(f"{url('handover_receipts_progress', handover)}?said=50").content.decode()
    assert "hx-trigger" not in done
    assert "<b>2</b> von 2 fertig" in done
    assert "Alle 2 Protokolle sind fertig." in done


def test_what_was_said_is_not_said_again(client, school, coordinator):
    handover = handover_cast.planned(school, coordinator)
    receipts.issue(handover, actor=Actor.person(coordinator))
    client.force_login(coordinator)
    assert "hx-swap-oob" not in client.get(f"{url('handover_receipts_progress', handover)}?said=0").content.decode()


def test_failed_ones_come_first_with_reason_and_retry(client, school, coordinator):
    handover = handover_cast.with_receipts(school, coordinator)
    last = Document.objects.order_by("-pk").first()
    Document._base_manager.filter(pk=last.pk).update(status="failed", file_key="", error="gave_up")
    client.force_login(coordinator)
    page = client.get(url("handover_receipts", handover))
    assert [row["document"].number for row in page.context["rows"]] == ["Q-2026-00002", "Q-2026-00001"]
    assert [(tab["code"], tab["count"]) for tab in page.context["tabs"]] == [("all", 2), ("failed", 1), ("ready", 1)]
    text = page.content.decode()
    assert "fünfmal abgebrochen" in text
    assert "hx-trigger" not in text
    narrowed = client.get(f"{url('handover_receipts', handover)}?status=failed")
    assert [row["document"] for row in narrowed.context["rows"]] == [last]
    page = client.post(url("handover_retry", handover), follow=True)
    assert "1 Protokoll wird erneut versucht." in page.content.decode()


def test_the_pile_is_offered_when_all_are_ready(client, school, coordinator):
    handover = handover_cast.planned(school, coordinator)
    receipts.issue(handover, actor=Actor.person(coordinator))
    client.force_login(coordinator)
    assert client.get(url("handover_pile", handover)).headers["Location"] == url("handover_receipts", handover)
    assert 'aria-describedby="pile-hint"' in client.get(url("handover_receipts", handover)).content.decode()
    for document in Document.objects.all():
        render(document.pk)
    answer = client.get(f"{url('handover_pile', handover)}?duplex=1")
    assert answer.headers["Content-Type"] == "application/pdf"
    name = "Uebergabeprotokolle-UE-2026-00001-beidseitig.pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.content.startswith(b"%PDF")


def test_a_receipt_is_declared_void_on_a_page_that_asks_why(client, school, coordinator):
    handover = handover_cast.with_receipts(school, coordinator)
    receipt = handover.receipts.order_by("pk").first()
    client.force_login(coordinator)
    page = url("handover_receipt_void", handover, receipt.pk)
    assert client.post(page, {"reason": ""}).context["form"].errors
    client.post(page, {"reason": "falsches Gerät"})
    receipt.refresh_from_db()
    assert (receipt.active, receipt.document.status) == (False, "voided")
    assert client.get(page).status_code == 404


def test_pack_scan_out_and_confirm_as_the_walk_goes(client, school, coordinator, volunteer, school_user):
    handover = handover_cast.with_receipts(school, coordinator, starts_at=timezone.now(), assigned=[volunteer])
    first, second = handover.allocations.order_by("pk")
    client.force_login(coordinator)
    handover_cast.on_cart(handover)
    client.post(url("handover_pack", handover))
    client.force_login(volunteer)
    page = client.post(url("handover_scan_out", handover), {"code": first.device.number})
    assert 'class="h4f-ok"' in page.content.decode()
    assert "<b>1</b> von 2 ausgegeben" in page.content.decode()
    assert "unbekannte Nummer" in client.post(url("handover_scan_out", handover), {"code": "H4F-1"}).content.decode()
    client.post(url("handover_scan_undo", handover, first.pk))
    first.refresh_from_db()
    assert first.status == "reserved"
    for allocation in (first, second):
        client.post(url("handover_scan_out", handover), {"code": allocation.device.number})
    client.force_login(school_user)
    page = client.get(url("handover_confirm", handover))
    assert page.content.decode().count("checked") == 2
    data = {f"given_{first.pk}": "on"}
    page = client.post(url("handover_confirm", handover), data)
    assert set(page.context["form"].errors) == {f"reason_{second.pk}"}
    contradicting = {**data, f"given_{second.pk}": "on", f"reason_{second.pk}": "krank"}
    page = client.post(url("handover_confirm", handover), contradicting)
    assert set(page.context["form"].errors) == {f"reason_{second.pk}"}
    page = client.post(url("handover_confirm", handover), {**data, f"reason_{second.pk}": "krank"}, follow=True)
    assert "1 Gerät ist übergeben. 1 wird zurückerwartet." in page.content.decode()
    handover.refresh_from_db()
    assert handover.status == "closed"
    client.force_login(volunteer)
    text = client.get(reverse("devices_back")).content.decode()
    assert second.device.number in text
    assert school.name not in text
    assert second.item.need.pupil_code not in text
    client.post(reverse("device_back", args=[second.device.number]), {"complete": "1", "undamaged": "1", "unused": "1"})
    second.device.refresh_from_db()
    assert second.device.status == "ready"
    assert client.post(reverse("device_back", args=[second.device.number])).status_code == 404


def test_after_an_answer_for_what_left_the_next_step_is_to_scan_out_the_rest(client, school, coordinator):
    handover = handover_cast.packed(school, coordinator)
    first = handover.allocations.order_by("pk").first()
    delivering.scan_out(handover, first.device.number, actor=Actor.person(coordinator))
    delivering.confirm(handover, exceptions={}, actor=Actor.person(coordinator))
    client.force_login(coordinator)
    panel = client.get(url("handover_detail", handover)).context["step"]
    assert (panel.title, panel.is_open) == ("Den Rest ausgeben", False)


def test_scanning_waits_for_packing_and_confirming_for_scanning(client, school, coordinator):
    handover = handover_cast.with_receipts(school, coordinator)
    client.force_login(coordinator)
    for name in ("handover_scan_out", "handover_confirm"):
        assert client.get(url(name, handover)).headers["Location"] == url("handover_detail", handover)


def test_taking_back_asks_why(client, school, coordinator, school_user):
    handover = handover_cast.under_way(school, coordinator)
    delivering.confirm(handover, exceptions={}, actor=Actor.person(school_user))
    allocation = handover.allocations.first()
    client.force_login(school_user)
    client.post(url("handover_take_back", handover, allocation.pk), {"reason": "falsches Kind"})
    allocation.refresh_from_db()
    assert allocation.status == "delivered"
    assert client.get(url("handover_take_back", handover, 4711)).status_code == 404


def test_a_return_is_recorded_with_its_reason(client, school, coordinator):
    handover = handover_cast.closed(school, coordinator)
    allocation = handover.allocations.first()
    client.force_login(coordinator)
    client.post(url("handover_returned", handover, allocation.pk), {"reason": "Akku defekt", "replacement": "on"})
    allocation.refresh_from_db()
    assert (allocation.status, allocation.device.status, allocation.item.need.status) == (
        "returned",
        "returned",
        "open",
    )


def test_taking_off_and_cancelling_ask_why(client, school, coordinator):
    handover = handover_cast.with_receipts(school, coordinator)
    allocation = handover.allocations.first()
    client.force_login(coordinator)
    client.post(url("handover_take_off", handover, allocation.pk), {"reason": "Netzteil fehlt"})
    assert handover.allocations.count() == 1
    client.post(url("handover_cancel", handover), {"reason": "Schule zu"})
    handover.refresh_from_db()
    assert handover.status == "cancelled"


def test_a_volunteers_look_at_the_page_is_logged_and_shown_to_coordination(client, school, coordinator, volunteer):
    handover = handover_cast.planned(school, coordinator, starts_at=timezone.now(), assigned=[volunteer])
    client.force_login(volunteer)
    page = client.get(url("handover_detail", handover)).content.decode()
    assert handover.allocations.first().item.need.pupil_code in page
    assert HandoverLook.objects.get().user == volunteer
    client.force_login(coordinator)
    client.get(url("handover_detail", handover))
    assert HandoverLook.objects.count() == 1


def test_only_what_the_reader_may_do_is_offered(client, school, coordinator, school_user):
    handover = handover_cast.under_way(school, coordinator)
    client.force_login(school_user)
    text = client.get(url("handover_detail", handover)).content.decode()
    assert url("handover_confirm", handover) in text
    for name in ("handover_edit", "handover_cancel", "handover_scan_out"):
        assert url(name, handover) not in text
    pk = handover.allocations.first().pk
    assert url("handover_take_back", handover, pk) not in text
    delivering.confirm(handover, exceptions={}, actor=Actor.person(school_user))
    text = client.get(url("handover_detail", handover)).content.decode()
    assert url("handover_take_back", handover, pk) in text
    assert url("handover_returned", handover, pk) not in text


def test_a_school_is_not_offered_to_take_back_what_coordination_confirmed_for_it(
    client, school, coordinator, school_user
):
    handover = handover_cast.under_way(school, coordinator)
    delivering.confirm(handover, exceptions={}, actor=Actor.person(coordinator))
    pk = handover.allocations.first().pk
    for person, offered in ((school_user, False), (coordinator, True)):
        client.force_login(person)
        text = client.get(url("handover_detail", handover)).text
        assert (url("handover_take_back", handover, pk) in text) is offered


@pytest.mark.parametrize("make", [handover_cast.with_receipts, handover_cast.packed, handover_cast.under_way])
def test_a_receipt_that_could_not_be_made_says_what_to_do(client, school, coordinator, make):
    handover = make(school, coordinator)
    Document.objects.filter(pk=handover.receipts.first().document_id).update(status="failed", error="worker died")
    client.force_login(coordinator)
    text = client.get(url("handover_detail", handover)).content.decode()
    assert "1 von 2 fertig, 1 fehlgeschlagen" in text
    assert url("handover_receipts", handover) in text
    assert (url("handover_retry", handover) in text) is (handover.status != "under_way")


@pytest.mark.parametrize("key", ["²", "abc", "-1", "999999999"])
def test_a_key_that_is_none_leads_to_no_error_page(client, coordinator, key):
    client.force_login(coordinator)
    assert client.get(reverse("handover_plan"), {"institution": key}).status_code in (200, 404)
