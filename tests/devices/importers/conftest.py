"""Real tools' output from beside the project, where it is present; it has licences of its own."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[3].parent / "shared" / "samples"


@pytest.fixture(scope="session")
def sample():
    """Read a sample by its path below the samples' folder (``H4F_SAMPLES`` or ``../shared/samples``)."""
    folder = Path(os.environ.get("H4F_SAMPLES", BESIDE))
    if not folder.is_dir():
        pytest.skip(f"the samples of real tools are not in {folder} (set H4F_SAMPLES)")
    return lambda name: (folder / name).read_bytes()
