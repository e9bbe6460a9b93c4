"""What is said beside an answer whose sources may be taken for what they are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag import wording
from rag.answer import Answer
from rag.assembly import Minutebook, assemble
from rag.cautions import cautioned
from rag.question.query import Filters, understand
from rag.settings import Settings

MINUTES = """Minutes of the meeting of the Harbour Panel held on Monday 3 March 2025 in the Hall

4. Ferry slipway

The Panel considered a report on the ferry slipway, which had been closed since the storm in January.

RESOLVED:

(a) That the ferry slipway be mended at a cost of \u00a38,000.

(b) That the fare for bicycles be deferred to the meeting on 9 June 2025.
"""
REPORT = """HARBOUR PANEL

REPORT OF THE HARBOUR MASTER

9 June 2025

Fares for bicycles on the ferry

1. The fare for bicycles has stayed the same since the ferry began.

2. It is recommended that

 - The Panel notes the survey of passengers with bicycles.

3. In the survey 41 passengers with bicycles would pay a fare of \u00a32.
"""
TALK = """Minutes of the meeting of the Common Board held on Monday 7 April 2025 in the Hall

6. Grazing on the common

Mrs Perrin said that the ponies on the common had broken the fence since one of their keepers had left.

Mr Ould was surprised that grazing had been heavy for three years.
"""
TOWPATH = """TOWPATH BOARD

REPORT OF THE ENGINEER

12 May 2025

Towpath lighting

1. The towpath is dark between the lock and the mill.

2. It is recommended that

 - The Board welcomes the offer of solar lanterns along the towpath.
"""


@pytest.fixture(scope="module")
def harbour(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    papers = {"minutes.txt": MINUTES, "report.txt": REPORT, "towpath.txt": TOWPATH, "talk.txt": TALK}
    with assemble(Settings(library=library_of(papers))) as minutebook:
        yield minutebook


def _asked(harbour: Minutebook, question: str) -> Answer:
    return harbour.ask(question, scope=Scope.public())


def test_what_a_report_recommends_is_not_told_as_decided(harbour: Minutebook) -> None:
    answer = _asked(harbour, "What did the Towpath Board decide about solar lanterns along the towpath?")
    told = [each.text for each in answer.sentences if "welcomes the offer" in each.text]
    assert told
    assert [text for text in told if not text.startswith(("Recommended:", "It is recommended"))] == []
    assert answer.status == "partial"
    assert wording.PROPOSED_ONLY in answer.warnings


def test_what_minutes_resolve_needs_no_caution(harbour: Minutebook) -> None:
    answer = _asked(harbour, "What was decided about the ferry slipway?")
    assert answer.status == "answered"
    assert wording.PROPOSED_ONLY not in answer.warnings


def test_minutes_that_only_tell_of_the_talk_are_told_not_to_decide(harbour: Minutebook) -> None:
    answer = _asked(harbour, "What did the Common Board decide about grazing on the common?")
    assert answer.status == "partial"
    assert wording.NO_DECISION in answer.warnings


def test_one_of_several_and_years_are_no_count(harbour: Minutebook) -> None:
    answer = _asked(harbour, "How many ponies graze on the common?")
    assert answer.status == "not_in_papers"


def test_an_answer_without_the_figure_that_was_asked_for_says_so(harbour: Minutebook) -> None:
    answer = _asked(harbour, "What did Mrs Perrin say about the ponies on the common?")
    query = understand("How many ponies did Mrs Perrin speak of?", Filters(), ())
    told = cautioned(answer, query)
    assert told.status == "partial"
    assert any(text.startswith("None of these sentences gives") for text in told.warnings)


def test_what_the_report_itself_says_needs_no_caution(harbour: Minutebook) -> None:
    answer = _asked(harbour, "What does the report recommend about solar lanterns along the towpath?")
    assert wording.PROPOSED_ONLY not in answer.warnings


@pytest.mark.parametrize("time", ["in June 2025", "at the meeting on 9 June 2025"])
def test_a_meeting_without_minutes_is_told_not_to_say_what_was_decided(
    harbour: Minutebook, time: str
) -> None:
    answer = _asked(harbour, f"What did the Harbour Panel decide about the fare for bicycles {time}?")
    assert answer.status == "partial"
    assert any(
        text.startswith("The library has no minutes of the meeting of 9 June") for text in answer.warnings
    )


@pytest.mark.parametrize(
    ("time", "is_named"), [("in 2019", False), ("in 2025", True), ("in 2024/25", True), ("since 2019", True)]
)
def test_a_figure_of_a_year_that_no_source_names_is_cautioned(
    harbour: Minutebook, time: str, is_named: bool
) -> None:
    answer = _asked(harbour, "How many passengers with bicycles would pay a fare?")
    assert answer.answered
    query = understand(f"How many passengers with bicycles would pay a fare {time}?", Filters(), ())
    told = cautioned(answer, query).warnings
    assert any(text.startswith("None of these sources names") for text in told) is not is_named


def test_a_count_of_what_no_source_speaks_of_is_cautioned(harbour: Minutebook) -> None:
    other = _asked(harbour, "How many sailors would pay a fare for the ferry?")
    assert not other.answered or wording.NOT_COUNTED.format(what="sailors") in other.warnings
    named = _asked(harbour, "How many passengers with bicycles would pay a fare?")
    assert named.answered
    assert not any("speaks of" in text for text in named.warnings)


def test_the_recommendations_of_the_body_itself_are_not_compared_with_its_decisions(
    harbour: Minutebook,
) -> None:
    answer = _asked(harbour, "Did the harbour master accept the panel's recommendations?")
    assert not any(text.startswith("Recommendation and decision were compared") for text in answer.warnings)


@pytest.mark.parametrize(
    ("question", "is_told"),
    [
        ("What was decided on the ferry slipway at the July meeting?", True),
        ("What was decided on the ferry slipway in July?", True),
        ("What was decided on the ferry slipway at the March meeting?", False),
        ("What was decided on the ferry slipway?", False),
    ],
)
def test_sources_of_another_month_than_the_one_named_are_said_to_be(
    harbour: Minutebook, question: str, is_told: bool
) -> None:
    answer = harbour.ask(question, scope=Scope.public())
    assert (wording.OF_ANOTHER_TIME in answer.warnings) == is_told


SCHOOL = """Combe Regis School

Minutes of the meeting of the governors held on Tuesday 6 May 2025 in the library

2. Pupils

There are 98 pupils on roll at Combe Regis.

3. Buses to school

Yearly fares sold on the school buses by stop:

| Stop | 2022/23 | 2023/24 |
|---|---|---|
| Mill Cross | 1,240 | 1,310 |
| Quay Head | 880 | 905 |

4. Museum

Mrs Lark asked how many volunteers the museum had lost and was told that it was 14. The governors voted by 5 to 2 to \
object to the closing of the museum.
"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many children are at Combe Regis?", "98 pupils"),
        ("How many fares were sold at Mill Cross in 2022/23?", "1,240"),
        ("How many volunteers has the museum lost?", "14"),
        ("How many voted to object to the closing of the museum?", "5 to 2"),
    ],
)
def test_the_right_count_in_other_words_needs_no_caution(
    library_of: Callable[..., Path], question: str, answer: str
) -> None:
    with assemble(Settings(library=library_of({"minutes.md": SCHOOL}))) as school:
        told = _asked(school, question)
    assert answer in told.text
    assert told.status == "answered", told.warnings


WARD = """Minutes of the meeting of the Sennen Trust Board held on Thursday 30 January 2025 in the Library

4. Refusals

The Board NOTED the report and did not approve the new rota for the ferry nurses.

5. Numbers

Dr Ames gave the figures for December. There were 61 ambulance delays, compared with 48 in the month before.

| Measure | Nov 2024 | Dec 2024 | Target |
|---|---|---|---|
| Slips with injury | 6 | 11 | 8 |
| Slips, cost of | \u00a3600 | \u00a3900 | \u00a3800 |
"""


@pytest.fixture(scope="module")
def ward(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of({"ward.md": WARD}))) as opened:
        yield opened


def test_what_a_board_did_not_approve_is_a_decision(ward: Minutebook) -> None:
    answer = ward.ask("Was the new rota for the ferry nurses approved?", scope=Scope.owner())
    assert "did not approve" in answer.text
    assert wording.NO_DECISION not in answer.warnings


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("How many slips with injury were there in December?", "11"),
        ("How many ambulance delays were there in December?", "61"),
    ],
)
def test_the_figures_of_the_month_before_are_of_that_month(
    ward: Minutebook, question: str, figure: str
) -> None:
    answer = ward.ask(question, scope=Scope.owner())
    assert figure in answer.text
    assert wording.OF_ANOTHER_TIME not in answer.warnings
    assert not any(each.startswith("None of these sentences counts") for each in answer.warnings)


def test_a_row_of_sums_counts_nothing(ward: Minutebook) -> None:
    answer = ward.ask("How many slips were there in December?", scope=Scope.owner())
    assert not answer.answered or "\u00a3900" not in answer.sentences[0].text


def test_a_month_that_no_figure_is_of_is_still_said_to_be_another(ward: Minutebook) -> None:
    answer = ward.ask("How many ambulance delays were there in June?", scope=Scope.owner())
    assert not answer.answered or wording.OF_ANOTHER_TIME in answer.warnings


AGENDA = """Harbour Panel

Agenda for the meeting on Monday 8 September 2025 at 10 am

4. Slipway grant: to authorise a grant agreement with the Coast Fund for the slipway, \u00a319,000

5. Mooring permits: a cap of 120 permits
"""


@pytest.mark.parametrize(
    ("question", "is_told"),
    [
        ("What grant has been awarded for the slipway?", True),
        ("How much is the slipway grant?", True),
        ("Has the panel capped mooring permits?", True),
        ("How much will be sought for the slipway?", False),
        ("What is on the agenda about mooring permits?", False),
    ],
)
def test_an_agenda_alone_does_not_tell_what_is(
    library_of: Callable[..., Path], question: str, is_told: bool
) -> None:
    with assemble(Settings(library=library_of({"agenda.txt": AGENDA}))) as minutebook:
        answer = minutebook.ask(question, scope=Scope.owner())
    assert answer.answered
    assert (wording.PROPOSED_ONLY in answer.warnings) is is_told
    assert not is_told or answer.status == "partial"
