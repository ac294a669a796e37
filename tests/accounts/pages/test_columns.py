from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from accounts.pages.columns import Column, open_to, shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("", "–"),
        (0, "0"),
        (True, "ja"),
        (False, "nein"),
        (date(2026, 11, 4), "04.11.26"),
        (datetime(2026, 11, 4, 9, 30, tzinfo=UTC), "04.11.26, 10:30"),
        (Decimal("1.5"), "1,5"),
        ("Dell", "Dell"),
    ],
)
def test_values_are_shown_as_people_read_them(value, text):
    assert shown(value) == text


def test_a_value_is_read_along_its_path_and_nothing_on_the_way_is_nothing():
    row = SimpleNamespace(a=SimpleNamespace(b="x", say=lambda: "said"), none=None)
    assert Column("x", "x", value="a.b").read(row) == "x"
    assert Column("x", "x", value="a.say").read(row) == "said"
    assert Column("x", "x", value="none.b").read(row) is None
    assert Column("none", "x").read(row) is None
    assert Column("x", "x", value=lambda it: it.a.b * 2).read(row) == "xx"


def test_texts_and_addresses_in_cells_are_escaped():
    row = SimpleNamespace(name="<b>", url='/"><script>')
    html = Column("name", "x", link=lambda it: it.url, code=True).html(row)
    assert "&lt;b&gt;" in html
    assert "<script>" not in html
    assert 'class="kern-link kern-link--small kern-link--no-visited-state h4f-code"' in html


def test_an_empty_cell_is_a_dash_without_a_link():
    assert Column("name", "x", link=lambda it: "/x/").html(SimpleNamespace(name="")) == "–"


def test_a_status_cell_has_icon_word_and_the_mark_below(make_devices):
    [device] = make_devices(1, hold_reason="wartet auf Akku")
    html = Column("status", "x", badge="device", mark=lambda it: it.hold_reason).html(device)
    assert "kern-badge--info" in html
    assert "kern-icon--arrow-down" in html
    assert "wartet auf Akku" in html and "kern-icon--warning" in html


def test_a_mark_of_something_reached_has_no_warning_sign(make_devices):
    [device] = make_devices(1)
    html = Column("status", "x", badge="device", mark=lambda it: "erledigt", mark_is_good=True).html(device)
    assert "erledigt" in html and "kern-icon--warning" not in html


def test_a_cell_may_have_its_own_template():
    row = SimpleNamespace(text="Leer")
    expected = render_to_string("includes/empty.html", {"text": ""})
    assert Column("text", "x", template="includes/empty.html").html(row) == expected


def test_columns_with_a_permission_are_for_those_who_have_it(coordinator, volunteer):
    columns = (Column("a", "a"), Column("b", "b", permission="donations.view_donation"))
    assert [column.name for column in open_to(volunteer, columns)] == ["a"]
    assert [column.name for column in open_to(coordinator, columns)] == ["a", "b"]
