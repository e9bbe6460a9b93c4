"""What is told beside the sentence that answers, and what is not."""

import pytest

from ingest.papers import Scope
from rag import wording
from rag.assembly import assemble
from rag.settings import Settings

MINUTES = """Minutes of the meeting of the Sallowby Harbour Committee held on 3 March 2025 at 19.00 in the Hall

1. Opening of the Slipways

(i) The Harbour Master said that the slipway at Kelp Steps is open on four days of the week in winter.

(ii) He added that the old slipway near the church is open on two days a week, and asked: are two days a week enough?

(iii) Two days a week would be enough for a slipway, said a member; a slipway is open or it is not.

2. Renewal of the Moorings

Renewal of Moorings

(i) The Harbour Master said that 40 of the fishermen were for the renewal of the moorings, which is 80 per cent of all.

(ii) A report on the renewal of the moorings would be brought back six months after the divers had been down.
"""


@pytest.fixture(scope="module")
def harbour(library_of):
    with assemble(Settings(library=library_of({"minutes.txt": MINUTES}))) as opened:
        yield opened


def told(harbour, question: str) -> list[str]:
    return [each.text for each in harbour.ask(question, scope=Scope.owner()).sentences]


def test_a_figure_of_the_place_that_was_named_comes_first(harbour):
    assert "Kelp Steps" in told(harbour, "How many days a week is the slipway at Kelp Steps open?")[0]


def test_a_part_of_a_whole_is_what_a_percentage_is_asked_for_with(harbour):
    assert (
        "80 per cent"
        in told(harbour, "What percentage of the fishermen were for the renewal of the moorings?")[0]
    )


def test_a_time_from_something_says_when(harbour):
    said = told(harbour, "When will the report on the renewal of the moorings be brought back?")
    assert "six months after" in said[0]


def test_headings_and_questions_are_not_told_beside_an_answer(harbour):
    said = told(harbour, "What was said about the renewal of the moorings?")
    assert "Renewal of Moorings" not in said
    assert not [each for each in told(harbour, "How often are the slipways open?") if each.endswith("?")]


def test_two_papers_of_one_meeting_that_count_the_same_in_other_words_are_shown_side_by_side(library_of):
    head = (
        "Sallowby Harbour Committee\n\n{kind} of the meeting held on Monday {day} March 2025 in the Hall\n\n"
    )
    minutes = head.format(kind="Minutes", day=3) + (
        "1. Operation Lantern\n\nThe Clerk said that 34 people had been arrested in the end.\n"
    )
    report = (
        "Sallowby Harbour Committee\n\n{day} March 2025\n\nReport of the Clerk\n\nOperation Lantern\n\n"
        "1. During Operation Lantern, which ran for six weeks, 31 persons were arrested on the quays.\n"
    )
    question = "How many people were arrested in Operation Lantern?"
    for day, disagree in ((3, True), (10, False)):
        papers = {"minutes.txt": minutes, "report.txt": report.format(day=day)}
        with assemble(Settings(library=library_of(papers))) as opened:
            answer = opened.ask(question, scope=Scope.owner())
        assert (wording.DISAGREE in answer.warnings) is disagree


def test_a_bare_title_is_no_answer_where_a_sentence_is_as_near(harbour):
    answer = harbour.ask("What is the renewal of the moorings?", scope=Scope.owner())
    assert answer.answered
    assert all(each.text != "Renewal of the Moorings" for each in answer.sentences)


RUN_ON = """Minutes of the meeting of the Sallowby Parish Council held on 3 March 2025 at 19.00 in the Hall

1. The Chair welcomed everybody.

2. It was agreed to buy a mower at \u00a3900.

3. The council heard about the hedges.
"""


def test_a_decision_that_is_all_of_its_item_is_no_bare_title(library_of):
    with assemble(Settings(library=library_of({"minutes.txt": RUN_ON}))) as parish:
        sentences = told(parish, "What did the parish council decide about a mower?")
    assert len(sentences) == 1
    assert "buy a mower" in sentences[0]


SLIPWAYS = """Sallowby Harbour Committee

3 March 2025

Report of the Harbour Master

Slipways

1. In October 2021 the committee agreed to close the south slipway for good.

2. The south slipway would be fenced in the spring.

Recommendations

3. It is recommended that the committee spend \u00a385,000 on the north slipway.
"""
ON_SLIPWAYS = """Minutes of the meeting of the Sallowby Harbour Committee held on 3 March 2025 at 19.00 in the Hall

1. Slipways

RESOLVED: That \u00a385,000 be spent on the north slipway.
"""


def test_what_a_report_tells_of_an_earlier_decision_stays_beside_a_later_one(library_of):
    with assemble(
        Settings(library=library_of({"report.txt": SLIPWAYS, "minutes.txt": ON_SLIPWAYS}))
    ) as harbour:
        sentences = told(harbour, "What did the committee decide about the south slipway?")
    assert any("agreed to close the south slipway" in each for each in sentences)
    assert not any("would be fenced" in each for each in sentences)
