"""Monstrous texts: refused with their size, or structured in time that grows with their length only."""

import time
from dataclasses import replace

import pytest

from ingest.errors import TooLong
from ingest.papers import Access, Heading, Kind, Page, Paper, Passage, Role, Span, Text
from ingest.structure.bounds import MOST_CHARACTERS, MOST_LINES, MOST_PASSAGES
from ingest.structure.paper import structure
from ingest.structure.tree import passages
from ingest.structure.windows import embedded_texts, windows

SECONDS_A_MILLION = 60
"""Ten times what it takes; a rule that looks back over the whole text takes far longer."""
MONSTERS = {
    "one line of prose": "The panel noted the report and asked for figures. ",
    "no spaces": "x",
    "digits": "7",
    "bullets": "- the panel agreed the plan for the year\n",
    "bullets that end in semicolons": "- the panel agreed the plan;\n",
    "headings": "The Plan of the Year\n\n",
    "table rows": "Budget | 2020 | 17.5\n",
    "rows of dashes": "--- --- ---\n",
    "blank lines": "\n",
    "lines of spaces": " \n",
    "spaces": " ",
    "abbreviations": "Mr. ",
    "initials": "A. ",
    "list marks": "agreed: ",
    "exempt items and open ones": "1. Budget (exempt)\n\nThis was agreed.\n\n2. Plan\n\nThis was open.\n\n",
}


def paper_of(content: str, headings: tuple[Heading, ...] = ()) -> Paper:
    return structure(Text(content, "text", headings=headings), "export.txt", "0" * 64, Access.PUBLIC)


@pytest.mark.parametrize("unit", MONSTERS.values(), ids=MONSTERS.keys())
def test_time_grows_with_the_length_of_a_text_only(unit):
    content = "Minutes of the Panel: agreed" + unit * (100_000 // len(unit)) + "\nThe end of it was contact"
    begun = time.process_time()
    embedded_texts(paper_of(content))
    assert time.process_time() - begun < SECONDS_A_MILLION * len(content) / 1_000_000


def test_a_text_with_too_many_characters_is_refused_with_its_size():
    with pytest.raises(TooLong, match=r"export\.txt: more than 5,000,000 characters in 5,000,001 characters"):
        paper_of("a" * (MOST_CHARACTERS + 1))


def test_a_text_with_too_many_lines_is_refused():
    with pytest.raises(TooLong, match="more than 250,000 lines .* Split it"):
        paper_of("\n" * (MOST_LINES + 1))


def test_a_text_with_too_many_passages_is_refused():
    with pytest.raises(TooLong, match="more than 50,000 passages"):
        passages(Text("7.\n" * (MOST_PASSAGES + 1), "text"), Kind.REPORT, Access.PUBLIC)


def test_a_text_with_too_many_sentences_is_refused():
    content = "Why? " * 101_000
    with pytest.raises(TooLong, match="more than 100,000 sentences"):
        windows(content, [Passage(0, Span(0, len(content)), Role.PARAGRAPH)])


def test_what_is_embedded_of_an_endless_word_is_short():
    assert max(map(len, embedded_texts(paper_of("x" * 200_000)))) < 11_000


def test_a_heading_as_long_as_a_chapter_is_a_passage_and_no_title_of_others():
    chapter = "Word " * 400
    paper = paper_of(f"{chapter}\n\nThe panel met.\n\nIt rose.", (Heading(Span(0, len(chapter)), 1),))
    assert all(each.item_title is None for each in paper.passages)
    assert paper.text.content.startswith(chapter.strip())


def test_a_lead_in_of_a_whole_chapter_is_no_context_of_each_bullet():
    content = (
        "The panel noted a word and " * 400 + "this:\n\n" + "- the panel agreed the plan for the year\n" * 40
    )
    bullets = [each for each in paper_of(content).passages if each.point]
    assert len(bullets) == 40
    assert not any(each.context for each in bullets)


def test_a_page_is_found_among_pages_without_words():
    pages = tuple(Page(n, Span(*span)) for n, span in enumerate([(0, 3), (3, 3), (3, 6), (7, 9), (9, 9)], 1))
    text = replace(Text("abcdef\nhi", "pdf"), pages=pages)
    assert [text.page_at(place) for place in range(10)] == [1, 1, 1, 3, 3, 3, None, 4, 4, None]
