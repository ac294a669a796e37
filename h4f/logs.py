"""Log lines that say what went wrong and where, and nothing about whom."""

import logging
import re
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


# A secret in an address: the link to a calendar, to a donation, to sign in.
SECRET = re.compile(r"(?<=/)[A-Za-z0-9_:=-]{32,}")


class SecretlessFormatter(logging.Formatter):
    """Leaves out secrets that stand in addresses: whoever reads the log could use them."""

    def format(self, record: logging.LogRecord) -> str:
        """Also of what other libraries log of a request."""
        return SECRET.sub("…", super().format(record))


class DiscreetFormatter(SecretlessFormatter):
    """Leaves out what exceptions say: a database names the row's values, an importer quotes its file."""

    def format(self, record: logging.LogRecord) -> str:
        """Celery repeats a failed task's exception in its own sentence, so it is shortened there, too."""
        if isinstance(record.args, dict) and "exc" in record.args:
            record = logging.makeLogRecord(record.__dict__)
            record.args = {**record.args, "exc": "", "traceback": ""}
        return super().format(record)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - logging's name
        """Lines of code and the exceptions' classes, the cause first."""
        return "\n".join(_story(ei[1]))


def _story(error: BaseException) -> list[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*_story(before), "which led to"] if before else []
    frames = [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
    return [*lines, *frames, f"{type(error).__module__}.{type(error).__qualname__}"]
