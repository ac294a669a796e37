"""Settings of the default test suite: the local form, SQLite in memory, no broker."""

import atexit
import os
import shutil

from tests.room import new_room, parent_of_rooms

os.environ["H4F_LOCAL"] = "1"
os.environ["H4F_DEBUG"] = "0"
# Never the folder of the data that somebody works with on this machine.
os.environ["H4F_DATA_DIR"] = new_room(parent_of_rooms())
atexit.register(shutil.rmtree, os.environ["H4F_DATA_DIR"], ignore_errors=True)
for inherited in ("REDIS_URL", "H4F_DATABASE_URL", "H4F_FILES_DIR", "H4F_PUBLIC_URL", "EMAIL_URL"):
    os.environ.pop(inherited, None)

from h4f.settings import *  # noqa: E402, F403

CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Thousands of tests ask the same few thousand questions through one connection: each is parsed once.
DATABASES["default"]["OPTIONS"]["cached_statements"] = 2000  # noqa: F405
