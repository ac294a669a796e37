import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents import paper_cast


@pytest.fixture
def test_kind() -> Iterator[None]:
    """A kind of paper that is quick to draw."""
    with paper_cast.registered():
        yield


@pytest.fixture(autouse=True)
def own_files(settings) -> None:
    """Each test has a storage of its own, where the whole run's is (see tests/settings.py)."""
    settings.FILES_DIR = Path(tempfile.mkdtemp(dir=settings.DATA_DIR)) / "files"
