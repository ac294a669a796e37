"""Pages of imports."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from devices.models import Device, RowState, SpreadsheetImport
from devices.spreadsheets import imports
from devices.spreadsheets.files.read import read_table
from donations.models import Donation
from tests import cast
from tests.devices.spreadsheets.lists import OFFER, brought, checked, csv, entered, notebook, states, worked, xlsx


@pytest.fixture
def donor(donor_user):
    cast.category()
    cast.category("monitor")
    return cast.donor(donor_user, street="Ring 1", postcode="04109")


@pytest.fixture
def signed_in(client, donor_user, donor):
    client.force_login(donor_user)
    return client


@pytest.fixture
def spreadsheet(donor, donor_user):
    """One right row, one with a negative count."""
    return checked(donor, donor_user, csv(notebook(1), notebook(2, count="-3")))


def text_of(answer):
    return answer.content.decode()


def page_of(spreadsheet, **query):
    return reverse("import_detail", args=[spreadsheet.pk], query=query)


class TestBringingAFile:
    def test_a_file_is_read_by_a_worker_then_its_columns_are_confirmed(
        self, signed_in, django_capture_on_commit_callbacks
    ):
        file = SimpleUploadedFile("liste.csv", csv(notebook(1)))
        with django_capture_on_commit_callbacks(execute=True):
            answer = signed_in.post(reverse("import_start"), {"file": file})
        spreadsheet = SpreadsheetImport.objects.get()
        assert answer.url == reverse("import_detail", args=[spreadsheet.pk])
        answer = signed_in.get(answer.url)
        assert answer.url == reverse("import_columns", args=[spreadsheet.pk])
        page = text_of(signed_in.get(answer.url))
        assert "Seriennummer" in page
        assert "PF0001" in page

    def test_no_file_and_one_that_is_too_large_are_told(self, signed_in, settings):
        assert "Bitte wählen Sie eine Datei" in text_of(signed_in.post(reverse("import_start")))
        settings.UPLOAD_LIMIT_BYTES = 5
        answer = signed_in.post(reverse("import_start"), {"file": SimpleUploadedFile("liste.csv", csv(notebook(1)))})
        assert "größer als" in text_of(answer)
        assert not SpreadsheetImport.objects.exists()

    def test_the_same_file_leads_to_its_import(self, signed_in, spreadsheet):
        content = csv(notebook(1), notebook(2, count="-3"))
        answer = signed_in.post(reverse("import_start"), {"file": SimpleUploadedFile("noch.csv", content)}, follow=True)
        assert answer.redirect_chain[0][0] == page_of(spreadsheet)
        assert "nichts wurde doppelt angemeldet" in text_of(answer)

    def test_what_cannot_be_read_says_why(self, signed_in, donor, donor_user):
        page = text_of(signed_in.get(page_of(brought(donor, donor_user, b"%PDF-1.4"))))
        assert "Das ist ein PDF. Bitte exportieren Sie die Liste als XLSX oder CSV." in page

    def test_the_page_says_which_imports_still_wait_for_somebody(self, signed_in, spreadsheet):
        assert "geprüft, 1 Zeile anzumelden, 1 zu berichtigen" in text_of(signed_in.get(reverse("import_start")))

    def test_coordination_brings_a_list_for_a_donor(self, client, coordinator, donor):
        client.force_login(coordinator)
        cast.donor(name="Noch jemand")
        file = SimpleUploadedFile("liste.csv", csv(notebook(1)))
        assert "donor" in client.post(reverse("import_start"), {"file": file}).context["form"].errors
        file.seek(0)
        client.post(reverse("import_start"), {"file": file, "donor": donor.pk})
        assert SpreadsheetImport.objects.get().donor == donor

    def test_somebody_elses_donation_is_not_filled(self, signed_in, other_donor_user):
        foreign = cast.donation(donor=cast.donor(other_donor_user, name="Fremde"))
        file = SimpleUploadedFile("liste.csv", csv(notebook(1)))
        signed_in.post(reverse("import_start"), {"file": file, "donation": foreign.number})
        assert SpreadsheetImport.objects.get().donation is None


class TestColumns:
    def test_a_column_twice_and_none_that_matters_are_told(self, signed_in, donor, donor_user):
        url = reverse("import_columns", args=[brought(donor, donor_user, csv(notebook(1))).pk])
        page = text_of(signed_in.post(url, {"column-0": "serial", "column-4": "serial"}))
        assert "„Seriennummer“ ist schon für „Inventarnummer“ gewählt." in page
        assert "mindestens, welche Spalte die Art" in text_of(signed_in.post(url, {"column-5": "count"}))

    def test_they_are_checked_by_what_was_chosen(self, signed_in, donor, donor_user):
        spreadsheet = brought(donor, donor_user, csv(["PF1", "Notebook"], titles=["Kennung", "Sorte"]))
        url = reverse("import_columns", args=[spreadsheet.pk])
        answer = signed_in.post(url, {"column-0": "serial", "column-1": "category"})
        assert answer.url == page_of(spreadsheet)
        spreadsheet = worked(spreadsheet)
        assert (spreadsheet.mapping, states(spreadsheet)) == ({"serial": 0, "category": 1}, ["good"])


class TestRows:
    def test_rows_with_errors_come_first_each_with_its_sentence_at_its_cell(self, signed_in, spreadsheet):
        page = text_of(signed_in.get(page_of(spreadsheet)))
        assert "Eine Anzahl kann nicht negativ sein." in page
        assert 'name="r3-count" value="-3"' in page
        assert "PF0001" not in page
        assert "PF0001" in text_of(signed_in.get(page_of(spreadsheet, show="all")))

    def test_a_page_without_anything_to_correct_has_no_button_for_it(self, signed_in, spreadsheet):
        assert "Speichern und noch einmal prüfen" in text_of(signed_in.get(page_of(spreadsheet)))
        assert "Speichern und noch einmal prüfen" not in text_of(signed_in.get(page_of(spreadsheet, show="good")))

    def test_a_cell_is_corrected_at_its_place(self, signed_in, spreadsheet):
        answer = signed_in.post(reverse("import_rows", args=[spreadsheet.pk]), {"r3-count": "1"}, follow=True)
        assert states(spreadsheet) == ["good", "good"]
        assert "1 Zeile stimmt jetzt." in text_of(answer)

    def test_what_is_still_wrong_stays_as_it_was_typed(self, signed_in, spreadsheet):
        answer = signed_in.post(reverse("import_rows", args=[spreadsheet.pk]), {"r3-count": "drei"}, follow=True)
        assert 'value="drei"' in text_of(answer)
        assert "1 ist noch zu berichtigen." in text_of(answer)

    def test_a_kind_that_is_not_chosen_leaves_what_stands_in_the_file(self, signed_in, donor, donor_user):
        spreadsheet = checked(donor, donor_user, csv(notebook(1, category="Toaster", count="-1")))
        data = {"r2-category": "", "r2-count": "1"}
        answer = signed_in.post(reverse("import_rows", args=[spreadsheet.pk]), data, follow=True)
        assert "„Toaster“ kennen wir nicht als Art." in text_of(answer)
        signed_in.post(reverse("import_rows", args=[spreadsheet.pk]), {"r2-category": "Notebook"})
        assert states(spreadsheet) == ["good"]

    def test_leaving_a_row_out_keeps_what_was_typed_into_others(self, signed_in, donor, donor_user):
        spreadsheet = checked(donor, donor_user, csv(notebook(1, count="-1"), notebook(2, count="-3")))
        data = {"r2-count": "x", "r3-count": "1", "leave_out": "2"}
        answer = signed_in.post(reverse("import_rows", args=[spreadsheet.pk]), data, follow=True)
        assert states(spreadsheet) == ["left_out", "good"]
        assert reverse("import_row_bring_back", args=[spreadsheet.pk, 2]) in text_of(answer)

    def test_fields_that_are_none_are_passed_over(self, signed_in, spreadsheet):
        data = {"r3-state": "entered", "rx-count": "1", "r999-count": "1", "r3-": "1", "show": "bad"}
        assert signed_in.post(reverse("import_rows", args=[spreadsheet.pk]), data).status_code == 302
        assert states(spreadsheet) == ["good", "bad"]

    def test_one_row_on_a_page_of_its_own(self, signed_in, spreadsheet):
        url = reverse("import_row", args=[spreadsheet.pk, 3])
        assert "Eine Anzahl kann nicht negativ sein." in text_of(signed_in.get(url))
        typed = {"category": "Monitor", "count": "0", "serial": "PF0002", "model": "P2419H"}
        page = text_of(signed_in.post(url, typed))
        assert "Mindestens 1." in page
        assert 'value="P2419H"' in page
        assert signed_in.post(url, typed | {"count": "1"}).url == page_of(spreadsheet)
        assert states(spreadsheet) == ["good", "good"]

    def test_kinds_are_named_for_all_their_rows(self, signed_in, donor, donor_user):
        rows = [notebook(number, category="Klapprechner") for number in range(3)]
        spreadsheet = checked(donor, donor_user, csv(*rows))
        assert "„Klapprechner“ in 3 Zeilen ist" in text_of(signed_in.get(page_of(spreadsheet)))
        signed_in.post(reverse("import_kinds", args=[spreadsheet.pk]), {"kind-0": "notebook"})
        assert states(worked(spreadsheet)) == ["good"] * 3

    def test_only_those_who_see_stock_learn_of_others_devices(self, client, signed_in, coordinator, donor, donor_user):
        stranger = cast.device(serial="PF0001")
        spreadsheet = checked(donor, donor_user, csv(notebook(1)))
        assert stranger.number not in text_of(signed_in.get(page_of(spreadsheet)))
        client.force_login(coordinator)
        assert stranger.number in text_of(client.get(page_of(spreadsheet)))

    def test_rules_of_acceptance_are_told_and_block_nothing(self, signed_in, donor, donor_user, reference):
        content = csv(["Notebook", "PF1", "2009"], titles=["Kategorie", "Seriennummer", "Baujahr"])
        spreadsheet = checked(donor, donor_user, content)
        assert "Wird wohl nicht angenommen:" in text_of(signed_in.get(page_of(spreadsheet)))
        assert states(spreadsheet) == ["good"]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_pages_cost_the_same_however_many_rows(
        self, client, coordinator, donor, donor_user, rows, django_assert_num_queries
    ):
        wrong = [notebook(number, count="-1") for number in range(rows)]
        spreadsheet = checked(donor, donor_user, csv(*wrong))
        client.force_login(coordinator)
        client.get(reverse("import_start"))
        with django_assert_num_queries(12):
            client.get(page_of(spreadsheet))

    def test_a_waiting_page_goes_on_by_itself(self, signed_in, spreadsheet, donor_user, acting):
        imports.enter_rows(spreadsheet, OFFER, actor=acting(donor_user))
        page = text_of(signed_in.get(page_of(spreadsheet)))
        assert f'hx-get="{page_of(spreadsheet)}"' in page
        worked(spreadsheet)
        answer = signed_in.get(page_of(spreadsheet), headers={"HX-Request": "true"})
        assert (answer.status_code, answer["HX-Redirect"]) == (204, page_of(spreadsheet))


class TestEntering:
    def test_the_offer_is_asked_for_once(self, signed_in, spreadsheet):
        url = reverse("import_enter", args=[spreadsheet.pk])
        assert "1 Gerät anmelden" in text_of(signed_in.get(url))
        assert "origin" in signed_in.post(url, {"delivery": "drop_off"}).context["form"].errors
        signed_in.post(url, OFFER)
        spreadsheet = worked(spreadsheet)
        donation = Donation.objects.get()
        assert (donation.origin, donation.media_with_data, donation.devices.count()) == ("business", "yes", 1)
        assert states(spreadsheet) == ["entered", "bad"]
        imports.correct(spreadsheet, {3: {"count": "1"}})
        assert donation.number in text_of(signed_in.get(url))
        signed_in.post(url)
        worked(spreadsheet)
        assert donation.devices.count() == 2

    def test_coordination_says_how_the_list_came(self, client, coordinator, spreadsheet):
        client.force_login(coordinator)
        url = reverse("import_enter", args=[spreadsheet.pk])
        assert "source" in client.post(url, OFFER).context["form"].errors
        client.post(url, OFFER | {"source": "mail"})
        worked(spreadsheet)
        donation = Donation.objects.get()
        assert (donation.source, donation.donor, donation.entered_by) == ("mail", spreadsheet.donor, coordinator)

    def test_devices_are_found_by_the_donors_asset_tag(self, client, donor, donor_user, volunteer):
        entered(checked(donor, donor_user, csv(notebook(1, asset_tag="INV-00471"))), donor_user)
        client.force_login(volunteer)
        answer = client.get(reverse("device_list"), {"q": "inv-00471"})
        assert Device.objects.get().number in text_of(answer)

    def test_nothing_right_nothing_to_enter(self, signed_in, donor, donor_user):
        spreadsheet = checked(donor, donor_user, csv(notebook(1, count="-1")))
        assert signed_in.get(reverse("import_enter", args=[spreadsheet.pk])).status_code == 302


class TestFiles:
    def test_rows_with_errors_are_a_file_that_says_what_is_wrong_and_can_be_brought_again(self, signed_in, spreadsheet):
        url = reverse("import_errors", args=[spreadsheet.pk])
        content = b"".join(signed_in.get(url, {"as": "csv"}).streaming_content)
        header, row = (line.cells for line in read_table(content).rows)
        assert header[:3] == ["Zeile in der Datei", "Inventarnummer", "Kategorie"]
        assert row[:2] == ["3", "IT-2"]
        assert row[-1].startswith("Anzahl: Eine Anzahl kann nicht negativ sein.")
        book = load_workbook(io.BytesIO(b"".join(signed_in.get(url, {"as": "xlsx"}).streaming_content)))
        assert [cell.value for cell in book.active[2]][:2] == [3, "IT-2"]

    def test_cells_that_a_spreadsheet_would_run_are_harmless(self, signed_in, donor, donor_user):
        titles = ["=HYPERLINK(1)", "Seriennummer", "Kategorie"]
        rows = ["+1+1", "@SUM(A1)", "Toaster"]
        spreadsheet = checked(donor, donor_user, csv(rows, titles=titles))
        answer = signed_in.get(reverse("import_errors", args=[spreadsheet.pk]), {"as": "csv"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert "'=HYPERLINK(1),Seriennummer" in text
        assert "'+1+1,'@SUM(A1),Toaster" in text

    def test_the_original_is_given_back_as_it_came(self, signed_in, donor, donor_user):
        content = xlsx(["Kategorie", "Seriennummer"], ["Notebook", "PF1"])
        spreadsheet = brought(donor, donor_user, content, name='böse";.xlsx')
        answer = signed_in.get(reverse("import_file", args=[spreadsheet.pk]))
        assert answer.content == content
        assert answer["Content-Disposition"].startswith("attachment; filename")


def test_an_import_can_be_put_away_and_taken_up(signed_in, spreadsheet):
    answer = signed_in.post(reverse("import_put_away", args=[spreadsheet.pk]), follow=True)
    assert reverse("import_take_up", args=[spreadsheet.pk]) in text_of(answer)
    assert "Damit weitermachen" in text_of(signed_in.get(page_of(spreadsheet)))
    signed_in.post(reverse("import_take_up", args=[spreadsheet.pk]))
    assert SpreadsheetImport.objects.standing().count() == 1
    assert spreadsheet.rows.filter(state=RowState.GOOD).count() == 1
