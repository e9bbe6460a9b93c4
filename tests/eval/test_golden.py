import json

import pytest

from eval.errors import GoldenError
from eval.golden import QuestionType, golden_sha256, load_golden, unused_fields
from eval.golden_csv import fits_a_table
from ingest.papers import Kind

RECORD = {"id": "q1", "question": "What was agreed?", "type": "decision", "answerable": True}


@pytest.fixture
def write(tmp_path):
    def write(*records):
        path = tmp_path / "golden.jsonl"
        path.write_text(
            "\n".join(one if isinstance(one, str) else json.dumps(one) for one in records), "utf-8"
        )
        return path

    return write


def test_a_record_is_read_with_its_filters_as_what_they_are(write):
    filters = {"body": "Panel", "date_to": "2024-06-13", "document_type": "minutes"}
    (record,) = load_golden(write({**RECORD, "filters": filters, "nuggets": [{"text": "n", "vital": False}]}))
    assert record.type is QuestionType.DECISION
    assert record.filters.date_to is not None and record.filters.date_to.year == 2024
    assert record.filters.document_type is Kind.MINUTES
    assert record.vital_nuggets == ()


def test_blank_lines_a_byte_order_mark_and_crlf_do_no_harm(tmp_path):
    path = tmp_path / "golden.jsonl"
    path.write_bytes(b"\xef\xbb\xbf\r\n" + json.dumps(RECORD).encode() + b"\r\n\r\n")
    assert [record.id for record in load_golden(path)] == ["q1"]


def test_a_line_separator_inside_a_string_does_not_cut_the_record(write):
    line = json.dumps({**RECORD, "question": "What\u2028was agreed?"}, ensure_ascii=False)
    assert load_golden(write(line))[0].question == "What\u2028was agreed?"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question": "  "}, "question"),
        ({"type": "riddle"}, "type"),
        ({"answerable": "yes"}, "answerable"),
        ({"nuggets": [{"text": "n"}]}, "nuggets.0.vital"),
        ({"evidence": [{"document": "m.txt", "quote": ""}]}, "evidence.0.quote"),
        ({"filters": {"date_to": "13 June"}}, "filters.date_to"),
        ({"filters": {"year": 2024}}, "filters.year"),
        ({"brief": {"body": "Panel"}}, "brief"),
        ({"brief": {"agenda": "a.txt", "body": "Panel", "meeting_date": "2024-06-13"}}, "brief"),
        ({"brief": {"as_of": "soon"}}, "brief.as_of"),
        ({"filters": {"date_from": "2024-02-01", "date_to": "2024-01-01"}}, "filters"),
    ],
)
def test_a_wrong_field_is_named_with_file_and_line(write, change, field):
    path = write(RECORD, {**RECORD, "id": "q2", **change})
    with pytest.raises(GoldenError) as caught:
        load_golden(path)
    assert f"{path}, line 2: field '{field}'" in str(caught.value)


def test_a_missing_field_is_named(write):
    with pytest.raises(GoldenError, match=r"line 1: field 'type': Field required"):
        load_golden(write({name: value for name, value in RECORD.items() if name != "type"}))


def test_a_line_that_is_no_json_is_named(write):
    with pytest.raises(GoldenError, match=r"line 2: Invalid JSON"):
        load_golden(write(RECORD, "{'id': 1}"))


def test_every_wrong_line_is_named_at_once(write):
    with pytest.raises(GoldenError, match=r"(?s)line 1: .*line 3: "):
        load_golden(write("x", RECORD, "y"))


def test_an_id_used_twice_is_refused_with_both_lines(write):
    with pytest.raises(GoldenError, match=r"line 3: field 'id': 'q1' is already used on line 1"):
        load_golden(write(RECORD, {**RECORD, "id": "q2"}, RECORD))


def test_an_empty_file_is_refused(write):
    with pytest.raises(GoldenError, match="no questions in it"):
        load_golden(write("", "  "))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(GoldenError, match="No such file"):
        load_golden(tmp_path / "none.jsonl")


def test_bytes_that_are_no_utf8_are_refused_with_their_line(tmp_path):
    path = tmp_path / "golden.jsonl"
    path.write_bytes(json.dumps(RECORD).encode() + b"\n\xff\xfe\n")
    with pytest.raises(GoldenError, match=r"line 2: not UTF-8"):
        load_golden(path)


def test_fields_that_no_metric_reads_are_warned_of(write):
    record = {**RECORD, "nugets": [], "nuggets": [{"text": "n", "vital": True, "weight": 2}]}
    assert unused_fields(load_golden(write(record))) == (
        "q1: field 'nugets' is not known and was not used",
        "q1: field 'nuggets.weight' is not known and was not used",
    )


def test_the_hash_is_of_the_bytes(write):
    assert golden_sha256(write(RECORD)) != golden_sha256(write({**RECORD, "id": "q2"}))


def test_a_table_has_no_room_for_what_a_briefing_prepares():
    assert fits_a_table(RECORD) and not fits_a_table({**RECORD, "brief": {"agenda": "a.txt"}})
