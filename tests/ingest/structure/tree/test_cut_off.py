"""Passages that the page cuts off."""

import pytest


@pytest.fixture
def cut(minutes_of, prose) -> str:
    """Minutes of a web page that gives one item in part."""
    return minutes_of(
        f"24.\n\nStreet lighting\n\nMinutes:\n\n{prose}\n\n(i) Members asked when the lamps would be "
        f"mended and the Manager told "
        "them that the work would view the full minutes text for item 24.\n\n25.\n\nPavements\n\nMinutes:\n\n"
        "The Clerk spoke about pavements.\n"
    )


def test_a_passage_that_the_page_cuts_off_is_marked_and_loses_the_link_text(paper_of, find, cut):
    paper = paper_of(cut)
    found = find(paper, "(i) Members")
    assert found.is_truncated
    assert paper.text.content[found.span.start : found.span.end].endswith("that the work would")
    assert [each.code for each in paper.notices] == ["truncated_item"]
    assert "item 24" in paper.notices[0].message
    assert not find(paper, "The Clerk spoke").is_truncated


def test_an_ellipsis_with_read_more_is_a_cut_too(paper_of, find, prose, minutes_of):
    paper = paper_of(
        minutes_of(
            f"24. Street lighting\n\n{prose}\n\nMembers asked when the lamps would be \u2026 read more\n"
        )
    )
    assert find(paper, "Members asked").is_truncated
