"""What a proposal says of itself: who is served, what is reached, what is missing."""

import pytest

from recipients.proposals import rules, starting
from recipients.proposals.summary import by_institution, goals
from tests import cast
from tests.recipients.proposals_cast import because, calculated, given, proposal, ready, waiting

pytestmark = pytest.mark.django_db


def test_the_page_says_who_is_served_and_what_is_reached(asked, other, coordinator):
    waiting(asked), waiting(asked), waiting(other)
    ready(), ready()
    row = proposal(coordinator)
    lines = {line.institution.name: (line.served, line.unserved) for line in by_institution(row)}
    assert lines == {"Gymnasium Süd": (0, 1), "Oberschule am Musterpark": (2, 0)}
    assert [label for label, _text in goals(row, pairs=2)] == [
        "1. Möglichst viele Punkte versorgt",
        "2. Obergrenzen der Einrichtungen",
        "3. Je Haushalt ein Gerätesatz",
        "4. Möglichst wenig mehr als gebraucht",
        "5. Ältester Bestand zuerst",
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


class TestAccessories:
    """A computer that is served, and the mouse that should go with it."""

    @pytest.fixture
    def mouse(self, asked):
        need = cast.need(asked, items=0)
        need.items.create(category=cast.category("desktop"), position=1)
        cast.device(status="ready", category=cast.category("desktop"))
        return need.items.create(category=cast.category("peripheral"), position=2)

    def free_mouse(self):
        return cast.device(status="ready", category=cast.category("peripheral"))

    def test_none_is_in_stock(self, mouse, coordinator):
        told = because(proposal(coordinator), mouse)
        assert told == "Bestand: Kein Gerät ausgabebereit (Peripheral). · Der Bedarf ist auch ohne versorgt."

    def test_what_fits_was_ruled_out(self, mouse, coordinator, actor):
        device = self.free_mouse()
        row = proposal(coordinator)
        rules.forbid(row, item=mouse, device=device, actor=actor)
        told = because(calculated(starting.again(row, actor=actor)), mouse)
        assert told.startswith("Ausgeschlossen:")
        assert told.endswith("Der Bedarf ist auch ohne versorgt.")

    def test_others_come_first(self, mouse, asked, coordinator):
        self.free_mouse()
        first = cast.need(asked, wants=cast.category("peripheral"), final_year="yes").items.get()
        row = proposal(coordinator)
        assert first.pk in given(row)
        assert because(row, mouse).startswith("Bestand: Von Peripheral passen 1, alle gehen an andere Bedarfe.")
