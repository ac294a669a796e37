"""The folder of a run of the tests."""

import os
import tempfile
import time
from pathlib import Path

from tests import room

HOUR = 60 * 60


def test_a_run_deletes_what_killed_ones_left_and_nothing_else(tmp_path):
    old, running, strange = (tmp_path / name for name in ("h4f-tests-old", "h4f-tests-running", "other-tests-old"))
    for folder, hours in ((old, 25), (running, 23), (strange, 25)):
        (folder / "files").mkdir(parents=True)
        (folder / "files" / "paper").write_text("x")
        os.utime(folder, (time.time() - hours * HOUR,) * 2)
    fresh = Path(room.new_room(tmp_path))
    assert set(tmp_path.iterdir()) == {running, strange, fresh}
    assert fresh.name.startswith("h4f-tests-") and (running / "files" / "paper").exists()


def test_where_no_memory_can_be_used_a_run_is_where_temporary_files_are(tmp_path):
    assert room.parent_of_rooms(tmp_path / "none") == Path(tempfile.gettempdir())
