"""Every setting that production needs: missing or weak ones are refused by name, with what to do."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from h4f import required

GOOD_KEY = "k3Jx-9vQz_7Lp2Wm8Rt5Yb1Nc6Hd4Fg0Sa-QwErTyUiOpAsDfGhJkLzXcVbNm"


@pytest.fixture
def env(monkeypatch):
    """An environment that holds what a test says and nothing else of ours."""

    def with_settings(**settings: str) -> environ.Env:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return environ.Env()

    for name in ("H4F_SECRET_KEY", "H4F_PUBLIC_URL", "H4F_DATABASE_URL", "REDIS_URL", "EMAIL_URL", "H4F_FILES_DIR"):
        monkeypatch.delenv(name, raising=False)
    return with_settings


def production(function, env, tmp_path):
    """The function's answer in production form; only some of them need the data folder."""
    needs_folder = "data_dir" in function.__annotations__
    return function(env, local=False, **({"data_dir": tmp_path} if needs_folder else {}))


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (required.secret_key, "H4F_SECRET_KEY"),
        (required.allowed_hosts, "H4F_ALLOWED_HOSTS"),
        (required.public_url, "H4F_PUBLIC_URL"),
        (required.database, "H4F_DATABASE_URL"),
        (required.redis_url, "REDIS_URL"),
        (required.email, "EMAIL_URL"),
        (required.mail_from, "H4F_MAIL_FROM"),
        (required.files_dir, "H4F_FILES_DIR"),
    ],
)
def test_a_missing_setting_is_named_with_an_example(env, tmp_path, function, name):
    with pytest.raises(ImproperlyConfigured) as refusal:
        production(function, env(), tmp_path)
    assert str(refusal.value).startswith(f"{name} is missing. Set it in the environment, for example {name}=")


@pytest.mark.parametrize(
    ("function", "name", "value", "message"),
    [
        (
            required.secret_key,
            "H4F_SECRET_KEY",
            "short",
            "H4F_SECRET_KEY is too weak: use at least 50 random characters.",
        ),
        (
            required.secret_key,
            "H4F_SECRET_KEY",
            "abc" * 30,
            "H4F_SECRET_KEY is too weak: use at least 50 random characters.",
        ),
        (
            required.secret_key,
            "H4F_SECRET_KEY",
            f"django-insecure-{GOOD_KEY}",
            "H4F_SECRET_KEY is too weak: use at least 50 random characters.",
        ),
        (
            required.allowed_hosts,
            "H4F_ALLOWED_HOSTS",
            "h4f.example.org,*",
            "H4F_ALLOWED_HOSTS must not contain '*': name the hosts.",
        ),
        (
            required.public_url,
            "H4F_PUBLIC_URL",
            "http://h4f.example.org",
            "H4F_PUBLIC_URL must be an https:// address, not 'http://h4f.example.org'.",
        ),
        (
            required.public_url,
            "H4F_PUBLIC_URL",
            "h4f.example.org",
            "H4F_PUBLIC_URL must be an https:// address, not 'h4f.example.org'.",
        ),
        (
            required.public_url,
            "H4F_PUBLIC_URL",
            f"https://{'h' * 51}",
            "H4F_PUBLIC_URL has at most 58 characters, https:// included: it is part of the code on every paper, and a "
            "longer one has no room there in a size that telephones read. Use a shorter host name.",
        ),
        (
            required.database,
            "H4F_DATABASE_URL",
            "sqlite:////var/lib/h4f.sqlite3",
            "H4F_DATABASE_URL must be a postgres:// address.",
        ),
        (
            required.redis_url,
            "REDIS_URL",
            "memory://",
            "REDIS_URL must start with redis://, rediss:// or unix://.",
        ),
        (
            required.redis_url,
            "REDIS_URL",
            "unix:///" + "deep/" * 22,
            "REDIS_URL: a socket's path has at most 107 bytes.",
        ),
        (
            required.email,
            "EMAIL_URL",
            "consolemail://",
            "EMAIL_URL must start with one of smtp://, smtps://, smtp+tls://, smtp+ssl://",
        ),
        (required.mail_from, "H4F_MAIL_FROM", "Hardware4Future", "H4F_MAIL_FROM must hold an e-mail address."),
        (required.files_dir, "H4F_FILES_DIR", "files", "H4F_FILES_DIR must be an absolute path."),
    ],
)
def test_a_weak_setting_is_refused_in_words(env, tmp_path, function, name, value, message):
    with pytest.raises(ImproperlyConfigured) as refusal:
        production(function, env(**{name: value}), tmp_path)
    assert str(refusal.value) == message


def test_good_settings_are_taken(env, tmp_path):
    ours = env(
        H4F_SECRET_KEY=GOOD_KEY,
        H4F_ALLOWED_HOSTS="h4f.example.org, www.example.org",
        H4F_PUBLIC_URL="https://h4f.example.org/",
        REDIS_URL="rediss://redis:6379/0",
        EMAIL_URL="smtp+tls://me:secret@mail.example.org:587",
        H4F_MAIL_FROM="Hardware4Future <post@example.org>",
        H4F_FILES_DIR=str(tmp_path),
    )
    assert production(required.secret_key, ours, tmp_path) == GOOD_KEY
    assert production(required.allowed_hosts, ours, tmp_path) == ["h4f.example.org", "www.example.org"]
    assert production(required.public_url, ours, tmp_path) == "https://h4f.example.org"
    assert production(required.redis_url, ours, tmp_path) == "rediss://redis:6379/0"
    assert production(required.mail_from, ours, tmp_path) == "Hardware4Future <post@example.org>"
    assert production(required.files_dir, ours, tmp_path) == tmp_path
    mail = production(required.email, ours, tmp_path)
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"]) == ("mail.example.org", 587, True)


def test_postgresql_is_given_up_after_two_seconds_and_checked_before_use(env, tmp_path):
    config = production(required.database, env(H4F_DATABASE_URL="postgres://h4f:secret@database:5433/h4f"), tmp_path)
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("database", 5433, "h4f")
    assert config["OPTIONS"]["connect_timeout"] == 2
    assert config["CONN_HEALTH_CHECKS"] is True


def test_the_local_form_makes_one_key_and_keeps_it_to_itself(env, tmp_path):
    folder = tmp_path / "data"
    key = required.secret_key(env(), local=True, data_dir=folder)
    assert len(key) >= 50
    assert required.secret_key(env(), local=True, data_dir=folder) == key
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_the_local_form_needs_nothing(env, tmp_path):
    assert required.allowed_hosts(env(), local=True) == ["localhost", "127.0.0.1", "[::1]", "testserver"]
    assert required.public_url(env(), local=True) == "http://localhost:8000"
    assert required.redis_url(env(), local=True) == ""
    assert required.files_dir(env(), local=True, data_dir=tmp_path) == tmp_path / "files"
    assert required.email(env(), local=True)["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"
    assert required.mail_from(env(), local=True) == "Hardware4Future <post@localhost>"


def test_the_local_database_lets_parallel_writers_wait(env, tmp_path):
    config = required.database(env(), local=True, data_dir=tmp_path)
    assert config["NAME"] == tmp_path / "h4f.sqlite3"
    assert config["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("", "memory://"),
        ("redis://redis:6379/0", "redis://redis:6379/0"),
        ("unix:///tmp/h4f/valkey.sock", "redis+socket:///tmp/h4f/valkey.sock"),
    ],
)
def test_one_setting_serves_broker_and_cache(url, broker):
    assert required.broker_url(url) == broker
    assert required.cache(url).get("LOCATION", "") == url


def test_postgresql_parses_statements_once_and_plans_them_for_what_they_ask(env, tmp_path):
    config = production(required.database, env(H4F_DATABASE_URL="postgres://h4f:secret@database:5433/h4f"), tmp_path)
    assert config["OPTIONS"]["server_side_binding"]
    assert "plan_cache_mode=force_custom_plan" in config["OPTIONS"]["options"]
