"""Scanning a pile: what one scan does, twice is once, each line can be taken back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.bench.keys import make_badge
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from devices.models import Device, PileLine
from devices.piles import work
from devices.piles.registry import kind_of
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    return cast.location("regal-a-01")


@pytest.fixture
def actor(volunteer):
    return Actor.person(volunteer)


@pytest.fixture
def pile(shelf, actor):
    return work.start(kind_of("move"), {"location": shelf}, actor=actor)


def outcomes(pile) -> list[str]:
    return list(pile.lines.values_list("outcome", flat=True))


def test_a_persons_badge_is_never_noted(pile, actor, volunteer):
    with pytest.raises(TransitionRefused, match="Ausweis"):
        work.scan(pile, f" {make_badge(volunteer).lower()} ", actor=actor)
    assert not pile.lines.exists()


class TestMoving:
    def test_a_scan_puts_the_device_there_and_a_second_one_does_nothing(self, pile, shelf, actor):
        device = cast.device(number="H4F-000131")
        first, second = work.scan(pile, "131", actor=actor), work.scan(pile, "h4fß000131", actor=actor)
        device.refresh_from_db()
        assert (device.location, device.events.count()) == (shelf, 1)
        assert (first.outcome, second.outcome) == ("ok", "already")
        assert second.message.startswith("schon gescannt um ")

    def test_what_stands_there_already_is_said_so_and_left_alone(self, pile, shelf, actor):
        device = cast.device(location=shelf)
        assert work.scan(pile, device.number, actor=actor).outcome == "already"
        assert not device.events.exists()

    def test_another_shelfs_label_goes_on_with_that_one(self, pile, actor):
        other, device = cast.location("regal-b-02", name_de="Regal B-02"), cast.device()
        line = work.scan(pile, "regalßbß02", actor=actor)
        work.scan(pile, device.number, actor=actor)
        device.refresh_from_db()
        assert (line.outcome, line.message, device.location) == ("target", "Jetzt: Regal B-02", other)

    def test_without_a_shelf_its_label_is_asked_for_first(self, actor, shelf):
        pile, device = work.start(kind_of("move"), {}, actor=actor), cast.device()
        refused = work.scan(pile, device.number, actor=actor)
        assert (refused.outcome, refused.message) == ("refused", "Bitte scannen Sie zuerst das Etikett des Lagerorts.")
        work.scan(pile, shelf.code, actor=actor)
        assert work.scan(pile, device.number, actor=actor).outcome == "ok"

    def test_a_shelf_that_is_no_longer_in_use_is_refused(self, pile, actor):
        cast.location("regal-z-09", name_de="Regal Z-09", is_active=False)
        assert work.scan(pile, "regal-z-09", actor=actor).message == "Regal Z-09 ist nicht mehr in Gebrauch."

    def test_unknown_refused_and_ambiguous_scans_are_lines_that_change_nothing(self, pile, actor):
        gone = cast.device(status="handed_over", serial="TWICE")
        cast.device(serial="twice")
        work.scan(pile, "H4F-777777", actor=actor)
        work.scan(pile, gone.number, actor=actor)
        work.scan(pile, "TWICE", actor=actor)
        unknown, refused, ambiguous = pile.lines.all()
        assert outcomes(pile) == ["unknown", "refused", "refused"]
        assert (unknown.message, unknown.device) == ("H4F-777777", None)
        assert refused.device == gone and "„übergeben“" in refused.message
        assert ambiguous.message.startswith("So heißen mehrere Geräte: H4F-")
        assert not Device.objects.exclude(location=None).exists()


class TestTakingBack:
    def test_a_line_puts_its_device_back_and_can_be_scanned_again(self, pile, shelf, actor):
        before = cast.location("annahme", name_de="Annahme")
        device = cast.device(location=before)
        line = work.scan(pile, device.number, actor=actor)
        work.undo(line, actor=actor)
        device.refresh_from_db()
        line.refresh_from_db()
        assert (device.location, line.undone_by, line.is_standing) == (before, actor.user, False)
        assert work.scan(pile, device.number, actor=actor).outcome == "ok"

    def test_a_line_is_taken_back_once_and_only_while_nothing_builds_on_it(self, pile, actor):
        device = cast.device()
        line = work.scan(pile, device.number, actor=actor)
        Device.objects.filter(pk=device.pk).update(location=cast.location("annahme"))
        with pytest.raises(TransitionRefused, match="inzwischen weiterbewegt"):
            work.undo(line, actor=actor)
        Device.objects.filter(pk=device.pk).update(location=pile.location)
        work.undo(line, actor=actor)
        with pytest.raises(TransitionRefused, match="schon zurückgenommen"):
            work.undo(line, actor=actor)

    def test_a_finished_pile_takes_no_scan_and_gives_no_line_back_until_it_is_opened_again(self, pile, actor):
        device, late = cast.device(), cast.device()
        line = work.scan(pile, device.number, actor=actor)
        work.finish(pile, actor=actor)
        for act in (lambda: work.scan(pile, late.number, actor=actor), lambda: work.undo(line, actor=actor)):
            with pytest.raises(TransitionRefused, match="abgeschlossen"):
                act()
        work.reopen(pile)
        assert work.scan(pile, late.number, actor=actor).outcome == "ok"


class TestTime:
    def test_what_is_entered_later_keeps_its_real_time(self, pile, actor, now):
        device = cast.device(status_since=now)
        real = now + timedelta(hours=3)
        line = work.scan(pile, device.number, actor=actor, happened_at=real, now=now + timedelta(days=2))
        event = device.events.get()
        assert (line.happened_at, event.happened_at) == (real, real)
        assert line.recorded_at == now + timedelta(days=2) and event.recorded_at != real

    def test_never_in_the_future_nor_another_year_nor_before_the_device_came(self, pile, actor):
        device, now = cast.device(), timezone.now()
        for wrong in (now + timedelta(hours=1), now - timedelta(days=500)):
            with pytest.raises(TransitionRefused):
                work.scan(pile, device.number, actor=actor, happened_at=wrong, now=now)
        early = work.scan(pile, device.number, actor=actor, happened_at=now - timedelta(days=3), now=now)
        assert (early.outcome, early.message) == (
            "refused",
            f"{device.number} kam erst nach diesem Zeitpunkt ins Haus.",
        )


def test_the_database_itself_holds_one_standing_line_per_device(pile, actor):
    device = cast.device()
    work.scan(pile, device.number, actor=actor)
    fields = {"pile": pile, "device": device, "typed": "x", "outcome": "ok", "recorded_by": actor.user}
    with pytest.raises(IntegrityError), transaction.atomic():
        PileLine.objects.create(**fields, happened_at=timezone.now())
