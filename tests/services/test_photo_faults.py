"""Photos survive killed workers and a wiped broker: none is lost, none is made twice, and no upload stays behind."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.roles import Role
from custody.actor import Actor
from custody.leases import LEASE, RING_AGAIN_AFTER
from devices.models import DevicePhoto
from devices.photos import files
from devices.photos.services import take_photos
from tests import cast
from tests.conftest import person
from tests.services.servers import until

pytestmark = pytest.mark.django_db(transaction=True)


def photo(number: int) -> SimpleUploadedFile:
    """As a telephone takes it, so that making it small takes a moment."""
    file = io.BytesIO()
    Image.new("RGB", (4000, 3000), (40 * number, 90, 90)).save(file, "JPEG")
    return SimpleUploadedFile(f"{number}.jpg", file.getvalue())


@pytest.fixture
def photos(transactional_db, valkey) -> list[DevicePhoto]:
    actor = Actor.person(person("Jonas Otte", Role.VOLUNTEER))
    taken, refused = take_photos(cast.device(), [photo(number) for number in range(6)], actor=actor)
    assert (len(taken), refused) == (6, [])
    return taken


def made() -> int:
    return DevicePhoto.objects.filter(status="ready").count()


def assert_whole(photos: list[DevicePhoto]) -> None:
    for row in DevicePhoto.objects.filter(pk__in=[photo.pk for photo in photos]):
        assert (row.large_width, row.large_height) == (1600, 1200)
        for key in (row.large_key, row.thumbnail_key):
            assert files.read_picture(row.pk, key).startswith(b"\xff\xd8")
    # Each goes once its pictures are kept: a moment after the photo is ready.
    until(lambda: not any(files.uploads_before(timezone.now() + timedelta(days=1))), "no upload is left")


def test_photos_of_a_killed_worker_are_made_by_another_one(photos, start_worker, clock, let_leases_run_out):
    # The last one is in other hands, so that the worker cannot be done with all when it is killed.
    DevicePhoto.objects.filter(pk=photos[-1].pk).update(lease_until=timezone.now() + LEASE)
    worker = start_worker(concurrency=1)
    until(lambda: made() >= 1, "the first photo")
    worker.kill()
    assert made() < 6
    let_leases_run_out(DevicePhoto.objects.all())
    start_worker(concurrency=2)
    until(lambda: made() == 6, "all photos")
    assert_whole(photos)


def test_photos_that_a_wiped_broker_forgot_are_rung_again(photos, start_worker, clock, valkey):
    DevicePhoto.objects.update(rung_at=timezone.now() - RING_AGAIN_AFTER - timedelta(seconds=1))
    valkey.wipe()
    start_worker()
    until(lambda: made() == 6, "all photos")
    assert_whole(photos)
