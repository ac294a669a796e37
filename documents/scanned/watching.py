"""Watches the process that reads a file: what hangs, breaks or lies costs one page, not the pile."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
# The worker's lease is renewed from page to page: this has to be shorter.
SECONDS_FOR_A_PAGE = 12.0
# Who fails so often in one file is not asked for the rest of it.
MOST_FAILURES = 5
LONGEST_LINE = 20_000
NEEDED_TO_BEGIN = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")


class UnreadableFile(Exception):
    """Nothing can be read of the file as a whole."""


@dataclass(frozen=True)
class PageRead:
    """One page: its picture, empty when it can't be read, the texts of its codes, and how it lies. `is_beyond`: it
    stands for all pages that are not read any more."""

    picture: bytes = b""
    codes: list[str] = field(default_factory=list)
    turn: int = 0
    is_blank: bool = False
    is_beyond: bool = False


UNREADABLE = PageRead()
BEYOND = PageRead(is_beyond=True)


class Reader:
    """The process for one file, begun again behind each page that it fails at."""

    def __init__(self, file: Path, kind: str, folder: Path, seconds: float, begun: Callable[[], None]) -> None:
        self.command = [sys.executable, "-m", "documents.scanned.reading", str(file), kind, str(folder)]
        self.folder, self.seconds, self.begun = folder, seconds, begun
        self.process: subprocess.Popen | None = None
        self.rest = b""

    def start(self, first: int) -> int:
        """Begins at this page; how many there are. Raises UnreadableFile."""
        self.stop()
        self.rest = b""
        self.process = subprocess.Popen(
            [*self.command, str(first)],
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        said = self._line()
        if said is None:
            raise UnreadableFile
        self.begun()
        return int(said["pages"])

    def page(self, index: int) -> PageRead | None:
        """The next page; None when it takes too long, or the process died of it."""
        said = self._line()
        path = self.folder / f"{index}.jpg"
        if said is None or said["page"] != index or not path.exists():
            return None
        picture = path.read_bytes()
        path.unlink()
        return PageRead(picture, said["codes"], said["turn"], said["is_blank"])

    def stop(self) -> None:
        """Ends the process, however it is."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def _line(self) -> dict | None:
        deadline = time.monotonic() + self.seconds
        pipe = self.process.stdout.fileno()
        while b"\n" not in self.rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([pipe], [], [], left)[0]:
                return None
            part = os.read(pipe, 1 << 16)
            if not part or len(self.rest) > LONGEST_LINE:
                return None
            self.rest += part
        line, _newline, self.rest = self.rest.partition(b"\n")
        return json.loads(line)


def _environment() -> dict[str, str]:
    """What a process needs to begin; the site's secrets are none of its business."""
    return {name: os.environ[name] for name in NEEDED_TO_BEGIN if name in os.environ}


def pages_of(
    file: Path,
    kind: str,
    folder: Path,
    *,
    most: int,
    seconds: float = SECONDS_FOR_A_PAGE,
    begun: Callable[[], None] = lambda: None,
) -> Iterator[PageRead]:
    """Every page of a file in its order, at most so many, and BEYOND if there are more. `begun` is told whenever the
    process has got going, which may take as long as a page. Raises UnreadableFile before the first page."""
    reader = Reader(file, kind, folder, seconds, begun)
    try:
        total = reader.start(0)
        yield from _each(reader, min(total, most))
        if total > most:
            yield BEYOND
    finally:
        reader.stop()


def _each(reader: Reader, total: int) -> Iterator[PageRead]:
    failures = 0
    for index in range(total):
        read = reader.page(index) if failures < MOST_FAILURES else None
        yield read or UNREADABLE
        if read is None and (failures := failures + 1) < MOST_FAILURES and index + 1 < total:
            failures = failures if _goes_on(reader, index + 1) else MOST_FAILURES


def _goes_on(reader: Reader, first: int) -> bool:
    try:
        reader.start(first)
    except UnreadableFile:
        return False
    return True
