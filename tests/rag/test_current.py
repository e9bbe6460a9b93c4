"""What holds now is what the latest paper tells: the next meeting, who holds an office, a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.current import asks_for_next
from rag.question.query import Filters, understand
from rag.settings import Settings

MINUTES = """Minutes of the meeting of the Ferry Panel held on {day} in the Hall

1. Ferry slipway

The Panel heard how the work on the slipway went on.

2. Date of next meeting

The next meeting of the Panel will be held on {following} in the Hall.
"""
DAYS = ["Monday 3 March 2025", "Monday 9 June 2025", "Monday 8 September 2025", "Monday 1 December 2025"]


@pytest.fixture(scope="module")
def ferry(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    papers = {
        f"minutes-{number}.txt": MINUTES.format(day=day, following=following)
        for number, (day, following) in enumerate(zip(DAYS, DAYS[1:], strict=False))
    }
    with assemble(Settings(library=library_of(papers))) as minutebook:
        yield minutebook


@pytest.mark.parametrize(
    "question", ["When is the next meeting of the Ferry Panel?", "What is the date of the next meeting?"]
)
def test_meetings_that_earlier_minutes_called_the_next_are_not_told(ferry: Minutebook, question: str) -> None:
    answer = ferry.ask(question, scope=Scope.public())
    assert answer.answered
    assert "1 December 2025" in answer.sentences[0].text
    assert "9 June 2025" not in answer.text
    assert "8 September 2025" not in answer.text


@pytest.mark.parametrize(
    "question", ["What will be reported at the next meeting?", "Which report comes to the next meeting?"]
)
def test_what_the_next_meeting_is_to_hear_is_another_question(question: str) -> None:
    assert not asks_for_next(understand(question, Filters(), ()))


def test_the_meeting_after_a_day_that_is_named_is_told_as_it_was_planned_then(ferry: Minutebook) -> None:
    question = "When was the next meeting to be, as the minutes of 3 March 2025 have it?"
    answer = ferry.ask(question, scope=Scope.public())
    assert "9 June 2025" in answer.text


OFFICES = """Minutes of the meeting of the Ferry Panel held on {day} in the Hall

Present: Councillor {chair} (Chair), Councillor A Brack and Mr T Unwin

1. Ferry backlog

{elected}The Clerk reported that the backlog of ferry repairs stood at {count} boats.

2. Quay wall

The Panel heard that {other} metres of the quay wall had been mended.
"""


@pytest.fixture(scope="module")
def offices(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    elected = "Resolved: That Councillor P Wray be elected Chair. "
    kept = [("D Ottery", "", 41, 12), ("D Ottery", elected, 33, 15), ("P Wray", "", 19, 80)]
    papers = {
        f"minutes-{number}.txt": OFFICES.format(day=day, chair=chair, elected=given, count=count, other=other)
        for number, (day, (chair, given, count, other)) in enumerate(zip(DAYS, kept, strict=False))
    }
    with assemble(Settings(library=library_of(papers))) as minutebook:
        yield minutebook


@pytest.mark.parametrize("question", ["Who is the chair of the Ferry Panel?", "Who chairs the Ferry Panel?"])
def test_who_holds_an_office_is_who_held_it_last(offices: Minutebook, question: str) -> None:
    answer = offices.ask(question, scope=Scope.public())
    assert "P Wray (Chair)" in answer.text
    assert "Ottery" not in answer.text
    assert any("8 September 2025" in each for each in answer.warnings)


def test_who_was_elected_on_the_day_comes_before_who_had_the_chair_when_it_began(
    library_of: Callable[..., Path],
) -> None:
    text = OFFICES.format(
        day=DAYS[0],
        chair="D Ottery",
        elected="Resolved: That Councillor P Wray be elected Chair. ",
        count=3,
        other=4,
    )
    with assemble(Settings(library=library_of({"minutes.txt": text}))) as minutebook:
        answer = minutebook.ask("Who is the chair of the Ferry Panel?", scope=Scope.public())
    assert "P Wray be elected Chair" in answer.text
    assert "Ottery" not in answer.text


def test_who_held_it_on_a_day_that_is_named_is_told_as_it_was(offices: Minutebook) -> None:
    answer = offices.ask("Who was the chair of the Ferry Panel on 3 March 2025?", scope=Scope.public())
    assert "D Ottery (Chair)" in answer.text
    assert not any("changed since" in each for each in answer.warnings)


@pytest.mark.parametrize(
    "question",
    ["What is the ferry repairs backlog now?", "How many boats are in the current backlog of repairs?"],
)
def test_a_figure_of_now_is_the_last_one_with_its_day(offices: Minutebook, question: str) -> None:
    answer = offices.ask(question, scope=Scope.public())
    assert "19 boats" in answer.sentences[0].text
    assert "41 boats" not in answer.text and "33 boats" not in answer.text
    assert any("8 September 2025" in each for each in answer.warnings)


def test_what_stands_is_asked_for_in_the_present_tense_too(offices: Minutebook) -> None:
    answer = offices.ask("How large is the backlog of ferry repairs?", scope=Scope.public())
    assert "19 boats" in answer.sentences[0].text
    assert any("8 September 2025" in each for each in answer.warnings)


def test_what_the_title_of_the_item_says_need_not_stand_in_the_sentence(
    library_of: Callable[..., Path],
) -> None:
    minutes = (
        "Minutes of the meeting of the Ferry Panel held on {day} in the Hall\n\n1. Backlog of ferry repairs\n\n"
        "{words}\n\nNOTED.\n\n2. Date of next meeting\n\n{following} at 10.00 am.\n"
    )
    papers = {
        "march.txt": minutes.format(
            day=DAYS[0],
            following=DAYS[1],
            words="The Clerk hoped that the backlog of ferry repairs of 41 boats would go.",
        ),
        "june.txt": minutes.format(
            day=DAYS[1], following=DAYS[2], words="It was reported that it stood at 19 boats."
        ),
    }
    with assemble(Settings(library=library_of(papers))) as minutebook:
        backlog = minutebook.ask("What is the ferry repairs backlog?", scope=Scope.public())
        following = minutebook.ask("When is the next meeting of the Ferry Panel?", scope=Scope.public())
    assert "19 boats" in backlog.sentences[0].text
    assert all(each.text != "NOTED." for each in backlog.sentences)
    assert "8 September 2025" in following.sentences[0].text
    for answer in (backlog, following):
        assert any("is of 9 June 2025" in each for each in answer.warnings)


def test_a_sum_that_only_stands_beside_what_is_asked_for_is_not_its_latest_figure(
    library_of: Callable[..., Path],
) -> None:
    minutes = (
        "Minutes of the meeting of the Ferry Panel held on {day} in the Hall\n\n1. Bank account\n\n{words}\n"
    )
    papers = {
        "march.txt": minutes.format(
            day=DAYS[0], words="The balance in the bank account of the Panel is £2,135."
        ),
        "june.txt": minutes.format(
            day=DAYS[1],
            words="A new bank account of the Panel will hold what was pledged for the slipway. The target of "
            "£5,000 had been reached.",
        ),
    }
    with assemble(Settings(library=library_of(papers))) as minutebook:
        answer = minutebook.ask("How much is in the bank account of the Panel now?", scope=Scope.public())
    assert "£2,135" in answer.sentences[0].text
    assert any("3 March 2025" in each for each in answer.warnings)


def test_a_doubted_day_is_not_the_latest_only_for_its_year(library_of: Callable[..., Path]) -> None:
    papers = {
        f"minutes-{name}.txt": OFFICES.format(day=day, chair=chair, elected="", count=3, other=4)
        for name, day, chair in (
            ("march-25", "3 March 2026", "D Ottery"),
            ("june-25", "9 June 2025", "P Wray"),
        )
    }
    with assemble(Settings(library=library_of(papers))) as minutebook:
        answer = minutebook.ask("Who is the chair of the Ferry Panel?", scope=Scope.public())
    assert "P Wray (Chair)" in answer.text
    assert "Ottery" not in answer.text


def test_a_figure_asked_for_without_a_time_is_not_held_to_the_last(offices: Minutebook) -> None:
    answer = offices.ask("How many boats were in the backlog in March 2025?", scope=Scope.public())
    assert "41 boats" in answer.text


QUAY = """Minutes of the meeting of the {body} held on {day} in the Hall

1. Money

{money}

2. Date of next meeting

{following}
"""
YEARS = [
    (
        "Tuesday 4 March 2025",
        "General reserves stood at \u00a31,240,000.\n\nThe balance in the bank account was \u00a38,150.",
        "Tuesday 10 June 2025 at 10 a.m.\n\nThe spring conference of ferrymen is on 30 March 2026.",
    ),
    (
        "Tuesday 10 June 2025",
        "\u00a320,000 of general reserves would be used for the roof.\n\nThe bank charges of the account were \u00a36.",
        "Tuesday 9 September 2025 at 10 a.m.",
    ),
]


@pytest.fixture(scope="module")
def quay(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    papers = {
        f"quay-{number}.txt": QUAY.format(body="Quay Committee", day=day, money=money, following=following)
        for number, (day, money, following) in enumerate(YEARS)
    }
    with assemble(Settings(library=library_of(papers))) as minutebook:
        yield minutebook


@pytest.mark.parametrize(
    ("question", "stock"),
    [
        ("How much is in general reserves?", "stood at \u00a31,240,000"),
        ("How much do we have in the bank account?", "was \u00a38,150"),
    ],
)
def test_what_is_taken_out_of_a_stock_is_not_how_much_there_is(
    quay: Minutebook, question: str, stock: str
) -> None:
    assert stock in quay.ask(question, scope=Scope.public()).sentences[0].text


def test_what_else_stands_under_the_heading_of_the_next_meeting_is_not_it(quay: Minutebook) -> None:
    answer = quay.ask("When is the next meeting?", scope=Scope.public())
    assert "9 September 2025" in answer.sentences[0].text
    assert "conference" not in answer.text


def test_a_name_that_fits_two_bodies_makes_them_no_one_body(library_of: Callable[..., Path]) -> None:
    stands = "General reserves stood at \u00a3{millions} million."
    bodies = [("Tarnshire Police and Crime Panel", 5), ("Daleshire Police and Crime Panel", 7)]
    papers = {
        f"{millions}.txt": QUAY.format(
            body=body,
            day=f"Tuesday {millions} March 202{millions}",
            money=stands.format(millions=millions),
            following="-",
        )
        for body, millions in bodies
    }
    papers["none.txt"] = (
        "Police and Crime Panel\n\nMinutes of the meeting held on 1 April 2021\n\n1. Money\n\nReserves came up.\n"
    )
    with assemble(Settings(library=library_of(papers))) as minutebook:
        answer = minutebook.ask("How much is in general reserves?", scope=Scope.public())
    assert "\u00a35 million" in answer.text and "\u00a37 million" in answer.text


LEAVING = """Minutes of the meeting of the Ferry Panel held on Monday 3 March 2025 in the Hall

Present: Councillor D Ottery (Chair), Councillor A Brack (Treasurer)

1. Offices

Councillor Ottery had written to say that he would stand down as Chair in May.
"""


def test_who_gives_up_an_office_is_another_question_than_who_holds_it(
    library_of: Callable[..., Path],
) -> None:
    with assemble(Settings(library=library_of({"minutes.txt": LEAVING}))) as minutebook:
        chair = minutebook.ask("Who is standing down as chair?", scope=Scope.public())
        treasurer = minutebook.ask("Who resigned as treasurer?", scope=Scope.public())
    assert [each.text for each in chair.sentences] == [
        "Councillor Ottery had written to say that he would stand down as Chair in May."
    ]
    assert "Brack" not in treasurer.text
