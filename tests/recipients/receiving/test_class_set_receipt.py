"""A class set has one receipt: all of it on the first page, each device in an annex."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from documents.models import Document
from documents.rendering import render
from documents.retention import running
from recipients import delivering, receipts, returning
from recipients.coming_back import exchanging
from recipients.models import Allocation, NeedItem, Receipt
from recipients.packing.lists import handover_list
from recipients.packing.swapping import swap
from recipients.receipt_piles import pile
from recipients.retention import receipts as receipt_rules
from tests import cast
from tests.documents.pdf.pdf_reading import page_texts
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
DEVICES = 4


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def class_set(school, school_user):
    asked = cast.request(school, school_user, attested_by_function="office")
    return cast.class_set(asked, quantity=DEVICES + 1, school_grade=7)


@pytest.fixture
def promised(class_set, coordinator):
    """For all but one of the set."""
    items = NeedItem.objects.filter(need__class_set=class_set).order_by("need__position")[:DEVICES]
    return [cast.allocation(handover_cast.erased_notebook(coordinator), item, coordinator) for item in items]


def content_of(receipt: Receipt) -> dict:
    return json.loads(receipt.document.content)


def standing(handover) -> Receipt:
    return handover.receipts.active().select_related("document", "class_set").get()


def made() -> None:
    for document in Document.objects.waiting():
        render(document.pk)


def test_all_devices_of_a_set_stand_on_one_receipt(school, coordinator, actor, class_set, promised):
    handover = handover_cast.planned(school, coordinator, allocations=promised)
    assert receipts.issue(handover, actor=actor, now=cast.NOW) == 1
    assert receipts.issue(handover, actor=actor, now=cast.NOW) == 0
    receipt = standing(handover)
    content = content_of(receipt)
    assert (receipt.need, receipt.class_set) == (None, class_set)
    assert set(receipt.allocations.all()) == set(promised)
    assert [device["number"] for device in content["devices"]] == sorted(row.device.number for row in promised)
    assert [(kind["count"], kind["name"]) for kind in content["annex"]["kinds"]] == [(DEVICES, "Dell Latitude E5530")]
    assert content["requested"] == [{"requested": "5 × Notebook", "received": "4 × Notebook", "open": "1 Notebook"}]
    assert (content["pupil"], content["agreement"]) == (None, "Leihe")
    assert content["texts"]["institution_itself"] == (
        "die Einrichtung selbst, für einen Klassensatz der Klassenstufe 7"
    )


@pytest.mark.parametrize("sets", [1, 3])
def test_what_is_due_costs_the_same_for_one_set_and_for_three(
    school, school_user, coordinator, django_assert_num_queries, sets
):
    asked = cast.request(school, school_user)
    needs = [need for _set in range(sets) for need in cast.class_set(asked, quantity=1).needs.all()]
    rows = [
        cast.allocation(handover_cast.erased_notebook(coordinator), need.items.get(), coordinator) for need in needs
    ]
    handover = handover_cast.planned(school, coordinator, allocations=rows)
    receipts.due(handover)
    with django_assert_num_queries(12):
        assert len(receipts.due(handover)) == sets


def test_a_pupil_of_the_same_handover_has_a_receipt_of_its_own(school, coordinator, actor, promised):
    single = handover_cast.reserved(school, coordinator, needs=1)
    handover = handover_cast.planned(school, coordinator, allocations=[*promised, *single])
    assert receipts.issue(handover, actor=actor, now=cast.NOW) == 2
    assert sorted(len(content_of(row)["devices"]) for row in handover.receipts.all()) == [1, DEVICES]


def test_up_to_three_devices_need_no_annex(school, coordinator, actor, promised):
    handover = handover_cast.planned(school, coordinator, allocations=promised[:3])
    receipts.issue(handover, actor=actor, now=cast.NOW)
    content = content_of(standing(handover))
    assert ("annex" in content, len(content["devices"])) == (False, 3)


def test_the_page_of_the_paper_says_what_the_paper_says(client, school, coordinator, promised):
    handover = handover_cast.with_receipts(school, coordinator, allocations=promised)
    document = standing(handover).document
    client.force_login(coordinator)
    page = client.get(reverse("document_detail", args=[document.number, 1])).text
    content = json.loads(document.content)
    printed = " ".join(page_texts(pile(handover, duplex=False)))
    said = [value for key, value in content["annex"]["texts"].items() if key != "continued"]
    said += [device[key] for device in content["devices"] for key in ("number", "serial", "defects")]
    said += [device["media"][0][key] for device in content["devices"] for key in ("serial", "result", "reference")]
    assert [text for text in said if text not in page] == []
    assert [text for text in said if text not in printed] == []


def test_the_pages_of_the_handover_name_the_set(client, school, coordinator, promised):
    handover = handover_cast.with_receipts(school, coordinator, allocations=promised)
    client.force_login(coordinator)
    page = client.get(reverse("handover_receipts", args=[handover.number])).text
    assert "Klassensatz" in page and "4 Geräte" in page
    assert [row.device.number in page for row in promised] == [True] * DEVICES
    (listed,) = page_texts(handover_list(handover))
    assert "4 Geräte für 1 Empfänger" in listed and "Klassensatz" in listed


def test_a_replaced_device_supersedes_the_one_receipt(school, coordinator, actor, promised):
    handover = handover_cast.with_receipts(school, coordinator, allocations=promised)
    first = standing(handover)
    other = handover_cast.erased_notebook(coordinator)
    swap(handover.allocations.get(pk=promised[0].pk), device=other, cause="broken", actor=actor)
    second = standing(handover)
    first.document.refresh_from_db()
    assert (second.document.number, second.document.version) == (first.document.number, 2)
    assert (first.document.status, first.document.superseded_by) == ("superseded", second.document)
    numbers = [device["number"] for device in content_of(second)["devices"]]
    assert (other.number in numbers, promised[0].device.number in numbers, len(numbers)) == (True, False, DEVICES)


def test_confirmed_except_one_the_rest_stays_on_the_receipt(school, coordinator, actor, promised):
    handover = handover_cast.under_way(school, coordinator, allocations=promised)
    assert delivering.confirm(handover, exceptions={promised[0].pk: "fehlt"}, actor=actor) == (DEVICES - 1, 1)
    receipt = standing(handover)
    content = content_of(receipt)
    assert (receipt.document.version, receipt.allocations.count(), len(content["devices"])) == (2, 3, 3)
    assert content["requested"] == [{"requested": "5 × Notebook", "received": "3 × Notebook", "open": "2 × Notebook"}]


def test_one_returned_device_leaves_the_receipt_valid_and_its_replacement_gets_the_next(
    school, coordinator, actor, class_set, promised
):
    handover = handover_cast.closed(school, coordinator, allocations=promised[:2])
    given = Allocation.objects.get(pk=promised[0].pk)
    returning.returned(given, actor=actor, reason="Akku defekt", replacement=True)
    assert standing(handover).allocations.count() == 2
    instead = cast.allocation(handover_cast.erased_notebook(coordinator), given.item, coordinator)
    later = handover_cast.planned(school, coordinator, allocations=[instead])
    receipts.issue(later, actor=actor, now=cast.NOW)
    (line,) = content_of(standing(later))["requested"]
    assert line == {"requested": "5 × Notebook", "received": "1 Notebook, 1 schon früher", "open": "3 × Notebook"}


def test_void_it_is_issued_anew_for_all_of_the_set(school, coordinator, actor, promised):
    handover = handover_cast.with_receipts(school, coordinator, allocations=promised)
    receipts.void(standing(handover), actor=actor, reason="falscher Tag")
    assert receipts.issue(handover, actor=actor, now=cast.NOW) == 1
    assert standing(handover).document.number == "Q-2026-00002"


def test_a_receipt_of_one_need_from_before_keeps_standing(school, coordinator, actor, promised):
    handover = handover_cast.planned(school, coordinator, allocations=promised)
    receipts.issue(handover, actor=actor, now=cast.NOW)
    made()
    receipt = standing(handover)
    Receipt.objects.filter(pk=receipt.pk).update(need=promised[0].item.need, class_set=None)
    receipt.allocations.set(promised[:1])
    assert [row.whom.class_set for row in receipts.due(handover)][1:] == [promised[0].item.need.class_set]


def test_devices_of_one_set_are_not_crossed_with_each_other(school, coordinator, actor, promised):
    handover = handover_cast.under_way(school, coordinator, allocations=promised[:2])
    first, second = handover.allocations.order_by("pk")[:2]
    assert exchanging.partners(first) == []
    with pytest.raises(TransitionRefused):
        exchanging.exchange(first, second, actor=actor, reason="vertauscht")


def test_crossed_with_a_pupils_device_both_papers_follow(school, coordinator, actor, promised):
    (single,) = handover_cast.reserved(school, coordinator, needs=1)
    handover = handover_cast.under_way(school, coordinator, allocations=[promised[0], single])
    of_set, of_pupil = (Allocation.objects.get(pk=row.pk) for row in (promised[0], single))
    exchanging.exchange(of_set, of_pupil, actor=actor, reason="vertauscht")
    numbers = {row.need_id is None: {one.device.number for one in row.allocations.all()} for row in active(handover)}
    assert (of_pupil.device.number in numbers[True], of_set.device.number in numbers[False]) == (True, True)
    said = {row.need_id is None: {one["number"] for one in content_of(row)["devices"]} for row in active(handover)}
    assert said == numbers


def active(handover):
    return handover.receipts.active().select_related("document").prefetch_related("allocations__device")


def test_it_is_kept_while_one_device_of_the_set_is_out(school, coordinator, actor, promised):
    handover = handover_cast.closed(school, coordinator, allocations=promised[:2])
    first, second = Allocation.objects.filter(handover=handover).order_by("pk")
    returning.returned(first, actor=actor, reason="Schuljahr vorbei", replacement=False)
    Document._base_manager.update(issued_at=cast.NOW)
    Allocation._base_manager.update(status_since=cast.NOW)
    assert receipt_rules.rows().count() == 0
    running.run(now=datetime(2040, 1, 1, tzinfo=UTC))
    assert standing(handover).document.status != "purged"
    returning.returned(second, actor=actor, reason="Schuljahr vorbei", replacement=False)
    assert receipt_rules.rows().count() == 1


def test_what_stays_of_it_names_all_devices(school, coordinator, actor, promised):
    handover = handover_cast.planned(school, coordinator, allocations=promised)
    receipts.issue(handover, actor=actor, now=cast.NOW)
    facts = dict(receipt_rules.attestation(standing(handover).document))
    assert facts["Geräte"] == ", ".join(sorted(row.device.number for row in promised))
    assert facts["Schenkung oder Leihe"] == "Leihe"
