"""The effect of devices in use: time from handover to return or today, at most three years a device, times the factors
that were valid on the day of the report. Pure: rows in, numbers out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

MOST_YEARS = Decimal(3)
SECONDS_A_YEAR = Decimal("31557600")  # 365.25 days
CO2E, E_WASTE = "co2e", "e_waste"


@dataclass(frozen=True)
class Use:
    """A device was with somebody; `ended` is None while it still is. `category` is a primary key."""

    device: int
    category: int
    began: datetime
    ended: datetime | None = None


@dataclass(frozen=True)
class Factor:
    """kg that one device of a category saves in a year of use, from a day on."""

    category: int
    saved: str
    per_year: Decimal
    valid_from: date
    source: str
    is_rough: bool


@dataclass(frozen=True)
class Effect:
    """Of some devices: how many were ever in use, for how many years together (each at most three), and the kg saved.
    `without_factor` of them have no CO2e factor and count nothing. `is_rough`: a rough factor went into it."""

    devices: int
    years: Decimal
    co2e: Decimal
    e_waste: Decimal
    without_factor: int
    is_rough: bool
    sources: tuple[str, ...]


def effect(uses: Sequence[Use], factors: Sequence[Factor], *, now: datetime, on: date) -> Effect:
    """The effect until `now`, with the factors of the day `on`."""
    categories = {use.device: use.category for use in uses}
    valid = factors_on(factors, on)
    years = years_of_use(uses, now)
    used = [
        (years[device], valid[category, saved])
        for device, category in categories.items()
        for saved in (CO2E, E_WASTE)
        if (category, saved) in valid
    ]
    return Effect(
        devices=len(categories),
        years=sum(years.values(), Decimal(0)),
        co2e=_kilograms(used, CO2E),
        e_waste=_kilograms(used, E_WASTE),
        without_factor=sum((category, CO2E) not in valid for category in categories.values()),
        is_rough=any(factor.is_rough for _years, factor in used),
        sources=tuple(sorted({factor.source for _years, factor in used})),
    )


def factors_on(factors: Sequence[Factor], on: date) -> dict[tuple[int, str], Factor]:
    """{(category, what is saved): the newest factor that had begun by that day}."""
    begun = sorted((factor for factor in factors if factor.valid_from <= on), key=lambda factor: factor.valid_from)
    return {(factor.category, factor.saved): factor for factor in begun}


def years_of_use(uses: Iterable[Use], now: datetime) -> dict[int, Decimal]:
    """{device: years in use until now, all its uses together, at most three}."""
    seconds: dict[int, Decimal] = {}
    for use in uses:
        lasted = max(((use.ended or now) - use.began).total_seconds(), 0)
        seconds[use.device] = seconds.get(use.device, Decimal(0)) + Decimal(str(lasted))
    return {device: min(total / SECONDS_A_YEAR, MOST_YEARS) for device, total in seconds.items()}


def _kilograms(used: Iterable[tuple[Decimal, Factor]], saved: str) -> Decimal:
    return sum((years * factor.per_year for years, factor in used if factor.saved == saved), Decimal(0))
