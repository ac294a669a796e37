"""Spreadsheets on real servers: lists that are entered at the same moment, workers that meet in a step or die in it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from custody.actor import Actor
from devices.models import Device, OfferedLine, SpreadsheetImport
from devices.spreadsheets import entering, imports, work
from donations.models import Donation
from tests import cast
from tests.conftest import person
from tests.devices.spreadsheets.lists import OFFER, checked, csv, notebook, states
from tests.services.servers import until
from tests.services.test_parallel_allocation import at_once

pytestmark = pytest.mark.django_db(transaction=True)

LISTS = 4
# Enough that a worker is killed in the middle of it.
LONG = 1_500


@pytest.fixture
def user(transactional_db):
    return person("Dora Spende", Role.DONOR)


@pytest.fixture
def donor(user):
    cast.category()
    return cast.donor(user)


def test_lists_with_the_same_device_that_are_entered_at_once_register_it_once(donor, user):
    lists = [checked(donor, user, csv(notebook(0), notebook(number))) for number in range(1, LISTS + 1)]
    for spreadsheet in lists:
        imports.enter_rows(spreadsheet, OFFER, actor=Actor.person(user))
    assert at_once([lambda one=one: work.work_through(one.pk) for one in lists]) == {"done": LISTS}
    assert sorted(Device.objects.values_list("serial", flat=True)) == [f"PF{number:04d}" for number in range(LISTS + 1)]
    assert sorted(states(one) for one in lists) == [["entered", "entered"]] + [["known", "entered"]] * (LISTS - 1)


def test_one_import_that_several_workers_enter_is_entered_once(donor, user):
    spreadsheet = checked(donor, user, csv(notebook(1), notebook(2)))
    imports.enter_rows(spreadsheet, OFFER, actor=Actor.person(user))
    spreadsheet.refresh_from_db()
    # Without the claim, as after a lease that ran out.
    assert at_once([lambda: entering.enter(spreadsheet)] * LISTS) == {"done": LISTS}
    assert (Device.objects.count(), Donation.objects.count()) == (2, 1)


def test_one_file_that_is_brought_several_times_at_once_is_one_import(donor, user):
    def bring() -> None:
        file = SimpleUploadedFile("liste.csv", csv(notebook(1)))
        imports.receive(file, donor=donor, donation=None, actor=Actor.person(user))

    assert at_once([bring] * LISTS) == {"done": LISTS}
    assert SpreadsheetImport.objects.count() == 1


def test_a_worker_that_is_killed_while_entering_leaves_nothing_half_and_another_ends_it(
    donor, user, start_worker, clock, let_leases_run_out
):
    spreadsheet = checked(donor, user, csv(*map(notebook, range(LONG))))
    imports.enter_rows(spreadsheet, OFFER, actor=Actor.person(user))
    first = start_worker()
    until(lambda: SpreadsheetImport.objects.filter(attempts__gt=0).exists(), "the import is claimed")
    first.kill()
    assert Device.objects.count() in (0, LONG)
    let_leases_run_out(SpreadsheetImport.objects.all())
    start_worker()
    until(lambda: SpreadsheetImport.objects.get().state == "ready", "the import is entered")
    assert Device.objects.count() == OfferedLine.objects.count() == LONG
    assert Donation.objects.get().status == "announced"
    assert set(states(spreadsheet)) == {"entered"}
