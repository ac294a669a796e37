"""The school year, in one place. Pure."""

from dataclasses import dataclass
from datetime import date

FIRST_MONTH = 8


@dataclass(frozen=True)
class SchoolYear:
    """From 1 August to 31 July (§ 33 SächsSchulG), both included."""

    start: date
    end: date
    label: str

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.label


def school_year(day: date) -> SchoolYear:
    """The school year of a day: 1 August 2026 to 31 July 2027 is "2026/27"."""
    first = day.year if day.month >= FIRST_MONTH else day.year - 1
    start, end = date(first, FIRST_MONTH, 1), date(first + 1, FIRST_MONTH - 1, 31)
    return SchoolYear(start, end, f"{first}/{(first + 1) % 100:02d}")
