"""The effect in numbers: which time counts, by which factors."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from devices.effect.calculation import CO2E, E_WASTE, Factor, Use, effect, factors_on, years_of_use

NOTEBOOK, MONITOR, PHONE = 1, 2, 3
BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365.25)
DAY = date(2026, 11, 24)


def factor(category: int, saved: str, per_year: str, **fields) -> Factor:
    defaults = {"valid_from": date(2022, 1, 1), "source": "ADEME 2022", "is_rough": False}
    return Factor(category, saved, Decimal(per_year), **{**defaults, **fields})


FACTORS = [
    factor(NOTEBOOK, CO2E, "27"),
    factor(NOTEBOOK, E_WASTE, "0.314"),
    factor(MONITOR, CO2E, "14", source="EU Lot 3 2007", is_rough=True),
]


def test_a_notebook_in_use_for_two_years_saves_twice_a_year():
    found = effect([Use(1, NOTEBOOK, BEGAN)], FACTORS, now=BEGAN + 2 * YEAR, on=DAY)
    assert (found.devices, found.years, found.co2e, found.e_waste) == (1, 2, 54, Decimal("0.628"))
    assert (found.is_rough, found.sources, found.without_factor) == (False, ("ADEME 2022",), 0)


@pytest.mark.parametrize(("years", "counted"), [(Decimal("0.5"), "0.5"), (3, 3), (7, 3)])
def test_use_counts_until_today_but_at_most_three_years(years, counted):
    now = BEGAN + float(years) * YEAR
    assert years_of_use([Use(1, NOTEBOOK, BEGAN)], now) == {1: Decimal(counted)}


def test_use_ends_with_the_return_and_two_uses_of_one_device_share_the_three_years():
    uses = [Use(1, NOTEBOOK, BEGAN, BEGAN + 2 * YEAR), Use(1, NOTEBOOK, BEGAN + 3 * YEAR)]
    assert years_of_use(uses[:1], BEGAN + 9 * YEAR) == {1: 2}
    assert years_of_use(uses, BEGAN + 9 * YEAR) == {1: 3}


def test_a_handover_entered_for_a_later_day_counts_nothing_yet():
    assert years_of_use([Use(1, NOTEBOOK, BEGAN)], BEGAN - YEAR) == {1: 0}


def test_a_rough_factor_makes_the_sum_rough_and_names_its_source():
    found = effect([Use(1, NOTEBOOK, BEGAN), Use(2, MONITOR, BEGAN)], FACTORS, now=BEGAN + YEAR, on=DAY)
    assert (found.co2e, found.is_rough, found.sources) == (41, True, ("ADEME 2022", "EU Lot 3 2007"))


def test_a_kind_without_a_factor_counts_nothing_and_is_said():
    found = effect([Use(1, PHONE, BEGAN)], FACTORS, now=BEGAN + YEAR, on=DAY)
    assert (found.devices, found.co2e, found.without_factor) == (1, 0, 1)


def test_a_report_uses_the_factors_of_its_day_and_old_reports_keep_theirs():
    newer = factor(NOTEBOOK, CO2E, "20", valid_from=date(2027, 1, 1), source="ADEME 2027")
    uses, now = [Use(1, NOTEBOOK, BEGAN)], BEGAN + YEAR
    assert effect(uses, [newer, *FACTORS], now=now, on=date(2026, 12, 31)).co2e == 27
    assert effect(uses, [newer, *FACTORS], now=now, on=date(2027, 1, 1)).co2e == 20
    assert factors_on(FACTORS, date(2021, 12, 31)) == {}
