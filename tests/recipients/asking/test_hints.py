"""Free text is looked at softly."""

import time

import pytest

from recipients.asking.hints import personal_hints


@pytest.mark.parametrize(
    "text",
    [
        "geb. am 12.03.2014",
        "Am 1.4. geboren",
        "2014-03-12",
        "Bitte an familie.meyer@example.org",
        "Tel. 0341 1234567",
        "Familie Meyer braucht es bald",
        "Die Mutter ist krank",
    ],
)
def test_what_may_be_personal_is_pointed_at(text):
    assert personal_hints(text)


@pytest.mark.parametrize(
    "text", ["", "Bitte vormittags, Zimmer 204", "Wir haben 3 Steckdosen je Tisch", "Anlieferung über den Hof 2"]
)
def test_what_is_usual_is_left_alone(text):
    assert personal_hints(text) == []


@pytest.mark.parametrize("text", ["0" * 5000, "a@" * 2500, "1." * 2500, "+4" * 2500, "a." * 2500])
def test_it_takes_no_long_time_over_any_text(text):
    begun = time.process_time()
    personal_hints(text)
    assert time.process_time() - begun < 1
