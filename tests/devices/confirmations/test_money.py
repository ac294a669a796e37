"""Amounts as people type them, and as papers print them."""

from decimal import Decimal

import pytest

from devices.confirmations import money


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("20", "20.00"),
        ("1,5", "1.50"),
        ("1.50", "1.50"),
        ("1.234", "1234.00"),
        ("1.234,50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("20,-", "20.00"),
        ("€ 20", "20.00"),
        ("20,00 EUR", "20.00"),
    ],
)
def test_reads_amounts_as_they_are_written_in_germany(typed, amount):
    assert money.parse(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["", "abc", "-3", "1,234,5", "1,505", "12.3456", "1e5", "NaN"])
def test_guesses_nothing(typed):
    with pytest.raises(ValueError):
        money.parse(typed)


@pytest.mark.parametrize(
    ("amount", "figures", "words"),
    [
        ("20", "20,00\u00a0€", "zwanzig Euro"),
        ("119.5", "119,50\u00a0€", "einhundertneunzehn Euro und fünfzig Cent"),
        ("1.01", "1,01\u00a0€", "ein Euro und ein Cent"),
        ("101", "101,00\u00a0€", "einhundertein Euro"),
        ("21000.21", "21.000,21\u00a0€", "einundzwanzigtausend Euro und einundzwanzig Cent"),
    ],
)
def test_prints_figures_and_words(amount, figures, words):
    assert (money.euros(Decimal(amount)), money.in_words(Decimal(amount))) == (figures, words)
