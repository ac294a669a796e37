import json

import pytest
from django.db import transaction

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Counter, Job
from devices.accessories.giving import assign
from devices.models import Device
from documents.errors import ContentRefused
from documents.models import Document, Issuer, TextVersion
from documents.rendering import render
from documents.storage import read
from recipients import handovers, receipt_content, receipts
from recipients.models import HandoverLook, Need, Receipt
from tests import cast
from tests.devices import stock_cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def handover(school, coordinator):
    return handover_cast.planned(school, coordinator)


def contents(handover):
    rows = handover.receipts.active().select_related("document").order_by("pk")
    return [json.loads(row.document.content) for row in rows]


def test_each_need_gets_one_receipt_with_the_next_numbers(handover, actor):
    assert receipts.issue(handover, actor=actor, now=cast.NOW) == 2
    documents = list(Document.objects.order_by("sequence"))
    assert [document.number for document in documents] == ["Q-2026-00001", "Q-2026-00002"]
    assert {document.status for document in documents} == {"queued"}
    assert {document.version for document in documents} == {1}
    assert Receipt.objects.active().filter(handover=handover).count() == 2
    handover.refresh_from_db()
    assert (handover.receipts_job.total, handover.receipts_job.done) == (2, 0)
    assert handover.events.get(kind="receipts_issued").data == {"count": 2}


def test_asked_twice_nothing_is_issued_twice(handover, actor):
    receipts.issue(handover, actor=actor, now=cast.NOW)
    assert receipts.issue(handover, actor=actor) == 0
    assert Document.objects.count() == 2
    assert Counter.objects.get(series="Q", year=2026).last == 2
    assert Job.objects.count() == 1


def test_the_content_holds_everything_that_the_paper_must_say(handover, actor, school):
    receipts.issue(handover, actor=actor, now=cast.NOW)
    allocation = handover.allocations.order_by("pk").first()
    device, need = allocation.device, allocation.item.need
    content = contents(handover)[0]
    assert content["issuer"]["name"] == "Hardware4Future Leipzig"
    assert content["issuer"]["address"] == "Musterstraße 1, 00000 Musterstadt"
    assert content["institution"] == {
        "name": "Oberschule am Musterpark",
        "official_number": school.official_number,
        "address": "Parkweg 7, 04159 Leipzig",
    }
    assert content["pupil"] == {"code": need.pupil_code, "school_grade": "7"}
    assert content["devices"] == [
        {
            "number": device.number,
            "name": "Dell Latitude E5530",
            "facts": 'Notebook · Intel Core i5-3320M · 8 GB Arbeitsspeicher · 14" · Linux Mint 22.1',
            "serial": device.serial,
            "cosmetic_grade": "B",
            "defects": "Kratzer auf dem Deckel",
            "accessories": "Netzteil 90 W",
            "media": [
                {
                    "label": "Hitachi HTS725050A7, Festplatte 500 GB",
                    "serial": device.media.get().serial,
                    "result": "gelöscht: Clear, PRNG Stream · geprüft 21.11.2026",
                    "reference": "nwipe 0.42 · Bericht 000000000000",
                }
            ],
        }
    ]
    assert content["requested"] == [{"requested": "1 Notebook", "received": "1 Notebook", "open": "–"}]
    assert content["contribution_paid"] is None
    assert content["agreement"] == "Schenkung"
    assert content["handover_number"] == "Ü-2026-00001"
    assert content["handover_date"] == "25.11.2026"
    assert content["place"] == "Leipzig"
    assert content["clauses"][0]["heading"] == "Schenkung."
    assert content["clauses_version"] == "receipt_gift/1"
    assert content["texts"]["agreement"] == "Vereinbarung (Textfassung 1, Entwurf)"
    assert content["verification_url"].endswith(f"/v/{Document.objects.order_by('pk').first().token}/")


def test_the_power_supply_that_goes_with_the_device_is_named_and_a_change_is_issued_anew(school, coordinator, actor):
    handover = handover_cast.with_receipts(school, coordinator)
    device = handover.allocations.order_by("pk").first().device
    assign(device, stock_cast.accessories(), actor=actor)
    assert receipts.issue(handover, actor=actor, now=cast.NOW) == 1
    (content,) = [content for content in contents(handover) if content["version"] == 2]
    (said,) = content["devices"]
    assert (said["number"], said["accessories"]) == (device.number, "Netzteil USB-C 65 W, Netzteil 90 W")


def test_a_receipt_is_german_whatever_language_the_coordinator_reads(handover, actor, settings):
    from django.utils import translation

    with translation.override("en"):
        receipts.issue(handover, actor=actor, now=cast.NOW)
    assert "Festplatte" in contents(handover)[0]["devices"][0]["media"][0]["label"]


def test_a_loan_has_the_clauses_of_a_loan(school, coordinator, actor):
    rows = handover_cast.reserved(school, coordinator, needs=1, agreement="loan", pupil_code="")
    handover = handover_cast.planned(school, coordinator, allocations=rows)
    receipts.issue(handover, actor=actor, now=cast.NOW)
    (content,) = contents(handover)
    assert (content["kind"], content["agreement"], content["pupil"]) == ("loan", "Leihe", None)
    assert content["clauses"][0]["heading"] == "Leihe."


def test_what_is_still_missing_of_a_need_is_said(school, coordinator, actor):
    rows = handover_cast.reserved(school, coordinator, needs=1, items=2)
    handover = handover_cast.planned(school, coordinator, allocations=rows[:1])
    receipts.issue(handover, actor=actor, now=cast.NOW)
    assert contents(handover)[0]["requested"] == [
        {"requested": "2 × Notebook", "received": "1 Notebook", "open": "1 Notebook"}
    ]


def test_a_paper_that_counts_as_earlier_ones_do_is_not_due_again(school, coordinator, actor, monkeypatch):
    rows = handover_cast.reserved(school, coordinator, needs=1, items=2)
    handover = handover_cast.planned(school, coordinator, allocations=rows[:1])
    with monkeypatch.context() as earlier:
        earlier.setattr(receipt_content, "_several", lambda count, thing: f"{count} {thing}")
        receipts.issue(handover, actor=actor, now=cast.NOW)
    assert contents(handover)[0]["requested"][0]["requested"] == "2 Notebook"
    assert receipts.due(handover) == []


def test_a_changed_device_gets_the_next_version_under_the_same_number(school, coordinator, actor):
    handover = handover_cast.with_receipts(school, coordinator)
    allocation = handover.allocations.order_by("pk").first()
    Device.objects.filter(pk=allocation.device_id).update(known_defects="Riss im Gehäuse")
    assert receipts.issue(handover, actor=actor, now=cast.NOW) == 1
    old, new = Document.objects.filter(number="Q-2026-00001").order_by("version")
    assert (old.status, old.superseded_by, old.receipt.active) == ("superseded", new, False)
    assert (new.status, new.version, new.receipt.active) == ("queued", 2, True)
    assert json.loads(new.content)["devices"][0]["defects"] == "Riss im Gehäuse"
    assert list(new.receipt.allocations.all()) == [allocation]
    assert Counter.objects.get(series="Q").last == 2


def test_a_paper_that_is_still_being_made_is_not_replaced(handover, actor):
    receipts.issue(handover, actor=actor, now=cast.NOW)
    Device.objects.update(known_defects="Riss")
    with pytest.raises(TransitionRefused, match="wird noch erstellt"):
        receipts.issue(handover, actor=actor)
    assert Document.objects.count() == 2


def test_a_failed_paper_is_to_be_tried_again_first(handover, actor):
    receipts.issue(handover, actor=actor, now=cast.NOW)
    Document.objects.update(status="failed")
    Device.objects.update(known_defects="Riss")
    with pytest.raises(TransitionRefused, match=r"konnte nicht erstellt werden.*Erneut versuchen"):
        receipts.issue(handover, actor=actor)


def test_what_was_handed_over_keeps_its_signed_paper(school, coordinator, actor):
    handover = handover_cast.under_way(school, coordinator)
    from recipients import delivering

    first, second = handover.allocations.order_by("pk")
    delivering.confirm(handover, exceptions={second.pk: "krank"}, actor=actor)
    Device.objects.filter(pk=first.device_id).update(known_defects="später verkratzt")
    assert receipts.due(handover) == []


def test_a_character_that_cannot_be_printed_takes_no_number(handover, actor):
    allocation = handover.allocations.order_by("pk").first()
    Device.objects.filter(pk=allocation.device_id).update(known_defects="kaputt \U0001f600")
    with pytest.raises(ContentRefused, match="\U0001f600"):
        receipts.issue(handover, actor=actor)
    assert not Document.objects.exists()
    assert not Counter.objects.filter(series="Q").exists()


@pytest.mark.parametrize("model", [Issuer, TextVersion])
def test_without_the_operators_texts_nothing_is_issued(handover, actor, model):
    model.objects.all()._raw_delete("default")
    with pytest.raises(TransitionRefused, match="Texte"):
        receipts.issue(handover, actor=actor)


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_a_handover_that_is_over_gets_no_receipts(handover, actor, status):
    type(handover).objects.update(status=status, confirmed_at=cast.NOW)
    handover.refresh_from_db()
    with pytest.raises(TransitionRefused, match="geplante Übergabe"):
        receipts.issue(handover, actor=actor)


def test_no_receipt_of_a_handover_costs_more_queries_than_another(school, coordinator, django_assert_max_num_queries):
    def count(needs):
        rows = handover_cast.reserved(school, coordinator, needs=needs)
        handover = handover_cast.planned(school, coordinator, allocations=rows)
        with django_assert_max_num_queries(20) as captured:
            assert len(receipts.due(handover)) == needs
        return len(captured)

    assert count(1) == count(3)


def test_equal_content_gives_equal_bytes_and_the_stored_file_is_found_by_its_hash(school, coordinator):
    handover_cast.with_receipts(school, coordinator, drawn=True)
    document = Document.objects.order_by("pk").first()
    again = receipts.RECEIPT.draw([json.loads(document.content)])
    assert read(document.file_key) == again
    assert document.renderer == receipts.RECEIPT.renderer()


def test_void_ends_the_papers_claim_in_the_same_step(school, coordinator, actor):
    handover = handover_cast.with_receipts(school, coordinator)
    receipt = handover.receipts.active().first()
    receipts.void(receipt, actor=actor, reason="falsches Gerät")
    receipt.refresh_from_db()
    assert (receipt.active, receipt.document.status) == (False, "voided")
    assert receipt.document.events.last().note.text == "falsches Gerät"
    assert [row.whom.need for row in receipts.due(handover)] == [receipt.need]


def test_after_void_the_next_receipt_has_a_new_number(school, coordinator, actor):
    handover = handover_cast.with_receipts(school, coordinator)
    receipts.void(handover.receipts.active().first(), actor=actor, reason="falsches Gerät")
    assert receipts.issue(handover, actor=actor, now=cast.NOW) == 1
    assert Document.objects.order_by("-pk").first().number == "Q-2026-00003"


def test_void_needs_a_reason(school, coordinator, actor):
    receipt = handover_cast.with_receipts(school, coordinator).receipts.active().first()
    with pytest.raises(TransitionRefused, match="warum"):
        receipts.void(receipt, actor=actor, reason=" ")
    receipt.refresh_from_db()
    assert (receipt.active, receipt.document.status) == (True, "ready")


def test_the_paper_of_a_device_in_use_is_not_declared_void(school, coordinator, actor):
    receipt = handover_cast.closed(school, coordinator).receipts.active().first()
    with pytest.raises(TransitionRefused, match="übergeben"):
        receipts.void(receipt, actor=actor, reason="doch nicht")


def test_failed_ones_are_tried_again(handover, actor):
    receipts.issue(handover, actor=actor, now=cast.NOW)
    failed = Document.objects.order_by("pk").first()
    Document.objects.filter(pk=failed.pk).update(status="failed", error="gave_up", attempts=6)
    assert receipts.retry_failed(handover, actor=actor) == 1
    failed.refresh_from_db()
    assert (failed.status, failed.error, failed.attempts) == ("queued", "", 0)
    render(failed.pk)
    failed.refresh_from_db()
    assert failed.status == "ready"


def test_many_receipts_cost_no_more_statements_than_few(school, coordinator, actor, django_assert_max_num_queries):
    def count(needs):
        handover = handover_cast.planned(
            school, coordinator, allocations=handover_cast.reserved(school, coordinator, needs=needs)
        )
        with django_assert_max_num_queries(80) as captured:
            assert receipts.issue(handover, actor=actor, now=cast.NOW) == needs
        assert sum(row.allocations.count() for row in handover.receipts.active()) == needs
        return len(captured)

    first = count(1)
    assert count(4) <= first


def test_replacing_and_cancelling_many_cost_no_more_statements_than_one(
    school, coordinator, actor, django_assert_max_num_queries
):
    def count(needs):
        handover = handover_cast.planned(
            school, coordinator, allocations=handover_cast.reserved(school, coordinator, needs=needs)
        )
        receipts.issue(handover, actor=actor, now=cast.NOW)
        old = [row.document for row in handover.receipts.active().order_by("pk")]
        Document.objects.filter(pk__in=[paper.pk for paper in old]).update(status="ready", file_key="0" * 64)
        school.name = f"{school.name} II"
        school.save()
        handover.refresh_from_db()
        with django_assert_max_num_queries(80) as replacing:
            assert receipts.issue(handover, actor=actor, now=cast.NOW) == needs
        new = [row.document for row in handover.receipts.active().order_by("pk")]
        assert [(paper.number, paper.version) for paper in new] == [(paper.number, 2) for paper in old]
        for before, after in zip(old, new, strict=True):
            before.refresh_from_db()
            assert (before.status, before.superseded_by) == ("superseded", after)
            kinds = list(before.events.order_by("sequence").values_list("kind", "new_status"))
            assert kinds == [("issued", "queued"), ("status_changed", "superseded")]
        assert handover.receipts.count() == 2 * needs
        assert sum(row.allocations.count() for row in handover.receipts.active()) == needs
        Document.objects.filter(pk__in=[paper.pk for paper in new]).update(status="ready", file_key="0" * 64)
        with django_assert_max_num_queries(80) as cancelling:
            handovers.cancel(handover, actor=actor, reason="Hochwasser", now=cast.NOW)
        said = Document.objects.filter(pk__in=[paper.pk for paper in new]).values_list("status", "superseded_by")
        assert list(said) == [("voided", None)] * needs
        assert not handover.receipts.active().exists()
        return len(replacing), len(cancelling)

    replaced, cancelled = count(1)
    assert count(3) == (replaced, cancelled)


def test_of_many_to_be_replaced_one_that_does_not_stand_stops_all(handover, actor):
    receipts.issue(handover, actor=actor, now=cast.NOW)
    rows = list(handover.receipts.active().order_by("pk"))
    Document.objects.update(status="ready", file_key="0" * 64)
    Document.objects.filter(pk=rows[-1].document_id).update(status="voided")
    again = [(row, json.loads(row.document.content), list(row.allocations.all())) for row in rows]
    with pytest.raises(TransitionRefused, match="jetzt nicht ersetzen"), transaction.atomic():
        receipts.replace_many(again, actor=actor, job=None, now=cast.NOW)
    assert handover.receipts.active().count() == len(rows) == Document.objects.count()


def test_a_volunteers_look_is_written_down_and_nobody_elses(handover, volunteer, coordinator, school_user):
    for person in (volunteer, coordinator, school_user):
        receipts.log_look(handover, person, now=cast.NOW)
    assert [look.user for look in HandoverLook.objects.all()] == [volunteer]


def test_events_carry_no_pupil_code(handover, actor):
    receipts.issue(handover, actor=actor, now=cast.NOW)
    codes = set(Need.objects.values_list("pupil_code", flat=True))
    said = str([list(model.events.values("kind", "data")) for model in (handover, *Document.objects.all())])
    assert not any(code in said for code in codes)
