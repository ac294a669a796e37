"""Photos: made small and bare by a worker, which may run twice or be killed; the upload does not outlive them."""

import io
import os
import struct
import zlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from custody.lifecycle import TransitionRefused
from devices import tasks
from devices.models import DevicePhoto
from devices.photos import files, pictures, preparing, services
from devices.photos.services import LARGEST_UPLOAD, bring_back, remove, take_photos
from tests import cast

pytestmark = pytest.mark.django_db
ORIENTATION, MAKER, GPS, LATITUDE = 0x0112, 0x010F, 0x8825, 2


def jpeg(width=640, height=480, *, colour="teal", orientation=1) -> bytes:
    """A photo as a telephone writes it: turned, with its maker and the place."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "Fairphone"
    exif.get_ifd(GPS)[LATITUDE] = (51.0, 20.0, 4.0)
    file = io.BytesIO()
    picture = Image.new("RGB", (width, height), colour)
    picture.paste("red", (0, 0, width // 2, height // 2))
    picture.save(file, "JPEG", exif=exif, comment=b"Lindenau", icc_profile=b"profile of this very camera")
    return file.getvalue()


def upload(content: bytes, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def actor(acting, volunteer):
    return acting(volunteer)


@pytest.fixture
def device(db):
    return cast.device(number="H4F-000131")


@pytest.fixture
def queued(device, actor, now):
    """A photo that waits for a worker."""
    [photo], _refused = take_photos(device, [upload(jpeg())], actor=actor, now=now)
    return photo


@pytest.fixture
def ready(queued):
    preparing.prepare(queued.pk)
    queued.refresh_from_db()
    return queued


def opened(photo: DevicePhoto, key: str) -> Image.Image:
    return Image.open(io.BytesIO(files.read_picture(photo.pk, key)))


def test_pictures_are_small_and_keep_their_shape():
    made = pictures.make(jpeg(4000, 3000))
    assert (made.width, made.height) == (1600, 1200)
    assert Image.open(io.BytesIO(made.thumbnail)).size == (320, 240)


def test_a_small_photo_is_not_blown_up():
    assert pictures.make(jpeg(200, 100)).width == 200


def test_nothing_but_the_picture_is_left():
    original = jpeg()
    for word in (b"Fairphone", b"Lindenau", b"profile of this", b"Exif"):
        assert word in original
    made = pictures.make(original)
    for content in (made.large, made.thumbnail):
        assert not any(word in content for word in (b"Fairphone", b"Lindenau", b"profile", b"Exif"))
        assert not Image.open(io.BytesIO(content)).getexif()


@pytest.mark.parametrize(("orientation", "red"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1))])
def test_a_turned_photo_stands_upright(orientation, red):
    made = pictures.make(jpeg(640, 480, orientation=orientation))
    assert (made.width, made.height) == ((640, 480) if orientation in (1, 3) else (480, 640))
    image = Image.open(io.BytesIO(made.large))
    place = (made.width * (1 + 2 * red[0]) // 4, made.height * (1 + 2 * red[1]) // 4)
    assert image.getpixel(place)[0] > 200
    assert image.getpixel(place)[2] < 60


def test_of_a_file_with_two_pictures_the_first_is_taken():
    assert Image.open(io.BytesIO(pictures.make(cast.photo_of_two_pictures()).large)).getpixel((3, 3))[0] < 60


def test_png_and_webp_are_taken_and_what_is_transparent_becomes_white():
    for kind, mode in (("PNG", "RGBA"), ("WEBP", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("PNG", "1")):
        file = io.BytesIO()
        Image.new(mode, (30, 20)).save(file, kind)
        image = Image.open(io.BytesIO(pictures.make(file.getvalue()).large))
        assert image.size == (30, 20)
        assert image.getpixel((3, 3)) == ((255, 255, 255) if mode == "RGBA" else (0, 0, 0))


def png_bomb() -> bytes:
    """A few bytes that say they are 60,000 × 60,000 pixels."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(head)) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 10) + b"IDAT" + b"\x00" * 14


def text_bomb() -> bytes:
    """A small picture with a text of 200 MB beside it."""
    file, info = io.BytesIO(), PngInfo()
    info.add_text("bomb", "0" * 80_000_000, zip=True)
    Image.new("RGB", (9, 9)).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def encoded(kind: str) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((48, 32), 50).convert("RGB").save(file, kind)
    return file.getvalue()


GOOD = [jpeg(48, 32), encoded("PNG"), encoded("WEBP")]


@given(st.sampled_from(GOOD), st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=6)), max_size=4), st.data())
@settings(max_examples=50, deadline=None)
def test_cut_and_twisted_pictures_are_made_or_refused_and_nothing_else(content, twists, data):
    twisted = bytearray(content)
    for place, bytes_ in twists:
        place %= len(twisted)
        twisted[place : place + len(bytes_)] = bytes_
    twisted = bytes(twisted[: data.draw(st.integers(len(twisted) // 2, len(twisted)))])
    try:
        made = pictures.make(twisted)
    except pictures.UnreadablePicture as unreadable:
        assert unreadable.code in ("not_a_picture", "too_many_pixels", "broken")
    else:
        assert max(made.width, made.height) <= 1600


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "heic"),
        (b"%PDF-1.7", "not_a_picture"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "not_a_picture"),
        (b"", "not_a_picture"),
        (png_bomb(), "too_many_pixels"),
    ],
    ids=["heic", "pdf", "gif", "empty", "bomb"],
)
def test_what_is_no_picture_is_told_at_once_and_not_kept(device, actor, content, code):
    photos, refused = take_photos(device, [upload(content, "x"), upload(jpeg())], actor=actor)
    assert [(one.file_name, one.code) for one in refused] == [("x", code)]
    assert len(photos) == DevicePhoto.objects.count() == 1
    assert services.sentence(code)[-1] == "."


def test_a_file_that_is_too_large_is_not_even_read(device, actor):
    class Large:
        name, size = "film.jpg", LARGEST_UPLOAD + 1

    photos, refused = take_photos(device, [Large()], actor=actor)
    assert (photos, [one.code for one in refused]) == ([], ["too_large"])


@pytest.mark.parametrize("content", [jpeg()[:900], jpeg()[:40] + b"\x00" * 3000, text_bomb()], ids=["cut", "0", "text"])
def test_a_damaged_picture_fails_with_a_reason_and_its_upload_is_deleted(device, actor, content, now):
    photos, refused = take_photos(device, [upload(content)], actor=actor, now=now)
    if refused:
        assert refused[0].code in ("not_a_picture", "broken")
        return
    preparing.prepare(photos[0].pk)
    photos[0].refresh_from_db()
    assert (photos[0].status, photos[0].error, photos[0].spool_key) == ("failed", "broken", "")
    assert not any(files.uploads_before(now + timedelta(days=9999)))


def test_after_the_commit_the_photo_is_made_and_its_upload_is_gone(
    device, actor, now, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        take_photos(device, [upload(jpeg(2000, 1000))], actor=actor, now=now)
    photo = DevicePhoto.objects.get()
    assert (photo.status, photo.large_width, photo.large_height) == ("ready", 1600, 800)
    assert opened(photo, photo.thumbnail_key).size == (320, 160)
    assert list(files.uploads_before(now + timedelta(days=9999))) == []
    assert [(event.kind, event.data) for event in device.events.all()] == [("photos_added", {"count": 1})]


def test_the_same_photo_twice_is_one_photo(device, actor, queued):
    photos, refused = take_photos(device, [upload(jpeg()), upload(jpeg(colour="olive"))], actor=actor)
    assert [one.code for one in refused] == ["known"]
    assert len(photos) == 1
    other, refused = take_photos(cast.device(), [upload(jpeg())], actor=actor)
    assert (len(other), refused) == (1, [])


def test_a_task_that_runs_twice_makes_one_photo(queued, now):
    preparing.prepare(queued.pk, now=now)
    queued.refresh_from_db()
    key = queued.large_key
    preparing.prepare(queued.pk, now=now + timedelta(minutes=5))
    queued.refresh_from_db()
    assert (queued.status, queued.large_key, queued.attempts) == ("ready", key, 1)


def test_a_photo_whose_worker_was_killed_is_made_by_another_one(queued, now):
    assert DevicePhoto.objects.claim(queued.pk, now=now)
    preparing.prepare(queued.pk, now=now + timedelta(seconds=19))
    queued.refresh_from_db()
    assert queued.status == "queued"
    preparing.prepare(queued.pk, now=now + timedelta(seconds=21))
    queued.refresh_from_db()
    assert queued.status == "ready"


def test_a_photo_that_kills_its_workers_fails_in_the_end(queued):
    DevicePhoto.objects.filter(pk=queued.pk).update(attempts=5)
    preparing.prepare(queued.pk)
    queued.refresh_from_db()
    assert (queued.status, queued.error) == ("failed", "gave_up")


def test_a_storage_that_is_full_leaves_the_photo_waiting(queued, now, monkeypatch):
    def full(photo, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "put_picture", full)
    preparing.prepare(queued.pk, now=now)
    queued.refresh_from_db()
    assert (queued.status, queued.attempts, queued.error) == ("queued", 0, "")
    monkeypatch.undo()
    preparing.prepare(queued.pk, now=now + timedelta(minutes=1))
    queued.refresh_from_db()
    assert queued.status == "ready"


def test_the_dispatcher_and_the_reconciler_ring_what_waits(queued, monkeypatch):
    rung = []
    monkeypatch.setattr(tasks.prepare_photo, "apply_async", lambda args, retry: rung.append(args[0]))
    tasks.dispatch_photos()
    tasks.dispatch_photos()
    DevicePhoto.objects.update(rung_at=queued.taken_at - timedelta(days=9))
    tasks.reconcile_photos()
    assert rung == [queued.pk, queued.pk]


def test_a_removed_photo_comes_back_within_a_day_and_not_later(ready, actor, now):
    remove(ready, actor=actor, reason="zeigt eine Person", now=now)
    assert not DevicePhoto.objects.shown().exists()
    preparing.clear_up(now + timedelta(hours=23))
    bring_back(ready, actor=actor, now=now)
    assert opened(ready, ready.large_key).size == (640, 480)
    remove(ready, actor=actor, reason="zeigt eine Person", now=now)
    preparing.clear_up(now + timedelta(hours=24))
    preparing.clear_up(now + timedelta(hours=25))
    ready.refresh_from_db()
    assert (ready.status, ready.large_key, ready.thumbnail_key) == ("deleted", "", "")
    with pytest.raises(TransitionRefused):
        bring_back(ready, actor=actor, now=now)
    kinds = [event.kind for event in ready.device.events.all()]
    assert kinds == ["photos_added", "photo_removed", "photo_back", "photo_removed"]
    assert not any(ready.large_key in names for _folder, _folders, names in os.walk(files._folder(str(ready.pk))))


def test_a_photo_is_removed_once_and_not_brought_back_beside_its_twin(ready, actor, now):
    remove(ready, actor=actor, reason="unscharf", now=now)
    with pytest.raises(TransitionRefused):
        remove(ready, actor=actor, reason="unscharf", now=now)
    take_photos(ready.device, [upload(jpeg())], actor=actor, now=now)
    with pytest.raises(TransitionRefused, match="noch einmal hochgeladen"):
        bring_back(ready, actor=actor, now=now)


def test_an_upload_whose_request_died_is_cleared_away_and_a_waiting_one_is_not(queued, now):
    key = files.put_upload(b"nobody's")
    for name in (key, queued.spool_key):
        os.utime(files._upload(name), (now.timestamp() - 3700, now.timestamp() - 3700))
    preparing.clear_up(now)
    assert list(files.uploads_before(now)) == [queued.spool_key]


def test_the_database_holds_that_a_finished_photo_keeps_no_upload(ready):
    with pytest.raises(IntegrityError), transaction.atomic():
        DevicePhoto.objects.filter(pk=ready.pk).update(spool_key="a" * 32)
    with pytest.raises(IntegrityError), transaction.atomic():
        DevicePhoto.objects.filter(pk=ready.pk).update(large_key="")
