"""Items by a number of the paper's own kind hold their title, debate and resolution; other numbers begin none."""

from __future__ import annotations

import pytest

from ingest.papers import Access, Role, Text
from ingest.structure.paper import structure

HEAD = """Pellmouth Harbour Council

Minutes of the meeting held on 3 March 2025

Present: Councillors A Able, B Baker

"""
BODY = (
    ("Lido", "The Clerk recommended closing the lido at once.", "That the lido be kept open."),
    ("Skate park", "Members looked at the costs of timber.", "That tenders be invited."),
    ("Market stalls", "It was said that the stalls were too dear.", "That the rents be cut."),
)


def _paper(line: str) -> str:
    return HEAD + "".join(
        f"{_line(line, n, title)}\n\n{said}\n\nRESOLVED\n\n{decided}\n\n"
        for n, (title, said, decided) in enumerate(BODY)
    )


def _line(line: str, n: int, title: str) -> str:
    return line.format(n=11 + n, two=f"{n + 1:02}", letter="ABC"[n], title=title, capitals=title.upper())


def _items(content: str) -> dict[str, list[Role]]:
    paper = structure(Text(content, "text"), "minutes.txt", "0" * 64, Access.PUBLIC)
    found: dict[str, list[Role]] = {}
    for passage in paper.passages:
        if passage.item is not None:
            found.setdefault(passage.item, []).append(passage.role)
    return found


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("P.{two}/25 {capitals}", ["P.01/25", "P.02/25", "P.03/25"]),
        ("C0{n}/25 {title}", ["C011/25", "C012/25", "C013/25"]),
        ("B.23{n} {title}", ["B.2311", "B.2312", "B.2313"]),
        ("ITEM C {n}/03/25: {title}", ["C 11/03/25", "C 12/03/25", "C 13/03/25"]),
        ("5{letter}. {title}", ["5A", "5B", "5C"]),
        ("**{n}. {capitals}**", ["11", "12", "13"]),
        ("**25/0{n} {title}.**", ["25/011", "25/012", "25/013"]),
        ("Minute {n}/25 {title}", ["11/25", "12/25", "13/25"]),
        ("25/0{n} {capitals}", ["25/011", "25/012", "25/013"]),
    ],
)
def test_an_item_is_read_by_its_number(line: str, numbers: list[str]) -> None:
    found = _items(_paper(line))
    assert list(found) == numbers
    assert all(Role.RESOLUTION in roles and Role.DISCUSSION in roles for roles in found.values())


def test_titles_that_run_on_into_their_text_begin_items_too() -> None:
    content = HEAD + "".join(
        f"25/0{60 + n} {title}. {said} RESOLVED: {decided}\n\n"
        for n, (title, said, decided) in enumerate(BODY)
    )
    paper = structure(Text(content, "text"), "minutes.txt", "0" * 64, Access.PUBLIC)
    titles = {passage.item: passage.item_title for passage in paper.passages if passage.item}
    assert titles == {"25/060": "Lido", "25/061": "Skate park", "25/062": "Market stalls"}


@pytest.mark.parametrize("tail", ["(unanimously)", "(5 for, 3 against)", "(5 for, 3 against, 1 abstention)"])
def test_what_stands_below_resolved_with_its_votes_is_the_resolution(tail: str) -> None:
    found = _items(_paper("{n}. {title}").replace("RESOLVED\n", f"RESOLVED {tail}\n"))
    assert list(found) == ["11", "12", "13"]
    assert all(Role.RESOLUTION in roles for roles in found.values())


@pytest.mark.parametrize(
    "lines",
    [
        "24/14 | Fraud plan | G Foyle | Red\n24/15 | Crane | O Price | Green\n24/16 | Oil | O Price | Green",
        "NP/24/0611/FUL Barn at Low Mill\n\nNP/24/0612/FUL Porch at High Mill\n\nNP/24/0613/FUL Shed at Mid Mill",
        "11.50 to the printer\n12.50 to the joiner\n13.50 to the mason",
    ],
)
def test_rows_references_and_sums_begin_none(lines: str) -> None:
    found = _items(
        f"{HEAD}1. Matters in hand\n\nThe Clerk gave the list.\n\n{lines}\n\n2. Close\n\nThe meeting closed.\n"
    )
    assert list(found) == ["1", "2"]
