"""Moments before and after the day on which the demo data is made, at hours at which people work."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

SATURDAY = 5


class Calendar:
    """Counts from one moment, so that the same moment gives the same data."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = timezone.localdate(now)

    def at(self, days: int, clock: str = "10:00") -> datetime:
        """That many days before today at this local time; negative numbers lie in the future."""
        return self._moment(self.today - timedelta(days=days), clock)

    def workday(self, days: int, clock: str = "10:00") -> datetime:
        """As `at`, on the Friday before when it is a weekend."""
        day = self.today - timedelta(days=days)
        day -= timedelta(days=max(0, day.weekday() - SATURDAY + 1))
        return self._moment(day, clock)

    def week(self, weeks: int, clock: str = "10:00") -> datetime:
        """The Wednesday of the week that many weeks before this one."""
        monday = self.today - timedelta(days=self.today.weekday(), weeks=weeks)
        return self._moment(monday + timedelta(days=2), clock)

    def days_since(self, moment: datetime) -> int:
        """How many days ago that was."""
        return (self.today - timezone.localdate(moment)).days

    @staticmethod
    def _moment(day: date, clock: str) -> datetime:
        return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))
