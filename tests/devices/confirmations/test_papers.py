"""The confirming papers, read back from their PDFs and compared with approved pages."""

import pytest

from devices.confirmations.papers import confirmation, transfer
from documents.pdf import DoesNotFit, MissingGlyph
from h4f.required import PUBLIC_URL_BYTES
from tests.devices.confirmations import examples
from tests.documents.pdf.pdf_reading import codes, inside_margins, page_images, page_texts

MANY = [examples.valued(position) for position in range(1, 61)]
DPI = 200
MM = DPI / 25.4
DRAFT, COPY = "ENTWURF – nicht für das Finanzamt", "Zweitschrift vom 01.12.2026"


def test_the_form_takes_one_page_and_keeps_the_official_order():
    text = page_texts(confirmation.draw_confirmations([examples.confirmation()]))[0]
    order = (
        "Aussteller (Bezeichnung",
        "Bestätigung über Sachzuwendungen",
        "im Sinne des § 10b",
        "Name und Anschrift des Zuwendenden:",
        "Wert der Zuwendung",
        "Genaue Bezeichnung der Sachzuwendung",
        "aus dem Betriebsvermögen",
        "aus dem Privatvermögen",
        "trotz Aufforderung keine Angaben",
        "Geeignete Unterlagen",
        "Wir sind wegen Förderung",
        "Es wird bestätigt, dass die Zuwendung nur",
        "(Ort, Datum und Unterschrift",
        "Hinweis:",
        "(§ 10b Abs. 4 EStG, § 9 Abs. 3 KStG, § 9 Nr. 5 GewStG)",
        "(§ 63 Abs. 5 AO)",
    )
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_the_longest_names_and_amounts_have_their_place():
    long_name = (
        "Gesellschaft für angewandte Verwaltungsdatenverarbeitung und Bürokommunikation im mitteldeutschen Raum "
    )
    donor = {
        "name": f"{long_name}mbH & Co. KG, Zweigniederlassung Leipzig",
        "second_line": "",
        "lines": ["Straße 1", "04109 Leipzig"],
    }
    words = "neunundvierzig Millionen neunhundertneunundneunzigtausendneunhundertneunundneunzig Euro und neun Cent"
    confirmation.check(examples.confirmation(donor=donor, total="49.999.999,99\u00a0€", total_in_words=words))


def test_a_long_annex_repeats_head_and_marks_and_ends_with_the_sum():
    pdf = confirmation.draw_confirmations([examples.confirmation(devices=MANY, draft_mark=DRAFT, copy_mark=COPY)])
    pages = page_texts(pdf)
    assert all(f"{COPY} · {DRAFT}" in page for page in pages)
    assert all("Grundlage des Werts" in page for page in pages[1:])
    assert "H4F-000060" in pages[-1]
    assert "Summe, wie auf Seite 1 bestätigt 139,00 €" in pages[-1]
    assert f"Seite {len(pages)} von {len(pages)}" in pages[-1]


def test_the_code_leads_to_the_verification_page():
    content = examples.confirmation()
    assert codes(page_images(confirmation.draw_confirmations([content]))[0]) == [content["verification_url"]]


def test_what_cannot_be_printed_is_named_before_a_number_is_taken():
    with pytest.raises(MissingGlyph):
        confirmation.check(examples.confirmation(place_and_date="Leipzig \U0001f600"))
    with pytest.raises(DoesNotFit):
        confirmation.check(examples.confirmation(description="ein sehr langer Text " * 60))
    with pytest.raises(DoesNotFit):
        confirmation.check(examples.confirmation(notice="ein sehr langer Zweck " * 120))
    transfer.check(examples.transfer())


def test_with_the_longest_public_address_codes_keep_the_margin_and_their_distance_to_the_mark():
    address = f"https://{'h' * 50}/v/0123456789abcdefghijkl/"
    assert len(address.partition("/v/")[0]) == PUBLIC_URL_BYTES
    said = {"verification_url": address, "draft_mark": DRAFT, "copy_mark": COPY}
    moved = examples.transfer()["devices"] * 20
    for pdf in (
        confirmation.draw_confirmations([examples.confirmation(**said)]),
        transfer.draw_transfer_receipts([examples.transfer(**said, devices=moved)]),
    ):
        front, second, *_rest = page_images(pdf, dpi=DPI)
        assert codes(front) == [address] and codes(second) == [f"{address}2/"]
        assert inside_margins(front, 5 * MM) and inside_margins(second, 5 * MM)
        module, side = 0.5, 20.5
        left, top, bottom = 190 - side, 28 - side, 28
        beside = second.crop([round(mm * MM) for mm in (left - 4 * module, top, left, bottom)])
        above = second.crop([round(mm * MM) for mm in (left - 4 * module, top - 4 * module, 190, top)])
        assert beside.getextrema() == above.getextrema() == (255, 255)
