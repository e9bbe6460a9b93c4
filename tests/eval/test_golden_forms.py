import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.errors import GoldenError
from eval.golden import left_out, load_golden, read_golden
from eval.golden_forms import Form, entries_of, written

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)
VALUE = WORDS.filter(lambda text: text and "||" not in text)
RECORD = {
    "id": "q1",
    "question": "What was agreed about the lamps?",
    "type": "decision",
    "answerable": True,
    "answers": ["14", "fourteen"],
    "nuggets": [{"text": "14 lamps are replaced", "vital": True}, {"text": "By June", "vital": False}],
    "evidence": [
        {"document": "minutes.txt", "quote": "- 14 lamps; in \u201cMill Lane\u201d, to be replaced"},
        {"document": "report.pdf", "quote": "Lamps | 14 | \u00a318,500"},
    ],
    "filters": {"body": "Street Panel", "date_from": "2024-06-13", "document_type": "minutes"},
    "notes": "Truncated: the page ends there.",
}
YAML = """
- id: q1
  question: How many lamps, at 10:30, on 2024-06-13?
  type: single_fact
  answerable: true
  answers: [14, no, 2024-06-13]
  evidence:
    - document: minutes.txt
      quote: 14 of the 60 lamps
"""
CSV = """id,question,type,answerable,answers,document,quote
q1,How many lamps?,single_fact,yes,14 || fourteen,minutes.txt,"14 of the 60 lamps
two at one time"
"""


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(("form", "name"), [(form, f"golden.{form.value}") for form in Form])
def test_a_record_comes_back_the_same_from_every_form(write, form, name):
    (record,) = load_golden(write(name, written([RECORD], form)))
    assert record.model_dump(mode="json", exclude_unset=True) == RECORD


@pytest.mark.parametrize("form", list(Form))
def test_the_form_is_told_by_the_content_where_the_name_does_not(write, form):
    assert [record.id for record in load_golden(write("golden", written([RECORD], form)))] == ["q1"]


def test_content_in_no_form_is_refused(write):
    with pytest.raises(GoldenError, match=r"golden\.txt: neither JSON Lines, YAML nor CSV.*ends in \.jsonl"):
        load_golden(write("golden.txt", "What was agreed?"))


@pytest.mark.parametrize("name", ["golden.yaml", "golden.csv", "golden.jsonl"])
@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(write, name, mark):
    form = Form(name.split(".")[1])
    content = written([RECORD], form).removeprefix(b"\xef\xbb\xbf")
    assert load_golden(write(name, mark + content.replace(b"\n", b"\r\n")))[0].id == "q1"


def test_words_in_yaml_stay_words(write):
    (record,) = load_golden(write("golden.yaml", YAML))
    assert record.answers == ("14", "no", "2024-06-13")
    assert record.question == "How many lamps, at 10:30, on 2024-06-13?"


def test_one_question_a_yaml_document_is_read_too(write):
    one = "id: q1\nquestion: What?\ntype: decision\nanswerable: true\n"
    text = f"{one}---\n{one.replace('q1', 'q2')}"
    assert [record.id for record in load_golden(write("golden.yaml", text))] == ["q1", "q2"]


def test_every_slip_in_yaml_is_told_with_its_own_line(write):
    text = (
        YAML + "      page: 3\n- id: q1\n  question: What?\n  type: riddle\n  answerable: yes\n- just words\n"
    )
    slips = read_golden(write("golden.yaml", text)).slips
    assert [(slip.line, slip.what.split(":")[0]) for slip in slips] == [
        (13, "field 'type'"),
        (14, "field 'answerable'"),
        (15, "a question is written as fields with values (id"),
    ]
    assert slips[1].what.endswith("Write true or false")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- id: q1\n  id: q2\n", "line 2: field 'id' is given twice"),
        ("- &a\n  id: q1\n  answers: [*a]\n", "line 1: anchors"),
        ("- id: !!python/object/apply:os.system [ls]\n", "line 1: the tag .* is not read"),
        ("- id: [\n", "no YAML"),
        ("- id: q1\n\tquestion: x\n", "line 2: no YAML"),
        ("[" * 3000, "no YAML"),
        ("- id: !!int 3\n", "line 1: the tag tag:yaml.org,2002:int is not read"),
        ("- [id]: 3\n", "the name of a field is one word"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(write, text, told):
    with pytest.raises(GoldenError, match=told):
        load_golden(write("golden.yaml", text))


def test_several_values_in_a_cell_are_parted_by_bars_or_lines(write):
    (record,) = load_golden(write("golden.csv", CSV))
    assert record.answers == ("14", "fourteen")
    assert [(one.document, one.quote) for one in record.evidence] == [
        ("minutes.txt", "14 of the 60 lamps"),
        ("minutes.txt", "two at one time"),
    ]


@pytest.mark.parametrize("value", ["=1+1", "'=1+1", "''- x", "-", "@a", "'quoted'", "+"])
def test_signs_at_the_start_of_a_value_come_back(write, value):
    path = write("golden.csv", written([{**RECORD, "notes": value, "answers": [value, "b"]}], Form.TABLE))
    (record,) = load_golden(path)
    assert (record.notes, record.answers) == (value, (value, "b"))


def test_a_cell_that_a_spreadsheet_would_compute_is_kept_from_it(write):
    content = written([RECORD], Form.TABLE)
    assert b"'- 14 lamps" in content
    assert load_golden(write("golden.csv", content))[0].evidence[0].quote.startswith("- 14 lamps")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id;question;type;answerable\n1;a;b;c\n", "line 1: the columns are parted by semicolons.*commas"),
        ("id\tquestion\ttype\n", "parted by tabs"),
        ("id,question\n", "lacks type, answerable"),
        ("id,question,type,answerable,id\n", "the column id is there twice"),
        ("id,question,type,answerable\nq1,What, now?,decision,yes\n", "line 2: 5 cells under 4 columns"),
        ('id,question,type,answerable\nq1,"What"s?,decision,yes\n', "line 2: no CSV"),
        ("id,question,type,answerable,quote\nq1,What?,decision,yes,Agreed\n", "1 quotes and 0 documents"),
        ("id,question,type,answerable\n,What?,decision,maybe\n", "(?s)field 'id'.*field 'answerable'"),
        (
            "id,question,type,answerable,date_from\nq1,What?,decision,yes,13/06/2024\n",
            "field 'date_from'.*2024-06-13",
        ),
    ],
)
def test_a_slip_in_a_table_is_told_with_line_column_and_what_to_do(write, text, told):
    with pytest.raises(GoldenError, match=told):
        load_golden(write("golden.csv", text))


def test_the_line_of_a_row_counts_the_lines_inside_cells(write):
    with pytest.raises(GoldenError, match="line 4: field 'type'"):
        load_golden(write("golden.csv", CSV + "q2,What?,riddle,yes,,,\n"))


def test_a_table_from_excel_that_is_not_utf8_is_told_how_to_save_it(write):
    with pytest.raises(GoldenError, match=r"line 2: not UTF-8.*CSV UTF-8"):
        load_golden(write("golden.csv", b"id,question,type,answerable\nq1,What of \xa35?,decision,yes\n"))
    with pytest.raises(GoldenError, match="UTF-16"):
        load_golden(write("golden.csv", "id,question".encode("utf-16")))


def test_what_a_table_can_not_hold_is_not_written_into_one():
    nugget = {"text": "n", "vital": True, "evidence": [{"document": "d", "quote": "q"}]}
    with pytest.raises(GoldenError, match=r"can't hold q1.*\.yaml"):
        written([{**RECORD, "nuggets": [nugget]}], Form.TABLE)
    with pytest.raises(GoldenError, match="can't hold q1"):
        written([{**RECORD, "answers": ["a || b"]}], Form.TABLE)


def test_a_field_given_twice_on_one_line_is_refused(write):
    with pytest.raises(GoldenError, match="line 1: field 'question' is given twice"):
        load_golden(write("golden.jsonl", '{"id": "q1", "question": "a", "question": "b"}'))


def test_all_wrong_fields_of_all_records_are_told_at_once(write):
    lines = [{**RECORD, "id": f"q{n}", "type": "riddle", "answerable": "yes"} for n in range(3)]
    with pytest.raises(GoldenError) as caught:
        load_golden(write("golden.jsonl", "\n".join(json.dumps(line) for line in lines)))
    assert str(caught.value).count("field 'type'") == 3
    assert str(caught.value).count("field 'answerable'") == 3


def test_suggestions_are_left_out_and_told(write):
    waiting = {**RECORD, "id": "q2", "status": "suggested"}
    path = write("golden.yaml", written([RECORD, waiting], Form.YAML))
    assert [record.id for record in load_golden(path)] == ["q1"]
    assert left_out(path) == (
        "1 questions are still suggestions and were left out (q2). "
        "Change the status of those that are right to accepted.",
    )
    assert left_out(write("all.jsonl", written([RECORD], Form.LINES))) == ()


def test_a_set_of_nothing_but_suggestions_is_refused(write):
    path = write("golden.csv", written([{**RECORD, "status": "suggested"}], Form.TABLE))
    with pytest.raises(GoldenError, match="all 1 questions are suggestions"):
        load_golden(path)


def test_one_json_array_is_told_what_to_be(write):
    with pytest.raises(GoldenError, match="line 1: one JSON array. Write one object a line"):
        load_golden(write("golden.json", json.dumps([RECORD], indent=1)))


@given(
    question=VALUE,
    answers=st.lists(VALUE, min_size=1, max_size=3),
    quotes=st.lists(VALUE, max_size=3),
    notes=VALUE,
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_whatever_a_record_says_comes_back_word_for_word(tmp_path, question, answers, quotes, notes):
    record = {
        "id": "q1",
        "question": question,
        "type": "decision",
        "answerable": True,
        "answers": answers,
        "notes": notes,
    }
    if quotes:
        record["evidence"] = [{"document": "minutes.txt", "quote": quote} for quote in quotes]
    for form in Form:
        path = tmp_path / f"golden.{form.value}"
        found = entries_of(path, written([record], form))
        assert [json.loads(entry.json) for entry in found.entries] == [record]
        assert found.slips == ()
