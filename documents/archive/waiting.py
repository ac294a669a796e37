"""Files that a worker makes for people, and that wait as long as the storage does not take them: exports, big piles.

Why it waits stands in the row's job, where its page finds it."""

from custody.models import Job
from documents.archive.models import ExportState
from documents.errors import STORAGE


def say(job_pk: int, what: str) -> None:
    """The storage did not take what the job makes: its progress begins anew, and it says so."""
    Job.objects.filter(pk=job_pk).update(done=0, errors=[{"what": what, "why": STORAGE}])


def is_waiting(state: str, job: Job) -> bool:
    """Whether it still has to be made, and the storage did not take it the last time."""
    return state == ExportState.QUEUED and any(error["why"] == STORAGE for error in job.errors)
