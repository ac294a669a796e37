"""A handover's day: room, what speaks against it, second appointments, wishes, mails."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.models import Mail
from documents.models import Document
from recipients import handovers, receipts
from recipients.appointments import capacity, reminding, splitting, wishes
from recipients.appointments.capacity import NoRoom
from recipients.appointments.days import objections
from recipients.enums import CapacityUnit
from recipients.models import Allocation, DateWish, Handover, SchoolHoliday
from tests import cast
from tests.recipients import handover_cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


@pytest.fixture
def actor(coordinator):
    return Actor.person(coordinator)


@pytest.fixture
def at_school(school_user):
    return Actor.person(school_user)


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


def mails():
    return sorted(Mail.objects.values_list("kind", "recipient"))


def move(handover, actor, **changes):
    plan = {"starts_at": handover.starts_at, "place": handover.place, "allocations": [], "assigned": [], **changes}
    return handovers.change(handover, actor=actor, **plan)


class TestRoom:
    def test_more_than_there_is_room_for_is_refused_and_nothing_is_planned(self, school, coordinator):
        rows = handover_cast.reserved(school, coordinator, needs=3)
        with pytest.raises(NoRoom, match="Platz ist für 2 Geräte, gewählt sind 3"):
            handover_cast.planned(school, coordinator, allocations=rows, room=2)
        assert not Handover.objects.exists()

    def test_people_are_counted_by_their_needs(self, school, coordinator):
        rows = handover_cast.reserved(school, coordinator, needs=2, items=2)
        handover = handover_cast.planned(school, coordinator, allocations=rows, room=2, room_unit=CapacityUnit.PEOPLE)
        assert str(capacity.room_of(handover, handover.allocations.all())) == "2 von 2 Personen"
        with pytest.raises(NoRoom, match="kommen würden 2"):
            move(handover, Actor.person(coordinator), room=1, room_unit="people", allocations=[])
            capacity.check(handover)

    def test_what_fits_keeps_sets_whole(self, school, coordinator):
        rows = handover_cast.reserved(school, coordinator, needs=2, items=2)
        single = handover_cast.reserved(school, coordinator, needs=1)
        assert capacity.fitting_part(rows + single, 3, "devices") == rows[:2] + single
        assert capacity.fitting_part(rows + single, 2, "people") == rows
        assert capacity.fitting_part(rows, 1, "devices") == []

    def test_the_page_plans_what_fits_and_asks_for_a_second_day(self, client, school, coordinator):
        handover_cast.reserved(school, coordinator, needs=3)
        client.force_login(coordinator)
        page = f"{reverse('handover_plan')}?institution={school.pk}"
        day = timezone.localdate() + timedelta(days=7)
        pks = list(Allocation.objects.values_list("pk", flat=True))
        data = {"day": day, "time": "10:00", "until": "12:00", "place": "Aula", "allocations": pks, "room": 2}
        data |= {"all_the_same": "on"}
        refused = client.post(page, data)
        assert 'name="split"' in refused.content.decode()
        answer = client.post(page, {**data, "split": "1"}, follow=True)
        assert "1 Gerät hatte keinen Platz" in answer.content.decode()
        handover = Handover.objects.get()
        assert (handover.allocations.count(), handover.capacity) == (2, 2)
        assert answer.context["form"].fields["allocations"].queryset.count() == 1


class TestDays:
    def test_a_plain_day_has_nothing_against_it(self):
        assert objections(date(2026, 11, 25), today=date(2026, 11, 24)) == []

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (date(2026, 11, 23), "vorbei"),
            (date(2026, 11, 28), "Wochenende"),
            (date(2027, 3, 26), "Feiertag: Karfreitag"),
        ],
    )
    def test_what_speaks_against_a_day(self, day, words):
        assert any(words in text for text in objections(day, today=date(2026, 11, 24)))

    def test_school_holidays_are_named(self):
        SchoolHoliday.objects.all().delete()
        SchoolHoliday.objects.create(
            code="winter", name_de="Winterferien", name_en="Winter", first_day="2027-02-08", last_day="2027-02-19"
        )
        assert objections(date(2027, 2, 10), today=date(2026, 11, 24)) == [
            "An diesem Tag sind Schulferien: Winterferien."
        ]

    def test_an_odd_day_is_said_twice_and_a_backward_window_corrected(self, client, school, coordinator):
        rows = handover_cast.reserved(school, coordinator, needs=1)
        client.force_login(coordinator)
        page = f"{reverse('handover_plan')}?institution={school.pk}"
        data = {"day": "2026-01-04", "time": "10:00", "place": "Aula", "allocations": [rows[0].pk]}
        form = client.post(page, {**data, "until": "09:00"}).context["form"]
        assert set(form.errors) == {"day", "until"}
        assert "Trotzdem an diesem Tag" in form.errors["day"][0]
        assert client.post(page, {**data, "all_the_same": "on"}).status_code == 302
        assert Handover.objects.get().starts_at == datetime(2026, 1, 4, 9, tzinfo=UTC)


class TestMoving:
    def test_everybody_is_told_once_and_volunteers_neither_place_nor_school(
        self, school, coordinator, volunteer, senior_volunteer, school_user, actor
    ):
        later = timezone.now() + timedelta(days=5)
        handover = handover_cast.planned(school, coordinator, starts_at=later, place="Zimmer 12", assigned=[volunteer])
        assert mails() == [("duty_new", volunteer.email), ("handover_planned", school_user.email)]
        Mail.objects.all().delete()
        new = {"starts_at": later + timedelta(days=1), "place": "Turnhalle"}
        assert move(handover, actor, assigned=[volunteer, senior_volunteer], **new)
        assert mails() == [
            ("duty_moved", volunteer.email),
            ("duty_new", senior_volunteer.email),
            ("handover_moved", school_user.email),
        ]
        for mail in Mail.objects.filter(kind__startswith="duty"):
            assert "Turnhalle" not in mail.body and school.name not in mail.body
        assert "Turnhalle" in Mail.objects.get(kind="handover_moved").body
        Mail.objects.all().delete()
        assert not move(handover, actor, assigned=[volunteer], **new)
        assert mails() == [("duty_ended", senior_volunteer.email)]

    def test_cancelled_tells_everybody_without_the_reason(self, school, coordinator, volunteer, school_user, actor):
        later = timezone.now() + timedelta(days=5)
        handover = handover_cast.planned(school, coordinator, starts_at=later, assigned=[volunteer])
        Mail.objects.all().delete()
        handovers.cancel(handover, actor=actor, reason="Wasserschaden")
        assert mails() == [("duty_cancelled", volunteer.email), ("handover_cancelled", school_user.email)]
        assert not Mail.objects.filter(body__contains="Wasserschaden").exists()

    def test_reservations_last_until_the_new_day(self, school, coordinator, actor):
        handover = handover_cast.planned(school, coordinator)
        move(handover, actor, starts_at=cast.NOW + timedelta(days=40))
        assert set(handover.allocations.values_list("held_until", flat=True)) == {date(2027, 1, 3)}

    def test_a_packed_ones_papers_are_made_anew_and_nothing_leaves_with_the_old(self, client, school, coordinator):
        handover = handover_cast.packed(school, coordinator)
        client.force_login(coordinator)
        page = reverse("handover_edit", args=[handover.number])
        day = timezone.localdate() + timedelta(days=30)
        data = {"day": day, "time": "10:00", "place": handover.place, "all_the_same": "on"}
        text = client.post(page, data, follow=True).content.decode()
        assert "2 Protokolle nannten den alten Tag und werden neu erstellt" in text
        handover.refresh_from_db()
        assert (handover.status, receipts.due(handover)) == ("packed", [])
        assert set(Document.objects.filter(version=2).values_list("status", flat=True)) == {"queued"}

    def test_who_helps_twice_on_a_day_is_named(self, client, school, coordinator, volunteer):
        rows = handover_cast.reserved(school, coordinator, needs=2)
        starts = timezone.now() + timedelta(days=6)
        handover_cast.planned(school, coordinator, allocations=rows[:1], starts_at=starts, assigned=[volunteer])
        other = handover_cast.planned(school, coordinator, allocations=rows[1:], starts_at=starts)
        client.force_login(coordinator)
        local = timezone.localtime(starts)
        data = {"day": local.date(), "time": f"{local:%H:%M}", "place": "Aula", "assigned": [volunteer.pk]}
        text = client.post(reverse("handover_edit", args=[other.number]), data, follow=True).content.decode()
        assert "hilft am selben Tag bei der Übergabe" in text


class TestSplitting:
    def test_some_devices_get_a_day_of_their_own(self, school, coordinator, actor):
        first = handover_cast.with_receipts(school, coordinator)
        stays, goes = first.allocations.order_by("pk")
        second = splitting.split(
            first, [goes], actor=actor, starts_at=cast.NOW + timedelta(days=9), place="Aula", assigned=[]
        )
        assert list(first.allocations.all()) == [stays]
        assert list(second.allocations.all()) == [goes]
        assert [row.status for row in Document.objects.order_by("number")] == ["ready", "voided"]

    def test_neither_nothing_nor_everything_goes(self, school, coordinator, actor):
        first = handover_cast.planned(school, coordinator)
        plan = {"starts_at": cast.NOW, "place": "Aula", "assigned": [], "actor": actor}
        with pytest.raises(TransitionRefused, match="was auf den zweiten Termin kommt"):
            splitting.split(first, [], **plan)
        with pytest.raises(TransitionRefused, match="Verlegen Sie"):
            splitting.split(first, first.allocations.all(), **plan)
        assert first.allocations.count() == 2

    def test_the_page_keeps_what_was_typed(self, client, school, coordinator):
        first = handover_cast.planned(school, coordinator, place="Zimmer 12")
        client.force_login(coordinator)
        page = reverse("handover_split", args=[first.number])
        assert client.get(page).context["form"]["place"].value() == "Zimmer 12"
        day = timezone.localdate() + timedelta(days=9)
        data = {"day": day, "time": "10:00", "place": "Aula", "all_the_same": "on"}
        assert "allocations" in client.post(page, data).context["form"].errors
        answer = client.post(page, data | {"allocations": [first.allocations.first().pk]})
        assert answer.url == reverse("handover_detail", args=[Handover.objects.exclude(pk=first.pk).get().number])


class TestWishes:
    def test_a_wish_waits_until_the_handover_is_moved(self, school, coordinator, actor, at_school):
        handover = handover_cast.planned(school, coordinator)
        wishes.ask(handover, day=date(2026, 12, 4), words="nach der Pause", actor=at_school)
        with pytest.raises(TransitionRefused, match="schon gefragt"):
            wishes.ask(handover, day=None, words="lieber später", actor=at_school)
        assert wishes.unanswered(handover).day == date(2026, 12, 4)
        move(handover, actor, starts_at=handover.starts_at + timedelta(days=2))
        assert wishes.unanswered(handover) is None

    def test_or_until_somebody_says_why_it_stays(self, school, coordinator, actor, at_school):
        handover = handover_cast.planned(school, coordinator)
        with pytest.raises(TransitionRefused, match="wartet auf eine Antwort"):
            wishes.stays(handover, reason="geht nicht", actor=actor)
        wishes.ask(handover, day=None, words="dienstags", actor=at_school)
        wishes.stays(handover, reason="Der Transporter ist vergeben.", actor=actor)
        assert not DateWish.objects.unanswered().exists()
        assert handover.events.last().note.text == "Der Transporter ist vergeben."

    def test_asked_on_its_page_and_read_by_coordination_alone(
        self, client, school, coordinator, school_user, volunteer
    ):
        handover = handover_cast.planned(school, coordinator, starts_at=timezone.now(), assigned=[volunteer])
        page, detail = (reverse(name, args=[handover.number]) for name in ("handover_wish", "handover_detail"))
        client.force_login(school_user)
        assert page in client.get(detail).content.decode()
        assert set(client.post(page, {}).context["form"].errors) == {"words"}
        assert set(client.post(page, {"day": "2020-01-01"}).context["form"].errors) == {"day"}
        client.post(page, {"words": "dienstags ab 13 Uhr"})
        client.force_login(coordinator)
        assert "dienstags ab 13 Uhr" in client.get(detail).content.decode()
        assert handover.number in client.get(reverse("handover_list") + "?wish=true").content.decode()
        client.force_login(volunteer)
        assert "dienstags" not in client.get(detail).content.decode()


class TestCalendars:
    def test_the_month_shows_whole_weeks_and_one_kind_alone(self, client, school, coordinator):
        starts = datetime(2026, 11, 27, 9, tzinfo=UTC)
        handover = handover_cast.planned(school, coordinator, starts_at=starts, ends_at=starts + timedelta(hours=2))
        client.force_login(coordinator)
        month = reverse("appointment_month") + "?from=2026-11-24"
        page = client.get(month)
        days = [found.day for found in page.context["days"]]
        assert (days[0], days[-1], len(days)) == (date(2026, 10, 26), date(2026, 12, 6), 42)
        assert reverse("handover_detail", args=[handover.number]) in page.content.decode()
        for kind, shown in (("handovers", True), ("donations", False), ("gibt-es-nicht", True)):
            for address in (month, reverse("appointment_calendar") + "?from=2026-11-24"):
                text = client.get(f"{address}&only={kind}").content.decode()
                assert (reverse("handover_detail", args=[handover.number]) in text) is shown, kind

    def test_an_institution_subscribes_to_its_own_handovers_without_codes(
        self, client, school, coordinator, school_user, other_school_user
    ):
        cast.institution(other_school_user)
        starts = timezone.now() + timedelta(days=3)
        mine = handover_cast.planned(school, coordinator, starts_at=starts, ends_at=starts + timedelta(hours=2))
        off = handover_cast.planned(school, coordinator, starts_at=starts)
        handovers.cancel(off, actor=Actor.person(coordinator), reason="krank")
        files = {}
        for person in (school_user, other_school_user):
            client.force_login(person)
            page = client.post(reverse("calendar_feed_make"))
            client.logout()
            secret = page.context["address"].rpartition("/")[2].removesuffix(".ics")
            files[person] = client.get(reverse("calendar_feed", args=[secret])).content.decode()
        unfolded = files[school_user].replace("\r\n ", "")
        assert reverse("handover_detail", args=[mine.number]) in unfolded
        assert "STATUS:CANCELLED" in unfolded
        assert f"DTEND:{starts + timedelta(hours=2):%Y%m%dT%H%M%S}Z" in unfolded
        for need in mine.allocations.values_list("item__need__pupil_code", flat=True):
            assert need not in unfolded
        assert "BEGIN:VEVENT" not in files[other_school_user]


class TestReminder:
    """The day before, from eight o'clock in Leipzig on."""

    STARTS = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)

    @pytest.fixture
    def handover(self, school, coordinator):
        """Planned a week before."""
        handover = handover_cast.planned(school, coordinator, starts_at=self.STARTS)
        Mail.objects.all().delete()
        return handover

    def remind(self, day=1, hour=9):
        """On this day of December, at half past this hour in UTC."""
        reminding.remind(now=datetime(2026, 12, day, hour, 30, tzinfo=UTC))
        return mails()

    def test_each_of_the_institutions_people_gets_one_mail_for_one_moment(self, handover, school_user):
        assert self.remind(hour=6) == []
        assert self.remind() == self.remind(hour=15) == [("handover_reminded", school_user.email)]
        text = Mail.objects.get().body
        assert "morgen" in text and "2. Dezember 2026, 10:00" in text and handover.place in text
        Handover.objects.update(starts_at=self.STARTS + timedelta(hours=2), status="packed")
        assert len(self.remind()) == 2

    def test_what_is_cancelled_under_way_or_on_another_day_is_not_reminded_of(self, handover):
        for fields in (
            {"status": "cancelled"},
            {"status": "under_way"},
            {"starts_at": self.STARTS + timedelta(days=1)},
        ):
            Handover.objects.update(**{"status": "planned", "starts_at": self.STARTS, **fields})
            assert self.remind() == []

    def test_one_that_was_planned_today_has_just_had_its_mail(self, school, coordinator):
        handover_cast.planned(school, coordinator, starts_at=cast.NOW + timedelta(days=1))
        Mail.objects.all().delete()
        reminding.remind(now=cast.NOW + timedelta(hours=3))
        assert not Mail.objects.exists()
