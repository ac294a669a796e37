"""The WSGI entry point for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "h4f.settings")
application = get_wsgi_application()
# One address asked for loads all of them, and with them all pages. The program itself is never garbage: kept out of the
# collector's sight it costs no request the time to look through it, and processes forked from here share its memory.
resolve("/")
gc.freeze()
