import gc

# What a program of two thousand modules loads stays to its end. Looked through after every few hundred objects, as is
# the default, it takes a fifth longer to start, and every request and task pays, too.
gc.set_threshold(50_000, 20, 50)

from h4f.celery import app as celery_app  # noqa: E402 - the collector's pace comes before all else

__all__ = ["celery_app"]
