"""What a killed run leaves behind is found by number and start time, and ended."""

import os
import subprocess
import sys
import time

import pytest

from h4f.leftovers import PidFile, Started, end_group, running_since


@pytest.fixture
def sleeper():
    """A child that would sleep for a minute, in a group of its own."""
    process = subprocess.Popen(["sleep", "60"], start_new_session=True)
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def pid_file(tmp_path):
    return PidFile(tmp_path / "data" / "up.pid")


def test_a_living_process_has_a_start_time_that_stays(sleeper):
    since = running_since(sleeper.pid)
    assert since is not None
    assert running_since(sleeper.pid) == since


def test_a_dead_process_has_none_even_before_its_parent_has_asked(sleeper):
    sleeper.kill()
    while running_since(sleeper.pid) is not None:
        time.sleep(0.01)
    assert sleeper.returncode is None


def test_a_later_process_with_the_same_number_is_another_one(sleeper):
    assert Started("web", sleeper.pid, running_since(sleeper.pid)).is_alive()
    assert not Started("web", sleeper.pid, "earlier").is_alive()


def test_leftovers_are_ended_and_named(pid_file, sleeper):
    pid_file.begin()
    pid_file.add("web", sleeper.pid)
    assert pid_file.end_leftovers() == ["web"]
    assert sleeper.wait(timeout=60) == -15
    assert pid_file.end_leftovers() == []


def test_a_group_that_ignores_the_request_is_ended_by_force():
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE, start_new_session=True)
    process.stdout.readline()
    end_group(process.pid, seconds=0.2)
    assert process.wait(timeout=60) == -9


def test_the_supervisor_of_a_run_that_goes_on_is_found(pid_file):
    assert pid_file.supervisor() is None
    pid_file.begin()
    assert pid_file.supervisor().pid == os.getpid()
    assert pid_file.end_leftovers() == []
    pid_file.clear()
    assert pid_file.supervisor() is None


def test_a_line_cut_short_by_a_crash_is_no_entry(pid_file):
    pid_file.begin()
    with pid_file.path.open("a") as file:
        file.write('{"name": "web", "pi')
    assert [one.name for one in pid_file.started()] == ["supervisor"]
