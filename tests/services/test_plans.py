"""How PostgreSQL plans statements that come again."""

import pytest
from django.db import connection, transaction

from custody.plans import keep_plans

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def plans() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        return cursor.fetchone()[0]


def test_plans_are_kept_for_one_transaction_and_made_anew_outside_of_it():
    with transaction.atomic():
        keep_plans()
        assert plans() == "auto"
    assert plans() == "force_custom_plan"
