"""Codes say nothing about a child, and names don't pass for codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recipients import codes


@given(st.integers(min_value=0, max_value=60))
def test_proposed_codes_are_different_and_pass_as_codes(count):
    proposed = codes.propose(count)
    assert len(set(proposed)) == count
    assert [codes.checked(code) for code in proposed] == proposed


@given(st.integers(min_value=1, max_value=20))
def test_proposed_codes_use_nothing_that_is_mistaken_or_spells_a_word(count):
    letters = "".join(codes.propose(count)).replace("-", "")
    assert not set(letters) & set("01OILAEUY")
    assert all(any(sign.isdigit() for sign in code) for code in codes.propose(count))


def test_taken_codes_are_not_proposed(monkeypatch):
    choices = iter(["M", "K", "T", "R", "7", "4", "B", "K", "T", "R", "7", "4"])
    monkeypatch.setattr(codes.secrets, "choice", lambda _signs: next(choices))
    assert codes.propose(1, {"M7K-4TR"}) == ["B7K-4TR"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("m7k-4tr", "M7K-4TR"), ("  7b 03 ", "7B-03"), ("7b_03", "7B-03"), ("7b–03", "7B-03"), ("K12", "K12")],
)
def test_typed_codes_are_kept_in_capitals(typed, code):
    assert codes.checked(typed) == code


@pytest.mark.parametrize(
    "typed",
    ["Anna", "anna7", "Max-2", "MUELLER-1", "Yıldız 3", "Lê 4", "Ali Baba", "12345", "BCD", "K20120504", "7", "A1" * 7],
)
def test_names_words_dates_and_bare_numbers_are_refused(typed):
    with pytest.raises(codes.NotACode):
        codes.checked(typed)


@given(st.text(alphabet=st.characters(categories=("L", "Zs", "Pd")), max_size=20))
def test_nothing_without_a_digit_is_a_code(text):
    with pytest.raises(codes.NotACode):
        codes.checked(text)


@given(st.text(max_size=30))
def test_a_checked_code_stays_as_it_is(text):
    try:
        code = codes.checked(text)
    except codes.NotACode:
        return
    assert codes.checked(code) == code
    assert len(code) <= codes.LONGEST


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Anna Berger", "Namen"),
        ("Lê 4", "Namen"),
        ("Li-12", "Namen"),
        ("Müller7", "Namen"),
        ("AB2014", "Datum"),
        ("K-1999", "Datum"),
        ("BCD", "Ziffer"),
        ("K1/2", "Buchstaben"),
        ("7", "Zeichen"),
    ],
)
def test_the_sentence_says_why_it_is_no_code(typed, kind):
    with pytest.raises(codes.NotACode, match=kind):
        codes.checked(typed)


@given(st.integers(min_value=1, max_value=20))
def test_household_codes_are_codes_and_begin_with_a_digit(count):
    proposed = codes.propose_households(count)
    assert [codes.checked(code) for code in proposed] == proposed
    assert all(code[0].isdigit() for code in proposed)


@given(st.binary(min_size=6, max_size=32))
def test_a_digest_stands_for_one_code(digest):
    assert codes.checked(codes.from_digest(digest)) == codes.from_digest(digest)
