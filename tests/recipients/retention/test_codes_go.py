"""PRODUCT.md § 7: code and device are told apart for ever at the end of the school year plus one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.chain import broken_lines
from custody.models import Note
from custody.services import record
from documents import services, storage
from documents.models import Document, RetentionTerm
from documents.retention import leaving, running
from documents.retention.registry import RULES
from recipients.models import Allocation, DateWish, HandoverLook, Need, Receipt, Request, Wish
from recipients.retention import needs as need_rules
from recipients.retention import receipts as receipt_rules
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
LAST_DAY = datetime(2028, 7, 31, 9, tzinfo=UTC)
AUGUST = datetime(2028, 8, 1, 9, tzinfo=UTC)


@pytest.fixture
def handover(school_user, coordinator):
    closed = handover_cast.closed(cast.institution(school_user), coordinator)
    # What the services date today counts from the day of the handover here.
    Allocation._base_manager.update(status_since=cast.NOW)
    Need._base_manager.update(status_since=cast.NOW)
    Document._base_manager.update(issued_at=cast.NOW)
    return closed


def codes():
    return sorted(Need.objects.values_list("pupil_code", flat=True))


def test_they_stay_to_the_last_day_and_go_on_the_first_of_august(handover):
    before = codes()
    assert all(before)
    assert running.run(now=LAST_DAY) == {}
    gone = running.run(now=AUGUST)
    assert (gone["handover_receipts"], gone["needs"]) == (2, 2)
    assert codes() == ["", ""]
    papers = Document.objects.filter(receipt__isnull=False)
    assert {(paper.status, paper.content, paper.search_text) for paper in papers} == {("purged", "", "")}
    assert [len(paper.file_key) for paper in papers] == [64, 64]


def test_no_code_is_left_in_any_table_or_file(handover):
    texts = [need.pupil_code for need in Need.objects.all()]
    running.run(now=AUGUST)
    leaving.destroy_files(now=timezone.now() + timedelta(hours=2))
    for paper in Document.objects.all():
        with pytest.raises(storage.FileMissing):
            storage.read(paper.file_key)
        said = " ".join(str(value) for value in vars(paper).values())
        assert not any(text in said for text in texts)


def test_which_institution_got_which_device_is_still_attested(handover, client, coordinator):
    receipt = Receipt.objects.first()
    running.run(now=AUGUST)
    facts = dict(receipt_rules.attestation(receipt.document))
    device = receipt.allocations.get().device
    assert (facts["Einrichtung"], facts["Geräte"]) == (handover.institution.name, device.number)
    client.force_login(coordinator)
    paper = receipt.document
    page = client.get(reverse("document_detail", args=[paper.number, paper.version])).content.decode()
    assert device.number in page
    assert "1. August 2028" in page


def test_a_void_receipt_attests_nothing(handover, client, coordinator):
    receipt = Receipt.objects.first()
    device = receipt.allocations.get().device
    actor = Actor.person(coordinator)
    services.void(receipt.document, actor=actor, reason="falsches Gerät")
    services.purge([receipt.document_id], actor=actor)
    client.force_login(coordinator)
    paper = receipt.document
    page = client.get(reverse("document_detail", args=[paper.number, paper.version])).content.decode()
    assert device.number not in page


def test_a_need_that_is_not_served_any_more_when_it_is_locked_keeps_its_code(handover):
    before, pks = codes(), list(Need.objects.values_list("pk", flat=True))
    Need._base_manager.update(status="approved")
    assert need_rules.destroy_codes(pks, AUGUST) == 0
    assert need_rules.destroy_facts(pks, AUGUST) == 0
    assert codes() == before


def test_histories_hold_and_say_that_the_code_went(handover, coordinator):
    actor = Actor.person(coordinator)
    for row in (Need.objects.first(), Allocation.objects.first(), cast.report(Allocation.objects.first())):
        record(row, "remark", actor=actor, note="Mia hat angerufen")
    assert Note.objects.filter(text__contains="Mia").count() == 3
    running.run(now=AUGUST)
    assert not Note.objects.filter(text__contains="Mia").exists()
    for need in Need.objects.all():
        events = list(need.events.all())
        assert events[-1].kind == need_rules.CODES_DESTROYED
        assert broken_lines(events) == []


def test_a_loan_counts_from_its_return(handover):
    Need.objects.update(agreement="loan")
    assert running.run(now=AUGUST) == {}
    assert receipt_rules.rows().count() == 0
    back = datetime(2029, 2, 1, 9, tzinfo=UTC)
    Allocation._base_manager.update(status="returned", status_since=back)
    assert set(receipt_rules.rows().values_list("kept_since", flat=True)) == {back.date()}
    assert running.run(now=datetime(2030, 7, 31, 9, tzinfo=UTC)) == {}
    assert running.run(now=datetime(2030, 8, 1, 9, tzinfo=UTC))["handover_receipts"] == 2


def test_a_code_stays_as_long_as_one_of_its_papers_is_held(handover, coordinator):
    from documents.retention import holds

    held = Receipt.objects.order_by("pk").first()
    holds.hold(held.document, reason="Rechtsstreit", actor=Actor.person(coordinator), now=cast.NOW)
    running.run(now=AUGUST)
    assert [bool(need.pupil_code) for need in (held.need, Need.objects.exclude(pk=held.need_id).get())] == [True, False]


class TestRejected:
    def need(self, school_user, coordinator, status):
        request = cast.request(cast.institution(school_user), coordinator, message="Für Mia aus der 7b")
        row = cast.need(request, pupil_code="M7K-4TR", school_grade=7, final_year="yes", household_code="H1")
        Need._base_manager.filter(pk=row.pk).update(status=status, status_since=cast.NOW)
        row.wishes.set(Wish.objects.all()[:1])
        return row

    @pytest.mark.parametrize("status", ["declined", "withdrawn"])
    def test_all_that_is_known_of_the_pupil_goes_after_six_months(self, school_user, coordinator, status):
        row = self.need(school_user, coordinator, status)
        assert running.run(now=datetime(2027, 5, 24, 9, tzinfo=UTC)) == {}
        assert running.run(now=datetime(2027, 5, 25, 9, tzinfo=UTC)) == {"rejected_needs": 1}
        row.refresh_from_db()
        assert (row.pupil_code, row.household_code, row.school_grade, row.final_year) == ("", "", None, "unknown")
        assert (row.status, row.wishes.count(), row.request.message) == (status, 0, "")
        assert running.run(now=datetime(2027, 5, 26, 9, tzinfo=UTC)) == {}

    def test_the_message_of_a_request_stays_while_another_need_waits(self, school_user, coordinator):
        row = self.need(school_user, coordinator, "declined")
        cast.need(row.request, pupil_code="K2P-9QX")
        running.run(now=AUGUST)
        assert Request.objects.get().message == "Für Mia aus der 7b"
        assert codes() == ["", "K2P-9QX"]


def test_looks_are_forgotten_after_a_year(handover, volunteer):
    HandoverLook.objects.create(handover=handover, user=volunteer, looked_at=cast.NOW)
    assert running.run(now=datetime(2027, 11, 24, 9, tzinfo=UTC)) == {}
    assert running.run(now=datetime(2027, 11, 25, 9, tzinfo=UTC)) == {"handover_looks": 1}
    assert not HandoverLook.objects.exists()


def test_wishes_for_another_date_are_forgotten_after_half_a_year(handover, school_user):
    words = {"words": "dienstags", "wished_by": school_user, "wished_at": cast.NOW}
    DateWish.objects.create(handover=handover, answered_at=cast.NOW, **words)
    assert running.run(now=datetime(2027, 5, 24, 9, tzinfo=UTC)) == {}
    assert running.run(now=datetime(2027, 5, 25, 9, tzinfo=UTC)) == {"date_wishes": 1}
    assert not DateWish.objects.exists()


def test_the_terms_are_those_of_the_product_and_drafts(db):
    terms = RetentionTerm.objects.holding(date(2026, 11, 24))
    assert (terms["handover_receipts"].amount, terms["handover_receipts"].unit) == (1, "school_years")
    assert (terms["rejected_needs"].amount, terms["rejected_needs"].unit) == (6, "months")
    assert (terms["tax_papers"].amount, terms["tax_papers"].unit) == (10, "calendar_years")
    assert all(term.is_draft for term in terms.values())
    assert RULES.keys() == terms.keys()


class TestMessages:
    def request(self, school_user, status="fulfilled", **need):
        asked = cast.request(cast.institution(school_user), school_user, message="Der Wagen steht bei Frau Berger")
        class_set = cast.class_set(asked, quantity=1)
        Need._base_manager.filter(class_set=class_set).update(status=status, status_since=cast.NOW)
        return asked

    def test_one_without_any_code_goes_like_those_with_codes(self, school_user):
        asked = self.request(school_user)
        record(asked, "changed", actor=Actor.system(), note="Frau Berger rief an")
        assert running.run(now=LAST_DAY) == {}
        assert running.run(now=AUGUST) == {"request_messages": 1}
        asked.refresh_from_db()
        assert (asked.message, Note.objects.exclude(text="").count()) == ("", 0)
        assert running.run(now=AUGUST) == {}

    def test_it_stays_while_a_need_of_the_request_waits(self, school_user):
        self.request(school_user, status="open")
        assert running.run(now=AUGUST) == {}

    def test_it_goes_with_the_last_code_and_not_before(self, school_user):
        asked = self.request(school_user)
        cast.need(asked, pupil_code="M7K-4TR", status="open")
        assert running.run(now=AUGUST) == {}
