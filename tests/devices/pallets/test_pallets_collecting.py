"""A pallet leaves: checked once more, frozen, with its certificate later."""

import hashlib
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.erasure import retract
from devices.loose_media import put_in
from devices.models import Pallet, PalletCertificate, RecyclingGoods, StorageMedium
from devices.pallets.collecting import Collection, add_certificate, collect, is_as_frozen
from devices.pallets.filling import put_device, put_goods, put_medium, take_off
from tests import cast
from tests.devices import stock_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
TAKEN = Collection("Wertstoffe Leipzig GmbH", cast.NOW.date(), Decimal("212.5"))


@pytest.fixture
def actor(senior_volunteer):
    return Actor.person(senior_volunteer)


@pytest.fixture
def pallet():
    return stock_cast.pallet()


@pytest.fixture
def filled(pallet, actor):
    """A notebook with its erased disk, a drilled disk, and cables."""
    device = cast.device(status="recycled", serial="D8FTRY1", asset_tag="IT-04417")
    cast.medium(device, status="erased", serial="TF655AWHGGXT7B", entered_at=cast.NOW)
    drilled = cast.medium(cast.device(), device=None, status="destroyed", serial="WD-1")
    put_device(pallet, device, actor=actor)
    put_medium(pallet, drilled, actor=actor)
    put_goods(pallet, RecyclingGoods.objects.get(code="cables"), kg=Decimal("12.5"), actor=actor)
    return pallet


def test_the_list_is_frozen_with_everything_on_it_and_proved_by_its_hash(filled, actor):
    collect(filled, TAKEN, actor=actor, now=cast.NOW)
    filled.refresh_from_db()
    said = json.loads(filled.frozen)
    device, medium, goods = said.pop("lines")
    assert said == {
        "number": filled.number,
        "taker": "Wertstoffe Leipzig GmbH",
        "collected_on": "2026-11-24",
        "weight_kg": "212,5",
    }
    assert (device["serial"], device["asset_tag"], device["category"]) == ("D8FTRY1", "IT-04417", "Notebook")
    assert device["media"] == [
        {
            "name": "HTS725050A7",
            "type": "Festplatte",
            "serial": "TF655AWHGGXT7B",
            "host": device["number"],
            "fate": "gelöscht",
            "level": "Clear",
            "done_on": "24.11.2026",
        }
    ]
    assert (medium["serial"], medium["fate"]) == ("WD-1", "zerstört")
    assert goods == {"kind": "goods", "name": "Kabel", "kg": "12,5", "pieces": None}
    assert filled.frozen_sha256 == hashlib.sha256(filled.frozen.encode()).hexdigest()
    assert is_as_frozen(filled)
    assert filled.events.last().data["sha256"] == filled.frozen_sha256


def test_what_became_unsettled_meanwhile_stops_the_collection(filled, actor):
    line = filled.lines.get(medium__isnull=False)
    retract(line.medium.erasures.get(), actor=actor, reason="falscher Datenträger")
    with pytest.raises(TransitionRefused, match="nicht geklärt"):
        collect(filled, TAKEN, actor=actor, now=cast.NOW)
    filled.refresh_from_db()
    assert (filled.status, filled.frozen) == ("open", "")


def test_a_device_that_was_brought_back_stops_the_collection(filled, actor):
    device = filled.lines.get(device__isnull=False).device
    type(device).objects.filter(pk=device.pk).update(status="in_refurbishment")
    with pytest.raises(TransitionRefused, match=device.number):
        collect(filled, TAKEN, actor=actor, now=cast.NOW)


def test_a_medium_that_was_put_into_a_device_meanwhile_stops_the_collection(pallet, actor):
    medium = cast.loose_medium(status="erased")
    put_medium(pallet, medium, actor=actor)
    device = cast.device(status="in_refurbishment")
    put_in(medium, device, actor=actor, now=cast.NOW)
    medium.refresh_from_db()
    assert medium.device == device
    proof = cast.erasure(medium)
    StorageMedium.objects.filter(pk=medium.pk).update(status="erased", settled_by=proof)
    with pytest.raises(TransitionRefused, match=str(medium)):
        collect(pallet, TAKEN, actor=actor, now=cast.NOW)


def test_a_medium_that_was_taken_out_and_erased_is_not_named_with_its_device(pallet, actor):
    device = cast.device(status="recycled")
    inside = cast.medium(device, status="erased")
    cast.medium(device, status="erased", location=cast.location())
    put_device(pallet, device, actor=actor)
    collect(pallet, TAKEN, actor=actor, now=cast.NOW)
    pallet.refresh_from_db()
    assert [one["serial"] for one in json.loads(pallet.frozen)["lines"][0]["media"]] == [inside.serial]


def test_an_empty_pallet_is_not_collected(pallet, actor):
    with pytest.raises(TransitionRefused, match="noch nichts"):
        collect(pallet, TAKEN, actor=actor, now=cast.NOW)


def test_taker_and_a_day_that_was_are_needed(filled, actor):
    tomorrow = cast.NOW.date() + timedelta(days=1)
    for wrong, reason in ((Collection(" ", cast.NOW.date()), "wer"), (Collection("Firma", tomorrow), "Zukunft")):
        with pytest.raises(TransitionRefused, match=reason):
            collect(filled, wrong, actor=actor, now=cast.NOW)


def test_a_collected_pallet_cannot_change_any_more(filled, actor):
    collect(filled, TAKEN, actor=actor, now=cast.NOW)
    for change in (
        lambda: put_device(filled, cast.device(status="recycled"), actor=actor),
        lambda: take_off(filled.lines.first(), actor=actor),
        lambda: collect(filled, TAKEN, actor=actor, now=cast.NOW),
    ):
        with pytest.raises(TransitionRefused, match="ihre Liste steht fest"):
            change()
    assert filled.lines.count() == 3


def test_the_certificate_comes_later_and_a_wrong_one_is_put_right_by_another(filled, actor):
    with pytest.raises(TransitionRefused, match="Abholung"):
        add_certificate(filled, "EN-1", actor=actor)
    collect(filled, TAKEN, actor=actor, now=cast.NOW)
    for number in ("EN-2026-17", "EN-2026-71"):
        add_certificate(filled, number, actor=actor)
    assert list(filled.certificates.values_list("number", flat=True)) == ["EN-2026-71", "EN-2026-17"]
    with pytest.raises(TransitionRefused, match="Nummer"):
        add_certificate(filled, " ", actor=actor)


def test_it_may_come_with_the_collection(filled, actor):
    collect(filled, Collection("Firma", cast.NOW.date(), certificate="EN-9"), actor=actor, now=cast.NOW)
    assert PalletCertificate.objects.get().number == "EN-9"


def test_the_database_asks_a_collected_pallet_for_its_list(pallet):
    with pytest.raises(IntegrityError), transaction.atomic():
        Pallet.objects.filter(pk=pallet.pk).update(status="collected", taker="Firma", collected_on=cast.NOW.date())
