"""What a proposal is measured against: a bound from another computation, and first come, first served. Neither looks at
pins."""

from recipients.proposing.classes import Classes, Stock
from recipients.proposing.greedy import serve_first_come
from recipients.proposing.problem import Problem
from recipients.proposing.relaxing import Relaxation
from recipients.proposing.serving import Market, Unit, weight

# The linear program is solved with floating-point numbers; weights are whole.
ROUNDING = 1e-6


def _first_round(problem: Problem) -> tuple[list[Unit], Market]:
    """What is decided on, in the order of the queue, and what there is."""
    classes = Classes(problem)
    units = [Unit(need, need.essentials, not need.begun) for need in sorted(problem.needs, key=lambda need: need.order)]
    units = [unit for unit in units if unit.household not in problem.busy_households]
    return units, Market(Stock(problem.devices, classes), classes, problem.caps)


def first_come_weight(problem: Problem) -> int:
    """The weight served when each need in the order of the queue takes the smallest devices left that fit."""
    return weight(serve_first_come(*_first_round(problem)))


def relaxation_bound(problem: Problem) -> float:
    """The most weight when needs and devices could be divided. No proposal serves more; where each need has one item,
    the best one serves as much."""
    value = Relaxation(*_first_round(problem)).value
    return round(value) if abs(value - round(value)) <= ROUNDING * max(1.0, value) else value
