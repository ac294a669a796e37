import pytest
from django.template.loader import get_template
from django.utils.translation import override

from documents.errors import DOES_NOT_FIT, GAVE_UP, MISSING_GLYPH, STORAGE, UNKNOWN_KIND, brief, code_of, reason
from documents.pdf.errors import DoesNotFit, MissingGlyph, PaperError
from documents.registry import KINDS


def test_the_handover_receipt_is_known_with_all_that_a_kind_needs():
    kind = KINDS["handover_receipt"]
    assert (kind.series, str(kind.title)) == ("Q", "Übergabeprotokoll")
    assert kind.renderer().startswith('{"drawing":')
    assert get_template(kind.template)


def test_no_two_kinds_share_a_series():
    series = [kind.series for kind in KINDS.values()]
    assert len(series) == len(set(series))


@pytest.mark.parametrize(
    "code", [STORAGE, GAVE_UP, UNKNOWN_KIND, f"{MISSING_GLYPH}:U+1F600", f"{DOES_NOT_FIT}:name", "x"]
)
def test_every_reason_has_its_sentence_in_both_languages(code):
    with override("en"):
        english = reason(code), brief(code)
    with override("de"):
        german = reason(code), brief(code)
    assert all(english) and all(german)
    assert not set(english) & set(german)


def test_the_detail_of_a_reason_is_in_its_sentence():
    assert "U+1F600" in reason("missing_glyph:U+1F600")
    assert brief("") == ""


def test_a_code_never_carries_the_text_itself():
    assert code_of(MissingGlyph("\U0001f600", "M7K-1TR")) == "missing_glyph:U+1F600"
    assert code_of(DoesNotFit("serial", "M7K-1TR")) == "does_not_fit:serial"
    assert code_of(PaperError("M7K-1TR")) == "paper"
