"""The handover receipt, read back from its PDF."""

import copy

import pypdfium2
import pytest
from PIL import ImageChops

from documents.pdf import DoesNotFit, MissingGlyph
from recipients.papers import draw_receipt, draw_receipts, issue_check
from tests.documents.pdf.pdf_reading import codes, font_names, last_ink, page_images, page_texts
from tests.recipients.receipt_example import MEDIUM, example_content, example_device


def receipt_text(**changes):
    return " ".join(page_texts(draw_receipt(example_content(**changes))))


@pytest.fixture(scope="module")
def pdf():
    return draw_receipt(example_content())


@pytest.mark.parametrize(
    "said",
    [
        "Übergabeprotokoll",
        "Q-2026-00017 · Fassung 1",
        "Schenkung · Übergabe am 18.03.2026 · Übergabetermin Ü-2026-00031",
        "Muster-Initiative",
        "Hardware für Bildung e. V.",
        "Telefon 0341 000000 · post@muster-initiative.example",
        "Amtsgericht Musterstadt · VR 0000",
        "Oberschule am Musterpark",
        "Schulnummer 4310000",
        "M7K-4TR",
        "Klassenstufe 7",
        "Name der Schülerin / des Schülers",
        "Name sorgeberechtigte Person",
        "H4F-000123",
        "Lenovo ThinkPad T480",
        "Notebook · i5-8350U · 16 GB · SSD 256 GB · 14″ · Linux Mint 22.1",
        "Bekannte Mängel: Kratzer auf dem Deckel",
        "PF1A2B3C",
        "Netzteil USB-C 65 W,",
        "Samsung MZ-7LN256, SSD 256 GB",
        "S/N S3TZNX0K612345",
        "gelöscht: Purge, ATA Sanitize · geprüft 12.03.2026",
        "Löschprotokoll L-2026-00008",
        "kein Datenträger",
        "Löschung entfällt",
        "1 Notebook, mind. 8 GB Arbeitsspeicher",
        "Kostenbeitrag gezahlt",
        "(§§ 521–524 BGB).",
        "Ort, Datum",
        "Empfänger*in",
        "Sorgeberechtigte Person",
        "Seite 1 von 1",
    ],
)
def test_receipt_says(pdf, said):
    assert said in page_texts(pdf)[0]


def test_code_leads_to_the_verification_page(pdf):
    assert codes(page_images(pdf)[0]) == ["https://example.org/v/Q-2026-00017/a8d3k2"]


def test_only_embedded_fonts_are_used(pdf):
    assert {name.split("+")[1] for name in font_names(pdf)} == {"H4FNotoSans-Regular", "H4FNotoSans-Bold"}
    assert pdf.count(b"/FontFile2") == len(font_names(pdf))


def test_file_is_dated_and_named_by_its_content(pdf):
    metadata = pypdfium2.PdfDocument(pdf).get_metadata_dict()
    assert metadata["Title"] == "Übergabeprotokoll Q-2026-00017"
    assert metadata["Author"] == "Muster-Initiative"
    assert metadata["CreationDate"] == "D:20260318093000+01'00'"
    assert b"/Lang (de)" in pdf


def test_same_content_gives_the_same_bytes(pdf):
    assert draw_receipt(copy.deepcopy(example_content())) == pdf


def test_another_content_gives_other_bytes(pdf):
    assert draw_receipt(example_content(number="Q-2026-00018")) != pdf


def test_one_page_is_small(pdf):
    assert len(page_texts(pdf)) == 1
    assert len(pdf) < 60_000


@pytest.mark.parametrize("paid, box_left_mm", [(True, 156), (False, 171)])
def test_contribution_crosses_the_box_that_was_stated(paid, box_left_mm):
    blank, crossed = (page_images(draw_receipt(example_content(contribution_paid=value)))[0] for value in (None, paid))
    left, top, right, bottom = (edge / 150 * 25.4 for edge in ImageChops.difference(blank, crossed).getbbox())
    assert box_left_mm < left < right < box_left_mm + 3.2
    assert bottom - top < 3.2


def test_loan_to_the_institution_has_no_pupil_and_no_guardian():
    text = receipt_text(pupil=None, kind="loan", agreement="Leihe bis 31.07.2027")
    assert "Leihe bis 31.07.2027 · Übergabe am 18.03.2026" in text
    assert "die Einrichtung selbst" in text
    assert "Name der entgegennehmenden Person" in text
    assert "für die Einrichtung" in text
    assert "Schülerin" not in text.split("4 Vereinbarung")[0]
    assert "Sorgeberechtigte" not in text


def test_a_later_version_says_what_it_replaces():
    assert "Q-2026-00017 · Fassung 2, ersetzt Fassung 1" in receipt_text(version=2)


def test_place_and_date_stand_on_their_line_when_known():
    assert "Leipzig, 18.03.2026" in receipt_text(place="Leipzig", date="18.03.2026")


def test_what_is_not_known_is_a_dash():
    device = example_device(serial="", defects="", accessories="", cosmetic_grade="")
    text = receipt_text(devices=[device])
    assert "Bekannte Mängel: –" in text
    row = text.split("Zubehör ")[1].split("Notebook · ")[0]
    assert row == "H4F-000123 Lenovo ThinkPad T480 – – – "


def test_a_social_partner_has_no_school_number():
    institution = {
        "name": "Sozialverband Musterstadt",
        "official_number": "",
        "address": "Ring 3, 04109 Musterstadt",
    }
    text = receipt_text(institution=institution)
    assert "Sozialverband Musterstadt" in text
    assert "Schulnummer" not in text


def test_a_long_school_grade_goes_over_two_lines():
    pupil = {"code": "M7K-4TR", "school_grade": "Vorbereitungsklasse Deutsch 2"}
    assert "Klassenstufe Vorbereitungsklasse" in receipt_text(pupil=pupil)


def test_every_medium_of_a_device_is_listed():
    media = [MEDIUM | {"serial": f"S3TZNX0K61234{index}"} for index in range(3)]
    text = receipt_text(devices=[example_device(media=media)])
    assert [f"S/N S3TZNX0K61234{index}" in text for index in range(3)] == [True] * 3


def test_five_devices_take_two_pages_and_the_agreement_is_signed_on_one():
    first, second = page_texts(draw_receipt(example_content(devices=[example_device(n) for n in range(1, 6)])))
    assert [f"H4F-{n:06d}" in first for n in range(1, 6)] == [True] * 5
    assert "Seite 1 von 2" in first and "Seite 2 von 2" in second
    assert "4 Vereinbarung" in second and "5 Unterschriften" in second
    assert "5 Unterschriften" not in first
    assert "Übergabeprotokoll Q-2026-00017 · Fassung 1 Schülercode M7K-4TR" in second


def test_a_preview_without_an_address_bears_no_codes():
    devices = [example_device(number) for number in range(1, 6)]
    preview = draw_receipt(example_content(devices=devices, verification_url=""))
    assert [codes(page) for page in page_images(preview)] == [[], []]
    assert "Seite 2 von 2" in page_texts(preview)[1]


def test_forty_devices_go_over_pages_with_the_head_repeated():
    pages = page_texts(draw_receipt(example_content(devices=[example_device(n) for n in range(1, 41)])))
    with_devices = [page for page in pages if "H4F-0000" in page]
    assert len(pages) == 5
    assert all(page.count("H4F-Nummer Gerät Seriennummer Zustand Zubehör") == 1 for page in with_devices)
    listed = [f"H4F-{n:06d}" for n in range(1, 41) if sum(f"H4F-{n:06d}" in page for page in pages) == 1]
    assert len(listed) == 40
    assert pages[-1].endswith("Seite 5 von 5")


def test_a_server_with_many_disks_names_itself_again_on_the_next_page():
    media = [MEDIUM | {"serial": f"DISK{index:04d}"} for index in range(40)]
    pages = page_texts(draw_receipt(example_content(devices=[example_device(media=media)])))
    assert "DISK0000" in pages[0] and "DISK0039" not in pages[0]
    assert "H4F-000123" in pages[1]
    assert sum(page.count("S/N DISK") for page in pages) == 40


@pytest.mark.parametrize("count", range(1, 14))
def test_nothing_is_drawn_over_the_foot_or_the_signatures(count):
    """Above the closing block and above the foot rule stays a blank strip, however many devices there are."""
    pages = page_images(draw_receipt(example_content(devices=[example_device(n) for n in range(count)])), dpi=72)
    for page in pages[:-1]:
        strip = page.crop((0, round(281.5 / 25.4 * 72), page.width, round(283 / 25.4 * 72)))
        assert strip.getextrema() == (255, 255)
    closing = pages[-1].crop((0, round(236.5 / 25.4 * 72), pages[-1].width, round(238.3 / 25.4 * 72)))
    assert closing.getextrema() == (255, 255)
    assert last_ink(pages[-1]) < 290 / 25.4 * 72


def pile():
    long = example_content(number="Q-2026-00019", devices=[example_device(n) for n in range(1, 6)])
    other = example_content(number="Q-2026-00018", verification_url="https://example.org/v/Q-2026-00018/x")
    return [example_content(), other, long, example_content(number="Q-2026-00020", pupil=None)]


def test_pages_of_a_pile_look_like_the_single_files():
    together = page_images(draw_receipts(pile()))
    alone = [image for content in pile() for image in page_images(draw_receipt(content))]
    assert [image.tobytes() for image in together] == [image.tobytes() for image in alone]


def test_pile_has_the_text_of_the_single_files():
    assert page_texts(draw_receipts(pile())) == [text for c in pile() for text in page_texts(draw_receipt(c))]


def test_pile_stores_what_recurs_once():
    contents = [example_content(number=f"Q-2026-{n:05d}") for n in range(1, 31)]
    assert len(draw_receipts(contents)) < 6_000 * 30


def test_duplex_receipts_start_on_a_new_sheet():
    texts = page_texts(draw_receipts(pile(), duplex=True))
    starts = [page for page, text in enumerate(texts, start=1) if "Seite 1 von" in text]
    assert starts == [1, 3, 5, 7]
    assert [page for page, text in enumerate(texts, start=1) if not text] == [2, 4]


def test_an_empty_pile_is_refused():
    with pytest.raises(ValueError, match="no receipt"):
        draw_receipts([])


def test_check_accepts_what_can_be_printed():
    assert issue_check(example_content()) is None


def test_check_names_a_missing_glyph_anywhere_in_the_content():
    with pytest.raises(MissingGlyph) as refused:
        issue_check(example_content(devices=[example_device(defects="Taste ⌨ fehlt")]))
    assert refused.value.context == "Taste ⌨ fehlt"


@pytest.mark.parametrize(
    "changes, place",
    [
        ({"title": "Übergabeprotokoll " * 4}, "title"),
        ({"pupil": {"code": "M7K-4TR-" * 5, "school_grade": "7"}}, "party"),
        ({"verification_url": "https://example.org/" + "a" * 200}, "QR code"),
        ({"devices": [example_device(cosmetic_grade="wie neu und schön")]}, "cosmetic grade"),
        ({"clauses": [{"heading": "Lang.", "text": "Wort " * 3000}]}, "page"),
        ({"place": "Leipzig " * 12}, "place and date"),
    ],
)
def test_check_names_what_does_not_fit(changes, place):
    with pytest.raises(DoesNotFit) as refused:
        issue_check(example_content(**changes))
    assert refused.value.place == place


def test_long_texts_wrap_and_are_read_back_whole():
    name = "Evangelisches Schulzentrum Musterstadt, Oberschule und Gymnasium mit Ganztagsangebot"
    device = example_device(
        name="Hewlett-Packard EliteBook x360 1040 G8 Convertible mit Sichtschutzfilter",
        serial="CN-0ABC12-74261-93K-0XYZ-A00-REV-B",
        accessories="Netzteil USB-C 65 W, Maus, Dockingstation, Tasche, Kopfhörer",
        defects="Kratzer auf dem Deckel, Taste F7 klemmt, ein Lautsprecher brummt, Akku hält zwei Stunden",
    )
    institution = example_content()["institution"] | {"name": name}
    text = receipt_text(devices=[device], institution=institution)
    words = [*device["name"].split(), *device["accessories"].split(), *device["defects"].split()]
    assert [word for word in words if word not in text] == []
    assert device["serial"] in text.replace("- ", "-")
