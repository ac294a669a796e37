"""Until when gifts may be confirmed, and how the issuer's data are kept."""

from datetime import date, timedelta

import pytest

from custody.actor import Actor
from custody.append_only import AppendOnlyError
from documents import issuer
from documents.models import Issuer, TextVersion
from tests.conftest import NOW

VALUES = {
    "name": "Muster-Initiative",
    "street": "Musterstraße 1",
    "postcode": "04109",
    "city": "Leipzig",
    "tax_office": "Leipzig I",
    "tax_number": "231/140/00000",
    "notice_kind": "exemption",
    "notice_date": date(2021, 3, 15),
    "assessment_period": "2019",
    "purpose": "der Volks- und Berufsbildung",
    "statute_purpose": "die Volks- und Berufsbildung",
    "is_draft": False,
}


@pytest.mark.parametrize(
    ("kind", "dated", "last"),
    [
        ("exemption", date(2021, 3, 15), date(2026, 3, 15)),
        ("assessment_annex", date(2021, 3, 15), date(2026, 3, 15)),
        ("section_60a", date(2021, 3, 15), date(2024, 3, 15)),
        ("exemption", date(2024, 2, 29), date(2029, 2, 28)),
        ("section_60a", date(2024, 2, 29), date(2027, 2, 28)),
        ("exemption", date(2023, 2, 28), date(2028, 2, 28)),
        ("exemption", date(2020, 12, 31), date(2025, 12, 31)),
    ],
)
def test_the_term_ends_on_the_day_of_the_same_name(settings, kind, dated, last):
    settings.ISSUE_DRAFT_TAX_PAPERS = False
    row = Issuer(**{**VALUES, "notice_kind": kind, "notice_date": dated})
    assert issuer.last_day(kind, dated) == last
    assert issuer.why_not(row, today=last - timedelta(days=1)) == ""
    assert issuer.why_not(row, today=last) == ""
    refused = issuer.why_not(row, today=last + timedelta(days=1))
    assert f"{last:%d.%m.%Y}" in refused and "§ 63 (5) AO" in refused


def test_coordination_is_warned_from_ninety_days_before():
    row = Issuer(**VALUES)
    assert not issuer.to_be_renewed(row, today=date(2025, 12, 14))
    assert issuer.to_be_renewed(row, today=date(2025, 12, 15))
    assert issuer.to_be_renewed(row, today=date(2026, 4, 1))
    assert not issuer.to_be_renewed(Issuer(name="ohne Bescheid"), today=date(2026, 4, 1))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tax_number": ""}, "nicht vollständig"),
        ({"assessment_period": ""}, "nicht vollständig"),
        ({"notice_kind": "section_60a", "statute_purpose": ""}, "nicht vollständig"),
        ({"is_draft": True}, "Entwurf"),
        ({"notice_date": date(2027, 3, 15)}, "Zukunft"),
    ],
)
def test_what_is_incomplete_or_a_draft_confirms_nothing(settings, changes, said):
    settings.ISSUE_DRAFT_TAX_PAPERS = False
    assert said in issuer.why_not(Issuer(**{**VALUES, **changes}), today=date(2026, 1, 10))


def test_a_demonstration_issues_drafts(settings):
    settings.ISSUE_DRAFT_TAX_PAPERS = True
    assert issuer.why_not(Issuer(**{**VALUES, "is_draft": True}), today=date(2026, 1, 10)) == ""


def test_saving_writes_a_version_and_keeps_the_others(coordinator):
    actor = Actor.person(coordinator)
    first = issuer.save_issuer(VALUES, after=None, actor=actor, now=NOW)
    second = issuer.save_issuer({**VALUES, "name": "Neuer Name"}, after=first.pk, actor=actor, now=NOW)
    assert Issuer.objects.first() == second
    assert Issuer.objects.get(pk=first.pk).name == "Muster-Initiative"
    with pytest.raises(issuer.NewerVersion):
        issuer.save_issuer(VALUES, after=first.pk, actor=actor, now=NOW)
    with pytest.raises(AppendOnlyError):
        Issuer.objects.update(name="anders")


def test_the_wording_is_compared_once(reference, coordinator, settings):
    settings.ISSUE_DRAFT_TAX_PAPERS = False
    text = issuer.wording("tax_confirmation", on=date(2026, 11, 24))
    assert "Wortlaut" in issuer.wording_why_not(text)
    issuer.confirm_wording(text, actor=Actor.person(coordinator), now=NOW)
    text.refresh_from_db()
    assert (text.checked_by, issuer.wording_why_not(text)) == (coordinator, "")
    with pytest.raises(issuer.TransitionRefused):
        issuer.confirm_wording(text, actor=Actor.person(coordinator))


def test_the_wording_of_a_day_is_the_newest_that_holds_on_it(reference):
    newer = TextVersion.objects.create(key="tax_confirmation", version=2, body=[], valid_from=date(2027, 1, 1))
    assert issuer.wording("tax_confirmation", on=date(2026, 12, 31)).version == 1
    assert issuer.wording("tax_confirmation", on=date(2027, 1, 1)) == newer


def test_the_page_saves_and_says_what_is_missing(client, reference, coordinator):
    client.force_login(coordinator)
    page = client.get("/issuer/")
    assert page.status_code == 200
    form = {name: getattr(page.context["form"].instance, name) for name in page.context["form"].Meta.fields}
    sent = {**{name: value or "" for name, value in form.items()}, "version": Issuer.objects.first().pk, "is_draft": ""}
    refused = client.post("/issuer/", {**sent, "tax_number": "", "notice_date": "2031-01-01"})
    assert set(refused.context["form"].errors) == {"tax_number", "notice_date"}
    assert client.post("/issuer/", {**sent, "name": "Geprüfte Initiative"}).status_code == 302
    kept = Issuer.objects.first()
    assert (kept.name, kept.is_draft, kept.saved_by) == ("Geprüfte Initiative", False, coordinator)
    stale = client.post("/issuer/", {**sent, "name": "Zweite"})
    assert stale.context["form"].non_field_errors()
