"""The list of a collected pallet as a numbered paper."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Pallet, RecyclingGoods
from devices.pallets.collecting import Collection, add_certificate, collect
from devices.pallets.filling import put_device, put_goods, put_medium
from devices.pallets.issuing import is_due, issue
from devices.pallets.list_paper import draw_pallet_lists
from documents.models import Document, Issuer
from tests import cast
from tests.devices import stock_cast
from tests.documents.pdf.pdf_reading import codes, page_images, page_texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def actor(senior_volunteer) -> Actor:
    return Actor.person(senior_volunteer)


@pytest.fixture
def collected(actor) -> Pallet:
    """A notebook with its erased disk, a drilled disk, and cables."""
    pallet = stock_cast.pallet()
    device = cast.device(status="recycled", serial="D8FTRY1", model="ThinkPad 笔记本")
    cast.medium(device, status="erased", serial="TF655AWHGGXT7B", entered_at=cast.NOW)
    put_device(pallet, device, actor=actor)
    put_medium(pallet, cast.medium(cast.device(), device=None, status="destroyed", serial="WD-1"), actor=actor)
    put_goods(pallet, RecyclingGoods.objects.get(code="cables"), kg=Decimal("12.5"), actor=actor)
    taken = Collection("Wertstoffe Leipzig GmbH", (cast.NOW - timedelta(days=2)).date())
    collect(pallet, taken, actor=actor)
    pallet.refresh_from_db()
    return pallet


def content(document: Document) -> dict:
    return json.loads(document.content)


def test_names_taker_day_and_every_line_and_what_became_of_the_media(collected, actor):
    document = issue(collected, actor=actor).document
    text = "\n".join(page_texts(draw_pallet_lists([content(document)])))
    said = ("Palettenliste PL-", collected.number, "Wertstoffe Leipzig GmbH", "22.11.2026", "D8FTRY1", "TF655AWHGGXT7B")
    assert [
        words for words in (*said, "gelöscht (Clear)", "WD-1", "zerstört", "12,5 kg", "folgt") if words not in text
    ] == []
    assert collected.frozen_sha256 in text.replace("\n", "") and "ThinkPad ???" in text
    assert codes(page_images(draw_pallet_lists([content(document)]))[0]) == [content(document)["verification_url"]]
    assert "Unterschrift (abholende Firma)" in text and "Seite 1 von 1" in text


def test_the_certificate_that_comes_later_makes_the_next_version(collected, actor):
    first = issue(collected, actor=actor).document
    assert issue(collected, actor=actor) is None and not is_due(collected)
    add_certificate(collected, "EN-4711", actor=actor)
    assert is_due(collected)
    with pytest.raises(TransitionRefused, match="wird noch erstellt"):
        issue(collected, actor=actor)
    Document.objects.filter(pk=first.pk).update(status="ready", file_key="0" * 64)
    second = issue(collected, actor=actor).document
    first.refresh_from_db()
    assert (first.status, second.number, second.version) == ("superseded", first.number, 2)
    assert content(second)["facts"][-1] == ["Nachweis", "EN-4711"]
    assert collected.papers.standing().get().document == second


def test_is_not_made_of_a_pallet_that_is_still_here(actor):
    with pytest.raises(TransitionRefused, match="abgeholt"):
        issue(stock_cast.pallet(), actor=actor)


def test_a_hundred_devices_run_over_several_pages_with_their_head(collected, actor):
    one = content(issue(collected, actor=actor).document)
    pages = page_texts(draw_pallet_lists([{**one, "lines": one["lines"][:1] * 100}]))
    assert len(pages) > 2 and all("Verbleib" in page for page in pages)
    assert "Unterschrift (abgebende Stelle)" in pages[-1] and "D8FTRY1" in pages[-1]


def test_collecting_makes_it_and_its_page_and_the_pallets_lead_to_each_other(client, senior_volunteer, actor):
    pallet = stock_cast.pallet()
    put_device(pallet, cast.device(status="recycled", serial="D8FTRY1"), actor=actor)
    client.force_login(senior_volunteer)
    typed = {"taker": "Wertstoffe Leipzig GmbH", "collected_on": "2026-11-20", "sure": "on"}
    html = client.post(reverse("pallet_collect", args=[pallet.number]), typed, follow=True).content.decode()
    document = Document.objects.get(pallet_list__pallet=pallet)
    address = reverse("document_detail", args=[document.number, 1])
    assert address in html and "Papier erstellen" not in html
    shown = client.get(address).content.decode()
    assert reverse("pallet_detail", args=[pallet.number]) in shown and "D8FTRY1" in shown


def test_without_an_issuer_the_pallet_leaves_and_the_paper_is_offered_later(
    client, senior_volunteer, actor, monkeypatch
):
    monkeypatch.setattr("documents.parties.Issuer.objects", Issuer.objects.none())
    pallet = stock_cast.pallet()
    put_device(pallet, cast.device(status="recycled"), actor=actor)
    client.force_login(senior_volunteer)
    typed = {"taker": "Wertstoffe Leipzig GmbH", "collected_on": "2026-11-20", "sure": "on"}
    html = client.post(reverse("pallet_collect", args=[pallet.number]), typed, follow=True).content.decode()
    pallet.refresh_from_db()
    assert pallet.status == "collected" and "Papier erstellen" in html and "fehlen" in html
