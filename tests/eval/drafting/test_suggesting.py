import json
import re

import pytest

from eval.checking.checking import check_golden
from eval.drafting.drafts import as_sentence, topic_of
from eval.drafting.suggesting import suggest, write_suggestions
from eval.errors import GoldenError
from eval.golden import load_golden, read_golden
from eval.papers_read import papers_below

MARCH = """SALTMERE HARBOUR PANEL

Minutes of the meeting held on Tuesday 4 March 2025 at 10.00 am in the Custom House, Saltmere

Present: Councillor A. Lindqvist (Chair), Councillor B. Okonjo, Councillor C. Tarrant

1. Apologies

Apologies were received from Councillor D. Marsh.

2. Declarations of interest

Councillor B. Okonjo declared a personal interest in minute 3 because her brother keeps a boat there.

3. Dredging of the north channel

The Panel considered a report of the Harbour Master about the north channel.

(i) The Harbour Master reported that 14 mooring buoys had drifted into the channel since October.

(ii) The annual cost of dredging the north channel is £41,000. It had been less before.

(iii) The survey of the channel bed was published on 12 February 2025.

(iv) The Harbour Master undertook to bring a timetable for new moorings to the June meeting.

(v) Councillor Tarrant moved that the dredging wait a year. The motion was lost by two votes to nine.

(vi) It was said that this was too much.

RESOLVED:

(a) That £18,500 be taken from the channel reserve for new moorings; and

(b) That the Harbour Master report again in September 2025.

Action: Della Frome to write to the boat owners of Saltmere by 31 March 2025.

4. Date of next meeting

The next meeting would be held on Tuesday 10 June 2025 at 10.00 am.
"""
JUNE = """SALTMERE HARBOUR PANEL

Minutes of the meeting held on Tuesday 10 June 2025 at 10.00 am in the Custom House, Saltmere

Present: Councillor A. Lindqvist (Chair)

9. Lanterns on the east pier

RESOLVED: That twelve new lanterns be bought for the east pier before winter.
"""
REPORT = """SALTMERE HARBOUR PANEL

10 June 2025

Report of the Treasurer

Income of the harbour

Recommendations

(a) That berth fees rise by three per cent from April 2026.

(b) That visitors pay by the night and not by the tide.

Figures

1. Income is set out below.

Source | 2023/24 (£) | 2024/25 (£)
Berth fees | 118,600 | 122,100
Visitors | 21,300 | 20,700
Fuel | 9,400 | 9,900
"""
SECRET = """SALTMERE HARBOUR PANEL

10 June 2025

Report of the Harbour Master

Not for publication: exempt under paragraph 3 of Schedule 12A

Lease of the slipway

1. The yearly rent that the tenant of the slipway has offered is £4,200.

2. 31 boats had been moved from the slipway in April 2025.
"""


MEETING = "the meeting of the Saltmere Harbour Panel on 4 March 2025"
MINUTES = "the minutes of the Saltmere Harbour Panel of 4 March 2025"


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    texts = {"march.txt": MARCH, "june.txt": JUNE, "report.txt": REPORT, "secret.txt": SECRET}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    with papers_below([folder]) as read:
        yield read


@pytest.fixture(scope="module")
def drafts(papers):
    return {draft.kind: draft for draft in suggest(papers, 200)}


@pytest.mark.parametrize(
    ("kind", "question", "answers"),
    [
        (
            "count",
            f"According to {MINUTES}, how many mooring buoys had drifted into the channel since October?",
            ("14",),
        ),
        (
            "day",
            f"According to {MINUTES}, when was the survey of the channel bed published?",
            ("12 February 2025",),
        ),
        (
            "chair",
            "Who chaired the meeting of the Saltmere Harbour Panel on 10 June 2025?",
            ("Councillor A. Lindqvist",),
        ),
        (
            "interest",
            f"Who declared a personal interest in minute 3 at {MEETING}?",
            ("Councillor B. Okonjo",),
        ),
        (
            "vote",
            "By how many votes was the motion on \u201cDredging of the north channel\u201d lost at the meeting of the "
            "Saltmere Harbour Panel on 4 March 2025?",
            ("two votes to nine",),
        ),
        (
            "next meeting",
            f"When was the next meeting to be held, according to {MINUTES}?",
            ("10 June 2025",),
        ),
        (
            "apologies",
            f"Who sent apologies for {MEETING}?",
            ("Councillor D. Marsh",),
        ),
    ],
)
def test_a_sentence_becomes_a_question_that_its_own_words_answer(papers, kind, question, answers):
    assert (kind, question, answers) in {
        (one.kind, one.question, one.answers) for one in suggest(papers, 200)
    }


def test_who_has_to_do_what_becomes_a_question_about_an_action(papers):
    owners = [draft for draft in suggest(papers, 200) if draft.kind in ("owner", "deadline")]
    assert {draft.type.value for draft in owners} == {"action"}
    answers = {draft.answers[0] for draft in owners}
    assert len(answers) == 2 and answers < {"The Harbour Master", "Della Frome", "31 March 2025"}


def test_a_decision_is_asked_with_all_its_points(papers):
    (draft,) = [
        each for each in suggest(papers, 200) if each.kind == "decision" and each.document == "march.txt"
    ]
    assert draft.question == (
        "What was decided on \u201cDredging of the north channel\u201d at the meeting of the Saltmere Harbour Panel on "
        "4 March 2025?"
    )
    assert draft.quotes == (
        "That £18,500 be taken from the channel reserve for new moorings; and",
        "That the Harbour Master report again in September 2025.",
    )
    assert draft.nuggets[0] == "That £18,500 be taken from the channel reserve for new moorings."


def test_a_cell_is_asked_by_its_row_and_its_column(drafts):
    draft = drafts["cell"]
    label, column = re.search(
        "\u201c([^\u201d]+)\u201d in the column \u201c([^\u201d]+)\u201d", draft.question
    ).groups()
    cells = draft.quotes[0].split(" | ")
    assert cells[0] == label and cells[1 + (column == "2024/25 (£)")] == draft.answers[0]
    assert draft.document == "report.txt"


def test_recommendations_of_a_report_are_no_decision(drafts):
    draft = drafts["recommendation"]
    assert draft.type.value == "multi_evidence" and draft.question.startswith("What does the report \u201c")
    assert [nugget[:16] for nugget in draft.nuggets] == ["That berth fees ", "That visitors pa"]


def test_what_one_meeting_did_is_asked_of_one_that_does_not_speak_of_it(papers):
    absent = [draft for draft in suggest(papers, 24) if draft.kind == "absent"]
    assert absent, "three of twenty-four"
    for draft in absent:
        record = draft.to_json()
        assert record["answerable"] is False and "evidence" not in record
        assert str(record["notes"]).startswith("Absent:") and "check by hand" in str(record["notes"])


def test_words_that_only_some_may_see_make_no_question(papers):
    assert "secret.txt" not in {draft.document for draft in suggest(papers, 200)}


def test_the_same_papers_give_the_same_drafts_and_no_question_twice(papers):
    drafts = suggest(papers, 20)
    assert drafts == suggest(papers, 20)
    assert len({draft.question for draft in drafts}) == len(drafts) == len({draft.id for draft in drafts})
    assert len({draft.document for draft in drafts}) == 3 and len({draft.kind for draft in drafts}) > 8


@pytest.mark.parametrize("name", ["drafts.yaml", "drafts.csv", "drafts.jsonl"])
def test_drafts_are_a_sound_golden_set_that_no_run_asks_before_a_person_has(papers, tmp_path, name):
    kinds = write_suggestions(suggest(papers, 200), tmp_path / name)
    report = check_golden(tmp_path / name, papers)
    assert report.n_errors == 0, report.findings
    assert report.n_questions == report.n_suggested == sum(kinds.values())
    with pytest.raises(GoldenError, match="are suggestions"):
        load_golden(tmp_path / name)
    text = (tmp_path / name).read_text("utf-8")
    (tmp_path / name).write_text(text.replace("suggested", "accepted"), "utf-8")
    assert len(load_golden(tmp_path / name)) == len(read_golden(tmp_path / name).placed) == report.n_questions


def test_papers_that_fit_no_template_are_told(tmp_path):
    with pytest.raises(GoldenError, match="no question that a template fits"):
        write_suggestions((), tmp_path / "none.jsonl")


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("B. Kerbside Mentors: findings", "Kerbside Mentors: findings"),
        ("SMALL GRANTS AND CCTV IN HARROW", "Small Grants and CCTV in Harrow"),
        ("Small grants 2025/26 (page 13)", "Small grants 2025/26"),
        ("12. Minutes.", "Minutes"),
    ],
)
def test_a_title_is_named_as_a_person_would(title, topic):
    assert topic_of(title) == topic


def test_a_point_of_a_resolution_becomes_a_sentence():
    assert as_sentence("that the report be noted; and") == "That the report be noted."


def test_records_hold_no_empty_fields(drafts):
    assert json.dumps(drafts["vote"].to_json()).count("[]") == 0
