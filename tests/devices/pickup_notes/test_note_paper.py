"""The Abholschein as a picture, before and after it was signed on a screen."""

import pytest

from devices.pickup_notes.paper import check_note, draw_notes
from documents.pdf import DoesNotFit, MissingGlyph
from tests.devices.pickup_notes.note_example import note_content, signed, signed_content
from tests.documents.pdf.pdf_reading import page_texts


@pytest.mark.parametrize(
    "said",
    [
        "Stadt Musterwald",
        "MW-2017-601",
        "H4F-000240 … H4F-000251",
        "Vereinbarung zur Auftragsverarbeitung, unterschrieben am 03.03.2026",
        "Bis zur Löschung bleibt der Spender für die Daten verantwortlich",
        "in das Eigentum der Empfängerin über",
        "keine Zuwendungsbestätigung im Sinne des § 10b EStG",
        "KARLA BERGER",
        "Musterwald, 12.03.2026, 10:24 Uhr",
        "Nr. 3 fehlt, kommt mit der Post.",
    ],
)
def test_a_signed_note_says(said):
    assert said in page_texts(draw_notes([signed_content()]))[0]


def test_a_long_list_repeats_its_head_and_is_signed_on_the_last_page_only():
    texts = page_texts(draw_notes([note_content(count=200)]))
    assert all("Bezeichnung" in text for text in texts[:-1])
    assert [index for index, text in enumerate(texts, start=1) if "Ort, Datum, Uhrzeit" in text] == [len(texts)]


@pytest.mark.parametrize(("marks", "error"), [({"name": "\U0001f600"}, MissingGlyph), ({"name": "N" * 80}, DoesNotFit)])
def test_a_name_that_cannot_be_printed_is_refused(marks, error):
    said = signed()
    said["marks"]["donor"] |= marks
    with pytest.raises(error):
        check_note(note_content(signed=said))
