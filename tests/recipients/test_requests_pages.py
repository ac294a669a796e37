"""Pages of requests, as school and coordination meet them."""

import re

import pytest
from django.urls import reverse

from accounts.pages import cards
from accounts.pages.search import search
from devices.models import Category
from recipients import requests
from recipients.asking.needs import MOST_NEEDS
from recipients.forms import needs as forms
from recipients.models import Need, Request
from recipients.requests import NeedWish
from recipients.views import drafts
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

CODES = ("M7K-4TR", "B2D-3FG")


@pytest.fixture
def school(school_user):
    return cast.institution(school_user, search_text="oberschule")


@pytest.fixture
def at_school(client, school, school_user):
    client.force_login(school_user)
    return client


@pytest.fixture
def draft(school, school_user, acting):
    notebook = Category.objects.get(code="notebook")
    return requests.open_draft(
        institution=school,
        values={"attested_by_function": "office", "entitlement_seen_on": cast.NOW.date()},
        wishes=[NeedWish([notebook], code, 7) for code in CODES],
        actor=acting(school_user),
    )


@pytest.fixture
def sent(draft, school_user, acting):
    requests.submit(draft, actor=acting(school_user))
    return draft


def typed(*rows: dict, **fields) -> dict:
    """What the form's page sends: rows for one notebook each, unless said otherwise."""
    data = {"needs-TOTAL_FORMS": len(rows), "needs-INITIAL_FORMS": len(rows), **fields}
    for index, row in enumerate(rows):
        values = {
            "pupil_code": CODES[index % 2],
            "school_grade": "7",
            "category": "notebook",
            "further": "",
            "agreement": "gift",
            "final_year": "unknown",
            "no_device_at_home": "yes",
            "siblings_share": "no",
            **row,
        }
        data |= {f"needs-{index}-{name}": value for name, value in values.items()}
    return data


def page(name: str, row: Request) -> str:
    return reverse(name, args=[row.number])


def test_the_form_proposes_five_codes(at_school):
    text = at_school.get(reverse("request_new")).text
    assert len(re.findall(r'name="needs-\d-pupil_code" value="[A-Z]\d[A-Z]-\d[A-Z]{2}"', text)) == 5


def test_a_draft_is_saved_and_looked_over_before_it_is_sent(at_school, school):
    fields = {"institution": school.pk, "attested_by_function": "office", "entitlement_seen_on": "2025-11-03"}
    answer = at_school.post(reverse("request_new"), typed({}, {"further": "monitor"}, **fields), follow=True)
    row = Request.objects.get()
    assert answer.redirect_chain == [(page("request_detail", row), 302)]
    assert row.status == "draft"
    assert [asked.sentence for asked in answer.context["asked_for"]] == [
        "1 × Notebook für Klasse 7, als Schenkung",
        "1 × Notebook + Monitor für Klasse 7, als Schenkung",
    ]
    assert "mindestens 8 GB Arbeitsspeicher" in answer.text
    assert "M7K-4TR" in answer.text
    answer = at_school.post(page("request_submit", row), follow=True)
    row.refresh_from_db()
    assert row.status == "submitted"
    assert "ist eingereicht" in answer.text


def test_a_draft_without_attestation_is_kept_and_says_what_is_missing(at_school, school):
    answer = at_school.post(reverse("request_new"), typed({}, institution=school.pk), follow=True)
    row = Request.objects.get()
    assert 'aria-describedby="missing"' in answer.text
    at_school.post(page("request_submit", row))
    row.refresh_from_db()
    assert row.status == "draft"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"pupil_code": "Anna7"}, "Das sieht nach einem Namen oder Wort aus."),
        ({"pupil_code": ""}, "Bitte tragen Sie einen Code ein"),
        ({"school_grade": ""}, "Bitte wählen Sie die Klassenstufe."),
    ],
)
def test_a_row_that_is_not_right_is_named_and_nothing_typed_is_lost(at_school, school, row, sentence):
    answer = at_school.post(reverse("request_new"), typed({}, row, institution=school.pk, message="Bitte vormittags"))
    assert sentence in answer.text
    assert "Bitte vormittags" in answer.text
    assert "data-error-summary" in answer.text
    assert not Request.objects.exists()


def test_a_loan_may_be_for_the_institution_itself(at_school, school):
    loan = {"pupil_code": "", "school_grade": "", "agreement": "loan"}
    at_school.post(reverse("request_new"), typed(loan, institution=school.pk))
    need = Need.objects.get()
    assert (need.pupil_code, need.school_grade, need.agreement) == ("", None, "loan")
    assert need.items.get().minimum_spec.code == "notebook-any"


def test_the_same_code_twice_is_told_at_its_row(at_school, school, draft):
    twice = typed({}, {"pupil_code": "M7K-4TR"}, institution=school.pk)
    assert "Dieser Code steht in zwei Zeilen." in at_school.post(reverse("request_new"), twice).text
    again = typed({"pupil_code": "M7K-4TR"}, institution=school.pk)
    assert (
        "Dieser Code steht schon in einer anderen Bedarfsmeldung." in at_school.post(reverse("request_new"), again).text
    )
    assert Request.objects.count() == 1


def test_more_rows_come_with_codes_and_keep_what_was_typed(at_school, school):
    left_out = {"pupil_code": "Q8R-9ST", "DELETE": "on"}
    data = typed({"pupil_code": "typed?"}, left_out, more="3", add_needs="1", message="noch nicht fertig")
    text = at_school.post(reverse("request_new"), data).text
    assert len(re.findall(r'name="needs-\d-pupil_code"', text)) == 4
    assert 'value="typed?"' in text
    assert "Q8R-9ST" not in text
    assert "noch nicht fertig" in text
    assert "data-error-summary" not in text
    assert not Request.objects.exists()


@pytest.mark.parametrize("count", ["abc", "-1", "9" * 5000])
def test_more_rows_come_whatever_the_page_said_about_their_number(at_school, school, count):
    data = typed({"pupil_code": "M7K-4TR"}, more="1", add_needs="1") | {"needs-TOTAL_FORMS": count}
    answer = at_school.post(reverse("request_new"), data)
    assert answer.status_code == 200
    assert len(re.findall(r'name="needs-\d-pupil_code"', answer.text)) == 2
    assert 'value="M7K-4TR"' in answer.text


def test_a_request_has_so_many_needs_at_most(at_school, monkeypatch):
    assert MOST_NEEDS == 60
    for module in (drafts, forms):
        monkeypatch.setattr(module, "MOST_NEEDS", 3)
    text = at_school.post(reverse("request_new"), typed(*[{}] * 3, more="5", add_needs="1")).text
    assert len(re.findall(r'name="needs-\d+-pupil_code"', text)) == 3


def test_rows_left_out_are_not_saved(at_school, school):
    at_school.post(reverse("request_new"), typed({}, {"DELETE": "on", "school_grade": ""}, institution=school.pk))
    assert [need.pupil_code for need in Need.objects.all()] == ["M7K-4TR"]


def test_a_draft_is_changed_until_it_is_sent(at_school, draft, school_user, acting):
    text = at_school.get(page("request_edit", draft)).text
    assert all(code in text for code in CODES)
    at_school.post(page("request_edit", draft), typed({}, message="neu"))
    draft.refresh_from_db()
    assert (draft.message, draft.needs.count()) == ("neu", 1)
    requests.withdraw(draft, reason="Doppelt", actor=acting(school_user))
    assert at_school.post(page("request_edit", draft), typed({}, {})).status_code == 302
    assert draft.needs.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"entitlement_seen_on": "2099-01-01"}, "Dieser Tag liegt in der Zukunft."),
        (
            {"entitlement_seen_on": "2025-11-03", "entitlement_valid_until": "2025-11-02"},
            "Das liegt vor dem Tag, an dem sie gesehen wurde.",
        ),
        ({"entitlement_valid_until": "2025-11-02"}, "Bitte geben Sie auch an, wann Sie sie gesehen haben."),
    ],
)
def test_the_days_of_the_entitlement_make_sense(at_school, school, fields, sentence):
    answer = at_school.post(reverse("request_new"), typed({}, institution=school.pk, **fields))
    assert sentence in answer.text
    assert not Request.objects.exists()


def test_only_an_approved_institution_gets_the_form(at_school, school):
    school.status = "applied"
    school.save()
    assert "Nur freigeschaltete Einrichtungen können Bedarfe melden." in at_school.get(reverse("request_new")).text


def test_nobody_requests_for_a_foreign_institution(at_school, other_school_user):
    other = cast.institution(other_school_user, name="Andere Schule")
    at_school.post(reverse("request_new"), typed({}, institution=other.pk))
    assert not Request.objects.exists()


def test_coordination_files_on_behalf_of_a_caller(client, coordinator, school):
    client.force_login(coordinator)
    client.post(reverse("request_new"), typed({}, institution=school.pk))
    assert Request.objects.get().filed_by == coordinator


def test_coordination_approves_and_the_needs_wait(client, coordinator, sent):
    client.force_login(coordinator)
    answer = client.post(page("request_approve", sent), follow=True)
    sent.refresh_from_db()
    assert sent.status == "approved"
    assert "Platz 1" in answer.text
    assert Need.objects.queued().count() == 2


def test_coordination_declines_with_a_reason_that_the_school_reads(client, coordinator, sent, school_user):
    client.force_login(coordinator)
    client.post(page("request_decline", sent), {"reason": "Bitte zuerst anrufen"})
    client.force_login(school_user)
    assert "Bitte zuerst anrufen" in client.get(page("request_detail", sent)).text


def test_the_school_withdraws_with_a_reason(at_school, sent):
    at_school.post(page("request_withdraw", sent), {"reason": "Es hat sich erledigt"})
    sent.refresh_from_db()
    assert sent.status == "withdrawn"


def test_it_shows_how_far_each_need_has_come(at_school, sent, coordinator, acting):
    requests.approve(sent, actor=acting(coordinator))
    first = sent.needs.first()
    device = cast.device(status="ready", number="H4F-000777")
    cast.allocation(device, first.items.get(), coordinator)
    answer = at_school.get(page("request_detail", sent))
    counts = answer.context["fulfilment"]
    assert (counts.requested, counts.reserved, counts.handed_over, counts.open) == (2, 1, 0, 1)
    assert "H4F-000777" in answer.text
    assert "als Nächstes an der Reihe" in answer.text
    assert "Anna Berger" not in answer.text


def test_others_requests_are_not_found_and_drafts_are_the_schools_own(
    client, draft, other_school_user, coordinator, volunteer, donor_user
):
    url = page("request_detail", draft)
    for person, status in ((other_school_user, 404), (coordinator, 404), (volunteer, 403), (donor_user, 403)):
        client.force_login(person)
        assert client.get(url).status_code == status
        assert client.post(page("request_submit", draft)).status_code == status
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_school_does_not_decide_on_its_own_request(at_school, sent):
    assert at_school.post(page("request_approve", sent)).status_code == 403
    assert at_school.post(page("request_decline", sent), {"reason": "x"}).status_code == 403


def test_no_code_stands_in_addresses_exports_or_the_search(at_school, draft, sent, school_user):
    url = reverse("request_list")
    assert all(code not in at_school.get(url).text for code in CODES)
    for kind in ("csv", "xlsx"):
        assert b"M7K-4TR" not in b"".join(at_school.get(url, {"export": kind}))
    assert search(school_user, "M7K-4TR") == []
    assert at_school.get(url, {"q": "M7K-4TR"}).context["object_list"].count() == 0


def test_the_list_is_searched_by_number_and_institution(at_school, draft):
    cast.request(draft.institution, draft.filed_by)
    url = reverse("request_list")
    assert list(at_school.get(url, {"q": draft.number.lower()}).context["object_list"]) == [draft]
    assert len(at_school.get(url, {"q": "oberschule"}).context["object_list"]) == 2
    assert list(at_school.get(url, {"status": "draft"}).context["object_list"]) == [draft]


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_page_cost_the_same_for_one_and_for_three(
    at_school, school, school_user, coordinator, django_assert_num_queries, count
):
    for _row in range(count):
        row = cast.request(school, school_user)
    for _need in range(count):
        cast.allocation(cast.device(status="ready"), cast.need(row, items=2).items.first(), coordinator)
    at_school.get(reverse("request_list"))
    with django_assert_num_queries(7):
        assert len(at_school.get(reverse("request_list")).context["object_list"]) == count
    with django_assert_num_queries(13):
        assert len(at_school.get(page("request_detail", row)).context["lines"]) == count


def test_tiles_lead_to_exactly_what_they_count(client, draft, school_user, coordinator, acting):
    notebook = Category.objects.get(code="notebook")
    other = requests.open_draft(
        institution=draft.institution,
        values={"attested_by_function": "office", "entitlement_seen_on": cast.NOW.date()},
        wishes=[NeedWish([notebook], "C4H-5JK", 7)],
        actor=acting(school_user),
    )
    requests.submit(other, actor=acting(school_user))
    expected = {"own_drafts": (school_user, [draft]), "own_requests": (school_user, [other])}
    expected["requests_submitted"] = (coordinator, [other])
    for code, (reader, rows) in expected.items():
        card = cards.CARDS[code]
        client.force_login(reader)
        assert card in cards.cards_for(reader)
        assert card.count(reader) == len(rows)
        assert list(client.get(card.url()).context["object_list"]) == rows
    assert cards.CARDS["own_drafts"] not in cards.cards_for(coordinator)
