"""The program's own settings, and the tests' slow papers."""

from h4f.settings import *  # noqa: F403
from h4f.settings import INSTALLED_APPS as PROGRAM_APPS

INSTALLED_APPS = [*PROGRAM_APPS, "tests.services.slow_papers"]
