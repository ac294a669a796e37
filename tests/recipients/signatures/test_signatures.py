"""Receipts are signed on screen, ticked off, waited for."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import display_name
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from documents import unticking
from documents.enums import DocumentStatus
from documents.models import Document, Signature
from documents.on_screen import signed_content
from documents.rendering import render
from recipients import receipts
from recipients.enums import AllocationStatus
from recipients.models import Allocation, Handover, Receipt, SignatureReminder
from recipients.signatures import on_screen, reminding, ticking, waiting
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

AFTER = cast.NOW + timedelta(days=2)
STROKES = [[20, 40, 400, 200, 800, 60]]
MARKS = {code: {"name": "", "strokes": STROKES} for code in ("giver", "recipient")}


@pytest.fixture
def actor(coordinator) -> Actor:
    return Actor.person(coordinator)


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def handover(school, coordinator) -> Handover:
    """Of the day before AFTER, with two receipts that are ready."""
    return handover_cast.with_receipts(school, coordinator)


@pytest.fixture
def out(reference, handover) -> None:
    """Its devices have left the house."""
    Allocation._base_manager.filter(handover=handover).update(status=AllocationStatus.DELIVERED)


def rows(**options) -> list[Receipt]:
    return list(waiting.unsigned(Receipt.objects.all(), now=options.get("now", AFTER)).order_by("pk"))


def sign(receipt: Receipt, actor: Actor) -> Document:
    content = signed_content("Leipzig", "", MARKS, now=AFTER)
    return on_screen.sign(receipt.document, content, actor, AFTER)


class TestOnScreen:
    def test_the_drawings_go_into_a_version_that_supersedes_the_unsigned_one(self, handover, actor):
        receipt = rows()[0]
        made = sign(receipt, actor)
        render(made.pk)
        made.refresh_from_db()
        receipt.document.refresh_from_db()
        assert (made.number, made.version, made.status) == (receipt.document.number, 2, "ready")
        assert (receipt.document.status, receipt.document.superseded_by) == ("superseded", made)
        content = json.loads(made.content)
        assert content["signed"]["marks"] == MARKS
        assert content["date"].endswith("Uhr, am Bildschirm")
        assert made.signatures.get().kind == "screen"
        assert made.receipt.allocations.count() == 1
        assert len(rows()) == 1

    def test_a_paper_is_signed_once(self, handover, actor):
        receipt = rows()[0]
        sign(receipt, actor)
        with pytest.raises(TransitionRefused, match="inzwischen"):
            sign(receipt, actor)

    def test_a_signed_receipt_is_not_issued_anew(self, handover, actor):
        made = sign(rows()[0], actor)
        render(made.pk)
        assert receipts.issue(handover, actor=actor, now=AFTER) == 0

    def test_nor_when_its_wording_would_be_another_today_but_when_its_devices_are(self, handover, actor):
        made = sign(rows()[0], actor)
        render(made.pk)
        institution = handover.institution
        type(institution).objects.filter(pk=institution.pk).update(name="Schule mit neuem Namen")
        handover = Handover.objects.get(pk=handover.pk)
        assert [row.replaces.document for row in receipts.due(handover, now=AFTER)] == [rows()[0].document]
        device = made.receipt.allocations.get().device
        type(device).objects.filter(pk=device.pk).update(serial="ANDERS")
        assert made in [row.replaces.document for row in receipts.due(handover, now=AFTER)]

    def test_a_guardian_has_a_line_on_a_pupils_receipt_alone(self, handover):
        document = rows()[0].document
        assert [signer.code for signer in on_screen.signers_of(document)] == ["giver", "recipient", "guardian"]
        document.content = json.dumps({**json.loads(document.content), "pupil": None})
        assert [signer.code for signer in on_screen.signers_of(document)] == ["giver", "recipient"]

    def test_the_institution_signs_when_devices_have_gone_out(self, handover, school_user, coordinator):
        document = rows()[0].document
        assert on_screen.may_sign(document, coordinator) and not on_screen.may_sign(document, school_user)
        Allocation._base_manager.filter(receipts=document.receipt).update(status=AllocationStatus.DELIVERED)
        assert on_screen.may_sign(document, school_user)

    @pytest.mark.usefixtures("out")
    def test_the_page_asks_for_no_names_and_lets_the_guardian_be(self, handover, client, school_user):
        client.force_login(school_user)
        Document._base_manager.update(issued_at=timezone.now())
        document = rows()[0].document
        address = f"/documents/{document.number}/1/"
        assert f"{address}sign/" in client.get(address).content.decode()
        page = client.get(f"{address}sign/").content.decode()
        assert "_name" not in page and "remark" not in page
        drawn = json.dumps(STROKES)
        missing = client.post(f"{address}sign/", {"place": "Leipzig", "giver_drawing": drawn})
        assert set(missing.context["form"].errors) == {"recipient_drawing"}
        sent = {"place": "Leipzig", "giver_drawing": drawn, "recipient_drawing": drawn}
        assert client.post(f"{address}sign/", sent).url == f"/documents/{document.number}/2/"
        assert set(json.loads(Document.objects.get(version=2).content)["signed"]["marks"]) == {"giver", "recipient"}

    def test_another_school_may_not_sign(self, handover, outsider):
        assert not on_screen.may_sign(rows()[0].document, outsider)


@pytest.fixture
def outsider(other_school_user):
    """Somebody of another school."""
    cast.institution(other_school_user, name="Andere Schule")
    return other_school_user


class TestTicking:
    def test_many_at_once_and_each_once(self, handover, actor):
        found = rows()
        day = timezone.localdate(AFTER)
        assert ticking.tick_off(found, signed_on=day, actor=actor, now=AFTER) == 2
        assert ticking.tick_off(found, signed_on=day, actor=actor, now=AFTER) == 0
        assert set(Signature.objects.values_list("kind", "scan_key", "signed_on")) == {("paper", "", day)}
        assert rows() == []

    def test_a_paper_issued_after_its_handover_was_signed_at_it(self, handover, actor):
        receipt = rows()[0]
        day = timezone.localdate(handover.starts_at)
        Document._base_manager.filter(pk=receipt.document_id).update(issued_at=AFTER)
        with pytest.raises(TransitionRefused, match="Tag der Unterschrift"):
            ticking.tick_off(rows()[:1], signed_on=day - timedelta(days=1), actor=actor, now=AFTER)
        assert ticking.tick_off(rows()[:1], signed_on=day, actor=actor, now=AFTER) == 1

    def test_a_paper_that_does_not_stand_refuses_all(self, handover, actor):
        first, second = rows()
        Document._base_manager.filter(pk=second.document_id).update(status=DocumentStatus.VOIDED)
        with pytest.raises(TransitionRefused, match="gültiges Papier"):
            ticking.tick_off([first, second], signed_on=timezone.localdate(AFTER), actor=actor, now=AFTER)
        assert not Signature.objects.exists()

    def test_the_institution_ticks_its_own_in_the_list(self, handover, client, school_user, outsider):
        picks = [row.pk for row in rows()]
        Document._base_manager.update(issued_at=timezone.now() - timedelta(days=9))
        Handover.objects.update(starts_at=timezone.now() - timedelta(days=8))
        client.force_login(outsider)
        assert len(client.get("/receipts/unsigned/").context["object_list"]) == 0
        client.post("/receipts/unsigned/tick/", {"pick": picks, "answered": "1", "signed_on": timezone.localdate()})
        assert not Signature.objects.exists()
        client.force_login(school_user)
        assert len(client.get("/receipts/unsigned/?age=7&who=institution").context["object_list"]) == 2
        assert len(client.get("/receipts/unsigned/?age=14").context["object_list"]) == 0
        assert "abhaken" in client.post("/receipts/unsigned/tick/", {"pick": picks}).content.decode()
        sent = {"pick": picks, "answered": "1", "signed_on": timezone.localdate()}
        assert client.post("/receipts/unsigned/tick/", sent).url == "/receipts/unsigned/"
        assert Signature.objects.count() == 2


class TestTakingATickBack:
    """Somebody ticked off what is not signed."""

    @pytest.fixture
    def ticked(self, handover, actor) -> list[Receipt]:
        """Both, by coordination."""
        found = rows()
        ticking.tick_off(found, signed_on=timezone.localdate(AFTER), actor=actor, now=AFTER)
        return found

    def take_back(self, ticked, actor, *, hours=1, reason="Verzählt", anyone=False):
        pks = [row.document_id for row in ticked]
        at = AFTER + timedelta(hours=hours)
        return unticking.take_back(pks, actor=actor, reason=reason, anyone=anyone, now=at)

    def test_its_author_may_for_a_day_and_it_is_waited_for_again(self, ticked, actor):
        assert [self.take_back(ticked[:1], actor) for _n in range(2)] == [1, 0]
        assert rows() == ticked[:1]
        gone = Signature.with_taken_back.exclude(taken_back_at=None).get()
        assert (gone.document, gone.taken_back_by) == (ticked[0].document, actor.user)
        line = gone.document.events.order_by("sequence").last()
        assert (line.kind, line.note.text) == (unticking.TAKEN_BACK, "Verzählt")
        assert ticking.tick_off(rows(), signed_on=timezone.localdate(AFTER), actor=actor, now=AFTER) == 1
        assert rows() == []

    @pytest.mark.usefixtures("out")
    def test_reminders_go_on(self, ticked, actor, handover):
        self.take_back(ticked, actor)
        assert reminding.remind(now=at(timezone.localdate(handover.starts_at) + timedelta(days=8))) == 2

    def test_later_coordination_may_and_nobody_without_a_reason(self, ticked, actor, school_user):
        for refused, word in (
            ({"hours": 25}, "24 Stunden"),
            ({"actor": Actor.person(school_user)}, "24 Stunden"),
            ({"reason": " "}, "warum"),
        ):
            with pytest.raises(TransitionRefused, match=word):
                self.take_back(ticked, **{"actor": actor, **refused})
        assert self.take_back(ticked, actor, hours=25, anyone=True) == 2

    def test_what_was_signed_on_screen_is_no_tick(self, handover, actor):
        first, second = rows()
        made = sign(first, actor)
        render(made.pk)
        ticking.tick_off([second], signed_on=timezone.localdate(AFTER), actor=actor, now=AFTER)
        with pytest.raises(TransitionRefused, match="kein Haken"):
            self.take_back([made.receipt, second], actor)
        assert Signature.objects.count() == 2

    @pytest.mark.parametrize("columns", [{"scan_key": "f" * 64, "scan_type": "image/png"}, {"kind": "screen"}])
    def test_the_database_lets_only_ticks_be_taken_back(self, ticked, actor, columns):
        with pytest.raises(IntegrityError, match="signature_taken_back_only_of_a_tick"):
            Signature.objects.update(taken_back_at=AFTER, taken_back_by=actor.user, **columns)

    def test_the_database_wants_to_know_by_whom(self, ticked):
        with pytest.raises(IntegrityError, match="signature_taken_back_by_somebody"):
            Signature.objects.update(taken_back_at=AFTER)

    def test_the_flash_leads_to_a_page_that_asks_why(self, handover, client, school_user, outsider):
        picks = [row.pk for row in rows()]
        Document._base_manager.update(issued_at=timezone.now() - timedelta(days=9))
        Handover.objects.update(starts_at=timezone.now() - timedelta(days=8))
        client.force_login(school_user)
        sent = {"pick": picks, "answered": "1", "signed_on": timezone.localdate()}
        page = client.post("/receipts/unsigned/tick/", sent, follow=True)
        undo = f"/receipts/ticked/{Signature.objects.order_by('pk').last().pk}/"
        assert f'href="{undo}"' in page.content.decode()
        assert [row.pk for row in client.get(undo).context["rows"]] == picks
        client.force_login(outsider)
        assert client.get(undo).status_code == 404
        client.force_login(school_user)
        assert client.post(undo, {"answered": "1", "reason": ""}).context["form"].errors
        assert client.post(undo, {"answered": "1", "reason": "falsch"}).url == "/receipts/unsigned/"
        assert len(rows(now=timezone.now())) == 2

    def test_the_page_of_the_paper_leads_to_it_for_whom_it_may_help(self, ticked, client, coordinator, school_user):
        address = f"/documents/{ticked[0].document.number}/1/"
        client.force_login(school_user)
        assert "untick" not in client.get(address).content.decode()
        client.force_login(coordinator)
        assert f"{address}untick/" in client.get(address).content.decode()
        assert client.get(f"{address}untick/").status_code == 200
        assert client.post(f"{address}untick/", {"reason": "falsch"}).url == address
        assert rows() == ticked[:1]
        assert "untick" not in client.get(address).content.decode()


class TestShown:
    """On the page of the handover's receipts, and on the paper's own."""

    @pytest.fixture
    def ticked(self, handover, actor) -> Receipt:
        """One of the two."""
        first, _second = rows()
        ticking.tick_off([first], signed_on=timezone.localdate(AFTER), actor=actor, now=AFTER)
        return first

    def page(self, client, handover, choice="") -> tuple[str, list[tuple[object, str]], dict[str, int]]:
        address = f"/handovers/{handover.number}/receipts/?status={choice}"
        answer = client.get(address)
        shown = [(row["receipt"], row["signature"].way if row["signature"] else "") for row in answer.context["rows"]]
        return answer.content.decode(), shown, {tab["code"]: tab["count"] for tab in answer.context["tabs"]}

    def test_each_row_says_how_it_was_signed(self, handover, client, coordinator, actor):
        client.force_login(coordinator)
        assert "signed" not in self.page(client, handover)[2]
        first, second = rows()
        ticking.tick_off([first], signed_on=timezone.localdate(AFTER), actor=actor, now=AFTER)
        render(sign(second, actor).pk)
        page, shown, tabs = self.page(client, handover)
        assert [way for _row, way in shown] == ["auf Papier", "am Bildschirm"]
        assert f"auf Papier, {timezone.localdate(AFTER):%d.%m.%Y}" in page
        assert (tabs["signed"], tabs["unsigned"]) == (2, 0)
        scan = {"scan_key": "f" * 64, "scan_type": "image/png"}
        first.document.signatures.create(signed_on=AFTER.date(), recorded_by=coordinator, **scan)
        assert self.page(client, handover)[1][0][1] == "gescannt"

    def test_the_tabs_narrow_the_rows(self, handover, client, coordinator, ticked):
        client.force_login(coordinator)
        assert self.page(client, handover, "signed")[1] == [(ticked, "auf Papier")]
        assert self.page(client, handover, "unsigned")[1] == [(rows()[0], "")]

    def test_the_paper_says_when_it_was_ticked_and_coordination_reads_by_whom(
        self, ticked, client, coordinator, school_user
    ):
        for person, name in ((coordinator, f"{display_name(coordinator)}, "), (school_user, "")):
            client.force_login(person)
            facts = client.get(f"/documents/{ticked.document.number}/1/").context["facts"]
            day = f"{timezone.localdate(AFTER):%d.%m.%Y}"
            assert facts[-2] == ("Unterschrieben", f"auf Papier, {day}")
            assert facts[-1] == ("Abgehakt", f"{name}{timezone.localtime(AFTER):%d.%m.%Y, %H:%M}")


class TestReminding:
    def test_for_devices_that_are_still_in_the_house_nobody_signs(self, handover):
        assert reminding.remind(now=at(date(2027, 1, 20))) == 0

    @pytest.mark.usefixtures("out")
    def test_once_for_each_term_and_not_after_the_signature(self, handover, actor):
        day = timezone.localdate(handover.starts_at)
        assert reminding.remind(now=at(day + timedelta(days=7))) == 0
        assert [reminding.remind(now=at(day + timedelta(days=8))) for _n in range(2)] == [2, 0]
        mail = Mail.objects.get(kind="receipts_unsigned")
        assert mail.subject == "Übergabeprotokolle ohne Unterschrift: 2"
        assert "/receipts/unsigned/?institution=" in mail.body
        ticking.tick_off(rows()[:1], signed_on=day, actor=actor, now=at(day + timedelta(days=9)))
        january = date(2027, 1, 20)
        assert [reminding.remind(now=at(january)) for _n in range(2)] == [1, 0]
        assert list(SignatureReminder.objects.values_list("days", flat=True)) == [21, 7, 7]

    @pytest.mark.usefixtures("out")
    def test_who_runs_late_reminds_once(self, handover):
        assert reminding.remind(now=at(date(2027, 1, 20))) == 2
        assert set(SignatureReminder.objects.values_list("days", flat=True)) == {21}

    def test_before_the_handover_nobody_waits(self, handover):
        assert rows(now=cast.NOW) == []


def at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))
