from collections.abc import Iterator

import pytest

from tests.documents import paper_cast


@pytest.fixture
def test_kind() -> Iterator[None]:
    """A kind of paper that is quick to draw."""
    with paper_cast.registered():
        yield


@pytest.fixture(autouse=True)
def own_files(tmp_path, settings) -> None:
    """Each test has a storage of its own."""
    settings.FILES_DIR = tmp_path / "files"
