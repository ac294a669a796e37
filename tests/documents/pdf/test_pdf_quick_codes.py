import random
import string

import pytest
import segno

from documents.pdf.quick_codes import MASK, modules

ADDRESS = "https://h4f.example.org/v/"


def of_segno(text: str, error: str, version: int | None) -> list[bytes]:
    code = segno.make_qr(text, error=error, version=version, mask=MASK, boost_error=False)
    return [bytes(row) for row in code.matrix]


def test_codes_of_any_token_have_the_modules_that_segno_makes():
    tokens = random.Random(20261123)
    for _token in range(200):
        text = f"{ADDRESS}{''.join(tokens.choices(string.ascii_letters + string.digits + '-_', k=22))}/"
        assert modules(text, error="M") == of_segno(text, "M", None)


@pytest.mark.parametrize("error", ["L", "M", "Q", "H"])
@pytest.mark.parametrize("text", ["1", "H4F-000123", "https://träger.example/", "漢字", "y" * 150, "x" * 600])
def test_so_have_codes_of_any_size_level_and_kind_of_text(text, error):
    assert modules(text, error=error) == of_segno(text, error, None)
    assert modules(text, error=error, version=28) == of_segno(text, error, 28)


def test_a_text_that_the_version_does_not_take_is_refused():
    with pytest.raises(segno.DataOverflowError):
        modules(ADDRESS * 3, error="H", version=3)
