"""What will probably be refused, and why."""

from datetime import date
from decimal import Decimal

import pytest

from devices.models import Category
from devices.offering.acceptance import Described, current_rules, hints
from tests import reference_rows

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def rules(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        reference_rows.load()
        yield {category.code: category for category in Category.objects.all()}, current_rules()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("category", "said", "spoken_against_by"),
    [
        ("notebook", {}, []),
        ("notebook", {"year": 2016, "ram_gib": 4}, []),
        ("notebook", {"year": 2015}, ["Geräte, die älter als 10 Jahre sind"]),
        ("notebook", {"ram_gib": 2}, ["Notebooks mit weniger als 4 GB Arbeitsspeicher"]),
        (
            "notebook",
            {"year": 2009, "ram_gib": 1},
            ["Geräte, die älter als 10 Jahre sind", "Notebooks mit weniger als 4 GB Arbeitsspeicher"],
        ),
        ("monitor", {"inches": Decimal("22.0")}, []),
        ("monitor", {"inches": Decimal("21.5")}, ["Monitore unter 22 Zoll"]),
        ("monitor", {"text": "Sony Röhrenmonitor"}, ["Röhrenmonitore und Fernseher"]),
        ("monitor", {"text": "EIZO crt T765"}, ["Röhrenmonitore und Fernseher"]),
        ("monitor", {"text": "Dell Crtx"}, []),
        ("printer", {}, ["Drucker und Kopierer"]),
        (None, {"year": 1990}, []),
    ],
)
def test_a_rule_speaks_against_what_is_beyond_its_limit(rules, category, said, spoken_against_by):
    categories, current = rules
    thing = Described(categories.get(category), **said)
    assert [hint.rule for hint in hints(thing, current, today=TODAY)] == spoken_against_by


@pytest.mark.django_db
def test_a_rule_without_a_limit_is_refused_with_a_sentence(client, administrator):
    client.force_login(administrator)
    values = {
        "name_de": "Alles",
        "name_en": "All",
        "position": "1",
        "is_active": "on",
        "reason_de": "…",
        "reason_en": "…",
    }
    answer = client.post("/reference/acceptance/new/", values)
    assert answer.context["form"].non_field_errors() == [
        "Bitte setzen Sie mindestens eine Grenze, oder sagen Sie, dass davon nichts angenommen wird."
    ]
