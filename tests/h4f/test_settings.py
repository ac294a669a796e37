"""No setting at all means production, which refuses to start; with all of them it passes Django's own checks."""

import os
import runpy
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

ROOT = Path(__file__).parents[2]
OURS = ("H4F_", "REDIS_URL", "EMAIL_URL", "DJANGO_")
PRODUCTION = {
    "H4F_SECRET_KEY": secrets.token_urlsafe(60),
    "H4F_ALLOWED_HOSTS": "h4f.example.org",
    "H4F_PUBLIC_URL": "https://h4f.example.org",
    "H4F_DATABASE_URL": "postgres://h4f:secret@database/h4f",
    "REDIS_URL": "redis://redis:6379/0",
    "H4F_FILES_DIR": "/var/lib/h4f/files",
    "EMAIL_URL": "smtp+tls://h4f:secret@mail.example.org:587",
    "H4F_MAIL_FROM": "Hardware4Future <post@example.org>",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Django's command line in a process whose only settings of ours are these."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env={**inherited, **environment}, capture_output=True, text=True, check=False)


def test_without_any_setting_it_refuses_to_start_and_says_which_is_missing():
    refused = manage("check")
    assert refused.returncode != 0
    assert refused.stderr.rstrip().splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: H4F_SECRET_KEY is missing. "
        "Set it in the environment, for example H4F_SECRET_KEY=$(openssl rand -base64 60)"
    )


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_production_names_each_setting_it_lacks(name, monkeypatch):
    for inherited in [other for other in os.environ if other.startswith(OURS)]:
        monkeypatch.delenv(inherited)
    for other, value in PRODUCTION.items():
        monkeypatch.setenv(other, value)
    assert runpy.run_path(str(ROOT / "h4f" / "settings.py"))["DEBUG"] is False
    monkeypatch.delenv(name)
    with pytest.raises(ImproperlyConfigured, match=f"^{name} is missing."):
        runpy.run_path(str(ROOT / "h4f" / "settings.py"))


def test_production_passes_the_deployment_checks():
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (checked.returncode, checked.stdout) == (0, "System check identified no issues (0 silenced).\n"), (
        checked.stderr
    )


def test_production_is_not_talked_into_debugging_and_sends_no_mails_about_errors():
    code = (
        "import django; django.setup()\n"
        "import logging\n"
        "from django.conf import settings as s\n"
        "print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS)\n"
        "print(logging.getLogger('django').handlers, type(logging.getLogger().handlers[0].formatter).__name__)\n"
    )
    told = manage("shell", "--no-imports", "-c", code, H4F_DEBUG="1", **PRODUCTION)
    assert told.stdout.splitlines() == ["False True True True 31536000", "[] DiscreetFormatter"], told.stderr


def test_scripts_and_styles_come_from_the_site_itself_and_never_inline():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'self'"]
    assert not {"script-src", "style-src"} & set(directives)
    assert "unsafe" not in str(directives)


def test_publishing_costs_no_request_more_than_half_a_second_of_connecting():
    assert settings.CELERY_TASK_PUBLISH_RETRY is False
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_connect_timeout"] == 0.5
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["max_retries"] == 0


def test_forgotten_work_is_looked_for_every_five_seconds_by_tasks_that_exist():
    from h4f.celery import app

    app.loader.import_default_modules()
    schedule = settings.CELERY_BEAT_SCHEDULE
    assert all(entry["task"] in app.tasks for entry in schedule.values())
    assert {name for name, entry in schedule.items() if entry["schedule"] == 5.0} == {
        "documents.tasks.reconcile_documents",
        "documents.tasks.reconcile_exports",
        "documents.tasks.reconcile_scans",
        "custody.tasks.reconcile_mail",
        "devices.tasks.reconcile_uploads",
        "devices.tasks.reconcile_photos",
        "devices.tasks.reconcile_spreadsheets",
        "recipients.tasks.reconcile_proposals",
        "recipients.tasks.reconcile_receipt_piles",
    }
    assert schedule["accounts.tasks.clear_ended_sessions"]["schedule"] == 3600.0
    # A task for each, so that one that fails keeps nobody else's mails back.
    reminders = {"handovers", "holds", "loans", "signatures"}
    assert {name for name in schedule if name.startswith("recipients.tasks.remind_of_")} == {
        f"recipients.tasks.remind_of_{what}" for what in reminders
    }


def test_every_request_is_for_people_who_signed_in_unless_a_view_says_otherwise():
    assert [path for path in settings.MIDDLEWARE if _asks_for_a_sign_in(import_string(path))] == [
        "accounts.middleware.SignedInMiddleware"
    ]


def _asks_for_a_sign_in(middleware: object) -> bool:
    return isinstance(middleware, type) and issubclass(middleware, LoginRequiredMiddleware)
