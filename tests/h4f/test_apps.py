"""What is ready once Django is."""

import subprocess
import sys

from tests.h4f.test_settings import ROOT

# In a process of its own: here, the tests' imports would hide what a web process lacks.
CODE = """
import django
django.setup()
from celery import current_app
print(*sorted(name for name in current_app.tasks if not name.startswith("celery.")), sep="\\n")
"""


def test_a_web_process_knows_every_task_that_it_may_ring_for(tmp_path):
    environment = {"H4F_LOCAL": "1", "H4F_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "h4f.settings"}
    known = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert {"documents.tasks.reconcile_documents", "custody.tasks.reconcile_mail"} <= set(known.stdout.splitlines())
