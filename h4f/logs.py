"""Log lines that say what went wrong and where, and nothing about whom."""

import logging
import traceback
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class DiscreetFormatter(logging.Formatter):
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
