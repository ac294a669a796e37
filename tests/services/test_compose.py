"""compose.yaml's services of ours, started by their commands with their environment, without containers.

Addresses that only exist between containers are translated to the private servers of this run; nothing else is."""

import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
import yaml
from django.conf import settings
from django.core.cache import cache

from h4f.health import WORKER_SEEN
from tests.ports import free_port
from tests.services.servers import Process, until

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}
HOST = "h4f.example.org"
OPERATOR = {
    "H4F_SECRET_KEY": secrets.token_urlsafe(60),
    "H4F_ALLOWED_HOSTS": HOST,
    "H4F_PUBLIC_URL": f"https://{HOST}",
    "H4F_DATABASE_PASSWORD": "secret",
    "EMAIL_URL": "smtp+tls://h4f:secret@mail.example.org:587",
    "H4F_MAIL_FROM": f"Hardware4Future <post@{HOST}>",
}
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def interpolated(value: str) -> str:
    """As compose does: ${NAME:?} is the operator's value, which must be there; $$ is a dollar sign."""
    return re.sub(r"\$\{(\w+):\?\}", lambda found: OPERATOR[found[1]], value).replace("$$", "$")


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def translate(run_dir, port):
    """Names between containers → this run's servers and folders."""
    places = {
        "postgres://h4f:secret@database/h4f": os.environ["H4F_DATABASE_URL"],
        "redis://redis:6379/0": settings.REDIS_URL,
        "/var/lib/h4f": str(run_dir / "compose"),
        "0.0.0.0:8000": f"127.0.0.1:{port}",
    }

    def translated(value: str) -> str:
        for there, here in places.items():
            value = value.replace(there, here)
        return value

    return translated


@pytest.fixture
def environment(run_dir, translate):
    """What a container of the service would have, and nothing of this run's own settings."""

    def of(name: str) -> dict[str, str]:
        ours = {key: translate(interpolated(value)) for key, value in OURS[name]["environment"].items()}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {
            "PATH": path,
            "HOME": str(run_dir),
            "LANG": "C.UTF-8",
            "H4F_STATIC_ROOT": str(run_dir / "static"),
            **ours,
        }

    return of


@pytest.fixture
def start(run_dir, valkey, translate, environment):
    """Starts a service of compose.yaml by its own command; all end with the test."""
    processes = []
    (run_dir / "compose" / "beat").mkdir(parents=True, exist_ok=True)

    def begin(name: str) -> Process:
        command = [translate(interpolated(part)) for part in OURS[name]["command"]]
        env = environment(name)
        processes.append(Process(command, run_dir / f"compose-{name}.log", env=env, cwd=ROOT))
        return processes[-1]

    yield begin
    for process in processes:
        process.kill()


def is_well(url: str) -> bool:
    """Whether /healthz calls every part ok, asked as the proxy in front would."""
    request = Request(f"{url}/healthz", headers={"Host": HOST, "X-Forwarded-Proto": "https"})
    try:
        return urlopen(request, timeout=3).status == 200
    except OSError:
        return False


def succeeds(check: list[str], env: dict[str, str]) -> bool:
    """Whether a health check says that all is well; compose asks again, too, before it believes the opposite."""
    return subprocess.run(check, env=env, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_every_service_of_ours_is_known_here():
    assert set(OURS) == {"migrate", "web", "worker", "beat"}
    assert set(COMPOSE["services"]) - set(OURS) == {"database", "redis"}
    assert OURS["worker"]["deploy"]["replicas"] == 2


def test_every_running_service_has_a_health_check_and_keeps_what_must_last():
    assert all("healthcheck" in service for name, service in COMPOSE["services"].items() if name != "migrate")
    mounted = [volume.split(":")[0] for service in COMPOSE["services"].values() for volume in service["volumes"]]
    assert set(mounted) == set(COMPOSE["volumes"])


def test_migrations_and_reference_data_come_before_all_else(environment):
    shell = OURS["migrate"]["command"]
    done = subprocess.run(shell, env=environment("migrate"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(
        OURS[name]["depends_on"]["migrate"]["condition"].endswith("completed_successfully")
        for name in ("web", "worker", "beat")
    )


def test_beat_ticks_into_the_queue(start, valkey):
    start("beat")
    expected = {"documents.tasks.reconcile_documents", "custody.tasks.reconcile_mail"}

    def waiting() -> set[str]:
        return {json.loads(message)["headers"]["task"] for message in valkey.client().lrange("celery", 0, -1)}

    until(lambda: expected <= waiting(), "the ticks of both safety nets")


def test_worker_and_web_work_together_and_the_health_check_says_so(start, environment, port):
    worker = start("worker")
    web = start("web")
    worker.wait_for(" ready.")
    until(lambda: cache.get(WORKER_SEEN), "the worker's sign of life")
    until(lambda: is_well(f"http://127.0.0.1:{port}"), "a healthy site")
    _how, *check = OURS["web"]["healthcheck"]["test"]
    asked = [part.replace("8000", str(port)) for part in check]
    until(lambda: succeeds(asked, environment("web")), "the web service's check")
    ping = OURS["worker"]["healthcheck"]["test"][1].replace("$$HOSTNAME", os.uname().nodename)
    until(lambda: succeeds(["sh", "-c", ping], environment("worker")), "the worker's check")
    assert "Error" not in web.output()


def test_static_files_can_be_collected_with_every_name_they_mention(environment):
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    done = subprocess.run(command, env=environment("web"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (settings.RUN_DIR / "static" / "staticfiles.json").exists()
