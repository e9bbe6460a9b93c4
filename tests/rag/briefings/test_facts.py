"""Which figures and sentences of a report a briefing tells: what is to be decided on, tables, and whole sentences."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.briefings.briefing import Briefing, BriefRequest
from rag.briefings.prose import begins_well
from rag.settings import Settings

AGENDA = """Wharram Flood Panel

AGENDA

Tuesday 14 October 2025 at 10.00 am in the Moot Hall

1. Apologies for absence

2. Flood wardens of the Wolds

Report of the Flood Engineer.
"""
NUMBERED = "\n\n".join(
    f"{number}. The flood wardens of the Wolds walked stretch {number} of the Gypsey Race on {number} days of the year."
    for number in range(4, 14)
)
REPORT = f"""# Flood wardens of the Wolds

WHARRAM FLOOD PANEL

14 October 2025

Report of the Flood Engineer

## Recommendations

1. That the Panel agree to the order of work in paragraph 15.

## Background

2. The scheme of flood wardens began in 1998.

3. Call-outs of wardens are shown by village in the table below.

| Village | 2023/24 | 2024/25 |
|---|---|---|
| Duggleby | 31 | 44 |
| Kirby | 12 | 9 |

{NUMBERED}

14. Ladders at the weir are looked at yearly.

| Weir | 2024 | 2025 |
|---|---|---|
| Upper Mere | 71 | 72 |

## Need for the proposal

15. Pumps are to be had before boots, at a price of eleven thousand pounds or £11,000.

## Proposal

16. Each warden would be given a lamp and a coat by the Flood Engineer of the Wolds.
"""


@pytest.fixture(scope="module")
def opened(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_of({"agenda.txt": AGENDA, "report.md": REPORT}))) as minutebook:
        yield minutebook


@pytest.fixture(scope="module")
def briefing(opened: Minutebook) -> Briefing:
    return opened.brief(BriefRequest(agenda="agenda.txt"), scope=Scope.public())


def told(briefing: Briefing, key: str) -> list[str]:
    (item,) = (each for each in briefing.sections if each.heading.startswith("2. "))
    return [each.text for part in item.sections if part.key == key for each in part.sentences]


def test_the_paragraph_that_a_recommendation_points_to_is_told(briefing):
    assert [text for text in told(briefing, "figures") if "Pumps are to be had before boots" in text]


def test_rows_under_years_are_told_after_the_words_that_say_what_is_counted(briefing):
    texts = told(briefing, "figures")
    place = texts.index("Duggleby \u2013 2023/24: 31; 2024/25: 44.")
    assert texts[place - 1] == "Call-outs of wardens are shown by village in the table below."
    assert texts[place + 1] == "Kirby \u2013 2023/24: 12; 2024/25: 9."


def test_rows_under_years_are_left_out_where_nothing_says_what_is_counted(briefing):
    assert not [text for text in told(briefing, "figures") if "Upper Mere" in text]


def test_only_what_stands_under_the_proposal_is_told_as_proposed(briefing):
    texts = told(briefing, "background") + told(briefing, "figures")
    assert [text for text in texts if text.startswith("As proposed:")] == [
        "As proposed: Each warden would be given a lamp and a coat by the Flood Engineer of the Wolds."
    ]


@pytest.mark.parametrize(
    ("text", "is_sound"),
    [
        ("The gates were built in 1961.", True),
        ("\u00a3400 was spent.", True),
        (". section about items brought up in the forum.", False),
        ("; and the rest of the sum.", False),
    ],
)
def test_words_that_begin_in_the_middle_of_a_sentence_are_known(text, is_sound):
    assert begins_well(text) is is_sound
