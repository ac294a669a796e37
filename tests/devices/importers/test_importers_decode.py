import gzip
import json
import time

import pytest

from devices.importers import decode
from devices.importers.decode import json_values, text_of
from devices.importers.facts import UnreadableReport


def code_of(function, *arguments):
    with pytest.raises(UnreadableReport) as problem:
        function(*arguments)
    return problem.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1"])
def test_text_in_every_usual_encoding_is_understood(encoding):
    assert text_of("Gerät: Portégé\n".encode(encoding)) == "Gerät: Portégé\n"


def test_gzip_is_unpacked_also_in_several_members():
    assert text_of(gzip.compress(b"one ") + gzip.compress(b"two")) == "one two"


def test_a_gzip_bomb_is_refused_without_unpacking_it():
    bomb = gzip.compress(b"\n" * (decode.LIMIT_BYTES + 1))
    assert len(bomb) < 100_000
    assert code_of(text_of, bomb) == "too_large"


def test_a_cut_off_gzip_is_damaged():
    assert code_of(text_of, gzip.compress(b"some text that is long enough")[:-9]) == "damaged_gzip"
    assert code_of(text_of, b"\x1f\x8bnothing of the kind") == "damaged_gzip"


def test_what_is_not_text_is_refused():
    assert code_of(text_of, b"\x7fELF\x00\x00\x00") == "binary"
    assert code_of(text_of, bytes(range(1, 9)) * 50) == "binary"
    assert code_of(text_of, b"\xff\xfe\x00\xd8") == "binary"
    assert code_of(text_of, b"%PDF-1.7 text") == "pdf"
    assert code_of(text_of, b" \n\t ") == "empty"
    assert code_of(text_of, b"") == "empty"
    assert code_of(text_of, b"a" * (decode.LIMIT_BYTES + 1)) == "too_large"


def test_json_is_read_as_it_is():
    assert json_values('{"a": [1, "{}"]}') == ([{"a": [1, "{}"]}], False)


def test_a_prompt_of_the_terminal_is_no_json():
    text = '[anna@werkstatt ~]$ lshw -json\n{"id": "x"}\n[anna@werkstatt ~]$ '
    assert json_values(text) == ([{"id": "x"}], False)


def test_chatter_of_tools_around_json_is_skipped():
    text = 'WARNING: you should run this program as super-user.\n[{"id": "a"}]\nWARNING: output may be incomplete.\n'
    assert json_values(text) == ([{"id": "a"}], False)


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "a"}{"id": "b"}',
        '{"id": "a"}\n  {"id": "b"}\n',
        '{"id": "a"},\n{"id": "b"},\n',
        '[{"id": "a"}\n{"id": "b"}]',
        '[{"id": "a"}, {"id": "b"},]',
    ],
)
def test_objects_without_commas_or_brackets_between_them_are_read(text):
    values, repaired = json_values(text)
    assert ([*values], repaired) == ([{"id": "a"}, {"id": "b"}], True)


def test_missing_and_superfluous_commas_inside_are_repaired_but_not_inside_of_strings():
    text = '{"id": "a}  {b,]", "children": [{"id": "b",} {"id": "c"},]}'
    assert json_values(text) == ([{"id": "a}  {b,]", "children": [{"id": "b"}, {"id": "c"}]}], True)


@pytest.mark.parametrize("text", ['{"id": "a"', '{"id": ', '[{"id": "a"}, {"id"', "{", "[nothing]", '{"id": "a"} {'])
def test_cut_off_json_is_refused(text):
    assert code_of(json_values, text) == "invalid_json"


@pytest.mark.parametrize("text", ["[" * 5_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 70 + "1" + "}" * 70])
def test_deep_nesting_is_refused_instead_of_exhausting_the_stack(text):
    assert code_of(json_values, text) in {"too_complex", "invalid_json"}


def test_too_many_values_are_refused_before_they_are_made():
    assert code_of(json_values, "[" + "{}," * 300_000 + "{}]") == "too_complex"
    assert code_of(json_values, "[" + "1," * 1_100_000 + "1]") == "too_complex"


def test_a_number_of_a_million_digits_is_refused():
    assert code_of(json_values, '{"size": ' + "9" * 1_000_000 + "}") == "invalid_json"


@pytest.mark.parametrize("part", ['"\\', '"\\"', "{" + " " * 50, ", ", '}"', "[{}"])
def test_repairing_takes_no_more_than_linear_time(part):
    text = '{"id": 1 ' + part * (150_000 // len(part))
    begun = time.process_time()
    assert code_of(json_values, text) in {"invalid_json", "too_complex"}
    assert time.process_time() - begun < 2


def test_everything_read_can_be_written_as_json_again():
    assert json.dumps(json_values('{"a": 1e400}')[0])
