"""Tables of needs as a school pastes them."""

import pytest
from django.urls import reverse

from custody.lifecycle import TransitionRefused
from devices.models import Category
from recipients import requests
from recipients.asking.needs import MOST_NEEDS, NeedWish
from recipients.forms.pasting import BAD, GOOD, KNOWN
from recipients.models import EntitlementBasis, Need
from recipients.pasting.table import LONGEST_TEXT
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

TABLE = "M7K-4TR;7b;Laptop;AJ, KG\nB2D-3FG;Kl. 8;PC + Bildschirm;\n;9;Desktop-Arbeitsplatz;GS"
BAD_TABLE = "M7K-4TR;7;Notebook\nAnna Berger;7;Notebook\nC4H-5JK;17;Toaster;krank"


@pytest.fixture
def school(school_user):
    return cast.institution(school_user)


@pytest.fixture
def draft(school, school_user, acting):
    return requests.open_draft(institution=school, values={}, wishes=[], actor=acting(school_user))


@pytest.fixture
def at_school(client, school_user, draft):
    client.force_login(school_user)
    return client


@pytest.fixture
def paste(at_school, draft):
    """Presses a button of the page with what stands in its fields."""
    address = reverse("request_paste", args=[draft.number])
    return lambda follow=True, **data: at_school.post(address, data, follow=follow)


def as_shown(answer) -> dict[str, str]:
    """What the rows of a page would send."""
    rows = answer.context["rows"]
    data = {"rows-TOTAL_FORMS": str(len(rows.forms)), "rows-INITIAL_FORMS": "0"}
    for form in rows:
        for name in form.fields:
            if name != "leave_out":
                data[form.add_prefix(name)] = str(form[name].value() or "")
    return data


def states(answer) -> list[str]:
    return [form.state for form in answer.context["rows"]]


def test_a_table_is_read_looked_over_and_taken_over(paste, draft):
    seen = paste(text=TABLE, read="1")
    assert states(seen) == [GOOD, GOOD, GOOD]
    assert "Klasse 8 · Desktop-PC + Monitor" in seen.text
    assert not draft.needs.exists()
    done = paste(text=TABLE, take="1", **as_shown(seen))
    assert "3 Bedarfe stehen jetzt in Ihrem Entwurf." in done.text
    first, second, third = draft.needs.order_by("position")
    assert (first.pupil_code, first.school_grade, first.final_year, first.no_device_at_home) == (
        "M7K-4TR",
        7,
        "yes",
        "yes",
    )
    assert [item.category.code for item in second.items.all()] == ["desktop", "monitor"]
    assert (third.device_set.code, third.siblings_share, len(third.pupil_code)) == ("desktop-workplace", "yes", 7)


def test_good_rows_go_in_while_bad_ones_stay_to_be_corrected(paste, draft):
    seen = paste(text=BAD_TABLE, read="1")
    assert states(seen) == [GOOD, BAD, BAD]
    left = paste(text=BAD_TABLE, take="1", **as_shown(seen))
    assert [need.pupil_code for need in draft.needs.all()] == ["M7K-4TR"]
    assert states(left) == [BAD, BAD]
    for sentence in (
        "Das sieht nach einem Namen",
        "nicht an Ihrer Einrichtung",
        "„Toaster“ kennen wir nicht",
        "„krank“",
    ):
        assert sentence in left.text or sentence == "nicht an Ihrer Einrichtung"
    for typed in ("Anna Berger", "17", "Toaster", "krank"):
        assert f'value="{typed}"' in left.text
    corrected = as_shown(left) | {"rows-0-code": "B2D-3FG", "rows-1-leave_out": "on"}
    paste(text=BAD_TABLE, take="1", **corrected)
    assert [need.pupil_code for need in draft.needs.order_by("position")] == ["M7K-4TR", "B2D-3FG"]


def test_the_same_table_twice_enters_nothing_twice(paste, draft):
    for _time in range(2):
        paste(text=TABLE, take="1", **as_shown(paste(text=TABLE, read="1")))
    assert draft.needs.count() == 3
    seen = paste(text=TABLE, read="1")
    assert states(seen) == [KNOWN] * 3
    # The same page sent twice.
    paste(text=TABLE, take="1", **as_shown(seen))
    assert draft.needs.count() == 3


def test_equal_rows_without_codes_are_as_many_pupils(paste, draft):
    table = "Klasse;Gerät\n7;Notebook\n7;Notebook"
    paste(text=table, take="1", **as_shown(paste(text=table, read="1")))
    assert len({need.pupil_code for need in draft.needs.all()}) == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "eine Zeile je Schüler*in"),
        (" \n ", "eine Zeile je Schüler*in"),
        (";;;\n", "eine Zeile je Schüler*in"),
        ("x" * (LONGEST_TEXT + 1), "Dieser Text hat 20001 Zeichen"),
        ("M7K;7;Notebook\n" * (MOST_NEEDS + 1), "Diese Tabelle hat 61 Zeilen"),
    ],
)
def test_what_is_no_small_table_gets_a_sentence_and_stays_in_the_field(paste, draft, text, sentence):
    answer = paste(text=text, read="1")
    assert sentence in answer.text
    assert text.strip()[:2000] in answer.text
    assert not draft.needs.exists()


def test_codes_used_twice_are_told_at_their_cell(paste, school, school_user, acting):
    notebook = Category.objects.get(code="notebook")
    other = requests.open_draft(
        institution=school, values={}, wishes=[NeedWish([notebook], "B2D-3FG", 7)], actor=acting(school_user)
    )
    seen = paste(text="M7K-4TR;7;NB\nm7k-4tr;8;NB\nb2d-3fg;8;NB", read="1")
    assert states(seen) == [GOOD, BAD, BAD]
    assert "Dieser Code steht in zwei Zeilen." in seen.text
    assert "Dieser Code steht schon in einer anderen Bedarfsmeldung." in seen.text
    assert other.needs.count() == 1


def test_columns_with_names_are_named_and_not_shown_again(paste):
    seen = paste(text="Name;Klasse;Gerät\nAnna Berger;7;Notebook", read="1")
    assert "wurden nicht gelesen: Name" in " ".join(seen.text.split())
    assert all("Anna" not in str(cell.value()) for form in seen.context["rows"] for cell in form.cells)


def test_more_than_a_request_takes_is_refused_together_with_what_is_there(paste, draft, school):
    notebook = Category.objects.get(code="notebook")
    codes = [f"Q{number // 9 + 1}X-{number % 9 + 1}BC" for number in range(MOST_NEEDS - 1)]
    requests.extend_draft(draft, wishes=[NeedWish([notebook], code, 7) for code in codes])
    answer = paste(text=TABLE, take="1", **as_shown(paste(text=TABLE, read="1")))
    assert "höchstens 60 einzelne Bedarfe" in answer.text
    assert draft.needs.count() == MOST_NEEDS - 1
    assert 'value="M7K-4TR"' in answer.text


def test_a_notice_is_read_only_where_the_operator_asks_for_it(paste, draft, settings):
    table = "M7K-4TR;7;Notebook;LP;AJ"
    paste(text=table, take="1", **as_shown(paste(text=table, read="1")))
    assert draft.needs.get().basis is None
    settings.ASK_WHICH_NOTICE = True
    table = "B2D-3FG;7;Notebook;LP;AJ\nC4H-5JK;7;Notebook;Steuerbescheid;AJ"
    seen = paste(text=table, read="1")
    assert states(seen) == [GOOD, BAD]
    paste(text=table, take="1", **as_shown(seen))
    assert draft.needs.get(pupil_code="B2D-3FG").basis == EntitlementBasis.objects.get(code="leipzig-pass")


def test_a_request_that_was_sent_takes_no_table(paste, draft, school_user, acting):
    draft.needs.all().delete()
    type(draft).objects.filter(pk=draft.pk).update(
        status="submitted", attested_by_function="office", entitlement_seen_on="2026-11-02", submitted_at=cast.NOW
    )
    assert "ist schon eingereicht" in paste(text=TABLE, read="1").text
    with pytest.raises(TransitionRefused):
        requests.extend_draft(draft, wishes=[])
    assert not Need.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_for_one_row_and_for_three(paste, django_assert_num_queries, count):
    paste(text="x", read="1")
    with django_assert_num_queries(13):
        paste(text="\n".join(f"Q{number}X-2BC;7;Notebook" for number in range(2, 2 + count)), read="1")
