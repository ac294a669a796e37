"""What a newcomer finds after `make run`: made once by the command, then looked at."""

import hashlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import PERMISSIONS, Role
from custody.chain import broken_lines
from custody.enums import MailStatus
from custody.models import Mail
from devices.accessories.giving import without_power
from devices.confirmations.due import donations_due
from devices.enums import DeviceStatus, MediumStatus, PalletStatus, PartStatus
from devices.models import AccessoryStock, Device, Evidence, InboxItem, Pallet, Part, Upload
from devices.pallets.collecting import is_as_frozen
from documents import storage
from documents.enums import DocumentStatus
from documents.models import Document
from donations.enums import DonationStatus, DonorKind
from donations.models import Donation, Donor
from h4f import start
from h4f.demo import PASSWORD, SIGN_INS
from recipients.enums import AllocationStatus, HandoverStatus, InstitutionStatus, NeedStatus, RequestStatus
from recipients.models import Allocation, Handover, Institution, Need, Proposal, Request

AGGREGATES = [model for model in apps.get_models() if hasattr(model, "lifecycle")]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo data, once for all tests here; taken back at their end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.usefixtures("demo", "db")


def _statuses(model: type[models.Model]) -> set[str]:
    return set(model.objects.values_list("status", flat=True))


def _user(role_address: str) -> User:
    return User.objects.get(email=f"{role_address}@example.org")


def test_gifts_are_confirmed_as_drafts_and_one_waits():
    assert set(Document.objects.filter(series__in=["ZB", "UB"]).values_list("status", flat=True)) == {"ready"}
    confirmation = Document.objects.get(series="ZB")
    assert "ENTWURF" in confirmation.content
    assert donations_due().count() == 1


def test_every_status_that_the_pages_can_reach_is_there():
    """In repair has no page yet, drafts of donations neither, refusing a school leaves nothing to look at."""
    assert _statuses(Device) == set(DeviceStatus.values) - {DeviceStatus.IN_REPAIR}
    assert _statuses(Donation) == set(DonationStatus.values) - {DonationStatus.DRAFT}
    assert _statuses(Institution) == set(InstitutionStatus.values) - {InstitutionStatus.REFUSED}
    assert _statuses(Request) == set(RequestStatus.values)
    assert _statuses(Need) == set(NeedStatus.values)
    assert _statuses(Allocation) == set(AllocationStatus.values)
    assert _statuses(Handover) == set(HandoverStatus.values)
    assert _statuses(Document) == {DocumentStatus.READY, DocumentStatus.VOIDED}


def test_donors_of_every_kind_and_an_unknown_one_gave():
    assert set(Donor.objects.values_list("kind", flat=True)) == set(DonorKind.values)
    assert Donation.objects.filter(donor=None).count() == 1


@pytest.mark.parametrize("model", AGGREGATES, ids=lambda model: model.__name__)
def test_histories_are_unbroken_and_run_forward(model: type[models.Model]):
    for row in model.objects.all():
        lines = list(row.events.all())
        assert broken_lines(lines) == [], row
        moments = [line.happened_at for line in lines]
        assert moments == sorted(moments), row
        assert all(moment <= timezone.now() for moment in moments), row


def test_counts_that_carry_the_gate_are_those_of_the_media():
    pending = models.Count("media", filter=models.Q(media__status=MediumStatus.PENDING))
    for device in Device.objects.annotate(pending=pending):
        assert device.unsettled_media == device.pending, device


def test_every_file_is_stored_and_matches_its_hash():
    keys = [*Evidence.objects.values_list("sha256", flat=True)]
    keys += Document.objects.exclude(file_key="").values_list("file_key", flat=True)
    assert len(keys) > 80
    for key in keys:
        assert hashlib.sha256(storage.read(key)).hexdigest() == key


def test_files_of_this_morning_need_somebody():
    lines = Upload.objects.get().lines.all()
    assert sorted(line.state for line in lines) == ["known", "needs_you", "needs_you", "needs_you", "unreadable"]
    assert {item.reason for item in InboxItem.objects.waiting()} == {"unmatched", "other_model"}


def test_enough_stands_ready_to_be_given_out():
    ready = Device.objects.ready()
    notebooks = ready.filter(category__code="notebook")
    assert notebooks.count() >= 12
    assert len(set(notebooks.values_list("ram_mib", flat=True))) >= 3
    assert ready.filter(category__code="monitor").count() >= 3
    assert Device.objects.awaiting_quality_control().count() >= 2
    assert Device.objects.exclude(hold_kind="").count() >= 2


def test_donations_come_today_and_tomorrow_and_a_handover_waits_for_its_receipts():
    coordinator, today = _user("koordination"), timezone.localdate()
    rows = [line.row for day in (0, 1) for line in start.agenda(coordinator, today + timedelta(days=day))]
    assert sorted(type(row).__name__ for row in rows) == ["Donation", "Donation", "Handover", "Handover"]
    planned = Handover.objects.get(status=HandoverStatus.PLANNED)
    assert planned.allocations.filter(status=AllocationStatus.RESERVED).count() == 3
    assert not planned.receipts.exists()


def test_the_chart_of_the_start_page_has_bars_in_most_weeks():
    weeks = start.weeks(_user("koordination"), timezone.localdate())
    assert sum(week.count > 0 for week in weeks) >= 6


def test_a_class_set_was_handed_over_on_one_receipt():
    row = Request.objects.get(status="approved", needs__class_set__isnull=False, needs__position=1)
    assert list(row.needs.values_list("status", flat=True)) == [NeedStatus.FULFILLED] * 3
    assert Document.objects.filter(receipt__allocations__item__need__request=row).distinct().count() == 1


def test_receipts_of_past_handovers_are_drawn():
    for handover in Handover.objects.filter(status=HandoverStatus.CLOSED):
        documents = Document.objects.filter(receipt__handover=handover, receipt__active=True)
        assert documents
        assert all(storage.read(document.file_key).startswith(b"%PDF") for document in documents)


@pytest.mark.parametrize("email", [email for _label, email in SIGN_INS])
def test_everybody_who_is_printed_can_sign_in(email: str):
    client = Client()
    client.post("/account/login/", {"login": email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)


def test_the_sign_ins_cover_each_role_once_and_one_person_without():
    names = [set(User.objects.get(email=email).role_names) for _label, email in SIGN_INS]
    assert {role for roles in names for role in roles} == {str(role) for role in Role} == set(map(str, PERMISSIONS))
    assert names[-1] == set()


def test_donors_and_schools_see_their_own_only():
    seen = [set(Donation.objects.visible_to(_user(name))) for name in ("spende", "stadtverwaltung")]
    assert all(seen)
    assert seen[0].isdisjoint(seen[1])
    asked = [set(Request.objects.visible_to(_user(name))) for name in ("schule", "gymnasium")]
    assert all(asked)
    assert asked[0].isdisjoint(asked[1])


def test_no_mail_waits_to_leave_the_house_later_and_one_has_failed_to_be_looked_at():
    assert set(Mail.objects.values_list("status", flat=True)) == {MailStatus.SENT, MailStatus.FAILED}
    assert Mail.objects.troubled().count() == 1


def test_asked_again_it_says_so_and_changes_nothing(capsys):
    before = Device.objects.count()
    call_command("demo")
    assert "There are people already" in capsys.readouterr().out
    assert Device.objects.count() == before


def test_it_refuses_outside_the_local_form(settings):
    settings.LOCAL = False
    with pytest.raises(CommandError, match="H4F_LOCAL=1"):
        call_command("demo")


def test_the_store_has_accessories_parts_and_pallets():
    assert _statuses(Part) == {PartStatus.IN_STOCK}
    assert _statuses(Pallet) == set(PalletStatus.values)
    collected = Pallet.objects.get(status=PalletStatus.COLLECTED)
    assert is_as_frozen(collected) and collected.certificates.exists()
    for stock in AccessoryStock.objects.all():
        assert sum(stock.movements.values_list("change", flat=True)) == stock.count


def test_everything_that_is_ready_has_its_power_supply():
    assert not without_power(Device.objects.filter(status=DeviceStatus.READY)).exists()


def test_a_proposal_waits_for_a_decision_with_a_device_or_what_is_missing_for_each_need():
    proposal = Proposal.objects.get()
    assert (proposal.status, proposal.optimal) == ("ready", True)
    assert proposal.served and proposal.served + proposal.unserved == Need.objects.queued().count()
    assert all(line.device_id or line.missing for line in proposal.lines.all())
