"""Retention at work, and what it would do: what is due by the terms of today, and what goes on which day."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from documents.models import Document, RetentionRun, RetentionTerm
from documents.retention import leaving
from documents.retention.registry import RULES, Rule, rule_of_paper

logger = logging.getLogger(__name__)
# One transaction; a killed worker loses no more than this, and nobody waits long for its locks.
CHUNK = 100
# What one tick destroys of one rule at most: the next tick goes on.
MOST_A_TICK = 5_000
# After so many broken rows of one chunk the rule itself is taken for broken.
MOST_BROKEN = 20


@dataclass(frozen=True)
class Outlook:
    """What a rule will destroy: rows that are due today (or were overdue), and (day, how many) after it. `term` is None
    for a rule that nobody has given a term: it destroys nothing."""

    rule: Rule
    term: RetentionTerm | None
    due: int
    days: list[tuple[date, int]]

    @property
    def next(self) -> tuple[date, int] | None:
        """The first day after today on which something goes."""
        return self.days[0] if self.days else None


def due(rule: Rule, term: RetentionTerm, *, today: date) -> QuerySet:
    """The rule's rows whose time is over, the oldest first."""
    return rule.rows().filter(kept_since__lte=term.period.latest_start(today)).order_by("kept_since", "pk")


def run(*, now: datetime | None = None, most: int = MOST_A_TICK) -> dict[str, int]:
    """Destroys what is due, {rule: how many}. May run twice at once and be killed anywhere: each chunk is destroyed in
    full or not at all, and what is left is due the next time. Neither a rule nor a row that breaks keeps the others
    from it: the first error is raised at the end."""
    now = now or timezone.now()
    terms = RetentionTerm.objects.holding(timezone.localdate(now))
    gone: dict[str, int] = {}
    errors: list[Exception] = []
    for code in sorted(RULES.keys() & terms.keys()):
        try:
            gone[code] = _run_rule(RULES[code], terms[code], now, most, errors)
        except Exception as error:  # noqa: BLE001 - whatever a rule throws is raised below; its text may be personal
            logger.error("Retention rule %s broke: %s. The others go on.", code, type(error).__name__)
            errors.append(error)
    leaving.destroy_files(now=now)
    if errors:
        raise errors[0]
    return {code: count for code, count in gone.items() if count}


def _run_rule(rule: Rule, term: RetentionTerm, now: datetime, most: int, errors: list[Exception]) -> int:
    """Chunk by chunk in the order of days; rows that won't go are passed by and tried again by the next run."""
    ahead = rows = due(rule, term, today=timezone.localdate(now))
    gone = left = 0
    while gone < most and (places := list(ahead.values_list("kept_since", "pk")[: min(CHUNK, most - gone)])):
        pks = [pk for _day, pk in places]
        gone += _destroy_chunk(rule, term, pks, now, errors)
        left += rule.rows().filter(pk__in=pks).count()
        day, pk = places[-1]
        ahead = rows.filter(Q(kept_since__gt=day) | Q(kept_since=day, pk__gt=pk))
    if left:
        logger.error("Retention rule %s left %d rows that were due.", rule.code, left)
    return gone


def _destroy_chunk(rule: Rule, term: RetentionTerm, pks: Sequence[int], now: datetime, errors: list[Exception]) -> int:
    """All together; when that breaks, one by one, so that a single row is left and not those beside it. Raises the last
    error when so many rows break that it must be the rule."""
    try:
        return _destroy(rule, term, pks, now)
    except Exception:  # noqa: BLE001 - the row that it was breaks again, and is reported then
        known, gone = len(errors), 0
        for pk in pks:
            gone += _destroy_alone(rule, term, pk, now, errors)
            if len(errors) - known >= MOST_BROKEN:
                raise errors.pop() from None
        return gone


def _destroy_alone(rule: Rule, term: RetentionTerm, pk: int, now: datetime, errors: list[Exception]) -> int:
    try:
        return _destroy(rule, term, [pk], now)
    except Exception as error:  # noqa: BLE001 - raised at the end of the run; its text may be personal
        logger.error("Retention rule %s broke at row %s: %s. The others go on.", rule.code, pk, type(error).__name__)
        errors.append(error)
        return 0


@transaction.atomic
def _destroy(rule: Rule, term: RetentionTerm, pks: Sequence[int], now: datetime) -> int:
    count = rule.destroy(pks, now)
    _note(rule, term, now, count)
    return count


def _note(rule: Rule, term: RetentionTerm, now: datetime, count: int) -> None:
    if not count:
        return
    line = {"rule": rule.code, "version": term.version, "ran_on": timezone.localdate(now)}
    RetentionRun.objects.get_or_create(**line)
    RetentionRun.objects.filter(**line).update(count=F("count") + count)


def outlook(*, today: date, until: date | None = None) -> list[Outlook]:
    """What each rule will destroy, as far as is known today; a count per day, asked by one query per rule."""
    terms = RetentionTerm.objects.holding(today)
    return [_outlook_of(rule, terms.get(rule.code), today, until) for rule in _in_order()]


def _in_order() -> Iterator[Rule]:
    yield from sorted(RULES.values(), key=lambda rule: (not rule.papers, str(rule.title)))


def _outlook_of(rule: Rule, term: RetentionTerm | None, today: date, until: date | None) -> Outlook:
    if term is None:
        return Outlook(rule, None, 0, [])
    counts: dict[date, int] = {}
    for since, count in (
        rule.rows().order_by().values("kept_since").annotate(n=Count("pk")).values_list("kept_since", "n")
    ):
        if since is not None:
            day = max(term.period.goes_on(since), today)
            counts[day] = counts.get(day, 0) + count
    overdue = counts.pop(today, 0)
    return Outlook(rule, term, overdue, sorted((d, n) for d, n in counts.items() if until is None or d <= until))


def kept_until(document: Document, *, today: date) -> date | None:
    """The last day on which this paper is kept, by the terms of today; None when it is exempt, gone, or its time does
    not count yet (a loan that is still out)."""
    rule = rule_of_paper(document.kind)
    term = rule and RetentionTerm.objects.holding(today).get(rule.code)
    if not term:
        return None
    since = rule.rows().filter(pk=document.pk).values_list("kept_since", flat=True).first()
    return term.period.last_day(since) if since else None
