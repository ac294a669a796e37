import hashlib
import os
from datetime import UTC, datetime, timedelta

import pytest

from documents import storage
from documents.storage import FileMissing, destroy, forget_half_written, put_once, read

KEY = hashlib.sha256(b"content").hexdigest()


@pytest.fixture
def folder(settings):
    return settings.FILES_DIR


def test_the_key_is_the_hash_and_the_file_is_read_back(folder):
    assert put_once(b"content") == KEY
    assert read(KEY) == b"content"
    assert (folder / KEY[:2] / KEY).read_bytes() == b"content"


def test_an_equal_file_is_success_and_is_not_written_again(folder):
    put_once(b"content")
    path = folder / KEY[:2] / KEY
    inode = path.stat().st_ino
    assert put_once(b"content") == KEY
    assert path.stat().st_ino == inode


def test_who_stores_an_equal_file_keeps_it_from_being_destroyed(folder):
    put_once(b"content")
    path = folder / KEY[:2] / KEY
    os.utime(path, (1, 1))
    put_once(b"content")
    since = datetime.now(UTC) - timedelta(minutes=1)
    assert not destroy(KEY, unless_wanted_since=since)
    assert read(KEY) == b"content"


def test_what_nobody_wants_is_destroyed_for_good(folder):
    put_once(b"content")
    os.utime(folder / KEY[:2] / KEY, (1, 1))
    for _time in range(2):
        assert destroy(KEY, unless_wanted_since=datetime.now(UTC))
    assert os.listdir(folder / KEY[:2]) == []


@pytest.mark.parametrize("damage", [b"", b"cont", b"CONTENT"])
def test_a_damaged_file_is_written_anew(folder, damage):
    put_once(b"content")
    (folder / KEY[:2] / KEY).write_bytes(damage)
    put_once(b"content")
    assert read(KEY) == b"content"


def test_what_a_killed_worker_left_half_written_is_deleted_after_a_while(folder):
    put_once(b"content")
    left, being_written = (folder / KEY[:2] / name for name in (".writing-left", ".writing-now"))
    for path in (left, being_written):
        path.write_bytes(b"cont")
    os.utime(left, (1, 1))
    os.utime(folder / KEY[:2] / KEY, (1, 1))
    assert forget_half_written(before=datetime.now(UTC) - timedelta(minutes=1)) == 1
    assert sorted(os.listdir(folder / KEY[:2])) == [".writing-now", KEY]


@pytest.mark.parametrize("place", ["photos/uploads", "photos/7"])
def test_also_beside_photos_and_uploads(folder, place):
    storage.write_file(folder / place / "a", b"content")
    left, being_written = (folder / place / name for name in (".writing-left", ".writing-now"))
    for path in (left, being_written):
        path.write_bytes(b"cont")
    for path in (left, folder / place / "a"):
        os.utime(path, (1, 1))
    assert forget_half_written(before=datetime.now(UTC) - timedelta(minutes=1)) == 1
    assert sorted(os.listdir(folder / place)) == [".writing-now", "a"]


def test_file_name_and_new_folder_are_on_the_disk_before_it_counts_as_stored(folder, monkeypatch):
    synced, really = [], os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino) or really(descriptor)
    )
    put_once(b"content")
    place = folder / KEY[:2]
    assert synced == [path.stat().st_ino for path in (folder, place / KEY, place)]


def test_nothing_is_left_beside_the_file(folder):
    put_once(b"content")
    assert os.listdir(folder / KEY[:2]) == [KEY]


def test_a_write_that_breaks_off_leaves_nothing(folder, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("documents.storage.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        put_once(b"content")
    assert os.listdir(folder / KEY[:2]) == []
    with pytest.raises(FileMissing):
        read(KEY)


def test_a_missing_file_is_named():
    with pytest.raises(FileMissing, match=KEY):
        read(KEY)


def test_a_file_that_was_changed_is_not_given_out(folder):
    put_once(b"content")
    (folder / KEY[:2] / KEY).write_bytes(b"other")
    with pytest.raises(FileMissing):
        read(KEY)


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 63, "A" * 64, "g" * 64, f"{'a' * 60}/../"])
def test_only_a_hash_is_a_key(key):
    with pytest.raises(FileMissing):
        read(key)
