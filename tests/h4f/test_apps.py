"""What is ready once Django is, and what is not loaded yet."""

import subprocess
import sys

import pytest

from tests.h4f.test_settings import ROOT

# In a process of its own: here, the tests' imports would hide what a web process lacks.
CODE = """
import sys
import django
django.setup()
import h4f.urls
from celery import current_app
print(*sorted(name for name in current_app.tasks if not name.startswith("celery.")))
print(*sorted(sys.modules))
"""


@pytest.fixture(scope="module")
def web_process(tmp_path_factory) -> tuple[set[str], set[str]]:
    """Tasks and modules of a web process that has just started."""
    data = str(tmp_path_factory.mktemp("data"))
    environment = {"H4F_LOCAL": "1", "H4F_DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "h4f.settings"}
    told = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    tasks, modules = told.stdout.splitlines()
    return set(tasks.split()), set(modules.split())


def test_a_web_process_knows_every_task_that_it_may_ring_for(web_process):
    tasks, _modules = web_process
    assert {"documents.tasks.reconcile_documents", "custody.tasks.reconcile_mail"} <= tasks


def test_what_one_page_in_a_thousand_needs_is_not_loaded_by_every_start(web_process):
    _tasks, modules = web_process
    assert modules.isdisjoint({"icalendar", "num2words", "openpyxl"})
