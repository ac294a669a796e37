"""What a run of `manage.py up` started, kept in a file: the next run ends what a killed one left behind."""

import json
import os
import signal
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

GRACE_SECONDS = 3.0
SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Started:
    """A process by number and start time: numbers are used again, both together are not."""

    name: str
    pid: int
    since: str

    def is_alive(self) -> bool:
        """Whether this very process, not a later one with its number, is running."""
        return running_since(self.pid) == self.since


def running_since(pid: int) -> str | None:
    """When a process was started, in the system's own words; None when it is gone, or dead and unburied."""
    try:
        # The name in brackets may hold spaces; state and start time are the 1st and 20th field after it.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return None if fields[0] == "Z" else fields[19]
    except OSError:
        return None if Path("/proc/self/stat").exists() else _asked_of_ps(pid)


def _asked_of_ps(pid: int) -> str | None:
    answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.strip() or None


def end_group(pid: int, seconds: float = GRACE_SECONDS) -> None:
    """Ask a process group to end, then insist."""
    deadline = time.monotonic() + seconds
    signalled = _signal_group(pid, signal.SIGTERM)
    while signalled and time.monotonic() < deadline:
        time.sleep(0.05)
        signalled = _signal_group(pid, 0)
    if signalled:
        _signal_group(pid, signal.SIGKILL)


def _signal_group(pid: int, number: int) -> bool:
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


class PidFile:
    """One line per started process; each process adds its own, so lines are appended, never rewritten."""

    def __init__(self, path: Path):
        self.path = path

    def begin(self) -> None:
        """A new run: forget the old one and name this process as the supervisor."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        self.add(SUPERVISOR, os.getpid())

    def add(self, name: str, pid: int) -> None:
        """Note a process that leads its own group (the supervisor excepted)."""
        line = json.dumps(asdict(Started(name, pid, running_since(pid) or "")))
        with self.path.open("a") as file:
            file.write(line + "\n")

    def started(self) -> list[Started]:
        """All that was noted; a line cut short by a crash is no entry."""
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        return [Started(**json.loads(line)) for line in lines if line.endswith("}")]

    def supervisor(self) -> Started | None:
        """The supervisor of a run that still goes on, if there is one."""
        return next((one for one in self.started() if one.name == SUPERVISOR and one.is_alive()), None)

    def end_leftovers(self) -> list[str]:
        """End what a killed run left behind; the names of what was found alive."""
        left = [one for one in self.started() if one.name != SUPERVISOR and one.is_alive()]
        for one in left:
            end_group(one.pid)
        return [one.name for one in left]

    def clear(self) -> None:
        """The run has ended well."""
        self.path.unlink(missing_ok=True)
