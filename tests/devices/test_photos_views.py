"""The pages of photos: taken with a telephone, looked at by the workshop, removed with a reason."""

import pytest
from django.urls import reverse

from devices.models import DevicePhoto
from devices.photos import preparing
from devices.photos.services import remove, take_photos
from tests import cast
from tests.devices.test_photos import jpeg, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def as_volunteer(client, volunteer):
    client.force_login(volunteer)
    return client


@pytest.fixture
def device(db):
    return cast.device()


@pytest.fixture
def photo(device, acting, volunteer):
    [photo], _refused = take_photos(device, [upload(jpeg())], actor=acting(volunteer))
    preparing.prepare(photo.pk)
    photo.refresh_from_db()
    return photo


def test_photos_of_camera_and_gallery_are_taken_together_and_bad_ones_are_named(as_volunteer, device):
    url = reverse("photo_upload", args=[device.number])
    sent = {"camera": upload(jpeg()), "files": [upload(jpeg(colour="navy")), upload(b"%PDF", "rechnung.pdf")]}
    answer = as_volunteer.post(url, sent, follow=True)
    page = answer.content.decode()
    assert "2 Fotos sind aufgenommen." in page
    assert "rechnung.pdf: kein lesbares Bild." in page
    assert "2 Fotos werden vorbereitet." in page
    assert 'hx-trigger="every 2s"' in page
    assert DevicePhoto.objects.filter(device=device).count() == 2


def test_nothing_chosen_is_told(as_volunteer, device):
    answer = as_volunteer.post(reverse("photo_upload", args=[device.number]), {})
    assert list(answer.context["form"].errors) == ["files"]


def test_too_many_at_once_are_told_and_none_is_kept(as_volunteer, device):
    sent = {"files": [upload(b"x", f"{number}.jpg") for number in range(21)]}
    answer = as_volunteer.post(reverse("photo_upload", args=[device.number]), sent)
    assert answer.context["form"].errors["files"] == ["Bitte höchstens 20 Fotos auf einmal senden."]
    assert not DevicePhoto.objects.exists()


def test_a_full_storage_is_told(as_volunteer, device, monkeypatch):
    def full(path, content):
        raise OSError("no space left")

    monkeypatch.setattr("devices.photos.files.write_file", full)
    answer = as_volunteer.post(reverse("photo_upload", args=[device.number]), {"camera": upload(jpeg())})
    assert answer.status_code == 503
    assert "Bitte versuchen Sie es in einer Minute noch einmal" in answer.content.decode()
    assert not DevicePhoto.objects.exists()


def test_the_device_page_shows_photos_and_polls_no_more_when_they_are_made(as_volunteer, device, photo):
    section = as_volunteer.get(reverse("photo_gallery", args=[device.number])).content.decode()
    assert "hx-trigger" not in section
    assert reverse("photo_file", args=[photo.pk, "thumbnail"]) in section
    assert (
        reverse("photo_file", args=[photo.pk, "large"])
        in as_volunteer.get(reverse("device_detail", args=[device.number])).content.decode()
    )


def test_a_picture_is_private_and_sent_once(as_volunteer, photo):
    url = reverse("photo_file", args=[photo.pk, "large"])
    first = as_volunteer.get(url)
    assert (first["Content-Type"], first["Cache-Control"]) == ("image/jpeg", "private, no-cache")
    assert first["X-Content-Type-Options"] == "nosniff"
    assert first["ETag"] == f'"{photo.large_key}"'
    again = as_volunteer.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert as_volunteer.get(reverse("photo_file", args=[photo.pk, "original"])).status_code == 404


def test_a_photo_is_removed_with_a_reason_and_brought_back(as_volunteer, device, photo):
    url = reverse("photo_remove", args=[photo.pk])
    assert list(as_volunteer.post(url, {"reason": ""}).context["form"].errors) == ["reason"]
    page = as_volunteer.post(url, {"reason": "zeigt eine Person"}, follow=True).content.decode()
    assert reverse("photo_back", args=[photo.pk]) in page
    assert as_volunteer.get(reverse("photo_file", args=[photo.pk, "large"])).status_code == 404
    as_volunteer.post(reverse("photo_back", args=[photo.pk]))
    assert as_volunteer.get(reverse("photo_file", args=[photo.pk, "large"])).status_code == 200


def test_a_removed_photo_is_not_served_to_anybody(client, coordinator, photo, acting):
    remove(photo, actor=acting(coordinator), reason="zeigt eine Person")
    client.force_login(coordinator)
    assert client.get(reverse("photo_file", args=[photo.pk, "thumbnail"])).status_code == 404


@pytest.mark.parametrize("who", ["donor_user", "school_user", "administrator"])
def test_photos_are_the_workshops(client, request, photo, who):
    user = request.getfixturevalue(who)
    if who == "donor_user":
        photo.device.donation.donor = cast.donor(user)
        photo.device.donation.save()
    client.force_login(user)
    assert client.get(reverse("photo_file", args=[photo.pk, "large"])).status_code == 403
    assert client.post(reverse("photo_upload", args=[photo.device.number])).status_code == 403


def test_many_photos_cost_the_gallery_no_more_queries(
    as_volunteer, device, photo, acting, volunteer, django_assert_num_queries
):
    url = reverse("photo_gallery", args=[device.number])
    as_volunteer.get(url)
    with django_assert_num_queries(5):
        as_volunteer.get(url)
    photos, _refused = take_photos(device, [upload(jpeg(colour=c)) for c in ("navy", "olive")], actor=acting(volunteer))
    for one in photos:
        preparing.prepare(one.pk)
    with django_assert_num_queries(5):
        as_volunteer.get(url)
