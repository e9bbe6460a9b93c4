"""What is told as decided was decided by the body, and on the subject, that were asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.answer import Answer
from rag.assembly import Minutebook, assemble
from rag.errors import QuestionError
from rag.question.query import Filters
from rag.settings import Settings
from rag.wording import DECIDED_ON_ITEM

FIRE = """Tarnshire Fire and Rescue Authority

Minutes of the meeting held on 3 March 2025

4. Action plan of the Service

The Chief Fire Officer reported on the action plan that had followed the inspection in the spring.

A diving bonus of \u00a3900 a year was under consideration.

Councillor Ashe thanked the crews.

RESOLVED: That the progress made be noted.

5. Hydrants

The Authority considered a report on hydrants that had been found frozen in January.

RESOLVED: That every hydrant be looked at before December.
"""
VALE = """Otter Vale Safer Streets Board

Minutes of the meeting held on 6 May 2025

3. Cameras in the market place

The Board considered a report on cameras in the market place.

RESOLVED:

(a) That the cameras be kept for a year.

(b) That the cost of new cameras be brought to the next meeting.

4. Grants

RESOLVED: That \u00a3900 be paid to the bowls club.
"""
COUNTY = """Tarnshire Safer Streets Board

Minutes of the meeting held on 19 May 2025

E. Evening trade in Tarn

The City of Tarn asked the Board to support its bid for a ferry levy. Licensed boats had not been consulted.

Decision: the Board did not support the bid as it stood and invited the City to come back in the autumn.

F. Councillor's report

The following issues were raised:

a. The railing at the foot of the steps is bent. Mr Hale had told the officers.

b. The issue of parcel lockers in front of the flats was discussed. Mr Hale said that there was a plan. It was agreed \
that such lockers are unsuitable for the square.
"""
PANEL = """Tarnshire Police and Crime Panel

Minutes of the meeting held on 9 June 2025

7. Radios

The Panel considered a report on radios, of which 40 were lost.

RESOLVED: That the radios be counted each month.
"""
EXEMPT = """Hollow Hill Estates Committee

Not for publication

Minutes of the meeting held on 2 June 2025

1. Land

RESOLVED: That the land be sold.
"""


@pytest.fixture(scope="module")
def minutebook(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    papers = {"fire.txt": FIRE, "vale.txt": VALE, "county.txt": COUNTY, "panel.txt": PANEL}
    with assemble(Settings(library=library_of(papers, exempt={"hollow.txt": EXEMPT}))) as opened:
        yield opened


def _asked(minutebook: Minutebook, question: str) -> Answer:
    return minutebook.ask(question, scope=Scope.public())


@pytest.mark.parametrize(
    "question",
    [
        "What did the fire authority decide about cameras?",
        "What did the fire authority decide about radios?",
        "What did the police panel decide about cameras?",
        "What did the police panel decide about hydrants?",
        "What did the county board decide about the bowls club?",
        "What did the Otter Vale board decide about radios?",
        "What did the Tarnshire Fire and Rescue Authority decide about the ferry levy?",
        "What did the panel decide about lockers?",
    ],
)
def test_decisions_of_others_and_on_other_things_do_not_answer(minutebook: Minutebook, question: str) -> None:
    answer = _asked(minutebook, question)
    assert answer.status == "not_in_papers", answer.text
    assert answer.abstention is not None
    assert "Only papers of" in answer.abstention.reason


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did the fire authority decide about hydrants?", "every hydrant be looked at"),
        ("What did the fire authority decide about the action plan?", "progress made be noted"),
        ("What did the police panel decide about radios?", "radios be counted each month"),
        ("What did the Otter Vale board decide about cameras?", "cameras be kept for a year"),
        ("What did the board decide about the bowls club?", "bowls club"),
    ],
)
def test_the_bodys_own_decision_on_the_subject_answers(
    minutebook: Minutebook, question: str, told: str
) -> None:
    answer = _asked(minutebook, question)
    assert answer.answered
    assert told in answer.sentences[0].text


def test_how_a_part_of_a_name_was_read_is_told(minutebook: Minutebook) -> None:
    answer = _asked(minutebook, "What did the fire authority decide about hydrants?")
    assert "\u201cfire authority\u201d was read as Tarnshire Fire and Rescue Authority." in answer.warnings


@pytest.mark.parametrize(
    "question",
    [
        "Was the ferry levy approved?",
        "Did the county board support the ferry levy?",
        "Did the Tarnshire board back the ferry levy?",
        "What was decided about the ferry levy?",
    ],
)
def test_a_decision_is_told_first_though_it_does_not_name_the_subject(
    minutebook: Minutebook, question: str
) -> None:
    answer = _asked(minutebook, question)
    assert answer.status == "answered"
    assert "did not support the bid" in answer.sentences[0].text
    assert not any("tells of a decision" in each for each in answer.warnings)


@pytest.mark.parametrize(
    "question",
    [
        "Did the fire authority agree a diving bonus?",
        "What did the fire authority decide about the diving bonus?",
    ],
)
def test_a_decision_of_an_item_that_only_speaks_of_the_subject_is_said_to_be_that(
    minutebook: Minutebook, question: str
) -> None:
    answer = _asked(minutebook, question)
    assert answer.status == "partial"
    assert answer.warnings[0] == DECIDED_ON_ITEM.format(words="diving bonus")
    assert [each.text.split()[0] for each in answer.sentences] == ["RESOLVED:", "A"]
    assert "diving bonus" in answer.sentences[1].text


@pytest.mark.parametrize(
    "question", ["What was agreed about parcel lockers?", "Were parcel lockers rejected?"]
)
def test_what_was_agreed_later_in_a_passage_is_found(minutebook: Minutebook, question: str) -> None:
    answer = _asked(minutebook, question)
    assert answer.sentences[0].text.startswith("It was agreed that such lockers are unsuitable")


@pytest.mark.parametrize("body", ["Otter Vale Safer Streets Board", "the Otter Vale board"])
def test_the_decisions_of_a_body_with_one_meeting_are_listed(minutebook: Minutebook, body: str) -> None:
    answer = _asked(minutebook, f"List all decisions of {body}")
    told = " ".join(each.text for each in answer.sentences)
    assert answer.status == "answered"
    assert all(words in told for words in ("kept for a year", "brought to the next meeting", "bowls club"))
    assert {each.document for each in answer.citations} == {"vale.txt"}


def test_a_body_given_that_no_paper_is_of_is_refused_with_the_nearest(minutebook: Minutebook) -> None:
    with pytest.raises(QuestionError, match=r"called Otter Vale Fire Authority.*Tarnshire Fire and Rescue"):
        minutebook.ask(
            "What was decided?", scope=Scope.public(), filters=Filters(body="Otter Vale Fire Authority")
        )


def test_a_body_of_papers_out_of_reach_is_refused_like_one_that_there_is_not(
    minutebook: Minutebook, library_of: Callable[..., Path]
) -> None:
    filters = Filters(body="Hollow Hill Estates Committee")
    without = library_of({"fire.txt": FIRE, "vale.txt": VALE, "county.txt": COUNTY, "panel.txt": PANEL})
    told = []
    with assemble(Settings(library=without)) as lacking:
        for each in (minutebook, lacking):
            with pytest.raises(QuestionError) as refused:
                each.ask("What was decided?", scope=Scope.public(), filters=filters)
            told.append(str(refused.value))
    assert told[0] == told[1]
    assert minutebook.ask("What was decided about land?", scope=Scope.owner(), filters=filters).answered


CUT = """Tarnshire Audit Committee

Minutes of the meeting held on 4 March 2025

25. Tarnshire Ferry Performance Report

The Committee considered a report on the performance of the ferries. A copy is filed with these minutes.

Arising from the discussion the following point was made:

(i) Crossings had been late in the winter, and the master said that he would look at \
the ... view the full minutes text for item 25

26. Office of the Harbour Performance Report

The Committee considered a report on the performance of the office of the harbour.

RESOLVED:

That the contents of the report be noted.
"""


def test_an_item_called_by_its_title_is_cut_off_and_not_decided_by_its_neighbour(
    library_of: Callable[..., Path],
) -> None:
    with assemble(Settings(library=library_of({"cut.txt": CUT}))) as opened:
        cut = _asked(opened, "What was decided on the ferry performance report?")
        whole = _asked(opened, "What was decided on the harbour performance report?")
    assert cut.status == "cut_off", cut.text
    assert "item 25" in (cut.abstention.reason if cut.abstention else "")
    assert "contents of the report be noted" in whole.text
