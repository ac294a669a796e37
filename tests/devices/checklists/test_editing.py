"""Checklists as reference data: drafts, versions, pictures."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from PIL import Image

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices import reference, stages
from devices.checklists import editing
from devices.checklists.pictures import PictureRefused, store_picture
from devices.models import Category, Checklist, ChecklistStep, Device
from documents import storage
from tests import cast

pytestmark = pytest.mark.django_db
NEW = {"name_de": "Lüfter läuft", "name_en": "Fan runs", "required": True, "asked_when": "always"}


@pytest.fixture
def category():
    category = cast.category()
    checklist = Checklist.objects.create(category=category, version=1)
    for position, code in enumerate(("lid", "keys", "clean"), start=1):
        ChecklistStep.objects.create(
            checklist=checklist, code=code, position=position, name_de=code, name_en=code, hint_de="so"
        )
    return category


@pytest.fixture
def actor(administrator):
    return Actor.person(administrator)


@pytest.fixture
def draft(category, actor):
    return editing.begin_draft(category, actor=actor)


def codes(checklist) -> list[str]:
    return list(checklist.steps.values_list("code", flat=True))


def picture(size=(1600, 400), **options) -> bytes:
    content = BytesIO()
    Image.new("RGB", size, "#336699").save(content, options.pop("kind", "JPEG"), **options)
    return content.getvalue()


class TestDrafts:
    def test_a_draft_is_a_copy_and_a_category_has_one(self, category, draft, actor):
        assert (draft.version, draft.is_draft, draft.created_by, codes(draft)) == (2, True, actor.user, codes(draft))
        assert codes(draft) == ["lid", "keys", "clean"] and draft.steps.first().hint_de == "so"
        assert editing.begin_draft(category, actor=actor) == draft
        assert category.current_checklist.version == 1

    def test_published_it_holds_for_devices_that_start_later(self, draft, actor, volunteer):
        first, second = cast.device(), cast.device()
        stages.start_refurbishment(first, actor=Actor.person(volunteer))
        editing.publish(draft, actor=actor)
        stages.start_refurbishment(second, actor=Actor.person(volunteer))
        versions = Device.objects.order_by("pk").values_list("checklist__version", flat=True)
        assert list(versions) == [1, 2]
        assert Checklist.objects.get(version=2).published_by == actor.user

    def test_what_is_published_stays_as_it_is(self, category, draft, actor):
        step = category.current_checklist.steps.first()
        for change in (
            lambda: editing.change_step(step, {"name_de": "anders"}),
            lambda: editing.remove_step(step),
            lambda: editing.move_step(step, 1),
            lambda: editing.add_step(step.checklist, NEW),
            lambda: editing.discard(step.checklist),
            lambda: editing.publish(step.checklist, actor=actor),
        ):
            with pytest.raises(TransitionRefused, match="veröffentlicht"):
                change()
        assert codes(step.checklist) == ["lid", "keys", "clean"]

    def test_a_draft_without_a_required_step_is_not_published(self, draft, actor):
        draft.steps.update(required=False)
        with pytest.raises(TransitionRefused):
            editing.publish(draft, actor=actor)

    def test_steps_are_added_moved_and_taken_out(self, draft):
        editing.add_step(draft, NEW)
        editing.move_step(draft.steps.get(code="clean"), -1)
        editing.move_step(draft.steps.get(code="lid"), -1)
        assert codes(draft) == ["lid", "clean", "keys", "luefter-laeuft"]
        editing.remove_step(draft.steps.get(code="lid"))
        assert codes(draft) == ["clean", "keys", "luefter-laeuft"]
        assert editing.add_step(draft, NEW).code == "luefter-laeuft-2"

    def test_a_step_that_somebody_took_out_meanwhile_is_told(self, draft):
        step = draft.steps.first()
        editing.remove_step(ChecklistStep.objects.get(pk=step.pk))
        for act in (lambda: editing.move_step(step, 1), lambda: editing.change_step(step, {"name_de": "x"})):
            with pytest.raises(TransitionRefused, match="nicht mehr in der Liste"):
                act()
        editing.remove_step(step)

    def test_a_draft_can_be_thrown_away(self, category, draft):
        editing.discard(draft)
        assert list(category.checklists.values_list("version", flat=True)) == [1]

    def test_the_database_holds_one_draft_per_category(self, category, draft):
        with pytest.raises(IntegrityError):
            Checklist.objects.create(category=category, version=9, published_at=None)


def test_loading_reference_data_adds_no_step_to_a_checklist_that_is_there(category):
    reference.load()
    assert codes(category.current_checklist) == ["lid", "keys", "clean"]
    assert Category.objects.get(code="monitor").current_checklist.steps.exists()


class TestPictures:
    def test_it_is_drawn_anew_small_and_without_metadata(self):
        exif = Image.Exif()
        exif[0x010E] = "Wohnung von Frau Beispiel"
        stored = storage.read(store_picture(picture((3000, 1500), exif=exif)))
        read = Image.open(BytesIO(stored))
        assert (read.format, read.size, dict(read.getexif())) == ("JPEG", (1600, 800), {})
        assert b"Beispiel" not in stored

    @pytest.mark.parametrize(
        "content", [b"", b"%PDF-1.4", b"<svg/>", picture()[:200], picture((40, 40), kind="GIF")], ids=len
    )
    def test_what_is_no_picture_is_refused(self, content):
        with pytest.raises(PictureRefused):
            store_picture(content)

    def test_too_many_pixels_are_refused(self, monkeypatch):
        monkeypatch.setattr("devices.photos.pictures.MOST_PIXELS", 100)
        with pytest.raises(PictureRefused, match="Bildpunkte"):
            store_picture(picture((20, 20)))

    def test_a_picture_without_words_is_not_stored_in_the_database(self, draft):
        with pytest.raises(IntegrityError):
            draft.steps.update(picture="0" * 64)


class TestPages:
    def send(self, client, address, **more):
        return client.post(address, {"name_de": "Lüfter", "name_en": "Fan", "asked_when": "always", **more})

    def test_from_edit_to_published(self, client, administrator, category):
        client.force_login(administrator)
        html = client.post(reverse("checklist_new_version", args=["notebook"]), follow=True).content.decode()
        assert "Entwurf" in html and "Veröffentlichen" in html
        add = reverse("checklist_step_add", args=["notebook", 2])
        upload = SimpleUploadedFile("so.jpg", picture(), "image/jpeg")
        html = self.send(client, add, new_picture=upload).content.decode()
        assert "was das Bild zeigt" in html and 'value="Lüfter"' in html
        upload = SimpleUploadedFile("so.jpg", picture(), "image/jpeg")
        words = {"picture_alt_de": "die Schraube", "picture_alt_en": "the screw"}
        self.send(client, add, new_picture=upload, required="on", **words)
        step = ChecklistStep.objects.get(code="luefter")
        assert (step.counts_as_work, step.picture_alt_de, len(step.picture)) == (False, "die Schraube", 64)
        shown = client.get(reverse("checklist_step_picture", args=[step.pk]))
        assert shown["Content-Type"] == "image/jpeg" and shown.content == storage.read(step.picture)
        client.post(reverse("checklist_publish", args=["notebook", 2]))
        assert category.current_checklist.version == 2
        assert 'alt="die Schraube"' in client.get(reverse("checklist_detail", args=["notebook", 2])).content.decode()

    def test_a_file_that_is_no_picture_keeps_what_was_typed(self, client, administrator, draft):
        client.force_login(administrator)
        words = {"picture_alt_de": "die Schraube", "picture_alt_en": "the screw"}
        file = SimpleUploadedFile("so.jpg", b"<html>", "image/jpeg")
        response = self.send(client, reverse("checklist_step_add", args=["notebook", 2]), new_picture=file, **words)
        html = response.content.decode()
        assert "kein lesbares Bild" in html and 'value="Lüfter"' in html
        assert not ChecklistStep.objects.filter(code="luefter").exists()

    def test_a_picture_that_cannot_be_stored_is_told_and_keeps_what_was_typed(
        self, client, administrator, draft, settings, tmp_path
    ):
        settings.FILES_DIR = tmp_path / "file"
        settings.FILES_DIR.write_text("not a folder")
        client.force_login(administrator)
        words = {"picture_alt_de": "die Schraube", "picture_alt_en": "the screw"}
        file = SimpleUploadedFile("so.jpg", picture(), "image/jpeg")
        response = self.send(client, reverse("checklist_step_add", args=["notebook", 2]), new_picture=file, **words)
        html = response.content.decode()
        assert "gerade nicht gespeichert werden" in html and 'value="Lüfter"' in html

    def test_the_picture_is_taken_away(self, client, administrator, draft):
        step = draft.steps.first()
        draft.steps.filter(pk=step.pk).update(picture=store_picture(picture()), picture_alt_de="x", picture_alt_en="x")
        client.force_login(administrator)
        self.send(client, reverse("checklist_step_edit", args=[step.pk]), no_picture="on")
        step.refresh_from_db()
        assert (step.picture, step.picture_alt_de, step.name_de) == ("", "", "Lüfter")

    def test_the_workshop_reads_published_versions_and_no_drafts(self, client, volunteer, draft):
        client.force_login(volunteer)
        html = client.get(reverse("checklist_list")).content.decode()
        assert "Fassung 1" in html and "Fassung 2" not in html and "Bearbeiten" not in html

    def test_more_versions_cost_no_more_queries(self, client, administrator, category, django_assert_max_num_queries):
        client.force_login(administrator)
        client.get(reverse("checklist_list"))
        for version in (2, 3):
            Checklist.objects.create(category=category, version=version)
        cast.category("tablet")
        with django_assert_max_num_queries(9):
            client.get(reverse("checklist_list"))
