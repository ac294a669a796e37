"""What each setting must be, by form: a missing or weak one stops the start with its name and what to do."""

import contextlib
import secrets
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

LOCAL_URL = "http://localhost:8000"
SOCKET_PATH_BYTES = 107
# The code on a paper holds it with the paper's own address behind it, in modules that a telephone reads from paper.
PUBLIC_URL_BYTES = 58
MAIL_SCHEMES = ("smtp://", "smtps://", "smtp+tls://", "smtp+ssl://")


def _needed(env: environ.Env, name: str, example: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is missing. Set it in the environment, for example {name}={example}")
    return value


def secret_key(env: environ.Env, *, local: bool, data_dir: Path) -> str:
    """The signing key; the local form makes one once and keeps it beside its data."""
    if not local:
        key = _needed(env, "H4F_SECRET_KEY", "$(openssl rand -base64 60)")
        if len(key) < 50 or len(set(key)) < 10 or key.startswith("django-insecure-"):
            raise ImproperlyConfigured("H4F_SECRET_KEY is too weak: use at least 50 random characters.")
        return key
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{secrets.token_hex(4)}")
        temporary.write_text(secrets.token_urlsafe(60))
        temporary.chmod(0o600)
        # Several processes may start at once; the first file wins and all read the same key.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(temporary)
        temporary.unlink()
    return path.read_text()


def allowed_hosts(env: environ.Env, *, local: bool) -> list[str]:
    """Host names that are answered; the local form answers on loopback only."""
    if local:
        return ["localhost", "127.0.0.1", "[::1]", "testserver"]
    hosts = [host.strip() for host in _needed(env, "H4F_ALLOWED_HOSTS", "h4f.example.org").split(",") if host.strip()]
    if "*" in hosts:
        raise ImproperlyConfigured("H4F_ALLOWED_HOSTS must not contain '*': name the hosts.")
    return hosts


def public_url(env: environ.Env, *, local: bool) -> str:
    """Scheme and host without a slash at the end, short enough for the codes on papers."""
    url = (
        env.str("H4F_PUBLIC_URL", default=LOCAL_URL)
        if local
        else _needed(env, "H4F_PUBLIC_URL", "https://h4f.example.org")
    ).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ({"http", "https"} if local else {"https"}) or not parts.netloc:
        raise ImproperlyConfigured(f"H4F_PUBLIC_URL must be an https:// address, not {url!r}.")
    if len(url.encode()) > PUBLIC_URL_BYTES:
        raise ImproperlyConfigured(
            f"H4F_PUBLIC_URL has at most {PUBLIC_URL_BYTES} characters, https:// included: it is part of the code on "
            "every paper, and a longer one has no room there in a size that telephones read. Use a shorter host name."
        )
    return url


def database(env: environ.Env, *, local: bool, data_dir: Path) -> dict:
    """SQLite beside the local data, PostgreSQL in production (and wherever H4F_DATABASE_URL says so)."""
    url = env.str("H4F_DATABASE_URL", default="")
    if not url and not local:
        _needed(env, "H4F_DATABASE_URL", "postgres://user:password@host/h4f")
    if url and not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("H4F_DATABASE_URL must be a postgres:// address.")
    if url:
        config = env.db_url("H4F_DATABASE_URL")
        config["CONN_HEALTH_CHECKS"] = True
        config["CONN_MAX_AGE"] = 60
        # A database that is gone costs a request two seconds, not minutes. Statements that come again are parsed once
        # and planned each time for what they ask: one plan for all values walks the table where most rows are alike.
        manners = {
            "connect_timeout": 2,
            "server_side_binding": True,
            "prepare_threshold": 2,
            "options": "-c plan_cache_mode=force_custom_plan",
        }
        config["OPTIONS"] = {**manners, **config.get("OPTIONS", {})}
        return config
    data_dir.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data_dir / "h4f.sqlite3",
        # Deferred transactions fail under parallel writers; an immediate one waits its turn.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def redis_url(env: environ.Env, *, local: bool) -> str:
    """redis://…, rediss://… or unix:///path/to/socket; empty only in the local form (tests, commands)."""
    url = env.str("REDIS_URL", default="") if local else _needed(env, "REDIS_URL", "redis://redis:6379/0")
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured("REDIS_URL must start with redis://, rediss:// or unix://.")
    if url.startswith("unix://") and len(urlsplit(url).path.encode()) > SOCKET_PATH_BYTES:
        raise ImproperlyConfigured(f"REDIS_URL: a socket's path has at most {SOCKET_PATH_BYTES} bytes.")
    return url


def broker_url(url: str) -> str:
    """The same server as Celery names it: Kombu wants redis+socket:// where the cache wants unix://."""
    if not url:
        return "memory://"
    return url.replace("unix://", "redis+socket://", 1)


def cache(url: str) -> dict:
    """Django's cache on the same server."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    options = {"socket_connect_timeout": 0.5, "socket_timeout": 1}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "OPTIONS": options}


def email(env: environ.Env, *, local: bool) -> dict:
    """Django's EMAIL_… settings; the local form prints mails to the console, production sends them."""
    if not local:
        url = _needed(env, "EMAIL_URL", "smtp+tls://user:password@mail.example.org:587")
        if not url.startswith(MAIL_SCHEMES):
            raise ImproperlyConfigured(f"EMAIL_URL must start with one of {', '.join(MAIL_SCHEMES)}")
    config = env.email_url("EMAIL_URL", default="consolemail://")
    return {
        **{name: value for name, value in config.items() if name.startswith("EMAIL_")},
        "EMAIL_TIMEOUT": 20,
    }


def mail_from(env: environ.Env, *, local: bool) -> str:
    """Who mails come from; a made-up sender would end in every recipient's spam."""
    if local:
        return env.str("H4F_MAIL_FROM", default="Hardware4Future <post@localhost>")
    sender = _needed(env, "H4F_MAIL_FROM", "'Hardware4Future <post@example.org>'")
    if "@" not in parseaddr(sender)[1]:
        raise ImproperlyConfigured("H4F_MAIL_FROM must hold an e-mail address.")
    return sender


def files_dir(env: environ.Env, *, local: bool, data_dir: Path) -> Path:
    """Where papers and evidence lie; production names a lasting folder: none is lost with a container."""
    if local:
        return Path(env.str("H4F_FILES_DIR", default=str(data_dir / "files")))
    folder = Path(_needed(env, "H4F_FILES_DIR", "/var/lib/h4f/files"))
    if not folder.is_absolute():
        raise ImproperlyConfigured("H4F_FILES_DIR must be an absolute path.")
    return folder
