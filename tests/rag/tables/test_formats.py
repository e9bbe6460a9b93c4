"""Tables are compared as the readers of Word files, web pages and PDFs give them."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.assembly import assemble
from rag.settings import Settings

OPENING = ("Libraries of Penmarsh", "Report to the Penmarsh Culture Committee, 9 October 2024")
BEFORE = "The loans of each branch library are set out in the table below."
AFTER = "The mobile library will be looked at in the spring."
ROWS = (
    ("Branch", "Loans", "Opening hours a week"),
    ("Quay Street", "18,400", "31"),
    ("Hollow Lane", "7,950", "18"),
    ("Upper Penmarsh", "22,610", "40"),
    ("Total", "48,960", "89"),
)


def as_docx() -> bytes:
    document = docx.Document()
    for words in (*OPENING, BEFORE):
        document.add_paragraph(words)
    table = document.add_table(rows=0, cols=3)
    for row in ROWS:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    document.add_paragraph(AFTER)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def as_html() -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    before = "".join(f"<p>{words}</p>" for words in (*OPENING, BEFORE))
    page = f"<html><body><main>{before}<table>{rows}</table><p>{AFTER}</p></main></body></html>"
    return page.encode()


def as_pdf() -> bytes:
    written, style = io.BytesIO(), getSampleStyleSheet()["Normal"]
    table = Table([list(row) for row in ROWS], style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    parts = [Paragraph(words, style) for words in (*OPENING, BEFORE)]
    SimpleDocTemplate(written, invariant=True).build([*parts, table, Paragraph(AFTER, style)])
    return written.getvalue()


@pytest.mark.parametrize(("name", "make"), [("a.docx", as_docx), ("a.html", as_html), ("a.pdf", as_pdf)])
def test_rows_are_compared_and_cells_looked_up_in_any_format(tmp_path, name: str, make: Callable[[], bytes]):
    (tmp_path / name).write_bytes(make())
    with Library.create_or_open(tmp_path / "library") as library:
        intake = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder(), is_indexing=False)
        assert [each.status for each in intake.ingest([tmp_path / name])] == ["new"]
    with assemble(Settings(library=tmp_path / "library")) as opened:
        most = opened.ask("Which branch had the most loans?", scope=Scope.owner())
        cell = opened.ask("How many loans did Hollow Lane make?", scope=Scope.owner())
    assert [each.text for each in most.sentences] == ["Branch: Upper Penmarsh; Loans: 22,610"]
    assert [each.text for each in cell.sentences] == ["Branch: Hollow Lane; Loans: 7,950"]
