"""The checklist's pages and quality control, as volunteers press through them."""

import pytest
from django.urls import reverse

from custody.actor import Actor
from devices.checking import pass_remaining, sign_and_make_ready
from devices.media import say_no_medium
from devices.models import Check, Device
from tests.devices import workshop_cast
from tests.devices.workshop_cast import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def started(volunteer):
    return workshop_cast.started(volunteer)


class TestChecks:
    def test_one_press_says_in_order_and_the_next_step_follows(self, client, volunteer, started):
        client.force_login(volunteer)
        first, second = started.checklist.steps.all()[:2]
        response = client.post(address("device_check", started, first.code), {"result": "passed", "minutes": "5"})
        assert response.url == address("device_check", started, second.code)
        check = Check.objects.get()
        assert (check.result, check.minutes) == ("passed", 5)
        client.post(reverse("check_undo", args=[check.pk]))
        assert not Check.objects.exists()

    def test_after_a_step_that_was_done_again_comes_the_device(self, client, volunteer, started):
        client.force_login(volunteer)
        first = started.checklist.steps.first()
        link = address("device_check", started, first.code)
        client.post(link, {"result": "passed"})
        assert client.post(link, {"result": "not_applicable"}).url == address("device_detail", started)
        assert Check.objects.get().result == "not_applicable"

    def test_a_failure_without_a_note_keeps_what_was_typed(self, client, volunteer, started):
        client.force_login(volunteer)
        link = address("device_check_failed", started, started.checklist.steps.first().code)
        html = client.post(link, {"decision": "repair", "minutes": "17"}).content.decode()
        assert "key E" not in html and "Taste E" in html and 'value="17"' in html
        assert not Check.objects.exists()

    def test_what_was_typed_before_not_in_order_was_pressed_comes_along(self, client, volunteer, started):
        client.force_login(volunteer)
        link = address("device_check_failed", started, started.checklist.steps.first().code)
        response = client.post(link, {"note": "Scharnier lose", "minutes": "9"})
        html = response.content.decode()
        assert response.status_code == 200 and "Scharnier lose" in html and 'value="9"' in html
        assert not Check.objects.exists()

    def test_a_press_without_an_answer_asks_for_one(self, client, volunteer, started):
        client.force_login(volunteer)
        html = client.post(address("device_check", started, started.checklist.steps.first().code), {}).content.decode()
        assert "eine der Tasten" in html and not Check.objects.exists()

    def test_all_others_in_order_is_taken_back_as_one(self, client, volunteer, started):
        client.force_login(volunteer)
        html = client.post(address("checks_pass_remaining", started), follow=True).content.decode()
        undo = address("checks_batch_undo", started, Check.objects.first().batch)
        assert undo in html
        client.post(undo)
        assert not Check.objects.exists()
        assert "nicht mehr" in client.post(undo, follow=True).content.decode()

    def test_a_device_that_is_out_takes_no_result_and_says_so(self, client, volunteer, started):
        Device.objects.filter(pk=started.pk).update(status="delivered")
        client.force_login(volunteer)
        html = client.get(address("device_check", started, started.checklist.steps.first().code)).content.decode()
        assert "in Aufbereitung oder im Regal ist" in html and "Nicht in Ordnung" not in html

    def test_on_the_shelf_the_page_warns_and_the_signature_is_taken_back(
        self, client, volunteer, senior_volunteer, started
    ):
        actor = Actor.person(volunteer)
        say_no_medium(started, actor=actor)
        pass_remaining(started, actor=actor)
        sign_and_make_ready(started, actor=Actor.person(senior_volunteer))
        client.force_login(volunteer)
        link = address("device_check", started, started.checklist.steps.first().code)
        assert "Das Gerät ist schon unterschrieben" in client.get(link).content.decode()
        client.post(link, {"result": "passed"})
        started.refresh_from_db()
        assert started.status == "in_refurbishment"
        assert started.quality_controls.get().withdrawn_at is not None

    def test_an_unknown_step_is_not_found(self, client, volunteer, started):
        client.force_login(volunteer)
        assert client.get(address("device_check", started, "nothing")).status_code == 404

    def test_quality_control_from_the_page(self, client, volunteer, senior_volunteer, started):
        client.force_login(volunteer)
        client.post(address("no_medium", started))
        client.post(address("checks_pass_remaining", started))
        assert client.get(address("device_quality_control", started)).status_code == 403
        client.force_login(senior_volunteer)
        assert "Alles ist da" in client.get(address("device_quality_control", started)).content.decode()
        client.post(address("device_quality_control", started))
        started.refresh_from_db()
        assert started.status == "ready"

    def test_a_refused_signature_shows_its_reason(self, client, senior_volunteer, started):
        client.force_login(senior_volunteer)
        client.post(address("no_medium", started))
        client.post(address("checks_pass_remaining", started))
        response = client.post(address("device_quality_control", started))
        html = response.content.decode()
        assert response.status_code == 409
        assert "Sie haben selbst einen Datenträger gelöscht" in html and "disabled" in html
