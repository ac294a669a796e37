"""When a loan ends."""

from dataclasses import dataclass
from datetime import date, timedelta

from recipients.calendar.school_year import school_year
from recipients.enums import Agreement
from recipients.models import Need, Term, TermPurpose

ONE_DAY = timedelta(days=1)


def latest_end(today: date) -> date:
    """A loan may last until the end of the next school year; then somebody looks again."""
    return school_year(school_year(today).end + ONE_DAY).end


@dataclass(frozen=True)
class LoanRule:
    """The rule of one day: a loan ends with the school year, or with the next one when little of this one is left;
    unless the request says until when it is needed."""

    day: date
    shortest: timedelta

    @classmethod
    def of(cls, day: date) -> "LoanRule":
        """With the shortest loan that the administration has set; none set means any."""
        days = next(iter(Term.objects.days_of(TermPurpose.SHORTEST_LOAN)), 0)
        return cls(day, timedelta(days=days))

    def end_for(self, need: Need) -> date | None:
        """The last day of a loan to this need (with its request) that begins on the rule's day; None for a gift."""
        if need.agreement != Agreement.LOAN:
            return None
        asked = need.request.loan_until
        if asked and asked > self.day:
            return asked
        year = school_year(self.day)
        return year.end if year.end - self.day >= self.shortest else school_year(year.end + ONE_DAY).end


def loan_end(need: Need, day: date) -> date | None:
    """The same for one need; a gift asks the database for nothing."""
    return LoanRule.of(day).end_for(need) if need.agreement == Agreement.LOAN else None
