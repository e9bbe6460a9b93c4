"""Votes and movers are told of the motion that is asked about alone, however minutes set them out."""

import pytest

from ingest.papers import Scope
from rag import wording
from rag.assembly import assemble
from rag.settings import Settings

MARCH = """# Penhallow District Council

**Minutes of the meeting of the Penhallow District Council held on Tuesday 4 March 2025**

**Present:** Cr Ada Lorne (Chair), Cr Ned Garrow, Cr Ivy Salter, Cr Tom Whelan

## 1. Skate park

Cr Garrow spoke to the report on the skate park.

**Moved** Cr Garrow, **seconded** Cr Salter

That a skate park be built at Cold Meadow.

For: Crs Garrow, Salter
Against: Crs Lorne, Whelan

**LOST 2-2** on the casting vote of the Chair

**Moved** Cr Whelan, **seconded** Cr Lorne

That the skate park site at Cold Meadow be fenced at a cost of $4,150.

**CARRIED 3-1** (Cr Salter against)

## 2. Library hours

**Moved** Cr Salter, **seconded** Cr Whelan

That the library open on Sundays.

An amendment was **moved** by Cr Lorne, **seconded** Cr Garrow, that the library open on Mondays.

The amendment was put and **LOST 1-3**.

The motion was put and **CARRIED**. Cr Garrow asked that his vote against be recorded.
"""
MAY = """# Penhallow District Council

**Minutes of the meeting of the Penhallow District Council held on Tuesday 6 May 2025**

**Present:** Cr Ada Lorne (Chair), Cr Ned Garrow, Cr Ivy Salter, Cr Tom Whelan

## 1. Skate park

Motion by Salter, second by Whelan, to build a skate park at Cold Meadow. Roll call: Lorne nay, Garrow aye, Salter \
aye, Whelan aye. Motion carried 3-1.

## 2. Rates

Motion by Garrow, second by Lorne, to adopt the rates for the year. Ayes: Garrow, Lorne, Whelan. Nays: Salter. Motion \
carried 3-1.
"""
TRUST = """Minutes of the meeting of the Morwenna Water Trust held on Wednesday 7 May 2025

1. Rates

It was agreed that the rates of the trust be doubled. Mr Orchard voted against.

2. Pumps

RESOLVED: That two pumps be bought.

Proposed by Mrs Teague, seconded by Mr Orchard.

RESOLVED: That the old pump be sold.

Proposed by Mr Orchard, seconded by Miss Bray.
"""
PARISH = """Zelah Parish Council

Minutes of the meeting held on Monday 12 May 2025

1.0 FINANCE

1.1 Grants

Two requests had come in.

1.2 Proposed Cllr Nance, seconded Cllr Opie, that a grant of \u00a3250 go to the band.

1.3 Carried by 5 votes to 2. Cllr Pender abstained.

1.4 Proposed Cllr Opie, seconded Cllr Pender, that a grant of \u00a375 go to the choir.

1.5 Carried unanimously.

2.0 ROADS

2.1 Cllr Pender asked about the bus shelter.
"""


@pytest.fixture(scope="module")
def bodies(library_of):
    papers = {"march.md": MARCH, "may.md": MAY, "trust.txt": TRUST, "parish.txt": PARISH}
    with assemble(Settings(library=library_of(papers))) as opened:
        yield opened


def told(bodies, question):
    return [each.text for each in bodies.ask(question, scope=Scope.owner()).sentences]


@pytest.mark.parametrize(
    ("question", "record", "motion"),
    [
        (
            "Who moved that a skate park be built in March 2025?",
            "Moved Cr Garrow, seconded Cr Salter",
            "That a skate park be built at Cold Meadow.",
        ),
        (
            "Who seconded the fence of $4,150?",
            "Moved Cr Whelan, seconded Cr Lorne",
            "That the skate park site at Cold Meadow be fenced at a cost of $4,150.",
        ),
        (
            "Who moved the adoption of the rates of Penhallow District Council?",
            "Motion by Garrow, second by Lorne",
            None,
        ),
        ("Who proposed that the old pump be sold?", "Proposed by Mr Orchard", "That the old pump be sold."),
        ("Who proposed buying the two pumps?", "Proposed by Mrs Teague", "That two pumps be bought."),
        ("Who moved the amendment on library hours?", "An amendment was moved by Cr Lorne", None),
        (
            "Who voted against building the skate park in March?",
            "Against: Crs Lorne, Whelan",
            "That a skate park be built at Cold Meadow.",
        ),
        (
            "Who voted against the fence?",
            "(Cr Salter against)",
            "That the skate park site at Cold Meadow be fenced",
        ),
        (
            "Who voted against building the skate park in May 2025?",
            "Roll call: Lorne nay",
            "Motion by Salter",
        ),
        ("How did Cr Garrow vote on the skate park in May?", "Roll call: Lorne nay", "Motion by Salter"),
        (
            "Who voted against adopting the rates?",
            "Nays: Salter.",
            "Motion by Garrow, second by Lorne, to adopt the rates",
        ),
        (
            "Who voted against opening the library on Sundays?",
            "his vote against be recorded",
            "open on Sundays",
        ),
        (
            "How did they vote on the rates of Penhallow District Council?",
            "Motion carried 3-1.",
            "to adopt the rates",
        ),
        ("What was the vote on the amendment on library hours?", "LOST 1-3", "open on Mondays"),
        ("Who seconded the grant to the choir?", "seconded Cllr Pender", None),
        ("Who abstained on the grant to the band?", "Cllr Pender abstained.", "go to the band"),
        ("How did the vote on the grant to the choir go?", "Carried unanimously.", "go to the choir"),
        ("What is the cost of the fence and who voted against?", "(Cr Salter against)", "be fenced"),
    ],
)
def test_a_record_of_the_motion_asked_about_is_told_with_the_motions_words(bodies, question, record, motion):
    sentences = told(bodies, question)
    assert any(record in each for each in sentences)
    assert motion is None or any(motion in each for each in sentences)


@pytest.mark.parametrize(
    ("question", "others"),
    [
        (
            "Who moved that a skate park be built in March 2025?",
            ["Cr Whelan, **seconded** Cr Lorne", "Motion by"],
        ),
        ("Who seconded the fence of $4,150?", ["Cr Garrow", "Motion by"]),
        ("Who proposed that the old pump be sold?", ["Teague"]),
        ("Who proposed buying the two pumps?", ["Bray"]),
        (
            "Who voted against building the skate park in March?",
            ["Roll call", "Cr Salter against", "Orchard"],
        ),
        ("How did Cr Garrow vote on the skate park in May?", ["For: Crs", "Nays"]),
        ("Who voted against adopting the rates?", ["Orchard", "Roll call"]),
        ("Who voted against the fence?", ["Against: Crs"]),
        ("Who seconded the grant to the choir?", ["to the band"]),
        ("How did the vote on the grant to the choir go?", ["5 votes to 2"]),
        ("How did Cr Lorne vote on the skate park in March 2025?", ["Roll call", "Ayes"]),
        ("How did they vote on the rates of Penhallow District Council?", ["Roll call", "Orchard"]),
    ],
)
def test_the_record_of_another_motion_meeting_or_body_is_not_told(bodies, question, others):
    sentences = told(bodies, question)
    assert sentences
    assert not [each for each in sentences for other in others if other in each]


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("Who voted against the pumps?", "who voted against it"),
        ("Who abstained on the grant to the choir?", "who abstained"),
        ("Who voted for opening the library on Sundays?", "who voted for it"),
        ("How did Cr Whelan vote on the library?", "how Cr Whelan voted on it"),
        ("How did Cr Salter vote in April 2025?", None),
        ("How did Cr Garrow vote in June?", "how Cr Garrow voted on it"),
    ],
)
def test_where_no_vote_on_it_is_recorded_by_name_none_is_told(bodies, question, what):
    answer = bodies.ask(question, scope=Scope.owner())
    assert answer.status == "not_in_papers"
    if what is not None:
        assert answer.abstention.reason.endswith(wording.NO_VOTE_BY_NAME.format(what=what))


def test_all_votes_of_a_person_are_told_each_with_its_motion(bodies):
    sentences = told(bodies, "How did Cr Salter vote in May 2025?")
    assert [each for each in sentences if "Roll call" in each]
    assert [each for each in sentences if "Nays: Salter" in each]
    assert len([each for each in sentences if "Motion by" in each]) == 2


ROLL = """WESTON FELL ZONING COMMISSION
Minutes of January 14, 2025

Members Present: Chairperson Edda Marsh, Otto Lind, Ruth Calder

NEW BUSINESS

Case V-7: 3 Mill Lane, request for a shed height variance
Ms. Calder moved to approve the variance. Mr. Lind seconded.
Roll call vote: Lind - Yes; Calder - Yes; Marsh - No.
Motion carried.
"""
POINTS = """# Fallow Creek Shire

**Minutes of the ordinary meeting of the Fallow Creek Shire Council held on 11 March 2025**

## 1. Works

Report on the jetty

Resolution No. 2025-14
Moved by Cr Ames, seconded by Cr Venn
THAT the tender of Dane Marine be accepted.
Recorded vote: Yea \u2013 Ames, Venn. Nay \u2013 Lisle, Orme.
CARRIED
"""


@pytest.fixture(scope="module")
def others(library_of):
    with assemble(Settings(library=library_of({"roll.txt": ROLL, "points.md": POINTS}))) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How did Ms. Calder vote on the shed variance?", "Calder - Yes"),
        ("Who voted against the shed variance?", "Marsh - No"),
        ("Who voted against the jetty tender?", "Lisle, Orme"),
        ("Who voted against Resolution 2025-14?", "Lisle, Orme"),
    ],
)
def test_what_a_motion_is_about_may_stand_above_it(others, question, told):
    assert told in others.ask(question, scope=Scope.owner()).text
