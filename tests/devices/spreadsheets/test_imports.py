"""From a file to registered devices: each once, the wrong ones kept to be corrected."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from custody.actor import Actor
from custody.chain import broken_lines
from devices.models import Device, OfferedLine, SpreadsheetImport, SpreadsheetRow
from devices.spreadsheets import entering, imports, work
from devices.spreadsheets.imports import ImportRefused
from donations.models import Donation
from donations.services import withdraw
from tests import cast
from tests.devices.spreadsheets.lists import (
    brought,
    checked,
    confirmed,
    csv,
    entered,
    notebook,
    problems,
    states,
    worked,
    xlsx,
)


@pytest.fixture
def donor(donor_user):
    cast.category()
    cast.category("monitor")
    return cast.donor(donor_user)


@pytest.fixture
def user(donor_user):
    return donor_user


class TestReading:
    def test_a_file_is_kept_and_its_columns_are_guessed(self, donor, user):
        spreadsheet = brought(donor, user, csv(notebook(1), encoding="cp1252"))
        assert (spreadsheet.state, spreadsheet.file_bytes) == ("columns", 100)
        assert list(spreadsheet.mapping) == ["asset_tag", "category", "maker", "model", "serial", "count"]
        assert states(spreadsheet) == ["unchecked"]

    def test_what_cannot_be_read_says_why_and_leaves_no_rows(self, donor, user):
        spreadsheet = brought(donor, user, b"%PDF-1.4")
        assert (spreadsheet.state, spreadsheet.error) == ("unreadable", "pdf")
        assert not spreadsheet.rows.exists()

    def test_titles_on_every_page_of_a_printed_list_are_left_out(self, donor, user):
        titles = ["Modell", "Seriennummer"]
        spreadsheet = brought(donor, user, csv(["A", "PF1"], titles, ["B", "PF2"], titles=titles))
        assert list(spreadsheet.rows.values_list("number", flat=True)) == [2, 4]

    def test_a_person_names_the_row_of_titles(self, donor, user):
        spreadsheet = brought(donor, user, csv(["x", "y"], ["Notebook", "PF1"], titles=["oben", "daneben"]))
        imports.read_again(spreadsheet, sheet="", header=2, actor=Actor.person(user))
        spreadsheet = worked(spreadsheet)
        assert (spreadsheet.layout["titles"], states(spreadsheet)) == (["x", "y"], ["unchecked"])
        imports.read_again(spreadsheet, sheet="", header=0, actor=Actor.person(user))
        spreadsheet = worked(spreadsheet)
        assert (spreadsheet.layout["titles"], len(states(spreadsheet))) == (["", ""], 3)

    def test_another_sheet_of_the_file_is_an_import_of_its_own(self, donor, user):
        def second(book):
            book.create_sheet("Monitore").append(["Monitore"])
            book["Monitore"].append(["P2419H"])

        content = xlsx(["Seriennummer", "Modell"], ["PF1", "X"], change=second)
        first = brought(donor, user, content, name="liste.xlsx")
        other = imports.another_sheet(first, "Monitore", actor=Actor.person(user))
        assert worked(other).sheet == "Monitore"
        assert imports.another_sheet(first, "Monitore", actor=Actor.person(user)).pk == other.pk
        with pytest.raises(ImportRefused):
            imports.another_sheet(first, "Nirgends", actor=Actor.person(user))


class TestChecking:
    def test_rows_are_right_wrong_or_known(self, donor, user):
        given = cast.donation(donor=donor)
        cast.device(donation=given, serial="pf0003", status="registered")
        rows = [notebook(1), notebook(2, serial="Default string"), notebook(3)]
        spreadsheet = checked(donor, user, csv(*rows))
        assert states(spreadsheet) == ["good", "bad", "known"]
        assert problems(spreadsheet) == {3: [("serial", "placeholder")], 4: [("serial", "known")]}

    def test_a_row_may_stand_in_the_file_once(self, donor, user):
        rows = [
            notebook(1),
            notebook(2, serial="PF 0001"),
            notebook(3, serial="pf  0001"),
            notebook(4, asset_tag="IT-1"),
        ]
        spreadsheet = checked(donor, user, csv(*rows))
        assert problems(spreadsheet) == {4: [("serial", "twice")], 5: [("asset_tag", "twice")]}

    def test_devices_of_other_donors_are_none_of_its_business(self, donor, user, other_donor_user):
        stranger = cast.donation(donor=cast.donor(other_donor_user, name="Fremde"))
        cast.device(donation=stranger, serial="PF0001", asset_tag="IT-1")
        assert states(checked(donor, user, csv(notebook(1)))) == ["good"]

    def test_devices_of_a_donor_that_was_merged_into_this_one_are_known(self, donor, user):
        old = cast.donor(name="Früher", merged_into=donor)
        cast.device(donation=cast.donation(donor=old), serial="PF0001")
        assert states(checked(donor, user, csv(notebook(1)))) == ["known"]

    def test_an_asset_tag_of_another_device_is_asked_about(self, donor, user):
        cast.device(donation=cast.donation(donor=donor), serial="ANDERS", asset_tag="it-1")
        assert problems(checked(donor, user, csv(notebook(1)))) == {2: [("asset_tag", "taken")]}

    def test_a_device_known_by_its_asset_tag_alone_is_recognised(self, donor, user):
        cast.device(donation=cast.donation(donor=donor), serial="", asset_tag="IT-1")
        assert problems(checked(donor, user, csv(notebook(1)))) == {2: [("asset_tag", "known")]}

    def test_hidden_rows_stay_out_unless_they_are_asked_for(self, donor, user):
        def hide(book):
            book.active.row_dimensions[3].hidden = True

        content = xlsx(["Kategorie", "Seriennummer"], ["Notebook", "PF1"], ["Notebook", "PF2"], change=hide)
        spreadsheet = checked(donor, user, content)
        assert states(spreadsheet) == ["good", "left_out"]
        assert states(confirmed(spreadsheet, user, with_hidden=True)) == ["good", "good"]

    def test_kinds_that_nobody_knew_are_said_once_for_all_rows(self, donor, user):
        spreadsheet = checked(
            donor, user, csv(notebook(1, category="Klapprechner"), notebook(2, category="Klapprechner"))
        )
        assert states(spreadsheet) == ["bad", "bad"]
        imports.name_kinds(spreadsheet, {"Klapprechner": "notebook"}, actor=Actor.person(user))
        assert states(worked(spreadsheet)) == ["good", "good"]

    def test_another_mapping_checks_anew_and_keeps_what_was_typed(self, donor, user):
        spreadsheet = checked(donor, user, csv(notebook(1), notebook(2, count="-1")))
        imports.correct(spreadsheet, {3: {"count": "1", "model": "Latitude 5400"}})
        mapping = {name: column for name, column in spreadsheet.mapping.items() if name != "model"}
        spreadsheet = confirmed(spreadsheet, user, mapping=mapping)
        assert states(spreadsheet) == ["good", "good"]
        assert spreadsheet.rows.get(number=3).edits == {"count": "1", "model": "Latitude 5400"}


class TestCorrecting:
    def test_a_corrected_row_is_right_and_frees_its_twin(self, donor, user):
        spreadsheet = checked(donor, user, csv(notebook(1), notebook(2, serial="PF0001"), notebook(3)))
        (row,) = imports.correct(spreadsheet, {2: {"serial": "PF9999"}})
        assert (row.state, states(spreadsheet)) == ("good", ["good", "good", "good"])

    def test_correcting_into_a_number_of_another_row_is_told(self, donor, user):
        spreadsheet = checked(donor, user, csv(notebook(1), notebook(2, serial="Default string")))
        imports.correct(spreadsheet, {3: {"serial": "pf0001"}})
        assert problems(spreadsheet) == {3: [("serial", "twice")]}

    def test_a_mark_of_the_file_is_lifted_by_typing_the_value(self, donor, user):
        spreadsheet = checked(donor, user, xlsx(["Kategorie", "Seriennummer"], ["Notebook", 1234567890123456789]))
        typed = spreadsheet.rows.get().cells[1]
        assert problems(spreadsheet) == {2: [("serial", "rounded")]}
        imports.correct(spreadsheet, {2: {"serial": typed}})
        assert states(spreadsheet) == ["good"]

    def test_a_row_that_is_left_out_can_come_back(self, donor, user):
        spreadsheet = checked(donor, user, csv(notebook(1), notebook(2, serial="PF0001")))
        imports.leave_out(spreadsheet, [2])
        assert states(spreadsheet) == ["left_out", "good"]
        imports.bring_back(spreadsheet, [2])
        assert problems(spreadsheet) == {3: [("serial", "twice")]}

    def test_nothing_is_changed_while_a_worker_has_the_rows(self, donor, user):
        spreadsheet = checked(donor, user, csv(notebook(1)))
        imports.enter_rows(spreadsheet, {}, actor=Actor.person(user))
        for forbidden in (
            lambda: imports.correct(spreadsheet, {2: {"serial": "X"}}),
            lambda: imports.leave_out(spreadsheet, [2]),
            lambda: imports.enter_rows(spreadsheet, {}, actor=Actor.person(user)),
            lambda: imports.put_away(spreadsheet),
        ):
            with pytest.raises(ImportRefused):
                forbidden()


class TestEntering:
    def test_good_rows_become_a_donation_and_bad_ones_stay(self, donor, user):
        rows = [notebook(1), notebook(2, count="-3"), ["", "Monitor", "Dell", "P2419H", "", 20]]
        spreadsheet = entered(checked(donor, user, csv(*rows)), user)
        donation = Donation.objects.get()
        assert (donation.status, donation.donor, spreadsheet.donation) == ("announced", donor, donation)
        assert states(spreadsheet) == ["entered", "bad", "entered"]
        assert donation.devices.count() == 21
        device = donation.devices.get(line=2)
        assert (device.serial, device.asset_tag, device.maker, device.status) == (
            "PF0001",
            "IT-1",
            "Dell",
            "registered",
        )
        assert "it-1" in device.search_text
        assert OfferedLine.objects.get(donation=donation, line=4).count == 20

    def test_numbers_follow_each_other_and_every_device_has_its_history(self, donor, user):
        entered(checked(donor, user, csv(*map(notebook, range(5)))), user)
        devices = list(Device.objects.order_by("number"))
        numbers = [int(device.number.removeprefix("H4F-")) for device in devices]
        assert numbers == list(range(numbers[0], numbers[0] + 5))
        assert [[event.kind for event in device.events.all()] for device in devices] == [["registered"]] * 5
        assert all(broken_lines(device.events.all()) == [] for device in devices)

    def test_corrected_rows_follow_into_the_same_donation(self, donor, user):
        spreadsheet = entered(checked(donor, user, csv(notebook(1), notebook(2, count="-3"))), user)
        imports.correct(spreadsheet, {3: {"count": "1"}})
        spreadsheet = entered(spreadsheet, user)
        donation = Donation.objects.get()
        assert sorted(donation.devices.values_list("line", flat=True)) == [2, 3]
        assert [event.kind for event in donation.events.all()][-1] == "devices_added"

    def test_rows_are_added_to_an_offered_donation_below_its_own_lines(self, donor, user):
        donation = cast.donation(donor=donor)
        cast.device(donation=donation, line=7, status="registered")
        entered(checked(donor, user, csv(notebook(1)), donation=donation), user)
        assert sorted(donation.devices.values_list("line", flat=True)) == [7, 9]

    def test_two_lists_in_one_donation_never_share_a_line(self, donor, user):
        donation = cast.donation(donor=donor)
        first = checked(donor, user, csv(notebook(1), notebook(2, count="-1")), donation=donation)
        second = checked(donor, user, csv(notebook(3), notebook(4)), donation=donation)
        first = entered(first, user)
        entered(second, user)
        imports.correct(first, {3: {"count": "1"}})
        entered(first, user)
        assert sorted(donation.devices.values_list("line", flat=True)) == [2, 3, 5, 6]

    def test_a_donation_that_arrived_meanwhile_takes_no_more(self, donor, user):
        donation = cast.donation(donor=donor)
        spreadsheet = checked(donor, user, csv(notebook(1)), donation=donation)
        Donation.objects.update(status="received")
        spreadsheet = entered(spreadsheet, user)
        assert (spreadsheet.state, spreadsheet.error, states(spreadsheet)) == ("ready", "donation_closed", ["good"])
        assert not Device.objects.exists()

    def test_a_donation_has_room_for_so_many_devices(self, donor, user, monkeypatch):
        monkeypatch.setattr(entering, "MOST_DEVICES", 10)
        spreadsheet = entered(checked(donor, user, csv(["", "Monitor", "", "", "", 11])), user)
        assert (spreadsheet.error, Donation.objects.count()) == ("too_many_devices", 0)


class TestTwice:
    def test_the_same_file_is_the_same_import(self, donor, user):
        first = brought(donor, user, csv(notebook(1)))
        again, is_new = imports.receive(
            SimpleUploadedFile("kopie.csv", csv(notebook(1))), donor=donor, donation=None, actor=Actor.person(user)
        )
        assert (again.pk, is_new) == (first.pk, False)

    def test_the_same_table_in_another_file_is_recognised(self, donor, user):
        first = brought(donor, user, csv(notebook(1)))
        again = brought(donor, user, csv(notebook(1), separator="|", encoding="utf-16"))
        assert (again.state, again.error, again.details) == ("unreadable", "known_table", {"import": first.pk})

    def test_the_whole_list_after_some_of_it_registers_only_what_is_new(self, donor, user):
        entered(checked(donor, user, csv(notebook(1), notebook(2))), user)
        again = entered(checked(donor, user, csv(notebook(2), notebook(1), notebook(3))), user)
        assert states(again) == ["known", "known", "entered"]
        assert sorted(Device.objects.values_list("serial", flat=True)) == ["PF0001", "PF0002", "PF0003"]

    def test_rows_without_any_number_are_asked_about(self, donor, user):
        mice = ["", "Monitor", "Dell", "P2419H", "", 20]
        entered(checked(donor, user, csv(mice)), user)
        again = checked(donor, user, csv(mice, notebook(1)))
        assert problems(again) == {2: [("category", "alike")]}
        imports.correct(again, {2: {"again": "1"}})
        assert states(again) == ["good", "good"]

    def test_a_task_that_runs_again_changes_nothing(self, donor, user):
        spreadsheet = entered(checked(donor, user, csv(notebook(1))), user)
        for _again in range(2):
            work.work_through(spreadsheet.pk)
        SpreadsheetImport.objects.update(state="entering", lease_until=None)
        work.work_through(spreadsheet.pk)
        assert (Device.objects.count(), Donation.objects.count()) == (1, 1)
        assert states(spreadsheet) == ["entered"]

    def test_two_lists_with_the_same_device_register_it_once(self, donor, user):
        first = checked(donor, user, csv(notebook(1), notebook(2)))
        second = checked(donor, user, csv(notebook(2), notebook(3)))
        entered(first, user)
        assert states(entered(second, user)) == ["known", "entered"]
        assert Device.objects.count() == 3

    def test_the_database_holds_it_too(self, donor, user):
        spreadsheet = entered(checked(donor, user, csv(notebook(1))), user)
        other = brought(donor, user, csv(notebook(2)))
        twin = {"donor": donor, "spreadsheet": other, "number": 9, "state": "entered", "line": 9}
        for key in ({"serial_key": "PF0001"}, {"asset_key": "IT-1"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                SpreadsheetRow.objects.create(**twin, **key)
        copied = {name: getattr(spreadsheet, name) for name in ("donor", "sha256", "sheet", "file_bytes", "created_at")}
        with pytest.raises(IntegrityError), transaction.atomic():
            SpreadsheetImport.objects.create(**copied, uploaded_by=user, job=other.job)

    def test_what_was_withdrawn_can_be_offered_again_with_the_same_file(self, donor, user, acting):
        entered(checked(donor, user, csv(notebook(1))), user)
        withdraw(Donation.objects.get(), reason="doch nicht", actor=acting(user))
        again = entered(checked(donor, user, csv(notebook(1))), user)
        assert states(again) == ["entered"]
        assert Device.objects.filter(serial="PF0001").count() == 2


class TestWorkers:
    def test_a_step_that_kills_its_worker_does_not_go_round_for_ever(self, donor, user):
        spreadsheet = brought(donor, user, csv(notebook(1)))
        SpreadsheetImport.objects.update(state="reading", attempts=work.MOST_ATTEMPTS)
        work.work_through(spreadsheet.pk)
        spreadsheet.refresh_from_db()
        assert (spreadsheet.state, spreadsheet.error) == ("unreadable", "gave_up")

    def test_what_a_dead_worker_left_is_found(self, donor, user, now):
        spreadsheet = brought(donor, user, csv(notebook(1)))
        assert work.forgotten_imports(now=now) == []
        SpreadsheetImport.objects.update(state="reading", rung_at=None)
        assert work.forgotten_imports(now=now) == [spreadsheet.pk]

    def test_an_import_that_another_worker_holds_is_left_alone(self, donor, user, now):
        spreadsheet = checked(donor, user, csv(notebook(1)))
        imports.enter_rows(spreadsheet, {}, actor=Actor.person(user))
        SpreadsheetImport.objects.claim(spreadsheet.pk, now=spreadsheet.created_at)
        work.work_through(spreadsheet.pk)
        assert not Device.objects.exists()


class TestPuttingAway:
    def test_the_file_can_be_brought_again_and_the_import_not_taken_up_then(self, donor, user):
        spreadsheet = brought(donor, user, csv(notebook(1)))
        imports.put_away(spreadsheet)
        imports.take_up_again(spreadsheet)
        imports.put_away(spreadsheet)
        again = brought(donor, user, csv(notebook(1)))
        assert again.pk != spreadsheet.pk
        with pytest.raises(ImportRefused):
            imports.take_up_again(spreadsheet)

    def test_what_is_entered_stays(self, donor, user):
        spreadsheet = entered(checked(donor, user, csv(notebook(1))), user)
        with pytest.raises(ImportRefused):
            imports.put_away(spreadsheet)

    def test_rows_that_were_entered_a_moment_ago_keep_it(self, donor, user):
        spreadsheet = checked(donor, user, csv(notebook(1)))
        with connection.execute_wrapper(_then_once(lambda: entered(spreadsheet, user))), pytest.raises(ImportRefused):
            imports.put_away(spreadsheet)


def _then_once(act):
    """Somebody else acts right after the first question to the database."""
    acted = []

    def after_the_first(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not acted and sql.startswith("SELECT"):
            acted.append(True)
            act()
        return result

    return after_the_first
