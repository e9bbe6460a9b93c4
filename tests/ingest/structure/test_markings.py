"""Markings make a paper narrower and never wider, and name the paragraph of the law."""

import pytest

from ingest.papers import Access, Text
from ingest.structure.metadata import facts

BODY = (
    "\n\nHarrow Safer Streets Panel\n\n11 March 2025\n\nReport of the Clerk\n\nSale of the depot\n\n"
    "1. The depot is for sale.\n\nRecommendation\n\n2. That it be sold.\n"
)


@pytest.mark.parametrize(
    ("marking", "paragraphs"),
    [
        (
            "EXEMPT by virtue of paragraph 3 of Part 1 of Schedule 12A of the Local Government Act 1972",
            "paragraph 3",
        ),
        ("NOT FOR PUBLICATION\n\nBy virtue of paragraph 3 of Part 1 of Schedule 12A", "paragraph 3"),
        ("Not for publication by virtue of paragraphs 1 and 2 of Schedule 12A", "paragraphs 1 and 2"),
        ("Not for publication: paragraphs 1, 2 and 3 of Part 1 of Schedule 12A", "paragraphs 1, 2 and 3"),
        ("Exempt item\n\nSchedule 12A, Local Government Act 1972, Paragraph 7A", "paragraph 7A"),
        ("Exempt report: paragraph(s) 3 of Part 1 of\nSchedule 12A", "paragraph 3"),
    ],
)
def test_the_paragraph_of_an_exempt_marking_is_kept(paper_of, marking, paragraphs):
    found = paper_of(marking + BODY).facts
    assert found.access is Access.EXEMPT
    assert found.exempt_under.value == paragraphs
    assert "12A" in found.exempt_under.basis


@pytest.mark.parametrize(
    "words",
    [
        "Not for publication",
        "Confidential",
        "Appendix 2 is exempt by virtue of paragraph 3 of Schedule 12A",
        "There are no items which fall under paragraph 3 of Schedule 12A",
    ],
)
def test_without_a_marking_that_cites_one_there_is_no_paragraph(paper_of, words):
    assert paper_of(words + BODY).facts.exempt_under is None


def test_a_marking_in_a_running_header_counts():
    text = Text("Sale of the depot" + BODY, "pdf", running_lines=("NOT FOR PUBLICATION", "Page 1"))
    assert facts(text, "report.pdf", Access.PUBLIC).access is Access.EXEMPT


@pytest.mark.parametrize(
    "words", ["PUBLIC", "Public document", "OFFICIAL", "Public minutes", "For publication"]
)
@pytest.mark.parametrize("access", [Access.RESTRICTED, Access.EXEMPT])
def test_no_words_of_a_paper_make_it_wider(paper_of, words, access):
    assert paper_of(words + BODY, access=access).facts.access is access


def test_official_sensitive_is_not_for_the_public(paper_of):
    assert paper_of("OFFICIAL-SENSITIVE" + BODY).facts.access is Access.RESTRICTED
    assert paper_of("OFFICIAL: SENSITIVE" + BODY, access=Access.EXEMPT).facts.access is Access.EXEMPT
    assert paper_of("OFFICIAL" + BODY).facts.access is Access.PUBLIC


@pytest.mark.parametrize(
    "heading",
    [
        "# Mill Lane School\n\n## Governing Board \u2013 Part II (Confidential) Minutes \u2013 11 March 2025",
        "Harrow Parish Council\n\nConfidential Minutes of the meeting held on 11 March 2025",
        "Harrow School District\nBoard of Education\nClosed Session Minutes\nMarch 11, 2025",
        "Harrow District Council\n\nPublic Excluded Minutes of the Audit Committee held on 11 March 2025",
        "Harrow Panel\n\n_Exempt_\n\n11 March 2025",
    ],
)
def test_the_heading_of_confidential_minutes_is_a_marking(paper_of, heading):
    paper = paper_of(f"{heading}\n\n1. Lamps\n\nThe pay of the lamplighter was raised.\n", "paper.md")
    assert paper.facts.access is Access.EXEMPT
    assert {each.access for each in paper.passages} == {Access.EXEMPT}


@pytest.mark.parametrize(
    "heading",
    [
        "Minutes of the Private Hire Licensing Committee held on 11 March 2025",
        "Harrow Panel\n\nAgenda\n\n11 March 2025\n\nPart II (Confidential) minutes of 4 February",
        "Harrow Panel\n\nMinutes of the meeting held on 11 March 2025\n\nApologies\n\nConfidentiality of minutes",
    ],
)
def test_other_headings_mark_nothing(paper_of, heading):
    assert paper_of(f"{heading}\n\n1. Lamps\n\nThe lamps were mended.\n").facts.access is Access.PUBLIC


def test_a_marking_below_the_first_numbered_heading_still_counts(paper_of):
    content = "# Harrow Panel\n\n## 1. Purpose\n\nNot for publication\n\nThe depot is for sale.\n"
    assert paper_of(content, "paper.md").facts.access is Access.EXEMPT
