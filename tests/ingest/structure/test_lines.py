"""Blocks: the text cut where a reader's eye would cut it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.papers import Heading, Span, Text
from ingest.structure.lines import begins_entry, blocks, is_row, looks_titled


def texts(content: str, headings: tuple[Heading, ...] = ()) -> list[str]:
    return [block.text for block in blocks(Text(content, "text", headings=headings))]


def test_a_blank_line_parts_two_blocks_and_the_second_knows_it():
    found = blocks(Text("One thing.\n\nAnother thing.", "text"))
    assert [block.text for block in found] == ["One thing.", "Another thing."]
    assert found[1].has_gap


def test_lines_of_one_hard_wrapped_paragraph_stay_together():
    content = (
        "The Panel considered a report of the Clerk on the condition of the\n"
        "footpaths in the borough and asked what the repairs would cost and\n"
        "when they would begin in the northern wards.\n"
    )
    assert texts(content) == [content.strip()]


def test_every_list_entry_is_a_block_of_its_own():
    content = "The following was noted:\n(i) first;\n(ii) second;\n- third\n4. fourth\n\u2022 fifth"
    assert texts(content) == [
        "The following was noted:",
        "(i) first;",
        "(ii) second;",
        "- third",
        "4. fourth",
        "\u2022 fifth",
    ]


def test_each_table_row_is_a_block_and_says_so():
    found = blocks(Text("Year | Offences\n2023 | 34\n2024 | 29\nAfter the table.", "text"))
    assert [block.text for block in found] == [
        "Year | Offences",
        "2023 | 34",
        "2024 | 29",
        "After the table.",
    ]
    assert [block.is_row for block in found] == [True, True, True, False]


def test_a_heading_of_the_format_is_a_block_without_the_signs_that_mark_it():
    content = "## Street lighting\nThe Panel met."
    found = blocks(Text(content, "markdown", headings=(Heading(Span(3, 18), 2),)))
    assert found[0].text == "Street lighting"
    assert found[0].is_heading
    assert not found[1].is_heading


def test_a_decision_word_begins_a_block():
    assert texts("The lamps were discussed at length by members\nRESOLVED: That they be mended.")[
        -1
    ].startswith("RESOLVED")


def test_a_sentence_broken_before_a_figure_goes_on_and_is_no_list_entry():
    content = "The survey found that in the whole of the borough there were\n14 broken lamps and no more were expected."
    assert texts(content) == [content]


@pytest.mark.parametrize(
    "text", ["24. Title", "(a) words", "(iv) words", "- words", "\u2022 words", "39/20 TITLE", "24."]
)
def test_numbers_points_and_bullets_begin_an_entry(text):
    assert begins_entry(text)


@pytest.mark.parametrize(
    "text", ["14 broken lamps", "The Panel met.", "2024 was dry", "well-lit streets", "(see below) it rose"]
)
def test_a_figure_or_a_bracket_in_prose_begins_no_entry(text):
    assert not begins_entry(text)


def test_a_title_is_short_starts_with_a_capital_and_ends_like_no_sentence():
    assert looks_titled("Repairs in Castle Street")
    assert not looks_titled("Repairs were made in Castle Street.")
    assert not looks_titled("repairs in Castle Street")
    assert not looks_titled("Tel: 01632 960123")
    assert not looks_titled("A" * 91)


def test_a_bar_without_spaces_is_no_row():
    assert is_row("a | b")
    assert not is_row("a|b")


CONTENT = st.text(alphabet=st.sampled_from(list("aB1(iv)x.:;|-# \n\n\u2022\u00a0RESOLVED")), max_size=250)


@given(CONTENT)
def test_blocks_hold_every_character_that_is_not_white_space(content):
    found = blocks(Text(content, "text"))
    kept = "".join(block.text for block in found)
    assert [c for c in kept if not c.isspace()] == [c for c in content if not c.isspace()]


@given(CONTENT)
def test_blocks_are_in_order_and_their_text_is_their_span(content):
    end = 0
    for block in blocks(Text(content, "text")):
        assert block.span.start >= end
        assert content[block.span.start : block.span.end] == block.text
        end = block.span.end


def test_a_label_of_who_was_there_begins_a_block():
    content = (
        "Present: Ada Ames (Chair), Ben Boyd, Cora Cole, Dan Dale, Eve Ely, Fay Flint and the Clerk to the council\n"
        "Apologies: Gil Gray\nAlso present: Hal Hope"
    )
    assert texts(content) == content.split("\n")


def test_a_roll_that_runs_on_over_lines_is_one_block():
    content = "PRESENT: Councillors Ada Ames (Chair), Ben Boyd, Cora Cole, Dan\nDale and Eve Ely"
    assert texts(content) == [content]


def test_each_of_several_labelled_lines_is_a_block():
    content = "**Venue:** the Town Hall in Mill Lane\n**Chair:** Ada Ames\n**Clerk to the council:** Ben Boyd"
    assert texts(content) == content.split("\n")


def test_a_colon_in_a_wrapped_sentence_begins_no_block():
    content = (
        "The Panel considered the condition of the footpaths in the borough and asked about\n"
        "Mill Lane: the repairs there would cost more than those of all the other lanes\ntogether."
    )
    assert texts(content) == [content]


def test_each_name_on_a_line_below_the_label_is_a_block_and_no_heading():
    names = [
        "Ada Ames, Chair of the Council and of its Finance Group",
        "Ben Boyd, Member for the Upper Ward",
        "Cora Cole",
    ]
    found = blocks(
        Text("\n".join(["PRESENT", *names, "The Clerk was asked to write to Mill Lane about its"]), "text")
    )
    assert [block.text for block in found[:4]] == ["PRESENT", *names]
    assert [block.is_attendee for block in found] == [False, True, True, True, False]


def test_lines_beside_a_marking_are_not_parted_from_it():
    content = "Subject: Sale of the depot\nStatus: Not for publication"
    assert texts(content) == [content]
