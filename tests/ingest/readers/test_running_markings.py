"""A marking that a PDF prints on every page is left out of its text and counts all the same."""

import pytest

from ingest.papers import Access, Status
from ingest.readers.read import read
from ingest.structure.paper import structure


def paper(make_pdf, marking: str):
    pages = [
        [
            marking,
            f"{word} of the Harrow Safer Streets Panel",
            f"The manager told of {n} lamps.",
            f"{n} were mended.",
        ]
        for n, word in enumerate(("Minutes", "Business", "Questions", "Decisions"), 14)
    ]
    text = read(make_pdf(pages), "minutes.pdf")
    assert marking not in text.content
    return structure(text, "minutes.pdf", "0" * 64, Access.PUBLIC)


def test_a_restriction_on_every_page_makes_the_paper_exempt(make_pdf):
    assert paper(make_pdf, "NOT FOR PUBLICATION").facts.access is Access.EXEMPT
    assert paper(make_pdf, "Harrow Borough Council").facts.access is Access.PUBLIC


@pytest.mark.parametrize("marking", ["DRAFT", "Draft minutes"])
def test_a_draft_on_every_page_is_a_draft(make_pdf, marking):
    assert paper(make_pdf, marking).facts.status.value is Status.DRAFT
