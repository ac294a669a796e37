import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from accounts.templatetags.kern import about, page_numbers


def drawn(source: str, **values) -> str:
    return Template("{% load kern %}" + source).render(Context(values))


@pytest.fixture(autouse=True)
def _german():
    with translation.override("de"):
        yield


def test_an_icon_is_hidden_from_screen_readers():
    assert drawn('{% icon "add" "small" %}') == (
        '<span class="kern-icon kern-icon--add kern-icon--small" aria-hidden="true"></span>'
    )


def test_a_badge_of_a_code_has_tone_icon_and_word():
    html = drawn('{% badge "document" "failed" %}')
    assert "kern-badge--danger" in html
    assert "kern-icon--danger" in html
    assert ">fehlgeschlagen<" in html


def test_a_mark_stands_below_the_badge_escaped():
    assert "wartet auf &lt;b&gt;" in drawn('{% badge "device" "received" mark=mark %}', mark="wartet auf <b>")


def test_the_breadcrumb_ends_with_this_page():
    html = drawn('{% crumbs "/" "Start" "/d/" "Geräte" "H4F-000123" %}')
    assert html.count("<li") == 3
    assert '<li aria-current="page">H4F-000123</li>' in html


@pytest.mark.parametrize("arguments", ['"/" "Start"', '"a" "b" "c" "d" "e" "f" "g" "h" "i"'])
def test_a_breadcrumb_of_odd_or_more_than_four_parts_is_refused(arguments):
    with pytest.raises(TemplateSyntaxError):
        drawn("{% crumbs " + arguments + " %}")


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (9999, "9999"), (10_000, "10000"), (12_345, "etwa 12.000"), (1_034_512, "etwa 1,0 Mio.")],
)
def test_counts_beyond_ten_thousand_are_about(count, text):
    assert about(count).replace(".", "" if count <= 10_000 else ".") == text


def test_long_lists_have_no_last_page():
    class Long(Paginator):
        count = 1_000_000

    assert page_numbers(Long([], 25).page(1)) == [1, 2, 3, 4]
    assert page_numbers(Long([], 25).page(40)) == [37, 38, 39, 40]


def test_short_lists_show_first_last_and_the_neighbours():
    numbers = page_numbers(Paginator(range(500), 25).page(10))
    assert [number for number in numbers if isinstance(number, int)] == [1, 9, 10, 11, 20]


def test_facts_without_a_value_are_left_out():
    html = drawn("{% facts pairs %}", pairs=[("Kerne", 0), ("Seriennummer", ""), ("Modell", None), ("CPU", "i5")])
    assert html.count("<dt") == 2
    assert "Seriennummer" not in html


def test_conditions_say_in_words_whether_they_are_met():
    items = [{"met": True, "label": "Akku"}, {"met": False, "label": "Netz", "url": "/n/", "url_label": "ergänzen"}]
    html = drawn("{% conditions items %}", items=items)
    assert "erfüllt:" in html
    assert "fehlt:" in html
    assert html.count("/n/") == 1


def test_a_step_of_history_with_a_change_of_status_has_a_filled_dot(now):
    lines = [{"text": "a", "when": now, "is_state": True}, {"text": "b", "when": now, "note": "J. Otte"}]
    html = drawn("{% timeline lines %}", lines=lines)
    assert html.count("is-state") == 1
    assert "24.11.26, 10:00 · J. Otte" in html


def test_progress_carries_its_label():
    html = drawn('{% progress 18 22 "Angekommen" %}')
    assert '<progress value="18" max="22" aria-label="Angekommen">' in html
