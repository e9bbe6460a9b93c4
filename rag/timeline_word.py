"""A timeline as a Word file: a table whose heading row stands on every page, in the styles of briefings."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Cm

from rag.briefings.word_properties import describe
from rag.briefings.word_styles import Style, prepare
from rag.plain import visible
from rag.timeline import Timeline, TimelineRow
from rag.timeline_files import COLUMNS, KNOW, NEAREST, UNDATED, cells_of

_AUTHOR = "Minutebook"
_WIDTHS_CM = (3.0, 4.4, 3.2, 8.8, 5.6)
_SHEET_CM = (29.7, 21.0)


def timeline_docx(timeline: Timeline) -> bytes:
    """The timeline as the bytes of a Word file, the undated rows in a table of their own."""
    document = Document()
    prepare(document)
    describe(document, visible(timeline.title), _AUTHOR)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Cm(side) for side in _SHEET_CM)
    section.header.paragraphs[0].text = visible(timeline.title)
    if timeline.circulation:
        section.header.add_paragraph(timeline.circulation, style=Style.HEADER)
    document.add_paragraph(visible(timeline.title), style=Style.TITLE)
    for words in (timeline.circulation, timeline.reason):
        if words:
            document.add_paragraph(visible(words), style=Style.NOTE)
    _add_table(document, timeline.rows)
    if timeline.undated:
        document.add_heading(UNDATED, level=1)
        _add_table(document, timeline.undated)
    near = [f"{each.label}: \u201c{each.quote}\u201d" for each in timeline.nearest]
    for heading, entries in ((NEAREST, near), (KNOW, timeline.warnings)):
        if entries:
            document.add_heading(heading, level=1)
        for entry in entries:
            document.add_paragraph(visible(entry), style=Style.POINT)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _add_table(document: WordDocument, rows: Sequence[TimelineRow]) -> None:
    if not rows:
        return
    table = document.add_table(rows=1 + len(rows), cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS_CM, strict=True):
        column.width = Cm(width)
    for n, words in enumerate((COLUMNS, *map(cells_of, rows))):
        row = table.rows[n]
        mark = "w:tblHeader" if n == 0 else "w:cantSplit"
        row._tr.get_or_add_trPr().append(OxmlElement(mark))
        for cell, text, width in zip(row.cells, words, _WIDTHS_CM, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles[Style.CELL]
            paragraph.add_run(text).bold = n == 0 or None
