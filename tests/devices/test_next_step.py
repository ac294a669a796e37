"""The panel on a device's page: what comes next, or where the device stands."""

from datetime import UTC, datetime

import pytest

from devices.enums import DeviceStatus
from devices.next_step import next_step
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
# In Berlin 24 November 2026, 10:00.
SINCE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def panel(user, status, **fields):
    device = cast.device(status=status, status_since=SINCE, **fields)
    return next_step(device, user, [])


def urls(step) -> list[str]:
    return [button.url for button in step.buttons]


@pytest.mark.parametrize("status", [status for status in DeviceStatus if status != DeviceStatus.IN_REFURBISHMENT])
def test_no_panel_only_repeats_the_status(volunteer, status):
    step = panel(volunteer, status)
    assert step.text and step.title


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("rejected", "Am 24.11.2026 nicht angenommen"),
        ("recycled", "Am 24.11.2026 ins Recycling gegeben."),
        ("dismantled", "Am 24.11.2026 in Ersatzteile zerlegt."),
    ],
)
def test_an_end_says_when_and_where_to(volunteer, status, text):
    step = panel(volunteer, status)
    assert (step.title, step.tone, step.is_state) == ("Am Ende seines Weges", "quiet", True)
    assert text in step.text and not step.buttons


def test_an_end_names_the_disk_that_still_lies_under_lock(volunteer):
    device = cast.device(status="recycled")
    disk = cast.medium(device, status="removed", location=cast.location())
    step = next_step(device, volunteer, [])
    assert step.tone == "warning" and f"unter Verschluss: HTS725050A7 ({disk.serial})." in step.text


class TestLost:
    def lost(self, by, **medium):
        device = cast.device(status="lost", status_since=SINCE)
        disk = cast.medium(device, **medium)
        return next_step(device, by, []), disk

    def test_what_was_not_erased_and_the_term_of_72_hours(self, volunteer):
        step, disk = self.lost(volunteer, status="lost")
        assert step.tone == "danger"
        assert f"Nicht gelöscht: HTS725050A7 ({disk.serial})." in step.text
        assert "Art. 33 DSGVO" in step.text and "Frist 27.11.2026, 10:00" in step.text

    def test_nothing_is_open_when_its_media_were_erased(self, volunteer):
        step, _disk = self.lost(volunteer, status="erased")
        assert (step.title, step.tone) == ("Suchen", "danger")
        assert "Art. 33" not in step.text and "Kein Datenträger war noch zu löschen." in step.text

    def test_media_that_nobody_looked_for_are_not_called_erased(self, volunteer):
        assert "ist nicht bekannt" in panel(volunteer, "lost").text

    def test_only_those_who_decide_report_it_found(self, volunteer, senior_volunteer):
        found = [len(self.lost(person, status="lost")[0].buttons) for person in (volunteer, senior_volunteer)]
        assert found == [0, 1]


class TestAwaited:
    @pytest.mark.parametrize(
        ("status", "title"), [("registered", "Das Gerät wird erwartet"), ("not_received", "Nicht eingetroffen")]
    )
    def test_it_leads_to_the_intake(self, volunteer, status, title):
        donation = cast.donation(status="announced")
        step = panel(volunteer, status, donation=donation)
        assert (step.title, urls(step)) == (title, [f"/donations/{donation.number}/intake/"])

    def test_not_for_people_who_take_nothing_in(self, administrator):
        assert urls(panel(administrator, "registered")) == []

    def test_not_for_a_donation_that_was_withdrawn(self, volunteer):
        assert urls(panel(volunteer, "not_received", donation=cast.donation(status="cancelled"))) == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("delivered", "24.11.2026. Jetzt ist die Einrichtung am Zug"),
        ("handed_over", "24.11.2026. Kommt es zurück, wird das auf der Seite seiner Übergabe festgehalten."),
    ],
)
def test_outside_it_is_said_who_or_what_comes_next(volunteer, status, said):
    step = panel(volunteer, status)
    assert said in step.text and step.is_state
