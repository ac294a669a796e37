"""What a proposal says of itself: who is served, what is reached, what is missing."""

import pytest

from recipients.proposals.summary import by_institution, goals
from tests.recipients.proposals_cast import because, proposal, ready, waiting

pytestmark = pytest.mark.django_db


def test_the_page_says_who_is_served_and_what_is_reached(asked, other, coordinator):
    waiting(asked), waiting(asked), waiting(other)
    ready(), ready()
    row = proposal(coordinator)
    lines = {line.institution.name: (line.served, line.unserved) for line in by_institution(row)}
    assert lines == {"Gymnasium Süd": (0, 1), "Oberschule am Musterpark": (2, 0)}
    assert [label for label, _text in goals(row)] == [
        "1. Möglichst viele Punkte versorgt",
        "2. Obergrenzen und Haushalte",
        "3. Möglichst wenig mehr als gebraucht",
        "4. Ältester Bestand zuerst",
        "Mit dem Rest begonnene Sätze",
    ]


@pytest.mark.parametrize(
    ("ram_gib", "sentence"),
    [
        (8, "Bestand: Von Notebook passen 1, alle gehen an Bedarfe, die vorher dran sind."),
        (64, "Ausstattung: Von 1 ausgabebereiten (Notebook) hat keines 64 GB Arbeitsspeicher."),
    ],
)
def test_what_is_missing_is_said(asked, coordinator, ram_gib, sentence):
    waiting(asked, final_year="yes")
    late = waiting(asked, ram_gib=ram_gib)
    ready()
    assert because(proposal(coordinator), late) == sentence
