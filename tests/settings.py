"""Settings of the default test suite: the local form, SQLite in memory, no broker."""

import os
import tempfile

os.environ["H4F_LOCAL"] = "1"
os.environ["H4F_DEBUG"] = "0"
os.environ.setdefault("H4F_DATA_DIR", tempfile.mkdtemp(prefix="h4f-tests-"))
os.environ.pop("REDIS_URL", None)

from h4f.settings import *  # noqa: F403

CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
