"""What makes words a resolution, and where it ends."""

import pytest

from ingest.papers import Role


@pytest.mark.parametrize(
    "decision",
    [
        "RESOLVED: That the lamps be mended.",
        "RESOLVED - That the lamps be mended.",
        "RESOLVED \u2013 that the lamps be mended.",
        "RESOLVED that the lamps be mended.",
        "RESOLVED, that the lamps be mended.",
        "UNANIMOUSLY RESOLVED that the lamps be mended.",
        "Resolved:- That the lamps be mended.",
        "It was resolved that the lamps be mended.",
        "It was agreed that the lamps be mended.",
        "AGREED \u2013 that the lamps be mended.",
        "In summary, it was agreed that: the lamps be mended.",
        "Decision: Members agreed that the lamps be mended.",
        "That the lamps be mended and the report be noted.",
        "That the report of the Manager be noted.",
    ],
)
def test_a_decision_in_one_line_is_a_resolution(paper_of, find, decision, prose, minutes_of):
    paper = paper_of(
        minutes_of(f"24. Street lighting\n\n{prose}\n\n{decision}\n\n25. Pavements\n\nThe Clerk spoke.\n")
    )
    assert find(paper, decision[:12]).role is Role.RESOLUTION


@pytest.mark.parametrize(
    "heading",
    [
        "RESOLVED",
        "RESOLVED:",
        "RESOLVED -",
        "Resolved :-",
        "AGREED:",
        "And Resolved:",
        "It was resolved:",
        "Decision:",
        "In summary, it was agreed that:",
        "UNANIMOUSLY RESOLVED:",
    ],
)
def test_a_decision_word_alone_makes_what_follows_a_resolution(paper_of, find, heading, prose, minutes_of):
    paper = paper_of(
        minutes_of(
            f"24. Street lighting\n\n{prose}\n\n{heading}\n\nThat the contractor mend every lamp by the end of May.\n\n"
            "25. Pavements\n\nThe Clerk spoke about pavements.\n"
        )
    )
    found = find(paper, "That the contractor")
    assert found.role is Role.RESOLUTION
    assert any(heading.rstrip(":- ") in paper.text.content[each.start : each.end] for each in found.context)
    assert find(paper, "The Clerk spoke").role is Role.DISCUSSION


def test_bullets_under_in_summary_it_was_agreed_are_resolutions(paper_of, find, prose):
    paper = paper_of(
        "Notes from the meeting of the Harrow Safer Streets Board\n\n14 November 2023\n\nStreet lighting\n\n"
        f"\u00b7 {prose}\n\nIn summary, it was agreed that:\n\n\u00b7 The contractor be asked to mend "
        f"every lamp in the "
        "lane before the end of May, and to say each month how many are done and how many of them are still dark\n\n"
        "\u00b7 The Manager would report again in the spring, with the costs of the work and a list of streets to come "
        "next, and with the views of those residents who had written to the Board about the matter\n"
    )
    assert find(paper, "\u00b7 The contractor").role is Role.RESOLUTION
    assert find(paper, "\u00b7 The Manager").role is Role.RESOLUTION


def test_prose_about_an_agreement_is_no_resolution(paper_of, find, prose, minutes_of):
    paper = paper_of(
        minutes_of(
            f"24. Street lighting\n\n{prose}\n\nThe Manager agreed to provide the list after the meeting.\n"
        )
    )
    assert find(paper, "The Manager agreed").role is Role.DISCUSSION


def test_prose_after_a_resolution_in_one_line_is_discussion(paper_of, find, prose, minutes_of):
    paper = paper_of(
        minutes_of(
            f"24. Street lighting\n\n{prose}\n\nRESOLVED: That it be noted.\n\nCouncillor Okonjo then left the room.\n"
        )
    )
    assert find(paper, "Councillor Okonjo then").role is Role.DISCUSSION
