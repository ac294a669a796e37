"""A drawn signature is checked before anything is kept."""

import json

import pytest

from documents.strokes import MOST_CHARACTERS, UnreadableDrawing, as_path, read

LINE = [[0, 0, 900, 300]]


def test_strokes_come_back_as_they_were_drawn():
    assert read(json.dumps(LINE)) == LINE
    assert as_path([[1, 2, 3, 4, 5, 6], [7, 8]]) == "M1 2L3 4L5 6 M7 8L7 8"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "kein JSON",
        "{}",
        "[1, 2]",
        "[[1, 2, 3]]",
        "[[]]",
        '[["1", 2, 3, 4]]',
        "[[true, 0, 900, 300]]",
        "[[0.5, 0, 900, 300]]",
        "[[0, 0, 1001, 0]]",
        "[[0, 0, 0, 361]]",
        "[[-1, 0, 900, 300]]",
        "[[5, 5]]",
        "[" * 40_000,
        json.dumps(LINE * 201),
        json.dumps([[0, 0] * 5001]),
        " " * MOST_CHARACTERS + json.dumps(LINE),
    ],
)
def test_what_is_no_signature_is_refused(text):
    with pytest.raises(UnreadableDrawing):
        read(text)
