"""What retention knows how to destroy. The app that owns the rows registers a rule in AppConfig.ready(); how long they
are kept is data (RetentionTerm), under the rule's code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class Rule:
    """One kind of data that goes after a time.

    `rows` gives what is still there to be destroyed some day, annotated with `kept_since`: the day from which the term
    counts; what is exempt is left out. `destroy` destroys these rows in the caller's transaction and says how many it
    was; it may be asked twice for the same. `goes` and `stays` say to people what that means.
    `papers`: the kinds of papers (DocumentKind.code) that go by this rule.
    """

    code: str
    title: Promise | str
    goes: Promise | str
    stays: Promise | str
    rows: Callable[[], QuerySet]
    destroy: Callable[[Sequence[int], datetime], int]
    papers: tuple[str, ...] = ()


RULES: dict[str, Rule] = {}


def register(*rules: Rule) -> None:
    """Makes rules known."""
    RULES.update({rule.code: rule for rule in rules})


def rule_of_paper(kind: str) -> Rule | None:
    """The rule by which papers of this kind go."""
    return next((rule for rule in RULES.values() if kind in rule.papers), None)
