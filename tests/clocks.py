"""Clocks for tests of what may take how long, on a machine that may be busy with other things."""

import time
from pathlib import Path


def unhurried_seconds() -> float:
    """A clock in seconds that waits with this thread for its turn on a busy machine (on Linux; else the usual one): it
    measures what a step takes, sleeping and waiting for others included, and not what else runs here."""
    waited = Path("/proc/thread-self/schedstat")
    nanoseconds = int(waited.read_text().split()[1]) if waited.exists() else 0
    return time.monotonic() - nanoseconds / 1e9
