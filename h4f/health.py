"""Is everything there? Answers for people who watch the site, without telling strangers anything secret."""

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from shutil import disk_usage

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

OK = "ok"
DEADLINE_SECONDS = 1.5
WORKER_SEEN = "health:worker-seen"
WORKER_SILENT_SECONDS = 15
FREE_BYTES = 100 * 1024 * 1024


class Unwell(Exception):
    """A part answers, but not well; the message is public."""


def worker_is_alive(now: float | None = None) -> None:
    """Called by each worker every two seconds; `now` in seconds since 1970."""
    cache.set(WORKER_SEEN, time.time() if now is None else now, timeout=24 * 60 * 60)


@never_cache
@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Each part "ok" or what is wrong; 200 when all are, else 503; within two seconds."""
    parts = examine(CHECKS)
    return JsonResponse(parts, status=200 if set(parts.values()) == {OK} else 503)


def examine(checks: dict[str, Callable[[], None]], seconds: float = DEADLINE_SECONDS) -> dict[str, str]:
    """Run all checks at the same time; one that hangs is told as such and left behind."""
    pool = ThreadPoolExecutor(max_workers=len(checks), thread_name_prefix="health")
    futures = {name: pool.submit(_verdict, check) for name, check in checks.items()}
    done, _late = wait(futures.values(), timeout=seconds)
    pool.shutdown(wait=False, cancel_futures=True)
    return {name: future.result() if future in done else "no answer in time" for name, future in futures.items()}


def _verdict(check: Callable[[], None]) -> str:
    try:
        check()
    except Unwell as reason:
        return str(reason)
    except Exception as error:  # noqa: BLE001 - whatever a part throws is its answer; its text may hold an address
        return f"failed ({type(error).__name__})"
    return OK


def check_database() -> None:
    """The database answers a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


def check_broker() -> None:
    """The server that carries the bells answers."""
    if not settings.REDIS_URL:
        raise Unwell("not configured")
    with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5) as client:
        client.ping()


def check_worker() -> None:
    """Some worker has been heard of lately."""
    seen = cache.get(WORKER_SEEN)
    if seen is None:
        raise Unwell("never seen")
    silent = time.time() - seen
    if silent > WORKER_SILENT_SECONDS:
        raise Unwell(f"silent for {silent:.0f} seconds")


def check_storage() -> None:
    """Papers and evidence can be written, and there is room for them."""
    settings.FILES_DIR.mkdir(parents=True, exist_ok=True)
    probe = settings.FILES_DIR / f".health-{secrets.token_hex(4)}"
    try:
        probe.write_bytes(b"ok")
    finally:
        probe.unlink(missing_ok=True)
    if disk_usage(settings.FILES_DIR).free < FREE_BYTES:
        raise Unwell("less than 100 MB free")


CHECKS = {
    "database": check_database,
    "broker": check_broker,
    "worker": check_worker,
    "storage": check_storage,
}
