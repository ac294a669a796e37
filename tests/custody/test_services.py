import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from custody.actor import Actor
from custody.append_only import AppendOnlyError
from custody.chain import broken_lines, digest_of_note
from custody.enums import CORRECTED, Via
from custody.lifecycle import TransitionRefused
from custody.models import Note
from custody.services import Line, change_status, change_status_many, record, record_many, take_back, written_together
from devices.models import Device, DeviceEvent
from tests import cast

pytestmark = pytest.mark.django_db


def test_many_rows_move_and_the_others_are_named(volunteer):
    here, gone = cast.device(status="registered"), cast.device(status="recycled")
    result = change_status_many(Device, [here.pk, gone.pk], "received", actor=Actor.person(volunteer))
    assert result.changed == [here.pk]
    assert list(result.refused) == [gone.pk]
    assert gone.number in result.refused[gone.pk]
    assert list(Device.objects.order_by("pk").values_list("status", flat=True)) == ["received", "recycled"]


def test_moving_three_rows_takes_no_more_queries_than_moving_one(volunteer, django_assert_max_num_queries):
    def count(number: int) -> int:
        pks = [cast.device(status="registered", donation=donation).pk for _row in range(number)]
        with django_assert_max_num_queries(30) as captured:
            change_status_many(Device, pks, "received", actor=Actor.person(volunteer))
        return len(captured)

    donation = cast.donation(status="received")
    assert count(1) == count(3)


def test_a_step_may_be_entered_later_with_its_real_time(volunteer):
    device = cast.device(status="registered")
    change_status(device, "received", actor=Actor.person(volunteer), happened_at=cast.NOW)
    event = device.events.get()
    assert event.happened_at == cast.NOW
    assert abs(event.recorded_at - timezone.now()) < cast.timedelta(minutes=1)


def test_a_refused_step_of_one_row_raises_its_reason(volunteer):
    device = cast.device(status="in_refurbishment")
    with pytest.raises(TransitionRefused, match="kein Datenträger bekannt"):
        change_status(device, "ready", actor=Actor.person(volunteer))


def test_the_reason_is_a_note_beside_the_event_which_holds_only_its_digest(volunteer):
    device = cast.device()
    record(device, "looked_at", actor=Actor.person(volunteer), note="Frau Muster hat angerufen", data={"step": 3})
    event, note = DeviceEvent.objects.get(), Note.objects.get()
    assert event.note == note
    assert event.data == {"step": 3, "note_digest": digest_of_note(note)}
    assert "Muster" not in str(DeviceEvent.objects.values().get())


def test_an_erased_note_leaves_the_chain_whole(volunteer):
    device = cast.device()
    record(device, "looked_at", actor=Actor.person(volunteer), note="weg damit")
    Note.objects.update(text="", salt="", erased_at=cast.NOW)
    assert broken_lines(device.events.all()) == []


def test_lines_are_numbered_and_chained_per_subject(volunteer):
    first, second = cast.device(), cast.device()
    record_many([Line(first, "a"), Line(second, "b"), Line(first, "c")], actor=Actor.person(volunteer))
    record(first, "d", actor=Actor.system())
    lines = list(first.events.all())
    assert [(line.sequence, line.kind) for line in lines] == [(1, "a"), (2, "c"), (3, "d")]
    assert [line.previous_hash for line in lines] == ["", lines[0].hash, lines[1].hash]
    assert [line.via for line in lines] == [Via.PERSON, Via.PERSON, Via.SYSTEM]
    assert broken_lines(lines) == []


class TestLinesWrittenTogether:
    def test_come_in_their_order_with_who_did_each_and_when(self, volunteer):
        device, donation = cast.device(), cast.donation()
        with written_together():
            record(device, "a", actor=Actor.person(volunteer), happened_at=cast.NOW, note="gesehen")
            record(donation, "x", actor=Actor.system())
            record_many([Line(device, "b", data={"step": 3})], actor=Actor.system())
            assert not device.events.exists()
        lines = list(device.events.all())
        assert [(line.sequence, line.kind, line.via) for line in lines] == [(1, "a", Via.PERSON), (2, "b", Via.SYSTEM)]
        assert (lines[0].happened_at, lines[0].note.text, lines[1].data) == (cast.NOW, "gesehen", {"step": 3})
        assert broken_lines(lines) == []
        assert donation.events.get().kind == "x"

    def test_cost_as_much_as_one(self, volunteer, django_assert_num_queries):
        device = cast.device()
        with django_assert_num_queries(2), written_together():
            for kind in "abc":
                record(device, kind, actor=Actor.person(volunteer))

    def test_a_change_of_status_comes_after_what_was_said_before_it(self, volunteer):
        device = cast.device(status="registered")
        with written_together():
            record(device, "a", actor=Actor.person(volunteer))
            change_status(device, "received", actor=Actor.person(volunteer))
            record(device, "b", actor=Actor.person(volunteer))
            take_back(device, actor=Actor.person(volunteer), reason="Vertippt", anyone=False)
            record(device, "c", actor=Actor.person(volunteer))
        assert [line.kind for line in device.events.all()] == ["a", "status_changed", "b", "corrected", "c"]
        assert broken_lines(device.events.all()) == []

    def test_within_each_other_wait_for_the_outer_end(self, volunteer):
        device = cast.device()
        with written_together():
            with written_together():
                record(device, "a", actor=Actor.person(volunteer))
            assert not device.events.exists()
        assert device.events.get().kind == "a"

    def test_vanish_with_what_failed_and_the_next_ones_are_written_at_once(self, volunteer):
        device = cast.device()
        with pytest.raises(TransitionRefused), transaction.atomic(), written_together():
            record(device, "a", actor=Actor.person(volunteer))
            raise TransitionRefused("no")
        record(device, "b", actor=Actor.person(volunteer))
        assert device.events.get().kind == "b"


@pytest.mark.parametrize("column", ["kind", "new_status", "data", "happened_at", "actor"])
def test_a_line_that_was_changed_behind_the_programs_back_shows(column, volunteer, senior_volunteer):
    device = cast.device()
    record(device, "a", actor=Actor.person(volunteer))
    record(device, "b", actor=Actor.person(volunteer))
    line = device.events.first()
    changed = {"data": {"x": 1}, "happened_at": cast.NOW, "actor": senior_volunteer}.get(column, "changed")
    setattr(line, column, changed)
    assert broken_lines([line, *device.events.all()[1:]]) == [line]


def test_a_line_that_was_taken_out_shows(volunteer):
    device = cast.device()
    for kind in "abc":
        record(device, kind, actor=Actor.person(volunteer))
    first, _second, third = device.events.all()
    assert broken_lines([first, third]) == [third]


def test_events_are_neither_changed_nor_deleted(volunteer):
    record(cast.device(), "a", actor=Actor.person(volunteer))
    event = DeviceEvent.objects.get()
    event.kind = "b"
    for attempt in (
        event.save,
        event.delete,
        DeviceEvent.objects.all().delete,
        lambda: DeviceEvent.objects.update(kind="b"),
        lambda: DeviceEvent.objects.bulk_update([event], ["kind"]),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()
    assert DeviceEvent.objects.get().kind == "a"


def test_two_lines_never_share_a_place_in_the_history(volunteer):
    record(cast.device(), "a", actor=Actor.person(volunteer))
    event = DeviceEvent.objects.get()
    event.pk, event._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save()


class TestTakingBack:
    @pytest.fixture
    def device(self, volunteer):
        device = cast.device(status="registered")
        change_status(device, "received", actor=Actor.person(volunteer))
        return device

    def test_its_author_may_with_a_reason(self, device, volunteer):
        take_back(device, actor=Actor.person(volunteer), reason="falsches Gerät", anyone=False)
        device.refresh_from_db()
        event = device.events.last()
        assert device.status == "registered"
        assert (event.kind, event.old_status, event.new_status) == (CORRECTED, "received", "registered")
        assert event.data["corrects"] == 1
        assert event.note.text == "falsches Gerät"

    def test_nothing_is_deleted(self, device, volunteer):
        take_back(device, actor=Actor.person(volunteer), reason="falsch", anyone=False)
        assert [event.kind for event in device.events.all()] == ["status_changed", "corrected"]

    def test_another_volunteer_may_not(self, device, senior_volunteer):
        with pytest.raises(TransitionRefused, match="nur, wer ihn gemacht hat"):
            take_back(device, actor=Actor.person(senior_volunteer), reason="falsch", anyone=False)

    def test_its_author_may_not_after_24_hours_but_coordination_may(self, device, volunteer, coordinator):
        later = device.events.last().recorded_at + cast.timedelta(hours=24, seconds=1)
        with pytest.raises(TransitionRefused):
            take_back(device, actor=Actor.person(volunteer), reason="falsch", anyone=False, now=later)
        take_back(device, actor=Actor.person(coordinator), reason="falsch", anyone=True, now=later)
        device.refresh_from_db()
        assert device.status == "registered"

    def test_a_reason_is_asked(self, device, volunteer):
        with pytest.raises(TransitionRefused, match="Grund"):
            take_back(device, actor=Actor.person(volunteer), reason="  ", anyone=False)

    def test_only_the_last_step_not_two(self, device, volunteer):
        take_back(device, actor=Actor.person(volunteer), reason="falsch", anyone=False)
        with pytest.raises(TransitionRefused, match="keinen Schritt"):
            take_back(device, actor=Actor.person(volunteer), reason="falsch", anyone=False)

    def test_what_builds_on_it_refuses(self, device, volunteer, monkeypatch):
        monkeypatch.setattr(
            Device.lifecycle, "take_back_guards", [lambda rows, step: {rows[0].pk: "darauf baut etwas auf"}]
        )
        with pytest.raises(TransitionRefused, match="darauf baut etwas auf"):
            take_back(device, actor=Actor.person(volunteer), reason="falsch", anyone=True)


class TestTheGateInTheDatabase:
    @pytest.mark.parametrize("status", ["ready", "reserved", "delivered", "handed_over", "recycled", "dismantled"])
    def test_no_status_beyond_it_goes_with_an_unsettled_medium(self, status):
        device = cast.device()
        cast.medium(device)
        with pytest.raises(IntegrityError), transaction.atomic():
            Device.objects.filter(pk=device.pk).update(status=status)

    def test_a_medium_that_comes_to_a_ready_device_is_refused_too(self):
        device = cast.device(status="ready")
        with pytest.raises(IntegrityError), transaction.atomic():
            Device.objects.filter(pk=device.pk).update(unsettled_media=1)
