"""What may happen to a storage and to workers, done to the real ones."""

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from django.conf import settings

from tests.services.servers import Worker

# A receipt takes twice as many bytes, and so does what SQLite writes down when papers are claimed.
DISK_HAS = 10_000


@contextmanager
def closed_storage() -> Iterator[None]:
    """Nothing can be written where the files lie. The way to them is a link from then on, which leads to a file
    meanwhile: a link changes at once, so that no worker finds nothing there and makes a folder of its own."""
    folder, aside = Path(settings.FILES_DIR), Path(settings.FILES_DIR).with_name("files-aside")
    closed = folder.with_name("files-closed")
    closed.touch()
    if not folder.is_symlink():
        folder.mkdir(parents=True, exist_ok=True)
        folder.rename(aside)
    _lead(folder, closed)
    try:
        yield
    finally:
        _lead(folder, aside)


def _lead(link: Path, target: Path) -> None:
    new = link.with_name(f"{link.name}-new")
    new.symlink_to(target)
    new.replace(link)


@contextmanager
def full_disk(workers: Sequence[Worker]) -> Iterator[None]:
    """No file of these workers may grow beyond DISK_HAS: the operating system refuses to write on, as it does when the
    disk is full. On SQLite it is the disk of the database, too."""
    _may_write(_all_of(workers), DISK_HAS)
    try:
        yield
    finally:
        _may_write(_all_of(workers), resource.RLIM_INFINITY)


@contextmanager
def full_disk_here() -> Iterator[None]:
    """The same for this process, which answers requests."""
    _may_write([os.getpid()], DISK_HAS)
    try:
        yield
    finally:
        _may_write([os.getpid()], resource.RLIM_INFINITY)


def _all_of(workers: Sequence[Worker]) -> list[int]:
    return [pid for worker in workers for pid in processes_of(worker)]


def _may_write(pids: Sequence[int], most: int) -> None:
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def processes_of(worker: Worker) -> list[int]:
    """The worker with its pool."""
    pids = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    return [pid for pid in pids if _group_of(pid) == worker.popen.pid]


def _group_of(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def kill_a_hand_of(worker: Worker, dice: Random) -> None:
    """One process of its pool, as the operating system does when memory is short; the worker takes another one."""
    hands = [pid for pid in processes_of(worker) if pid != worker.popen.pid]
    if hands:
        os.kill(dice.choice(hands), signal.SIGKILL)


@contextmanager
def frozen(workers: Sequence[Worker]) -> Iterator[None]:
    """They stand still wherever they are."""
    _signal_all(workers, signal.SIGSTOP)
    try:
        yield
    finally:
        _signal_all(workers, signal.SIGCONT)


def _signal_all(workers: Sequence[Worker], number: int) -> None:
    for worker in workers:
        if worker.popen.poll() is None:
            os.killpg(worker.popen.pid, number)


def in_the_middle(
    workers: Sequence[Worker],
    strike: Callable[[], None],
    *,
    is_going_on: Callable[[], bool],
    is_over: Callable[[], bool],
    seconds: float,
) -> bool:
    """Strikes while the work is going on: the workers are held where they are, so that it still is. False when the work
    is over before. Raises: TimeoutError when it doesn't begin."""
    deadline = time.monotonic() + seconds
    while not is_over():
        if is_going_on():
            with frozen(workers):
                if is_going_on():
                    strike()
                    return True
        if time.monotonic() > deadline:
            raise TimeoutError(f"nobody was at work for {seconds:.0f} seconds")
        time.sleep(0.005)
    return False
