"""Items with their numbers and titles, and the points and bullets of what was said under them."""

import pytest

from ingest.papers import Kind, Role


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
def test_an_item_carries_its_number_and_title_as_printed(
    paper_of, find, heading, number, title, prose, minutes_of
):
    paper = paper_of(minutes_of(f"{heading}\n\n{prose}\n\nRESOLVED: That the report be noted."))
    discussed, resolved = find(paper, "The Street Works Manager"), find(paper, "RESOLVED")
    assert (discussed.item, discussed.item_title) == (number, title)
    assert (resolved.item, resolved.role) == (number, Role.RESOLUTION)
    assert discussed.role is Role.DISCUSSION


def test_a_markdown_heading_with_a_number_is_an_item(paper_of, find, prose):
    paper = paper_of(
        f"# Harrow Board\n\nMinutes of the meeting held on 6 March 2024\n\n## 4.1 Street lighting\n\n{prose}\n\n"
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


def test_points_of_the_discussion_keep_their_labels(paper_of, find, points):
    paper = paper_of(points)
    assert find(paper, "(i) Members").point == "(i)"
    assert find(paper, "(iii) The contract").point == "(iii)"
    assert find(paper, "(iii) The contract").role is Role.DISCUSSION


def test_bullets_belong_to_the_point_above_them(paper_of, find, points):
    paper = paper_of(points)
    river = find(paper, "- those by the river")
    assert river.point == "(ii), bullet 2"
    lead_in = find(paper, "(ii) The Chair asked").span
    assert lead_in in river.context


def test_the_sentence_that_introduces_points_is_their_context(paper_of, find, points):
    paper = paper_of(points)
    assert find(paper, "Arising from discussion").span in find(paper, "(i) Members").context


def test_lettered_resolutions_are_resolutions_with_their_letters(paper_of, find, points):
    paper = paper_of(points)
    for words, letter in (("(a) That the report", "(a)"), ("(b) That the Manager", "(b)")):
        found = find(paper, words)
        assert (found.role, found.point, found.item) == (Role.RESOLUTION, letter, "24")


def test_what_follows_a_decision_in_the_next_item_is_discussion_again(paper_of, find, points):
    found = find(paper_of(points), "The Clerk spoke")
    assert (found.role, found.item) == (Role.DISCUSSION, "25")


def test_short_bullets_stay_with_their_lead_in(paper_of, find, prose, minutes_of):
    paper = paper_of(
        minutes_of(
            f"24. Operation Quill\n\n{prose}\n\nThis resulted in:\n\n- 31 arrests\n- 12 charges\n- 4 "
            f"vehicles seized\n\n"
            "The Chair thanked all those who had taken part in the work.\n"
        )
    )
    found = find(paper, "This resulted in:")
    words = paper.text.content[found.span.start : found.span.end]
    assert "31 arrests" in words
    assert "4 vehicles seized" in words
    assert "The Chair" not in words


def test_items_whose_titles_run_on_into_their_text_follow_one_another(paper_of, find, prose, minutes_of):
    paper = paper_of(
        minutes_of(
            f"1. Minutes of the last meeting. They were approved.\n\n2. Warden's report: {prose}\n\n"
            "3. Lamps The Clerk said that the lamps were old. Every post had been looked at by the engineer.\n\n"
            "4. Reports:\n\n(a) Chair No news.\n\n"
            "(b) Treasurer The account holds £90.\n\n5. Any other business The bench was painted by members.\n"
        )
    )
    places = {
        words: (find(paper, words).item, find(paper, words).point)
        for words in ("Warden's report: The", "Every post", "Treasurer The account", "The bench was")
    }
    assert list(places.values()) == [("2", None), ("3", None), ("4", "(b)"), ("5", None)]


@pytest.mark.parametrize(
    ("titles", "numbers"),
    [
        (
            ["LS.24/7 Minutes", "LS.24/8 Street lighting", "LS.24/9 Date of next meeting"],
            ["LS.24/7", "LS.24/8"],
        ),
        (["HP/25/01 MINUTES", "HP/25/02 LIGHTING", "HP/25/03 NEXT MEETING"], ["HP/25/01", "HP/25/02"]),
        (["5. MINUTES", "9.1 STREET LIGHTING", "9.2 FOOTPATHS"], ["5", "9.1", "9.2"]),
        (["6.0 OLD BUSINESS", "6.1 Street lighting", "6.2 Footpaths"], ["6.1", "6.2"]),
        (["2. Unfinished business", "2.1 Street lighting", "2.2 Footpaths"], ["2.1", "2.2"]),
    ],
)
def test_numbers_of_a_kind_of_their_own_are_those_of_items(paper_of, prose, minutes_of, titles, numbers):
    paper = paper_of(minutes_of("".join(f"{title}\n{prose}\n\n" for title in titles)))
    found = dict.fromkeys(each.item for each in paper.passages if each.role is Role.DISCUSSION and each.item)
    assert set(numbers) <= set(found)
    lighting = next(each for each in paper.passages if each.item == numbers[1])
    assert lighting.item_title and not lighting.item_title.startswith(numbers[1])


def test_headings_with_letters_in_order_are_items(paper_of, find, prose):
    paper = paper_of(
        f"# Harrow Board\n\nMinutes of the meeting held on 6 March 2024\n\n## A. Minutes\n\nThey were agreed.\n\n"
        f"## B. Street lighting\n\n{prose}\n\n## C. Footpaths\n\nThe Clerk spoke about footpaths in the borough.\n",
        "minutes.md",
    )
    assert find(paper, "The Street Works Manager").item == "B"
    assert find(paper, "The Clerk spoke").item == "C"


@pytest.mark.parametrize(
    "lines",
    [
        "PL/24/0123 Land at Mill Lane: no objection\nPL/24/0127 4 Castle Street: objection\nPL/24/0128 The Elms: none",
        "2.1 The lamps had been mended in May\n2.2 The kerbs had been lowered in June",
        "PL/24/0123 Land at Mill Lane: no objection\nPL/24/0124 The Elms: none\nPL/24/0125 The Oaks: none",
    ],
)
def test_references_and_paragraphs_inside_an_item_are_none(paper_of, find, prose, minutes_of, lines):
    paper = paper_of(minutes_of(f"2. Planning\n\n{lines}\n\n3. Street lighting\n\n{prose}\n"))
    assert {each.item for each in paper.passages if each.item} == {"2", "3"}
    assert find(paper, "The Street Works Manager").item == "3"


def test_the_reasons_of_a_decision_are_no_items(paper_of, find, prose):
    paper = paper_of(
        "# Harrow Safer Streets Panel\n\n## NOTICE OF DECISION\n\n11 March 2025\n\n### Decision\n\n"
        f"The Panel has decided to mend the lamps.\n\n### Reasons\n\n1. {prose}\n\n2. Nobody had objected to it.\n",
        "notice.md",
    )
    assert paper.facts.kind.value is Kind.DECISION
    reason = find(paper, "Nobody had objected")
    assert (reason.item, reason.role) == (None, Role.DISCUSSION)
