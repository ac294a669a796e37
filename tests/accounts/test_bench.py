from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.urls import reverse
from django.utils import timezone

from accounts.bench import keys, presence
from accounts.bench.models import Bench, BenchKey
from accounts.models import User
from accounts.roles import Role
from tests import cast
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(db) -> Bench:
    return Bench.objects.create(name="Tisch 1")


@pytest.fixture
def opened(client, bench, volunteer):
    """A browser that is a bench; nobody has identified yet."""
    client.force_login(volunteer)
    client.post(reverse("bench_open"), {"bench": bench.pk})
    return client


def identify(client, user: User, pin: str = "2580", **more):
    return client.post(reverse("bench"), {"person": user.pk, "pin": pin, **more})


def at_time(monkeypatch, moment) -> None:
    monkeypatch.setattr("accounts.bench.presence.timezone.now", lambda: moment)


def test_whoever_opens_a_bench_is_signed_out_of_it(opened):
    page = opened.get(reverse("device_list"))
    assert page.status_code == 302
    assert page.url.startswith(reverse("bench"))


def test_a_pin_lets_its_person_act(opened, senior_volunteer, reference):
    keys.set_pin(senior_volunteer, "2580")
    device = cast.device(status="received")
    assert identify(opened, senior_volunteer).url == reverse("workshop_board")
    opened.post(reverse("device_step", args=[device.number, "start"]))
    assert device.events.last().actor == senior_volunteer


def test_the_next_badge_changes_who_acts(opened, volunteer, senior_volunteer):
    keys.set_pin(volunteer, "2580")
    code = keys.make_badge(senior_volunteer)
    identify(opened, volunteer)
    assert opened.get(reverse("workshop_board")).context["user"] == volunteer
    opened.post(reverse("bench"), {"badge": code.lower()})
    assert opened.get(reverse("workshop_board")).context["user"] == senior_volunteer


def test_without_a_script_a_badge_in_the_scan_field_changes_who_acts_and_stands_in_no_address(
    opened, volunteer, senior_volunteer
):
    keys.set_pin(volunteer, "2580")
    code = keys.make_badge(senior_volunteer)
    identify(opened, volunteer)
    answer = opened.post(reverse("scan"), {"q": f" {code.lower()} "})
    assert answer.url == reverse("scan")
    assert opened.get(reverse("workshop_board")).context["user"] == senior_volunteer
    assert "nicht bekannt" in opened.post(reverse("scan"), {"q": f"HB{'0' * 21}"}, follow=True).content.decode()


def test_a_badge_in_the_scan_field_of_ones_own_computer_is_not_looked_for(client, volunteer):
    client.force_login(volunteer)
    answer = client.post(reverse("scan"), {"q": keys.make_badge(volunteer), "everywhere": "1"}, follow=True)
    assert answer.redirect_chain == [(reverse("scan"), 302)] and "Ausweis einer Person" in answer.content.decode()
    assert client.post(reverse("scan"), {"q": "h4f 131", "everywhere": "1"}).url.endswith("?q=h4f+131&everywhere=1")


def test_what_comes_back_is_taken_in_at_a_bench(opened, volunteer):
    keys.set_pin(volunteer, "2580")
    identify(opened, volunteer)
    assert opened.get(reverse("devices_back")).status_code == 200
    assert reverse("devices_back") in opened.get(reverse("workshop_board")).content.decode()


def test_five_idle_minutes_end_it_and_work_prolongs_it(opened, volunteer, monkeypatch):
    keys.set_pin(volunteer, "2580")
    identify(opened, volunteer)
    start = timezone.now()
    at_time(monkeypatch, start + timedelta(minutes=4))
    assert opened.get(reverse("workshop_board")).status_code == 200
    at_time(monkeypatch, start + timedelta(minutes=8))
    assert opened.get(reverse("workshop_board")).status_code == 200
    at_time(monkeypatch, start + timedelta(minutes=13, seconds=1))
    assert opened.get(reverse("workshop_board")).status_code == 302


def test_what_is_sent_too_late_is_kept_for_whoever_identifies(opened, volunteer, reference, monkeypatch):
    keys.set_pin(volunteer, "2580")
    identify(opened, volunteer)
    device = cast.device(status="received")
    step = reverse("device_step", args=[device.number, "hold"])
    at_time(monkeypatch, timezone.now() + timedelta(minutes=6))
    late = opened.post(step, {"kind": "part", "reason": "Netzteil bestellt"})
    assert late.url == f"{reverse('bench')}?next={quote(reverse('session_resume'), safe='')}"
    again = identify(opened, volunteer, next=reverse("session_resume"))
    page = opened.get(again.url)
    assert page.context["kept"].path == step
    assert "Netzteil bestellt" in page.content.decode()


def test_what_one_person_sent_too_late_is_not_sent_by_the_next(opened, volunteer, senior_volunteer, monkeypatch):
    keys.set_pin(volunteer, "2580")
    keys.set_pin(senior_volunteer, "1470")
    identify(opened, volunteer)
    at_time(monkeypatch, timezone.now() + timedelta(minutes=6))
    opened.post(reverse("device_step", args=[cast.device().number, "hold"]), {"reason": "Netzteil bestellt"})
    identify(opened, senior_volunteer, pin="1470", next=reverse("session_resume"))
    page = opened.get(reverse("session_resume"), follow=True).content.decode()
    assert "von jemand anderem" in page and "Netzteil bestellt" not in page
    identify(opened, volunteer)
    assert "Netzteil bestellt" in opened.get(reverse("session_resume")).content.decode()


def test_what_intake_remembers_of_one_person_is_not_proposed_to_the_next(
    opened, volunteer, senior_volunteer, reference
):
    keys.set_pin(volunteer, "2580")
    keys.set_pin(senior_volunteer, "1470")
    identify(opened, volunteer)
    device = cast.device(status="registered", donation=cast.donation(status="announced"))
    intake = reverse("donation_intake", args=[device.donation.number])
    yesterday = timezone.localtime(timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    opened.post(intake, {"code": device.number, "codes": device.number, "happened_at": yesterday})
    assert opened.get(intake).context["form"].initial["happened_at"] is not None
    identify(opened, senior_volunteer, pin="1470")
    assert opened.get(intake).context["form"].initial["happened_at"] is None


def test_a_page_that_renews_itself_does_not_keep_its_person_at_the_bench(opened, volunteer, monkeypatch):
    keys.set_pin(volunteer, "2580")
    identify(opened, volunteer)
    start = timezone.now()
    at_time(monkeypatch, start + timedelta(minutes=4))
    assert opened.get(reverse("workshop_board"), headers={"HX-Request": "true"}).status_code == 200
    at_time(monkeypatch, start + timedelta(minutes=6))
    assert opened.get(reverse("workshop_board")).status_code == 302


def test_a_wrong_pin_opens_nothing(opened, volunteer):
    keys.set_pin(volunteer, "2580")
    page = identify(opened, volunteer, pin="2581")
    assert "Diese PIN stimmt nicht." in page.content.decode()
    assert opened.get(reverse("device_list")).status_code == 302


def test_after_five_wrong_pins_also_the_right_one_is_refused_for_a_quarter_of_an_hour(volunteer):
    keys.set_pin(volunteer, "2580")
    now = timezone.now()
    for _attempt in range(5):
        with pytest.raises(keys.WrongKey):
            keys.person_of_pin(volunteer, "0000", now=now)
    with pytest.raises(keys.WrongKey, match="Viertelstunde"):
        keys.person_of_pin(volunteer, "2580", now=now)
    with pytest.raises(keys.WrongKey, match="gesperrt bis"):
        keys.person_of_pin(volunteer, "2580", now=now + timedelta(minutes=14))
    assert keys.person_of_pin(volunteer, "2580", now=now + timedelta(minutes=16)) == volunteer


def test_a_right_pin_forgives_the_wrong_ones_before(volunteer):
    keys.set_pin(volunteer, "2580")
    for _attempt in range(4):
        with pytest.raises(keys.WrongKey):
            keys.person_of_pin(volunteer, "0000")
    keys.person_of_pin(volunteer, "2580")
    assert BenchKey.objects.get(user=volunteer).failed_attempts == 0


def test_a_new_badge_makes_the_old_one_useless(volunteer):
    old, new = keys.make_badge(volunteer), keys.make_badge(volunteer)
    assert keys.person_of_badge(new) == volunteer
    with pytest.raises(keys.WrongKey):
        keys.person_of_badge(old)


def test_neither_pin_nor_badge_is_stored_as_it_is(volunteer):
    keys.set_pin(volunteer, "2580")
    code = keys.make_badge(volunteer)
    stored = " ".join(str(value) for value in BenchKey.objects.values_list().get())
    assert "2580" not in stored
    assert code not in stored


@pytest.mark.parametrize("change", ["pin", "remove", "deactivate", "bench"])
def test_who_loses_the_key_is_no_longer_at_the_bench(change, opened, volunteer, bench):
    keys.set_pin(volunteer, "2580")
    identify(opened, volunteer)
    if change == "pin":
        keys.set_pin(volunteer, "1470")
    elif change == "remove":
        keys.remove_keys(volunteer)
    elif change == "deactivate":
        User.objects.filter(pk=volunteer.pk).update(is_active=False)
    else:
        Bench.objects.filter(pk=bench.pk).update(is_active=False)
    assert opened.get(reverse("workshop_board")).status_code == 302


def test_a_pin_gives_a_coordinator_no_more_than_the_workshop(opened, coordinator):
    keys.set_pin(coordinator, "2580")
    identify(opened, coordinator)
    assert opened.get(reverse("workshop_board")).status_code == 200
    for name in ("donation_list", "people_list", "profile", "request_list", "bench_keys", "account_email"):
        assert opened.get(reverse(name)).status_code == 403, name
    seen = opened.get(reverse("device_list")).context["user"]
    assert not seen.has_perm("donations.view_donation")
    assert seen.has_perm("devices.sign_quality_control")


def test_the_start_page_of_a_bench_is_the_board(opened, volunteer):
    keys.set_pin(volunteer, "2580")
    identify(opened, volunteer)
    assert opened.get(reverse("start")).url == reverse("workshop_board")


def test_somebody_without_the_workshop_can_not_identify(opened, db):
    school = person("Sabine Schule", Role.INSTITUTION)
    keys.set_pin(school, "2580")
    page = identify(opened, school)
    assert "Zu Ihrer Rolle gehört die Werkstatt nicht." in page.content.decode()


def test_done_and_closed(opened, volunteer):
    keys.set_pin(volunteer, "2580")
    identify(opened, volunteer)
    opened.post(reverse("bench_leave"))
    assert opened.get(reverse("workshop_board")).status_code == 302
    opened.post(reverse("bench_close"))
    assert presence.BENCH_KEY not in opened.session


def test_a_page_that_still_loads_does_not_bring_somebody_back_who_is_done(opened, volunteer):
    keys.set_pin(volunteer, "2580")
    identify(opened, volunteer)
    loading = opened.session
    loading[presence.SEEN] = timezone.now().timestamp()
    opened.post(reverse("bench_leave"))
    with pytest.raises(UpdateError):
        loading.save()
    assert opened.get(reverse("workshop_board")).status_code == 302


def test_after_identifying_one_is_led_to_no_foreign_site(opened, volunteer):
    keys.set_pin(volunteer, "2580")
    assert identify(opened, volunteer, next="https://example.com/").url == reverse("workshop_board")


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "1111", "1234", "9876", "¹²³⁴"])
def test_a_pin_that_is_guessed_first_is_refused(client, volunteer, pin):
    client.force_login(volunteer)
    client.post(reverse("bench_keys"), {"pin": pin, "pin_again": pin})
    assert not BenchKey.objects.exists()


def test_pin_and_badge_are_made_and_removed_on_ones_own_page(client, volunteer):
    client.force_login(volunteer)
    client.post(reverse("bench_keys"), {"pin": "2580", "pin_again": "2580"})
    code = client.post(reverse("bench_badge")).context["code"]
    assert keys.looks_like_badge(code)
    assert keys.person_of_badge(code) == keys.person_of_pin(volunteer, "2580") == volunteer
    client.post(reverse("bench_keys_remove"))
    assert not BenchKey.objects.exists()


def test_the_administration_adds_and_closes_benches(client, administrator):
    client.force_login(administrator)
    client.post(reverse("bench_new"), {"name": "Tisch 2", "is_active": "on"})
    bench = Bench.objects.get(name="Tisch 2")
    client.post(reverse("bench_edit", args=[bench.pk]), {"name": "Tisch 2"})
    assert not Bench.objects.get().is_active
    assert "Tisch 2" in client.get(reverse("bench_list")).content.decode()
