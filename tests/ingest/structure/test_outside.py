"""What is told of a paper as a whole is read outside of its exempt parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import pytest

from ingest.papers import Access, Kind, Paper, Span, Text
from ingest.structure.outside import exempt_spans, outside_of

PaperOf = Callable[..., Paper]

HEAD = "HARROW SAFER STREETS PANEL\n\n1. Apologies\n\nNone were made.\n\n"
MARKS = (
    "NOT FOR PUBLICATION by virtue of paragraph 5 of Schedule 12A",
    "EXEMPT APPENDIX",
    "PART II (EXEMPT)",
)
HIDDEN = (
    "Report of the Director of Closures\n\nReport author: Xenia Quillfeather\n\nDate: 17 October 2030\n\n"
    "Minutes of the Closures inquiry held on Tuesday 15 October 2030\n\nDRAFT\n\n"
    "2. The depot was closed for Quillfeather, and the purpose of the report is to say so.\n"
)
SECRETS = ("quillfeather", "closures", "2030", "october")


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("access", [Access.PUBLIC, Access.RESTRICTED])
def test_no_fact_and_no_notice_tells_what_an_exempt_part_says(
    paper_of: PaperOf, mark: str, access: Access
) -> None:
    paper = paper_of(f"{HEAD}{mark}\n\n{HIDDEN}", access=access)
    assert paper.facts.access is access
    told = " ".join(str(getattr(paper.facts, each.name)) for each in fields(paper.facts)).lower()
    told += " ".join(each.message for each in paper.notices).lower()
    assert [secret for secret in SECRETS if secret in told] == []
    assert (paper.facts.kind.value, paper.facts.author) == (Kind.OTHER, None)
    assert paper.facts.body is not None and paper.facts.body.value == "Harrow Safer Streets Panel"
    wider = [each for each in paper.passages if each.access is not Access.EXEMPT]
    shown = " ".join(paper.text.content[each.span.start : each.span.end] for each in wider).lower()
    assert [secret for secret in SECRETS if secret in shown] == []
    assert "None were made" in paper.text.content[wider[-1].span.start : wider[-1].span.end]


def test_a_paper_that_is_exempt_as_a_whole_keeps_its_facts(paper_of: PaperOf) -> None:
    paper = paper_of(f"{HEAD}{MARKS[1]}\n\n{HIDDEN}", access=Access.EXEMPT)
    assert paper.facts.author is not None
    assert paper.facts.kind.value is Kind.REPORT


def test_the_author_of_the_public_part_is_read_though_an_exempt_part_follows(paper_of: PaperOf) -> None:
    public = (
        "HARROW SAFER STREETS PANEL\n\nReport of the Clerk\n\nLamps in Mill Lane\n\n1. The purpose of this "
        "report is to count the lamps.\n\nContact officer: Ada Lindqvist, telephone 01632 960111\n\n"
    )
    paper = paper_of(f"{public}{MARKS[1]}\n\n{HIDDEN}")
    assert paper.facts.kind.value is Kind.REPORT
    assert paper.facts.author is not None and paper.facts.author.value == "Clerk"
    assert "Lamps in Mill Lane" in paper.facts.title.value


def test_the_text_outside_is_as_long_and_has_the_lines_that_it_had(paper_of: PaperOf) -> None:
    paper = paper_of(f"{HEAD}{MARKS[0]}\n\n{HIDDEN}")
    spans = exempt_spans(paper.passages, Access.PUBLIC)
    outside = outside_of(spans, paper.text).content
    assert len(outside) == len(paper.text.content)
    assert outside.count("\n") == paper.text.content.count("\n")
    assert outside.startswith(HEAD.rstrip()) and not outside[len(HEAD) :].strip()
    assert exempt_spans(paper.passages, Access.EXEMPT) == []
    assert outside_of([Span(1, 4), Span(2, 6)], Text("ab\ncdefg", "text")).content == "a \n   fg"
