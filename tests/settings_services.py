"""Settings of tests/services: a real database and a real broker, at addresses that are chosen here and answered
by servers that tests/services/conftest.py starts. H4F_TEST_DATABASE says which: postgresql or sqlite.

Everything is put into the environment, so that workers started by tests read the same settings as these."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Servers run as another user than root, and a socket's path is short: no deep or private temporary folder.
RUN_DIR = Path(tempfile.mkdtemp(prefix="h4f-services-"))
atexit.register(shutil.rmtree, RUN_DIR, ignore_errors=True)
TEST_DATABASE = os.environ.setdefault("H4F_TEST_DATABASE", "postgresql")

os.environ.update(
    DJANGO_SETTINGS_MODULE="h4f.settings",
    H4F_LOCAL="1",
    H4F_DEBUG="0",
    H4F_DATA_DIR=str(RUN_DIR / "data"),
    REDIS_URL=f"unix://{RUN_DIR / 'valkey.sock'}",
    EMAIL_URL=f"filemail:///{RUN_DIR / 'mails'}",
)
if TEST_DATABASE == "postgresql":
    os.environ["H4F_DATABASE_URL"] = f"postgres://postgres@/{RUN_DIR / 'postgresql'}/h4f"
else:
    os.environ.pop("H4F_DATABASE_URL", None)

from h4f.settings import *  # noqa: E402, F403
from h4f.settings import DATABASES  # noqa: E402

# The test database has the name that workers know, too.
DATABASES["default"]["TEST"] = {"NAME": DATABASES["default"]["NAME"]}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
