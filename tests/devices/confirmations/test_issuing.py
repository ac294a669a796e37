"""Confirming gifts: what is on the paper, when it is refused, and how it ends."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status, take_back
from devices.confirmations import issuing, values
from devices.models import ConfirmedValue, Device, DeviceEvent, TaxConfirmation
from documents import services as documents
from documents.models import Document
from tests import cast
from tests.conftest import NOW
from tests.devices.confirmations import gift_cast
from tests.devices.confirmations.gift_cast import GIVEN_ON
from tests.documents.pdf.pdf_reading import page_texts


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


@pytest.fixture(autouse=True)
def as_in_production(settings, tmp_path):
    settings.ISSUE_DRAFT_TAX_PAPERS = False
    settings.FILES_DIR = tmp_path


@pytest.fixture
def gift(reference, actor):
    gift_cast.checked_issuer(actor)
    return gift_cast.gift()


def issue(gift, actor, **changes):
    return issuing.issue_confirmation(
        gift, **{"given_on": GIVEN_ON, "proofs_present": False, "actor": actor, "now": NOW, **changes}
    )


def content_of(paper) -> dict:
    return json.loads(paper.document.content)


def test_every_device_has_its_value_and_the_sum_agrees(gift, actor):
    gift_cast.stated(gift, actor)
    paper = gift_cast.confirmed(gift, actor)
    content = content_of(paper)
    assert (paper.total, content["total"], content["total_in_words"]) == (
        Decimal("139.00"),
        "139,00\u00a0€",
        "einhundertneununddreißig Euro",
    )
    assert [device["value"] for device in content["devices"]] == ["20,00\u00a0€", "119,00\u00a0€"]
    assert content["devices"][0]["basis"] == "Buchwert 1,00\u00a0€ + 19\u00a0% USt auf 100,00\u00a0€ = 19,00\u00a0€"
    assert sum(line.total for line in paper.lines.all()) == paper.total
    assert [box["ticked"] for box in content["origin"]] == [True, False, False, True]
    assert (content["given_on"], content["place_and_date"]) == ("20.11.2026", "Leipzig, 24.11.2026")
    assert "vom 15.03.2025 für den letzten Veranlagungszeitraum 2019" in content["notice"]
    assert content["draft_mark"] == ""
    assert (paper.document.number, paper.document.status) == ("ZB-2026-00001", "ready")


def test_what_has_no_value_or_was_not_taken_stays_out(gift, actor):
    first, second = gift_cast.stated(gift, actor)
    third = cast.device(donation=gift, line=3)
    Device.objects.filter(pk=second.pk).update(status="rejected")
    paper = issue(gift, actor)
    assert [line.device for line in paper.lines.all()] == [first]
    assert third.number not in paper.document.content


def test_each_day_has_a_paper_of_its_own(gift, actor):
    first, second = gift_cast.stated(gift, actor)
    later = datetime(2026, 11, 23, 9, tzinfo=NOW.tzinfo)
    said = {"old_status": "registered", "new_status": "received", "happened_at": later, "recorded_at": later}
    DeviceEvent.objects.create(subject=second, sequence=1, kind="status_changed", via="person", hash="0", **said)
    papers = [issue(gift, actor), issue(gift, actor, given_on=later.date())]
    assert [[line.device for line in paper.lines.all()] for paper in papers] == [[first], [second]]
    assert [content_of(paper)["given_on"] for paper in papers] == ["20.11.2026", "23.11.2026"]


def test_a_value_is_on_one_valid_confirmation(gift, actor):
    first, _second = gift_cast.stated(gift, actor)
    paper = issue(gift, actor)
    with pytest.raises(TransitionRefused, match="noch zu bestätigen"):
        issue(gift, actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfirmedValue.objects.create(confirmation=_another(paper), device=first, total=1)


def _another(paper) -> TaxConfirmation:
    return TaxConfirmation.objects.create(
        donation=paper.donation, document=cast.document(), given_on=GIVEN_ON, total=1, active=False
    )


def test_what_is_confirmed_is_neither_handed_back_nor_taken_in_by_mistake(gift, actor):
    first, _second = gift_cast.stated(gift, actor)
    arrived = cast.device(donation=gift, status="registered")
    change_status(arrived, "received", actor=actor)
    values.state(gift, {arrived.pk: gift_cast.BOOK}, actor=actor)
    paper = issue(gift, actor)
    later = issue(gift, actor, given_on=timezone.localdate())
    with pytest.raises(TransitionRefused, match=paper.document.number):
        change_status(first, "rejected", actor=actor)
    with pytest.raises(TransitionRefused, match=later.document.number):
        take_back(arrived, actor=actor, reason="verlesen", anyone=True)


def test_voiding_keeps_number_and_reason_and_frees_the_values(gift, actor):
    gift_cast.stated(gift, actor)
    first = gift_cast.confirmed(gift, actor)
    with pytest.raises(TransitionRefused):
        issuing.void_confirmation(first, reason=" ", actor=actor)
    issuing.void_confirmation(first, reason="Anschrift falsch", actor=actor, now=NOW)
    first.refresh_from_db()
    assert (first.active, first.document.status) == (False, "voided")
    assert first.document.events.last().note.text == "Anschrift falsch"
    again = gift_cast.confirmed(gift, actor)
    assert (first.document.number, again.document.number) == ("ZB-2026-00001", "ZB-2026-00002")
    with pytest.raises(TransitionRefused):
        issuing.void_confirmation(first, reason="noch einmal", actor=actor)


def test_a_paper_that_is_not_made_yet_is_not_voided(gift, actor):
    gift_cast.stated(gift, actor)
    paper = issue(gift, actor)
    with pytest.raises(TransitionRefused, match="noch nicht erstellt"):
        issuing.void_confirmation(paper, reason="zu früh", actor=actor)
    assert paper.lines.filter(active=True).count() == 2


@pytest.mark.parametrize(("days", "is_issued"), [(-1, True), (0, True), (1, False)])
def test_the_lock_is_to_the_day(gift, actor, days, is_issued):
    gift_cast.stated(gift, actor)
    # Shortly before midnight in Leipzig: the day is the clock's there.
    when = datetime(2030, 3, 15, 22, 30, tzinfo=NOW.tzinfo) + timedelta(days=days)
    if is_issued:
        assert issue(gift, actor, now=when).document.number == "ZB-2030-00001"
        return
    with pytest.raises(TransitionRefused, match="über 5 Jahre alt"):
        issue(gift, actor, now=when)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "public_body"}, "Übergabebeleg"),
        ({"street": ""}, "Anschrift"),
    ],
)
def test_who_gets_no_confirmation_is_told_why(gift, actor, change, said):
    gift_cast.stated(gift, actor)
    type(gift.donor).objects.update(**change)
    with pytest.raises(TransitionRefused, match=said):
        issue(gift, actor)


def test_an_unknown_donor_gets_none(gift, actor):
    gift_cast.stated(gift, actor)
    type(gift).objects.update(donor=None)
    with pytest.raises(TransitionRefused, match="unbekannt"):
        issue(gift, actor)


def test_a_draft_is_refused_in_production_and_marked_in_a_demonstration(gift, actor, settings):
    gift_cast.stated(gift, actor)
    gift_cast.checked_issuer(actor, is_draft=True)
    with pytest.raises(TransitionRefused, match="Entwurf"):
        issue(gift, actor)
    settings.ISSUE_DRAFT_TAX_PAPERS = True
    assert content_of(issue(gift, actor))["draft_mark"].startswith("ENTWURF")


def test_a_notice_under_section_60a_has_its_own_passage(gift, actor):
    gift_cast.stated(gift, actor)
    gift_cast.checked_issuer(actor, notice_kind="section_60a", notice_date=date(2024, 2, 29))
    content = content_of(issue(gift, actor))
    assert "mit Bescheid vom 29.02.2024 nach §\u00a060a AO gesondert festgestellt" in content["notice"]
    assert "Wir fördern nach unserer Satzung die Volks- und Berufsbildung." in content["notice"]


def test_a_copy_says_so_and_keeps_the_number(gift, actor):
    gift_cast.stated(gift, actor)
    paper = gift_cast.confirmed(gift, actor)
    copy = documents.copy_of(paper.document, actor=actor, mark="Zweitschrift vom 01.12.2026", now=NOW)
    assert all("Zweitschrift vom 01.12.2026" in page and "ZB-2026-00001" in page for page in page_texts(copy))
    assert paper.document.events.last().kind == "copied"
    assert Document.objects.count() == 1


def test_what_cannot_be_printed_takes_no_number(gift, actor):
    gift_cast.stated(gift, actor)
    type(gift.donor).objects.update(name="Firma \U0001f600")
    with pytest.raises(TransitionRefused, match="\U0001f600"):
        issue(gift, actor)
    assert not Document.objects.exists()


def test_a_public_body_gets_a_receipt_without_values(gift, actor):
    type(gift.donor).objects.update(kind="public_body")
    Device.objects.filter(donation=gift, line=1).update(asset_tag="AD-00417")
    receipt = issuing.issue_transfer_receipt(gift, given_on=GIVEN_ON, actor=actor, now=NOW)
    content = content_of(receipt)
    assert (receipt.document.number, content["summary"]) == ("UB-2026-00001", "2 Geräte: 2 × Notebook")
    assert content["devices"][0]["asset_tag"] == "AD-00417"
    assert "€" not in receipt.document.content
    assert "keine Zuwendungsbestätigung" in content["subtitle"]
    with pytest.raises(TransitionRefused, match="gültigen Beleg"):
        issuing.issue_transfer_receipt(gift, given_on=GIVEN_ON, actor=actor, now=NOW)


def test_the_box_that_nothing_was_stated_needs_somebody_who_was_asked(gift, actor):
    type(gift).objects.update(origin="not_stated")
    gift.refresh_from_db()
    gift_cast.stated(gift, actor, values.Statement("market", Decimal(20)))
    with pytest.raises(TransitionRefused, match="gefragt wurde, woher die Geräte stammen"):
        issue(gift, actor)
    values.state_origin(gift, origin="not_stated", actor=actor)
    ticked = [box["text"] for box in content_of(issue(gift, actor))["origin"] if box["ticked"]]
    assert len(ticked) == 1
    assert "trotz Aufforderung" in ticked[0]
