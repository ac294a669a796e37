"""Forty files and a worker that is killed among them: each is taken exactly once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from custody.actor import Actor
from custody.leases import LEASE
from devices.enums import LineState
from devices.models import Device, Evidence, EvidenceMatch, Upload, UploadLine
from devices.uploads import store_upload
from tests import cast
from tests.devices.printouts import lshw, nwipe
from tests.services.servers import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference")]
MACHINES = 19


def forty_files() -> list[SimpleUploadedFile]:
    """Logs before reports, one page that nobody can read, and one file twice."""
    done = timezone.now() - timedelta(hours=1)
    logs = [nwipe("STICK", f"DISK{number:04}", done) for number in range(MACHINES)]
    reports = [lshw(f"MACHINE{number:04}", f"DISK{number:04}") for number in range(MACHINES)]
    files = [SimpleUploadedFile(one.file_name, one.content) for one in [*logs, *reports]]
    twice = SimpleUploadedFile("again.json", reports[0].content)
    return [*files, twice, SimpleUploadedFile("page.html", b"<p>no report</p>")]


def devices() -> list[Device]:
    arrived = timezone.now() - timedelta(days=1)
    return [
        cast.device(serial=f"MACHINE{number:04}", maker="", model="", status_since=arrived)
        for number in range(MACHINES)
    ]


def done(upload: Upload) -> int:
    return UploadLine.objects.filter(upload=upload).exclude(state=LineState.WAITING).count()


def taken_once(upload: Upload, machines: list[Device]) -> None:
    upload.job.refresh_from_db()
    assert (upload.job.done, upload.job.total) == (40, 40)
    counted = {state: upload.lines.filter(state=state).count() for state in LineState}
    assert counted[LineState.UNDERSTOOD] == 2 * MACHINES, counted
    assert (counted[LineState.KNOWN], counted[LineState.UNREADABLE]) == (1, 1)
    assert Evidence.objects.count() == 39 and EvidenceMatch.objects.count() == 2 * MACHINES
    for device in machines:
        device.refresh_from_db()
        kinds = sorted(device.events.values_list("kind", flat=True))
        wanted = ["erasure_recorded", "evidence_added", "evidence_added", "facts_read", "medium_added"]
        assert (kinds, device.unsettled_media) == (wanted, 0)
        assert device.media.get().erasures.count() == 1


@pytest.fixture
def dropped(volunteer):
    """Machines that are here, and the files about them as a request stores them."""
    machines = devices()
    return store_upload(forty_files(), actor=Actor.person(volunteer)), machines


def test_a_worker_killed_in_the_middle_costs_no_file_and_doubles_none(
    volunteer, start_worker, clock, let_leases_run_out
):
    machines = devices()
    upload = store_upload(forty_files(), actor=Actor.person(volunteer))
    # The last one is in other hands, so that the worker cannot be done with all when it is killed.
    UploadLine.objects.filter(pk=upload.lines.latest("pk").pk).update(lease_until=timezone.now() + LEASE)
    worker = start_worker(concurrency=1)
    until(lambda: done(upload) >= 3, "the first files")
    worker.kill()
    assert done(upload) < 40
    let_leases_run_out(upload.lines.all())
    start_worker(concurrency=1)
    until(lambda: done(upload) == 40, "all files")
    taken_once(upload, machines)


def test_two_workers_at_once_take_each_file_once(volunteer, start_worker, clock, dropped):
    upload, machines = dropped
    for _worker in range(2):
        start_worker()
    until(lambda: done(upload) == 40, "all files")
    taken_once(upload, machines)
