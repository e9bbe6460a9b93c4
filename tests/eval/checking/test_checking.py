import json

import pytest

from eval.checking.checking import check_golden
from eval.errors import NoPapers
from eval.papers_read import papers_below, papers_in
from ingest.errors import IngestError
from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.library import Library

MINUTES = """SALTMERE HARBOUR PANEL

Minutes of the meeting held on Tuesday 4 March 2025 at 10.00 am in the Custom House, Saltmere

7. Dredging of the north channel

(i) The Harbour Master reported that 14 of the 60 buoys had drifted since October, and that \u201cno vessel\u201d
had been harmed.

RESOLVED: That £18,500 be taken from the channel reserve for new moorings.
"""
REPORT = """SALTMERE HARBOUR PANEL

10 June 2025

Report of the Harbour Master

Repairs of the east pier

1. The survey of April 2025 found 212 broken planks on the east pier, more than on any other.
"""
SECRET = """SALTMERE HARBOUR PANEL

10 June 2025

Report of the Harbour Master

Not for publication: exempt under paragraph 3 of Schedule 12A

Lease of the slipway

1. The tenant has offered £4,200 a year for the slipway.
"""
RECORD = {
    "id": "q1",
    "question": "How many buoys had drifted?",
    "type": "single_fact",
    "answerable": True,
    "answers": ["14"],
    "evidence": [{"document": "minutes.txt", "quote": "14 of the 60 buoys had drifted since October"}],
}
REFUSAL = {
    "id": "q1",
    "question": "Who owns the lighthouse?",
    "type": "unanswerable",
    "answerable": False,
    "notes": "Absent: no paper speaks of it.",
}


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    for name, text in {"minutes.txt": MINUTES, "report.txt": REPORT, "secret.txt": SECRET}.items():
        (folder / name).write_text(text, "utf-8")
    with papers_below([folder]) as read:
        yield read


@pytest.fixture
def check(tmp_path, papers):
    def check(*records, against=papers):
        path = tmp_path / "golden.jsonl"
        lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
        path.write_text("\n".join(lines), "utf-8")
        return check_golden(path, against)

    return check


def quoting(quote, document="minutes.txt", **fields):
    return {**RECORD, "evidence": [{"document": document, "quote": quote}], **fields}


def codes(report, severity=None):
    return [one.code for one in report.findings if severity in (None, one.severity)]


def test_a_sound_set_has_no_findings(check):
    report = check(RECORD, {**REFUSAL, "id": "q2"})
    assert report.findings == () and (report.n_questions, report.n_papers) == (2, 3)


def test_line_breaks_dashes_and_curly_marks_make_no_other_quote(check):
    assert check(quoting('and that "no vessel"  had been harmed', answers=[])).n_errors == 0


def test_a_quote_in_other_capitals_or_marks_is_a_warning(check):
    report = check(quoting("14 of the 60 Buoys had drifted, since October"))
    assert codes(report) == ["quote_marks"] and "The paper:" in report.findings[0].message


def test_a_quote_that_is_not_there_is_told_with_the_nearest_sentence_and_what_differs(check):
    (finding,) = check(quoting("14 of the 80 buoys had drifted since October")).findings
    assert (finding.severity, finding.code, finding.field) == ("error", "quote_not_found", "evidence.0.quote")
    assert "Nearest: \u201c" in finding.message
    assert "the paper has \u201c60\u201d, the quote \u201c80\u201d" in finding.message


def test_a_quote_that_left_words_out_or_put_them_in_is_told_so(check):
    (finding,) = check(quoting("14 of the sixty red buoys had since October")).findings
    assert "the paper has \u201c60\u201d, the quote \u201csixty red\u201d" in finding.message
    assert "the quote lacks \u201cdrifted\u201d" in finding.message


def test_a_quote_of_another_paper_is_told_with_that_paper(check):
    (finding,) = check(quoting("found 212 broken planks on the east pier", answers=["212"])).findings
    assert finding.code == "quote_not_found" and "It stands in report.txt" in finding.message


def test_a_quote_that_nothing_resembles_is_told_so(check):
    (finding,) = check(quoting("The lighthouse keeper sang every morning", answers=[])).findings[:1]
    assert finding.code == "no_answers" or "No sentence of that paper comes near" in finding.message


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("minuts.txt", "The quote stands in minutes.txt"),
        ("folder/minutes.txt", "The quote stands in minutes.txt"),
    ],
)
def test_a_name_that_no_paper_has_is_told_with_where_the_quote_stands(check, document, told):
    (finding,) = check(quoting(RECORD["evidence"][0]["quote"], document)).findings
    assert finding.code == "no_such_document" and told in finding.message


def test_a_name_that_no_paper_has_is_told_with_the_nearest_one(check):
    found = check(quoting("nothing of the kind", "reports.txt", answers=[])).findings
    assert "The nearest name is report.txt" in next(
        one.message for one in found if one.code == "no_such_document"
    )


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"date_from": "2025-03-05"}, "its date is 2025-03-04"),
        ({"document_type": "report"}, "it is of type minutes"),
        ({"body": "Marram Fire Authority"}, "its body is Saltmere Harbour Panel"),
    ],
)
def test_filters_that_shut_out_their_own_evidence_are_told_with_why(check, filters, told):
    found = [one for one in check({**RECORD, "filters": filters}).findings if one.code == "evidence_shut_out"]
    assert len(found) == 1 and told in found[0].message and found[0].severity == "error"


def test_filters_that_leave_nothing_are_an_error(check):
    assert "nothing_left" in codes(check({**REFUSAL, "filters": {"date_from": "2030-01-01"}}), "error")


def test_filters_that_fit_are_none(check):
    filters = {"body": "Saltmere Harbour Panel", "date_to": "2025-03-04", "document_type": "minutes"}
    assert check({**RECORD, "filters": filters}).findings == ()


def test_an_unanswerable_question_with_evidence_or_answers_is_an_error(check):
    report = check({**REFUSAL, "evidence": RECORD["evidence"], "answers": ["14"]})
    assert codes(report, "error") == ["evidence_of_nothing", "answers_to_nothing"]
    assert codes(check({**RECORD, "type": "unanswerable"}), "error") == ["type"]


def test_answers_and_nuggets_that_the_quotes_do_not_bear_out_are_warnings(check):
    nuggets = [
        {"text": "15 buoys had drifted.", "vital": True},
        {"text": "14 buoys had drifted.", "vital": True},
    ]
    report = check({**RECORD, "answers": ["14", "16"], "nuggets": nuggets})
    assert codes(report, "warning") == ["unsupported_answer", "unsupported_nugget"]
    assert "\u201c16\u201d" in report.findings[0].message and "14" not in report.findings[0].message
    assert "15 buoys" in report.findings[1].message and "14 buoys" not in report.findings[1].message


def test_a_single_fact_needs_one_answer_in_the_words_of_its_quote(check):
    report = check({**RECORD, "answers": ["some of the sixty buoys", "60 buoys since October"]})
    assert codes(report) == ["unsupported_answer"] and "some of the sixty" in report.findings[0].message
    assert check({**RECORD, "answers": ["some of the 60 buoys", "14"]}).findings == ()


@pytest.mark.parametrize("answer", ["fourteen", "14 of 60", "14 of the 60 buoys"])
def test_other_words_for_what_the_quote_says_are_no_finding(check, answer):
    quote = "14 of the 60 buoys had drifted since October"
    fields = {"nuggets": [{"text": "fourteen drifted", "vital": False}]} if answer == "fourteen" else {}
    assert check(quoting(quote, answers=["14", answer], **fields)).findings == ()


def test_a_question_asked_twice_is_an_error_and_nearly_twice_a_warning(check):
    other = {**RECORD, "id": "q2", "question": "how many buoys  had drifted?"}
    third = {**RECORD, "id": "q3", "question": "How many of the buoys had drifted then?"}
    report = check(RECORD, other)
    assert codes(report) == ["same_question"] and "as q1 (line 1)" in report.findings[0].message
    assert codes(check(RECORD, third)) == ["near_duplicate"]


def test_the_same_words_about_another_day_or_with_other_filters_are_another_question(check):
    asked = "What did the panel resolve about the moorings in the north channel on 4 March 2025?"
    one = {**RECORD, "question": asked}
    other = {**RECORD, "id": "q2", "question": asked.replace("4 March", "10 June")}
    assert check(one, other).findings == ()
    assert check(RECORD, {**RECORD, "id": "q2", "filters": {"document_type": "minutes"}}).findings == ()


def test_what_must_not_be_said_and_the_papers_say_is_an_error(check):
    briefing = {
        **RECORD,
        "type": "briefing",
        "must_not_say": ["14 of the 60 buoys had drifted", "The pier sank"],
    }
    report = check(briefing)
    assert codes(report) == ["papers_say_it"] and report.findings[0].field == "must_not_say.0"


def test_a_forbidden_statement_near_a_sentence_of_the_papers_is_a_warning(check):
    report = check({**RECORD, "type": "briefing", "must_not_say": ["60 buoys reported drifted in October"]})
    assert codes(report, "warning") == ["papers_nearly_say_it"]


def test_the_public_can_not_be_asked_for_what_only_the_owner_sees(check):
    secret = quoting("The tenant has offered £4,200 a year", "secret.txt", answers=["£4,200"])
    assert check(secret).findings == ()
    report = check({**secret, "asker": "public"})
    assert (
        codes(report, "error") == ["evidence_not_public"]
        and "secret.txt (exempt)" in report.findings[0].message
    )
    assert check({**RECORD, "asker": "public"}).findings == ()


def test_unknown_fields_are_told_with_the_name_that_is_meant(check):
    (finding,) = check({**RECORD, "anwsers": ["14"]}).findings
    assert (finding.severity, finding.field) == ("warning", "anwsers")
    assert "Is 'answers' meant?" in finding.message


def test_slips_of_the_file_stand_beside_what_the_papers_show(check):
    report = check("{", quoting("14 of the 80 buoys had drifted", id="q2"), {**RECORD, "id": "q2"})
    assert [(one.line, one.code) for one in report.findings if one.severity == "error"] == [
        (1, "unreadable"),
        (2, "quote_not_found"),
        (3, "unreadable"),
        (3, "same_question"),
    ]


def test_without_papers_only_the_questions_are_checked(check):
    report = check(quoting("nothing of the kind", "no.txt", answers=[], nuggets=[]), against=None)
    assert codes(report) == ["no_answers"] and report.papers is None


def test_an_empty_set_is_an_error(check):
    assert codes(check("")) == ["empty"]


def test_suggestions_are_checked_and_counted(check):
    report = check({**RECORD, "status": "suggested"})
    assert (report.n_questions, report.n_suggested, report.findings) == (1, 1, ())


def test_papers_that_can_not_be_read_are_told_and_none_at_all_is_refused(tmp_path):
    (tmp_path / "odd.bin").write_bytes(b"\x00\x01\x02")
    with pytest.raises(NoPapers, match=r"odd\.bin"), papers_below([tmp_path]):
        pass
    (tmp_path / "report.txt").write_text(REPORT, "utf-8")
    with papers_below([tmp_path]) as read:
        assert len(read.warnings) == 1 and read.names() == ("report.txt",)


def test_a_library_serves_as_well(tmp_path, check):
    (tmp_path / "minutes.txt").write_text(MINUTES, "utf-8")
    with pytest.raises(IngestError), papers_in(tmp_path / "none"):
        pass
    with Library.create_or_open(tmp_path / "library") as library:
        Intake(library, access=Access.RESTRICTED, is_indexing=False).ingest([tmp_path / "minutes.txt"])
    with papers_in(tmp_path / "library") as read:
        assert check(RECORD, against=read).findings == ()
        assert codes(check({**RECORD, "asker": "public"}, against=read)) == ["evidence_not_public"]


def test_in_a_large_set_each_repeat_is_found_and_nothing_else(check):
    words = "buoy pier mooring lantern channel slipway lease tide berth crane winch rope".split()
    asked = [
        f"Which {a} of the {b} did the {c} warden repair?"
        for a in words
        for b in words
        for c in words
        if a < b < c
    ]
    records = [{**REFUSAL, "id": f"q{n}", "question": text} for n, text in enumerate(asked)]
    again = {**REFUSAL, "id": "again", "question": f"  {asked[7].upper()}"}
    assert [(one.code, one.question) for one in check(*records, again, against=None).findings] == [
        ("same_question", "again")
    ]


def test_what_only_papers_say_that_come_too_late_must_not_be_said(check):
    forbidden = {**RECORD, "type": "briefing", "must_not_say": ["14 of the 60 buoys had drifted"]}
    named = check(forbidden).findings[0].message.split("in ")[-1].split(":")[0]
    assert codes(check({**forbidden, "brief": {"not_yet": [named]}})) == []
    missing = check({**forbidden, "brief": {"not_yet": [named, "none.txt"]}})
    assert codes(missing) == ["no_such_document"] and missing.findings[0].field == "brief.not_yet.1"
