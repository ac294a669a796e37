"""Health of batteries: what they hold when full today, divided by what they were built for."""

from collections.abc import Iterable


def health(full_and_design: Iterable[tuple[float, float]]) -> float | None:
    """Share from 0 to 1 over all batteries of a machine; None where none is known.

    New batteries can hold a little more than they promise; that is still 1.
    """
    known = [(full, design) for full, design in full_and_design if full >= 0 and design > 0]
    total = sum(design for _, design in known)
    if not total or total == float("inf"):
        return None
    return round(min(1.0, sum(full for full, _ in known) / total), 4)
