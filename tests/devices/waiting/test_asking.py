"""Asking the donor by mail."""

import pytest
from django.urls import reverse

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from devices import stages
from devices.history import history
from devices.models import Device, DonorQuestion
from devices.waiting.asking import ask_donor, draft, want_question
from tests import cast

pytestmark = pytest.mark.django_db


def waiting(kind="bios_password", donor=None, **fields) -> Device:
    donation = cast.donation(status="received", donor=donor)
    hold = {"hold_kind": kind, "hold_reason": "fragt nach Passwort", "hold_since": cast.NOW}
    return cast.device(donation=donation, serial="5CG0", asset_tag="INV-7", **hold, **fields)


@pytest.fixture
def device(donor_user):
    return waiting(donor=cast.donor(donor_user))


def ask(device, person, **changed):
    words = {"subject": "BIOS", "body": "Bitte um das Passwort.", "asked_before": 0}
    to = [recipient.key for recipient in draft(device).recipients]
    return ask_donor(device, actor=Actor.person(person), **{"to": to, **words, **changed})


class TestTheLetter:
    @pytest.mark.parametrize(
        ("kind", "language", "words"),
        [
            ("bios_password", "de", "Das BIOS (UEFI) ist mit einem Passwort geschützt"),
            ("mdm", "de", "Intune/Autopilot"),
            ("activation_lock", "en", "Please do not send us the password of your account"),
            ("unlock_code", "en", "asks for an unlock code"),
            ("donor", "de", "Wir haben eine Frage"),
        ],
    )
    def test_it_is_in_the_donors_language_by_what_the_device_waits_for(self, donor_user, kind, language, words):
        donor_user.language = language
        donor_user.save(update_fields=["language"])
        device = waiting(kind, cast.donor(donor_user))
        letter = draft(device)
        assert (letter.language, [one.address for one in letter.recipients]) == (language, [donor_user.email])
        for fact in (words, device.number, "5CG0", "INV-7", device.donation.number):
            assert fact in letter.body

    def test_an_unknown_donor_and_one_without_an_address_have_no_recipient(self):
        assert draft(waiting()).recipients == []
        assert draft(waiting(donor=cast.donor())).recipients == []
        assert [one.key for one in draft(waiting(donor=cast.donor(email="info@example.org"))).recipients] == ["donor"]


class TestAsking:
    def test_one_mail_a_line_without_words_and_a_note_for_coordination(self, device, coordinator, volunteer):
        ask(device, coordinator)
        mail = Mail.objects.get()
        assert (mail.subject, mail.recipient) == ("BIOS", device.donation.donor.members.get().user.email)
        event = device.events.get(kind="donor_asked")
        assert set(event.data) == {"question", "hold", "recipients", "note_digest"}
        assert "Passwort" in history(device, coordinator)[0].note
        assert "Passwort" not in history(device, volunteer)[0].note

    def test_a_second_press_sends_nothing(self, device, coordinator):
        ask(device, coordinator)
        with pytest.raises(TransitionRefused, match="nicht ein zweites Mal"):
            ask(device, coordinator)
        assert Mail.objects.count() == 1
        ask(device, coordinator, asked_before=1)
        assert Mail.objects.count() == 2

    def test_what_the_workshop_wants_is_done_with_the_mail(self, device, coordinator, volunteer):
        want_question(device, actor=Actor.person(volunteer))
        assert list(Device.objects.donor_to_be_asked()) == [device]
        with pytest.raises(TransitionRefused):
            want_question(device, actor=Actor.person(volunteer))
        ask(device, coordinator)
        question = DonorQuestion.objects.get()
        assert (question.wanted_by, question.asked_by) == (volunteer, coordinator)
        assert not Device.objects.donor_to_be_asked().exists()

    def test_only_for_what_the_donor_knows(self, coordinator, volunteer, donor_user):
        device = waiting("part", cast.donor(donor_user))
        with pytest.raises(TransitionRefused, match="nicht auf seinen Spender"):
            ask(device, coordinator)
        with pytest.raises(TransitionRefused):
            want_question(device, actor=Actor.person(volunteer))

    def test_once_the_waiting_is_over_nobody_is_to_be_asked(self, device, volunteer):
        want_question(device, actor=Actor.person(volunteer))
        stages.end_hold(device, actor=Actor.person(volunteer))
        assert not Device.objects.donor_to_be_asked().exists()


class TestPages:
    def test_the_coordinator_changes_the_text_and_sends_it(self, client, coordinator, device):
        client.force_login(coordinator)
        address = reverse("donor_ask", args=[device.number])
        page = client.get(address)
        form = page.context["form"]
        assert "Frage zu Ihrem Gerät" in page.content.decode()
        sent = {name: form[name].value() for name in ("to", "subject", "asked_before")} | {"body": "Kurz gefragt."}
        html = client.post(address, sent, follow=True).content.decode()
        assert "ist unterwegs an den Spender" in html and "Der Spender wurde am" in html
        response = client.post(address, sent)
        assert response.status_code == 409 and "Kurz gefragt." in response.content.decode()
        assert Mail.objects.get().body.strip() == "Kurz gefragt."

    @pytest.mark.parametrize(("known", "words"), [(True, "keine E-Mail-Adresse"), (False, "ist nicht bekannt")])
    def test_nobody_to_write_to_is_said_clearly(self, client, coordinator, known, words):
        client.force_login(coordinator)
        device = waiting(donor=cast.donor() if known else None)
        html = client.get(reverse("donor_ask", args=[device.number])).content.decode()
        assert words in html and "Mail senden" not in html

    def test_a_volunteer_has_the_donor_asked(self, client, volunteer, coordinator, device):
        client.force_login(volunteer)
        ask = reverse("donor_ask", args=[device.number])
        html = client.get(reverse("device_detail", args=[device.number])).content.decode()
        assert "Spender fragen lassen" in html and f'href="{ask}"' not in html
        client.post(reverse("donor_want", args=[device.number]))
        assert (
            "Spender fragen lassen" not in client.get(reverse("device_detail", args=[device.number])).content.decode()
        )
        client.force_login(coordinator)
        html = client.get(reverse("hold_list") + "?wanted=true").content.decode()
        assert ask in html and "zu fragen" in html
        assert ask in client.get(reverse("workshop_board")).content.decode()
