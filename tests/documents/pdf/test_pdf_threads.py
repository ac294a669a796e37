"""A web process draws for several people at once."""

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from documents.pdf.paper import Paper
from documents.pdf.typesetting import DATA, NAME

THREADS, EACH = 4, 6
WORDS = "Größe Übergabe Łódź Čeština Việt Кириллица 0123456789"


@pytest.fixture(autouse=True)
def restless_threads() -> Iterator[None]:
    """They change places after every few steps, as on a busy machine."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def drawn() -> bytes:
    paper = Paper(title="Probe", author="Probe")
    for row in range(20):
        paper.text(20, 20 + row * 5, WORDS[row:], NAME if row % 2 else DATA)
    paper.end_page()
    return paper.bytes()


def test_papers_drawn_at_the_same_moment_are_those_drawn_alone():
    alone, start = drawn(), threading.Barrier(THREADS)

    def together(_number: int) -> set[bytes]:
        start.wait()
        return {drawn() for _paper in range(EACH)}

    with ThreadPoolExecutor(THREADS) as pool:
        assert set.union(*pool.map(together, range(THREADS))) == {alone}
