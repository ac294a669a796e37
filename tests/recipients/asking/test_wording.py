"""What is asked for, in plain words."""

import pytest

from devices.models import Category
from recipients import overview, requests
from recipients.asking.needs import NeedWish
from recipients.asking.offers import offers
from recipients.asking.wording import in_words, said_beside, spans
from recipients.models import Wish
from tests import cast


@pytest.mark.parametrize(
    ("grades", "words"),
    [([], ""), ([7], "7"), ([7, 7], "7"), ([5, 6, 7, 9], "5–7, 9"), ([10, 9], "9–10"), ([1, 3, 5], "1, 3, 5")],
)
def test_grades_are_said_as_people_say_them(grades, words):
    assert spans(grades) == words


@pytest.mark.django_db
def test_equal_needs_are_one_sentence_and_loans_of_the_institution_their_own(reference, school_user, acting):
    notebook, monitor = Category.objects.get(code="notebook"), Category.objects.get(code="monitor")
    workplace = offers()["set-desktop-workplace"]
    wishes = [
        NeedWish(
            [notebook], "M7K-4TR", 5, household_code="4KM-7TR", receipt_language="uk", wishes=[Wish.objects.first()]
        ),
        NeedWish([notebook], "B2D-3FG", 7),
        NeedWish([notebook], "C4H-5JK", 12),
        NeedWish([monitor], agreement="loan"),
        NeedWish(workplace.categories, "D6M-7NP", 8, device_set=workplace.device_set),
    ]
    row = requests.open_draft(
        institution=cast.institution(school_user), values={}, wishes=wishes, actor=acting(school_user)
    )
    needs = [line.need for line in overview.lines_of(row)]
    assert [(asked.count, asked.sentence, asked.minimum) for asked in in_words(needs)] == [
        (
            2,
            "2 × Notebook für Klasse 5, 7, als Schenkung",
            "Notebook, Klassen 5 bis 10: mindestens 8 GB Arbeitsspeicher, 2 Prozessorkerne",
        ),
        (
            1,
            "1 × Notebook für Klasse 12, als Schenkung",
            "Notebook, Klassen 11 bis 13: mindestens 8 GB Arbeitsspeicher, 4 Prozessorkerne",
        ),
        (
            1,
            "1 × Monitor für die Einrichtung selbst, als Leihe",
            "",
        ),
        (
            1,
            "1 × Desktop-Arbeitsplatz für Klasse 8, als Schenkung",
            "Desktop-PC, Klassen 5 bis 13: mindestens 8 GB Arbeitsspeicher, 2 Prozessorkerne",
        ),
    ]
    assert said_beside(needs[0]) == "Haushalt 4KM-7TR, Ukrainisch, größeres Display (ab 15 Zoll)"
    assert said_beside(needs[4]) == "Tastatur, Maus"
