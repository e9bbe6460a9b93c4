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


_MOVED_BELOW = (
    "24. Street lighting\n\n{prose}\n\n**Officer Recommendation**\n\nThat Council:\n\n1. Mends nine lamps at a cost of "
    "$900; and\n\n2. Writes to the school.\n\n**Motion**\n\nMoved Cr Hask, seconded Cr Pell: That the recommendation "
    "be adopted.\n\n**Amendment**\n\nMoved Cr Dovey, seconded Cr Rudge: That in point 1 nine be replaced by six.\n\n"
    "The Amendment was put and CARRIED 4/2\n\n**COUNCIL RESOLUTION 2024/087**\n\n{mover}That Council:\n\n1. Mends six "
    "lamps at a cost of $600; and\n\n2. Tells the school.\n\n{outcome} 5/1\n\nReason: the street is short.\n\n"
    "25. Pavements\n\nThe Clerk spoke about pavements.\n"
)


@pytest.mark.parametrize("mover", ["", "Moved Cr Stane, seconded Cr Pell\n\n"])
def test_a_recommendation_in_minutes_ends_at_what_was_moved(paper_of, find, prose, minutes_of, mover):
    paper = paper_of(minutes_of(_MOVED_BELOW.format(prose=prose, mover=mover, outcome="CARRIED")))
    roles = {
        words: find(paper, words).role
        for words in (
            "Mends nine",
            "Writes to",
            "Moved Cr Hask",
            "Moved Cr Dovey",
            "The Amendment was",
            "Mends six",
            "Tells the",
            "CARRIED 5/1",
            "Reason",
        )
    }
    assert [words for words, role in roles.items() if role is Role.RECOMMENDATION] == [
        "Mends nine",
        "Writes to",
    ]
    assert [words for words, role in roles.items() if role is Role.RESOLUTION] == ["Mends six", "Tells the"]


def test_what_was_lost_under_the_heading_of_a_resolution_is_none(paper_of, find, prose, minutes_of):
    paper = paper_of(minutes_of(_MOVED_BELOW.format(prose=prose, mover="", outcome="LOST")))
    assert find(paper, "Mends six").role is Role.DISCUSSION


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("COUNCIL RESOLUTION 2024/91: That the lamps be bought for $900.", Role.RESOLUTION),
        ("**Officer Recommendation**: That Council buys the lamps for $900.", Role.RECOMMENDATION),
        ("Council resolution 2024/87 was spoken of at length by all of the members.", Role.DISCUSSION),
    ],
)
def test_a_label_on_the_line_says_what_it_is(paper_of, find, prose, minutes_of, line, role):
    paper = paper_of(
        minutes_of(f"24. Street lighting\n\n{prose}\n\n{line}\n\n25. Pavements\n\nThe Clerk spoke.\n")
    )
    assert find(paper, line[:15]).role is role
