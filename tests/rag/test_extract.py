"""What makes a sentence an answer: the year that was asked about, and that a meeting was cancelled."""

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.kinds import is_of_other_year
from rag.settings import Settings

CANCELLED = """<html><head><title>Agenda for Ferry Committee on Monday 3 March 2025, 6.00 pm</title></head><body><main>
<h1>Agenda item</h1><h2>Ferry Committee - Monday 3 March 2025 6.00 pm, CANCELLED</h2>
<p>You can view the reports for this meeting of the Ferry Committee on 3 March 2025 by choosing the headings below.</p>
<p>Proposed venue: Ferry House, Quay Road. The clerk can tell you more about the meeting on weekdays.</p>
</main></body></html>"""


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What was spent in 2025/26?", "In 2024/25 it spent \u00a33 million.", True),
        (
            "What was spent in 2025/26?",
            "In 2024/25 it spent \u00a33 million, in 2025-26 \u00a34 million.",
            False,
        ),
        ("What was spent in 2024-2025?", "In 2024/25 it spent \u00a33 million.", False),
        ("What was spent in 2025?", "In 2024/25 it spent \u00a33 million.", False),
        ("What was spent in 2025/26?", "It spent \u00a33 million by 2024-03-31.", False),
    ],
)
def test_a_sentence_on_another_financial_year_only_is_told_apart(question, text, expected):
    assert is_of_other_year(question, text) is expected


def test_of_a_cancelled_meeting_the_answer_is_that_it_was_cancelled(library_of):
    with assemble(Settings(library=library_of({"meeting.html": CANCELLED}))) as minutebook:
        answer = minutebook.ask(
            "Did the Ferry Committee meet on 3 March 2025?", scope=Scope.public()
        ).to_json()
    assert "CANCELLED" in answer["sentences"][0]["text"]
    assert any("cancelled" in warning for warning in answer["warnings"])


COSTS = """Minutes of the meeting of the Ferry Committee held on Monday 3 March 2025 in the Hall

4. Ferry slipway

The estimated cost of mending the slipway was \u00a38,000, to be met from reserves.

5. Ticket office

The Committee heard how the ticket office had leaked since the storm and looked at drawings of a new one.
"""


def test_a_sum_that_is_of_something_else_is_no_answer(library_of):
    with assemble(Settings(library=library_of({"minutes.txt": COSTS}))) as minutebook:
        told = minutebook.ask("What is the estimated cost of the slipway?", scope=Scope.public())
        assert "\u00a38,000" in told.text
        other = minutebook.ask("What is the estimated cost of the ticket office?", scope=Scope.public())
        assert other.status == "not_in_papers"
        assert "sum of money" in other.text


LISTED = """Minutes of the meeting of the Ferry Committee held on Monday 3 March 2025 in the Hall

4. Winter works

The winter works at the slipway come in three stages:

(a) drying out the timbers in the boathouse over the whole of the autumn.

(b) scraping the hull and painting it twice with the paint of last year.

(c) fitting a new rail along the quay.

The Chair thanked the shipwright. There had been calls to the 101 line about the slipway.
"""


@pytest.fixture(scope="module")
def winter_works(library_of):
    with assemble(Settings(library=library_of({"minutes.txt": LISTED}))) as opened:
        yield opened


def test_a_sentence_that_leads_in_to_a_list_is_given_with_the_list(winter_works):
    answer = winter_works.ask("In what stages come the winter works at the slipway?", scope=Scope.public())
    assert [each.text for each in answer.sentences] == [
        "The winter works at the slipway come in three stages:",
        "drying out the timbers in the boathouse over the whole of the autumn.",
        "scraping the hull and painting it twice with the paint of last year.",
        "fitting a new rail along the quay.",
    ]


def test_a_figure_of_the_question_itself_is_no_answer_to_how_many(winter_works):
    answer = winter_works.ask("How many calls to the 101 line were about the slipway?", scope=Scope.public())
    assert answer.status == "not_in_papers"
    assert "give no figure" in answer.text
