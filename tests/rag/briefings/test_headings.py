"""What a passage of minutes stands under, where headings run on into their text and letters head parts of items."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Access, Role, Scope, Span
from ingest.store.records import StoredPassage
from rag.assembly import Minutebook, assemble
from rag.briefings import wording
from rag.briefings.briefing import Briefing, BriefRequest, Section
from rag.briefings.headings import item_and_part, opening, under_headings
from rag.settings import Settings


def passages(item: str, title: str, *lines: tuple[str | None, str]) -> list[StoredPassage]:
    """The passages of one item as they are stored: each a point and its words."""
    return [
        StoredPassage(
            ordinal=ordinal,
            span=Span(ordinal * 1000, ordinal * 1000 + len(text)),
            role=Role.DISCUSSION,
            access=Access.PUBLIC,
            item=item,
            item_title=title,
            point=point,
            passage_id=f"p-{ordinal}",
            text=text,
        )
        for ordinal, (point, text) in enumerate(lines)
    ]


def titles(found: list[StoredPassage], known: tuple[str, ...] = ()) -> list[str | None]:
    return [each.item_title for each in under_headings(found, known)]


def test_a_number_that_goes_on_from_the_item_opens_another_item():
    found = passages(
        "3",
        "Matters arising",
        (None, "The lamp in Quern Lane was mended."),
        ("(4)", "4. Harbour wall. The Engineer said that it leaned."),
        (None, "It was agreed to prop it."),
        ("(5)", "5. Ferry fares - to be looked at in May."),
    )
    assert titles(found) == ["Matters arising", "Harbour wall", "Harbour wall", "Ferry fares"]


def test_a_list_that_an_item_numbers_from_one_is_its_own():
    found = passages(
        "2",
        "Tidal alarms",
        ("(1)", "1. The alarm at the quay was silent."),
        ("(2)", "2. The alarm at the mill was heard."),
        ("(3)", "3. Nobody had looked at the third."),
    )
    assert set(titles(found)) == {"Tidal alarms"}


def test_a_year_or_a_telephone_number_at_the_head_of_a_line_opens_nothing():
    found = passages("3", "Roads", (None, "Speeding is to be told by ringing"), ("(101)", "101."))
    assert set(titles(found)) == {"Roads"}


def test_letters_before_titles_head_parts_of_an_item():
    found = passages(
        "6",
        "Updates",
        ("(a)", "(a) Planning: Nothing new."),
        (None, "Action: the Clerk to ask again."),
        ("(b)", "(b) Friends of the Mill. The wheel turned."),
    )
    assert [item_and_part(title) for title in titles(found)] == [
        ("Updates", "Planning"),
        ("Updates", "Planning"),
        ("Updates", "Friends of the Mill"),
    ]


@pytest.mark.parametrize("opens", ["Councillor Wold asked about", "The Clerk said that", "That a"])
def test_letters_before_what_was_said_or_asked_for_head_nothing(opens):
    found = passages(
        "6",
        "Sluice gates",
        ("(a)", f"(a) {opens} the gates be mended."),
        ("(b)", f"(b) {opens} the weir be looked at."),
    )
    assert set(titles(found)) == {"Sluice gates"}


def test_a_title_of_the_agenda_tells_where_a_heading_ends():
    (found,) = passages("4", "Reports", ("(d)", "(d) Treasurer The bank account holds £2,135 at present."))
    assert opening(found, ("Treasurer", "Chair")) == "Treasurer"
    assert opening(found).startswith("Treasurer The bank account")


def test_nothing_but_the_title_of_the_item_changes():
    found = passages("3", "Roads", (None, "All well."), ("(4)", "4. Bins: All full."))
    under = list(under_headings(found))
    assert [(each.passage_id, each.span, each.text) for each in under] == [
        (each.passage_id, each.span, each.text) for each in found
    ]


PLACE = "in the Net Loft, Quern Harbour"
AGENDA = f"""Quern Harbour Community Council

AGENDA

Wednesday 12 November 2025 at 7.00 pm {PLACE}

1. Apologies for absence

2. Open forum (7.30 to 8.00 pm)

3. Updates

(a) Ferry pier

(b) Planning

(c) Mill wheel

4. Any other business
"""
MINUTES = f"""Quern Harbour Community Council

Minutes of the meeting held on Wednesday 10 September 2025 at 7.00 pm {PLACE}

Present: Ada Thixen (Chair), Bram Wold (Secretary)

1. Open forum

Mrs Larkin said that the steps to the beach had been washed away in August.

2. Street lamps

Bram Wold undertook to write to the planning office about the lamps in Quern Lane.

3. Updates

(a) Ferry pier

The pier was closed on 4 September for want of planks.

Action: Bram Wold to ask the Harbour Board for the date of the repair.

(b) Planning

An application for nine houses at Oyster Field is out for comment.

Action: members to send objections by 25 September 2025.

(c) Mill wheel

The wheel turned for the first time in forty years.

4. Date of next meeting: 12 November 2025
"""


@pytest.fixture(scope="module")
def opened(library_of: Callable[..., Path]) -> Iterator[Minutebook]:
    papers = {"agenda.txt": AGENDA, "minutes.txt": MINUTES}
    with assemble(Settings(library=library_of(papers))) as minutebook:
        yield minutebook


@pytest.fixture(scope="module")
def briefing(opened: Minutebook) -> Briefing:
    return opened.brief(BriefRequest(agenda="agenda.txt"), scope=Scope.public())


def said(briefing: Briefing, heading: str) -> str:
    section = next(each for each in briefing.sections if each.heading == heading)

    def walk(one: Section) -> Iterator[str]:
        yield from (each.text for each in one.sentences)
        for below in one.sections:
            yield from walk(below)

    return " ".join(walk(section))


def test_what_an_item_lists_by_letters_is_briefed_on_each_by_itself(briefing):
    headings = [each.heading for each in briefing.sections]
    assert headings[1:] == [
        "2. Open forum (7.30 to 8.00 pm)",
        "3(a). Ferry pier",
        "3(b). Planning",
        "3(c). Mill wheel",
    ]


def test_what_is_owed_under_a_letter_is_told_under_the_same_title(briefing):
    assert "ask the Harbour Board for the date of the repair" in said(briefing, "3(a). Ferry pier")
    planning = said(briefing, "3(b). Planning")
    assert "send objections by 25 September 2025" in planning and "nine houses at Oyster Field" in planning


def test_a_title_of_one_word_brings_nothing_of_items_that_only_hold_the_word(briefing):
    assert "Quern Lane" not in said(briefing, "3(b). Planning")


def test_the_hours_of_an_item_do_not_keep_it_from_its_past(briefing):
    assert "steps to the beach" in said(briefing, "2. Open forum (7.30 to 8.00 pm)")


def test_that_no_item_has_a_report_is_said_once(briefing):
    notes = [note for each in briefing.sections for one in (each, *each.sections) for note in one.notes]
    assert notes.count(wording.NO_REPORTS) == 1 and wording.NO_REPORT not in notes
