from datetime import date

import pytest
from django.db import transaction

from custody.models import Counter
from custody.numbering import take_numbers, yearly_numbers


@pytest.mark.django_db
class TestNumbers:
    def test_they_count_on_per_series_and_year(self):
        with transaction.atomic():
            assert yearly_numbers("S", 2, on=date(2026, 12, 31)) == ["S-2026-00001", "S-2026-00002"]
            assert yearly_numbers("S", 1, on=date(2027, 1, 1)) == ["S-2027-00001"]
            assert yearly_numbers("Q", 1, on=date(2026, 1, 1)) == ["Q-2026-00001"]
            assert yearly_numbers("S", 1, on=date(2026, 1, 1)) == ["S-2026-00003"]

    def test_a_rollback_gives_them_back_so_that_no_gap_arises(self):
        class Failed(Exception):
            pass

        with pytest.raises(Failed), transaction.atomic():
            take_numbers("Q", 5, year=2026)
            raise Failed
        with transaction.atomic():
            assert list(take_numbers("Q", 1, year=2026)) == [1]

    def test_there_is_one_counter_per_series_and_year(self):
        with transaction.atomic():
            take_numbers("Q", 5, year=2026)
            take_numbers("Q", 5, year=2026)
        assert Counter.objects.get().last == 10


@pytest.mark.django_db(transaction=True)
def test_numbers_are_only_taken_inside_a_transaction():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        take_numbers("Q")
