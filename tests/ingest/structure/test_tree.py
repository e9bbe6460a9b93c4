"""Items, points, resolutions, recommendations and paragraphs, as committee papers print them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.papers import Access, Kind, Role, Text
from ingest.structure.tree import passages

OPENING = """Minutes of the meeting of the Harrow Safer Streets Panel held on Tuesday 11 March 2025

Present: Councillor A. Lindqvist (Chair), Councillor B. Okonjo

"""
PROSE = (
    "The Street Works Manager presented a report on the condition of the lamps in Mill Lane and told members that "
    "14 of the 60 lamps had failed since October and that the contractor had been called out twice."
)


def minutes(body: str) -> str:
    return OPENING + body


@pytest.mark.parametrize(
    ("heading", "number", "title"),
    [
        ("24. Street lighting in Mill Lane", "24", "Street lighting in Mill Lane"),
        ("24.\n\nStreet lighting in Mill Lane", "24", "Street lighting in Mill Lane"),
        ("39/20 STREET LIGHTING IN MILL LANE", "39/20", "STREET LIGHTING IN MILL LANE"),
        ("Item 7: Street lighting in Mill Lane", "7", "Street lighting in Mill Lane"),
        ("Agenda Item 7 - Street lighting in Mill Lane", "7", "Street lighting in Mill Lane"),
    ],
)
def test_an_item_carries_its_number_and_title_as_printed(paper_of, find, heading, number, title):
    paper = paper_of(minutes(f"{heading}\n\n{PROSE}\n\nRESOLVED: That the report be noted."))
    discussed, resolved = find(paper, "The Street Works Manager"), find(paper, "RESOLVED")
    assert (discussed.item, discussed.item_title) == (number, title)
    assert (resolved.item, resolved.role) == (number, Role.RESOLUTION)
    assert discussed.role is Role.DISCUSSION


def test_a_markdown_heading_with_a_number_is_an_item(paper_of, find):
    paper = paper_of(
        f"# Harrow Board\n\nMinutes of the meeting held on 6 March 2024\n\n## 4.1 Street lighting\n\n{PROSE}\n\n"
        "**AGREED** to mend the lamps.\n\n## 4.2 Footpaths\n\nThe Clerk spoke about footpaths in the borough.\n",
        "minutes.md",
    )
    assert (find(paper, "The Street Works Manager").item, find(paper, "The Clerk spoke").item) == (
        "4.1",
        "4.2",
    )
    assert find(paper, "**AGREED**").role is Role.RESOLUTION


def test_rows_of_an_agenda_table_are_its_items(paper_of, find):
    paper = paper_of(
        "HARROW SAFER STREETS PANEL\n\nAGENDA\n\nTuesday 11 March 2025 at 10.00 am\n\n"
        "No. | Item | Page\n1. | Apologies for absence | \n2. | Street lighting in Mill Lane | 3 - 8\n"
        "3. | Pavements in Castle Street | 9 - 12\n"
    )
    assert paper.facts.kind.value is Kind.AGENDA
    assert {each.item: each.item_title for each in paper.passages if each.item}[
        "3"
    ] == "Pavements in Castle Street"


def test_lines_of_an_agenda_are_its_items(paper_of):
    paper = paper_of(
        "AGENDA\n\nHarrow Safer Streets Panel\n\nTuesday 11 March 2025 at 10.00 am\n\n"
        "1. Apologies for absence\n2. Street lighting in Mill Lane\n3. Pavements in Castle Street\n"
    )
    titles = {each.item: each.item_title for each in paper.passages if each.item}
    assert titles == {
        "1": "Apologies for absence",
        "2": "Street lighting in Mill Lane",
        "3": "Pavements in Castle Street",
    }


POINTS = minutes(
    f"24. Street lighting in Mill Lane\n\n{PROSE}\n\nArising from discussion the following points were made:\n\n"
    "(i) Members asked when the lamps would be mended. The Manager said by May.\n\n"
    "(ii) The Chair asked for a list of the streets concerned, to include:\n\n"
    "- those by a school;\n- those by the river, where the need for light was said by several members "
    "to be greatest of "
    "all, because the footpath there is narrow and the bank is steep and in winter is often covered with ice;\n\n"
    "(iii) The contract would end in June.\n\nRESOLVED:\n\n(a) That the report be noted;\n\n"
    "(b) That the Manager be asked to report again.\n\n25. Pavements\n\nThe Clerk spoke about "
    "pavements at some length.\n"
)


def test_points_of_the_discussion_keep_their_labels(paper_of, find):
    paper = paper_of(POINTS)
    assert find(paper, "(i) Members").point == "(i)"
    assert find(paper, "(iii) The contract").point == "(iii)"
    assert find(paper, "(iii) The contract").role is Role.DISCUSSION


def test_bullets_belong_to_the_point_above_them(paper_of, find):
    paper = paper_of(POINTS)
    river = find(paper, "- those by the river")
    assert river.point == "(ii), bullet 2"
    lead_in = find(paper, "(ii) The Chair asked").span
    assert lead_in in river.context


def test_the_sentence_that_introduces_points_is_their_context(paper_of, find):
    paper = paper_of(POINTS)
    assert find(paper, "Arising from discussion").span in find(paper, "(i) Members").context


def test_lettered_resolutions_are_resolutions_with_their_letters(paper_of, find):
    paper = paper_of(POINTS)
    for words, letter in (("(a) That the report", "(a)"), ("(b) That the Manager", "(b)")):
        found = find(paper, words)
        assert (found.role, found.point, found.item) == (Role.RESOLUTION, letter, "24")


def test_what_follows_a_decision_in_the_next_item_is_discussion_again(paper_of, find):
    found = find(paper_of(POINTS), "The Clerk spoke")
    assert (found.role, found.item) == (Role.DISCUSSION, "25")


def test_short_bullets_stay_with_their_lead_in(paper_of, find):
    paper = paper_of(
        minutes(
            f"24. Operation Quill\n\n{PROSE}\n\nThis resulted in:\n\n- 31 arrests\n- 12 charges\n- 4 "
            f"vehicles seized\n\n"
            "The Chair thanked all those who had taken part in the work.\n"
        )
    )
    found = find(paper, "This resulted in:")
    words = paper.text.content[found.span.start : found.span.end]
    assert "31 arrests" in words
    assert "4 vehicles seized" in words
    assert "The Chair" not in words


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
def test_a_decision_in_one_line_is_a_resolution(paper_of, find, decision):
    paper = paper_of(
        minutes(f"24. Street lighting\n\n{PROSE}\n\n{decision}\n\n25. Pavements\n\nThe Clerk spoke.\n")
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
def test_a_decision_word_alone_makes_what_follows_a_resolution(paper_of, find, heading):
    paper = paper_of(
        minutes(
            f"24. Street lighting\n\n{PROSE}\n\n{heading}\n\nThat the contractor mend every lamp by the end of May.\n\n"
            "25. Pavements\n\nThe Clerk spoke about pavements.\n"
        )
    )
    found = find(paper, "That the contractor")
    assert found.role is Role.RESOLUTION
    assert any(heading.rstrip(":- ") in paper.text.content[each.start : each.end] for each in found.context)
    assert find(paper, "The Clerk spoke").role is Role.DISCUSSION


def test_bullets_under_in_summary_it_was_agreed_are_resolutions(paper_of, find):
    paper = paper_of(
        "Notes from the meeting of the Harrow Safer Streets Board\n\n14 November 2023\n\nStreet lighting\n\n"
        f"\u00b7 {PROSE}\n\nIn summary, it was agreed that:\n\n\u00b7 The contractor be asked to mend "
        f"every lamp in the "
        "lane before the end of May, and to say each month how many are done and how many of them are still dark\n\n"
        "\u00b7 The Manager would report again in the spring, with the costs of the work and a list of streets to come "
        "next, and with the views of those residents who had written to the Board about the matter\n"
    )
    assert find(paper, "\u00b7 The contractor").role is Role.RESOLUTION
    assert find(paper, "\u00b7 The Manager").role is Role.RESOLUTION


def test_prose_about_an_agreement_is_no_resolution(paper_of, find):
    paper = paper_of(
        minutes(
            f"24. Street lighting\n\n{PROSE}\n\nThe Manager agreed to provide the list after the meeting.\n"
        )
    )
    assert find(paper, "The Manager agreed").role is Role.DISCUSSION


def test_prose_after_a_resolution_in_one_line_is_discussion(paper_of, find):
    paper = paper_of(
        minutes(
            f"24. Street lighting\n\n{PROSE}\n\nRESOLVED: That it be noted.\n\nCouncillor Okonjo then left the room.\n"
        )
    )
    assert find(paper, "Councillor Okonjo then").role is Role.DISCUSSION


REPORT = f"""HARROW SAFER STREETS PANEL

11 March 2025

Report of the Street Works Manager

Subject: Repairs of pavements in Castle Street

Recommendations

1. That the Panel agree to repair the pavement in Castle Street first.

2. That the Panel receive a further report.

Background

3. {PROSE}

4. This resulted in:

- 31 slabs mended
- 12 kerbs lowered

The panel is asked to:

(a) agree to repair the pavement in Castle Street first; and

(b) receive a further report.

Contact

Jo Marsh, Street Works Manager, tel. 01632 960123
"""


def test_recommendations_at_the_top_and_repeated_are_both_recommendations(paper_of, find):
    paper = paper_of(REPORT)
    assert paper.facts.kind.value is Kind.REPORT
    for words in ("1. That the Panel agree", "2. That the Panel receive", "(a) agree", "(b) receive"):
        assert find(paper, words).role is Role.RECOMMENDATION, words


def test_numbered_paragraphs_of_a_report_are_paragraphs_with_their_numbers(paper_of, find):
    paper = paper_of(REPORT)
    found = find(paper, "3. The Street")
    assert (found.role, found.point, found.item) == (Role.PARAGRAPH, "para 3", None)
    assert found.item_title == "Background"


def test_a_report_never_resolves(paper_of):
    assert not [each for each in paper_of(REPORT).passages if each.role is Role.RESOLUTION]


def test_who_to_ask_is_a_contact(paper_of, find):
    assert find(paper_of(REPORT), "Jo Marsh").role is Role.CONTACT


def test_declared_interests_are_interests(paper_of, find):
    paper = paper_of(
        minutes(
            "23. Declarations of interest\n\nCouncillor K. Okonjo declared a personal interest in "
            "item 24 as a resident.\n\n"
            f"24. Street lighting\n\n{PROSE}\n"
        )
    )
    found = find(paper, "Councillor K. Okonjo declared")
    assert (found.role, found.item) == (Role.INTEREST, "23")
    assert find(paper, "The Street Works").role is Role.DISCUSSION


CUT = minutes(
    f"24.\n\nStreet lighting\n\nMinutes:\n\n{PROSE}\n\n(i) Members asked when the lamps would be "
    f"mended and the Manager told "
    "them that the work would view the full minutes text for item 24.\n\n25.\n\nPavements\n\nMinutes:\n\n"
    "The Clerk spoke about pavements.\n"
)


def test_a_passage_that_the_page_cuts_off_is_marked_and_loses_the_link_text(paper_of, find):
    paper = paper_of(CUT)
    found = find(paper, "(i) Members")
    assert found.is_truncated
    assert paper.text.content[found.span.start : found.span.end].endswith("that the work would")
    assert [each.code for each in paper.notices] == ["truncated_item"]
    assert "item 24" in paper.notices[0].message
    assert not find(paper, "The Clerk spoke").is_truncated


def test_an_ellipsis_with_read_more_is_a_cut_too(paper_of, find):
    paper = paper_of(
        minutes(f"24. Street lighting\n\n{PROSE}\n\nMembers asked when the lamps would be \u2026 read more\n")
    )
    assert find(paper, "Members asked").is_truncated


SECRET = minutes(
    f"31. Street lighting\n\n{PROSE}\n\n32. Exclusion of the public\n\nRESOLVED: That the public be excluded from the "
    "meeting for the following item, as it holds exempt information under paragraph 3 of Schedule 12A.\n\n"
    "33. Sale of the depot\n\nThis was valued at a sum that members discussed at length before they agreed.\n\n"
    "RESOLVED: That the offer be accepted.\n\nThe public returned to the meeting at noon.\n\n"
    "34. Date of the next meeting\n\nThis will be on 10 June in the usual room.\n"
)


def test_a_resolution_to_exclude_the_public_is_itself_public(paper_of, find):
    found = find(paper_of(SECRET), "RESOLVED: That the public be excluded")
    assert (found.role, found.access) == (Role.RESOLUTION, Access.PUBLIC)


def test_what_follows_the_exclusion_is_exempt_until_the_public_returns(paper_of, find):
    paper = paper_of(SECRET)
    assert find(paper, "This was valued").access is Access.EXEMPT
    assert find(paper, "RESOLVED: That the offer").access is Access.EXEMPT
    assert find(paper, "Sale of the depot").access is Access.EXEMPT
    assert find(paper, "This will be on").access is Access.PUBLIC


def test_an_item_marked_exempt_is_exempt_and_the_next_is_not(paper_of, find):
    paper = paper_of(
        minutes(
            f"31. Sale of the depot (NOT FOR PUBLICATION)\n\nThe offer was discussed at length by the members.\n\n"
            f"32. Street lighting\n\n{PROSE}\n"
        )
    )
    assert find(paper, "The offer was").access is Access.EXEMPT
    assert find(paper, "The Street Works").access is Access.PUBLIC


def test_access_given_by_the_officer_is_never_widened(paper_of):
    paper = paper_of(POINTS, access=Access.RESTRICTED)
    assert {each.access for each in paper.passages} == {Access.RESTRICTED}
    assert {each.access for each in paper.windows} == {Access.RESTRICTED}


def test_a_paper_marked_not_for_publication_is_exempt_throughout(paper_of):
    paper = paper_of("NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A\n\n" + REPORT)
    assert paper.facts.access is Access.EXEMPT
    assert {each.access for each in paper.passages} == {Access.EXEMPT}


@pytest.mark.parametrize("title", ["Sale of the depot (exempt)", "Sale of the depot - Confidential"])
def test_a_heading_inside_an_exempt_item_does_not_open_it(paper_of, find, title):
    paper = paper_of(
        f"# Harrow Board\n\nMinutes of the meeting held on 6 March 2024\n\n## 4. {title}\n\n### Legal advice\n\n"
        f"The offer was discussed at length by the members.\n\n## 5. Street lighting\n\n{PROSE}\n",
        "minutes.md",
    )
    assert find(paper, "The offer was").access is Access.EXEMPT
    assert find(paper, "The Street Works").access is Access.PUBLIC


def test_an_exempt_appendix_of_a_report_is_exempt_to_its_end(paper_of, find):
    paper = paper_of(
        REPORT
        + "\n\nAppendix B - NOT FOR PUBLICATION\n\nValuation\n\nThe depot was valued at a sum that the agent gave "
        "in writing.\n\nOffers\n\nTwo offers were made and one of them was withdrawn.\n\n"
        "Appendix C\n\nThe map of the lamps is on the next page and shows all wards.\n"
    )
    assert find(paper, "The depot was").access is Access.EXEMPT
    assert find(paper, "Two offers").access is Access.EXEMPT
    assert find(paper, "The map of").access is Access.PUBLIC


def test_a_routine_section_on_exempt_information_hides_no_other_section(paper_of, find):
    paper = paper_of(
        REPORT + "\n\nExempt information\n\nNone.\n\nBackground papers\n\nThe survey of the lamps of 2024.\n"
    )
    assert find(paper, "The survey of").access is Access.PUBLIC


def test_public_words_after_the_return_of_the_public_do_not_carry_the_exempt_title(paper_of, find):
    paper = paper_of(
        SECRET.replace("34. Date", "This was then discussed in public at some length.\n\n34. Date")
    )
    found = find(paper, "This was then")
    assert found.access is Access.PUBLIC
    assert found.item_title is None
    assert_no_context_of_narrower_access(paper.passages)


def assert_no_context_of_narrower_access(found):
    for passage in found:
        for context in passage.context:
            for other in found:
                if other.span.overlaps(context):
                    assert other.access.rank <= passage.access.rank


def test_context_never_reaches_from_an_exempt_into_a_public_passage(paper_of):
    assert_no_context_of_narrower_access(paper_of(SECRET).passages)


def test_context_stays_apart_when_the_public_returns_inside_an_item(paper_of):
    paper = paper_of(
        minutes(
            f"31. Street lighting\n\n{PROSE}\n\nRESOLVED: That the public be excluded from the meeting.\n\n"
            "The secret depot was valued as follows:\n\nThe price is nine pounds.\n\nThe public "
            "returned to the meeting.\n\n"
            "(i) This was then discussed.\n\n(ii) They were noted.\n"
        )
    )
    assert_no_context_of_narrower_access(paper.passages)


BLOCK = st.sampled_from(
    [
        "24. Street lighting",
        "25.",
        "Pavements",
        "Minutes:",
        "RESOLVED:",
        "(a) That it be noted;",
        "(b) That it be done.",
        "- a bullet",
        "\u2022 another bullet that goes on",
        "(i) A point was made.",
        "This was said:",
        PROSE,
        "RESOLVED: That the public be excluded from the meeting.",
        "NOT FOR PUBLICATION",
        "The public returned to the meeting.",
        "It was noted.",
        "a | b | c",
        "Recommendations",
        "Contact:",
        "Tel: 01632 960123",
        "view the full minutes text for item 3.",
        "1.1 A numbered paragraph of a report.",
        "Declarations of interest",
        "7/24 SALE OF THE DEPOT",
        "...",
        "12",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=14), st.sampled_from(list(Kind)), st.sampled_from(["\n", "\n\n"]))
def test_whatever_the_blocks_passages_are_in_order_apart_and_keep_access_apart(pieces, kind, gap):
    text = Text(gap.join(pieces), "text")
    found, _ = passages(text, kind, Access.PUBLIC)
    assert [each.ordinal for each in found] == list(range(len(found)))
    for one, other in zip(found, found[1:], strict=False):
        assert one.span.end <= other.span.start
    for each in found:
        assert text.content[each.span.start : each.span.end].strip()
        assert not any(context.overlaps(each.span) for context in each.context)
    assert_no_context_of_narrower_access(found)
