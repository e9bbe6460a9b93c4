"""A briefing as a Word file that officers can work on: headings, lists, footnotes, a table of the papers.

What Minutebook itself says stands in styles of its own, apart from what papers say; nothing in the file
leads out of it.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from rag.answer import Citation, Sentence
from rag.briefings.briefing import Briefing, Section
from rag.briefings.draft_mark import SOURCES, Standing, lists_after
from rag.briefings.provenance import OFFICER
from rag.briefings.sources import same_titles, source_papers
from rag.briefings.word_notes import Footnotes
from rag.briefings.word_properties import (
    APPROVED,
    APPROVED_BY,
    AUTHOR,
    BRIEFING,
    DRAFT,
    STANDING,
    STATEMENT,
    describe,
    set_custom_properties,
)
from rag.briefings.word_styles import Style, prepare
from rag.plain import visible

_DEEPEST_HEADING = 9
_WIDTHS_CM = (8.4, 6.0, 2.0)
_TEXT_WIDTH_CM = 16.4


def briefing_as_docx(briefing: Briefing, standing: Standing) -> bytes:
    """The file."""
    document = Document()
    prepare(document)
    _WordFile(document, briefing, standing).write()
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


class _WordFile:
    """One document in the making."""

    def __init__(self, document: WordDocument, briefing: Briefing, standing: Standing) -> None:
        self._document = document
        self._briefing = briefing
        self._standing = standing
        self._citations = {each.n: each for each in briefing.citations}
        self._told_by_file = same_titles(source_papers(briefing.citations))
        self._notes = Footnotes(document)

    def write(self) -> None:
        self._describe()
        self._running_lines()
        style = Style.DRAFT if self._standing.is_draft else Style.APPROVAL
        self._paragraph(self._briefing.title, Style.TITLE)
        self._paragraph(self._standing.statement, style)
        if self._standing.circulation:
            self._paragraph(self._standing.circulation, Style.NOTE)
        for section in self._briefing.sections:
            self._section(section, 1)
        if self._briefing.citations:
            self._document.add_heading(SOURCES, 1)
            self._papers(self._briefing.citations)
        for section in lists_after(self._briefing):
            self._document.add_heading(visible(section.heading), 1)
            for entry in section.notes:
                self._paragraph(entry, Style.NOTE_ENTRY)

    def _paragraph(self, text: str, style: Style) -> Paragraph:
        return self._document.add_paragraph(visible(text), style=style)

    def _section(self, section: Section, level: int) -> None:
        self._document.add_heading(visible(section.heading), min(level, _DEEPEST_HEADING))
        for sentence in section.sentences:
            self._point(sentence)
        is_officers = section.key == OFFICER
        for note in section.notes:
            self._paragraph(
                note if is_officers else f"Note: {note}", Style.OFFICER if is_officers else Style.NOTE
            )
        for each in section.sections:
            self._section(each, level + 1)

    def _point(self, sentence: Sentence) -> None:
        """A point with a footnote for each citation: notes number themselves, so a further mark repeats its source."""
        text = visible(sentence.text)
        point = self._document.add_paragraph(text, style=Style.POINT)
        for note in dict.fromkeys(self._source(self._citations[n], text) for n in sentence.citations):
            self._notes.add(point, note)

    def _source(self, citation: Citation, text: str) -> str:
        """The note of a mark: the place, and its words unless the point itself gives them.

        The file is told in the table of papers, and here only where two papers have one title.
        """
        place = visible(citation.label)
        if citation.document in self._told_by_file:
            place += f" ({visible(citation.document)})"
        quote = visible(citation.quote)
        return f"{place.rstrip('.')}." if quote in text else f"{place}: \u201c{quote}\u201d"

    def _papers(self, citations: Sequence[Citation]) -> None:
        papers = source_papers(citations)
        table = self._document.add_table(rows=1, cols=len(_WIDTHS_CM), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, _WIDTHS_CM, strict=True):
            column.width = Cm(width)
        _repeat_on_every_page(table.rows[0]._tr)
        rows = [("Paper", "File", "Access"), *((each.name, each.document, each.access) for each in papers)]
        for _ in papers:
            _keep_whole(table.add_row()._tr)
        for n, (row, words) in enumerate(zip(table.rows, rows, strict=True)):
            for cell, text, width in zip(row.cells, words, _WIDTHS_CM, strict=True):
                cell.width = Cm(width)
                paragraph = cell.paragraphs[0]
                paragraph.style = self._document.styles[Style.CELL]
                paragraph.add_run(visible(text)).bold = n == 0 or None

    def _running_lines(self) -> None:
        section = self._document.sections[0]
        header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
        header.text = visible(self._briefing.title)
        style = Style.DRAFT if self._standing.is_draft else Style.APPROVAL
        section.header.add_paragraph(self._standing.mark, style=style)
        if self._standing.circulation:
            section.header.add_paragraph(self._standing.circulation, style=Style.HEADER)
        footer.paragraph_format.tab_stops.add_tab_stop(Cm(_TEXT_WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT)
        footer.add_run("Made by Minutebook from the papers named at the end\tPage ")
        _add_field(footer, "PAGE")
        footer.add_run(" of ")
        _add_field(footer, "NUMPAGES")

    def _describe(self) -> None:
        title = visible(self._briefing.title)
        officer = "" if self._standing.is_draft else visible(self._briefing.approved_by or "")
        describe(self._document, title, officer or AUTHOR)
        draft = {STANDING: DRAFT, STATEMENT: self._standing.statement}
        standing = {STANDING: APPROVED, APPROVED_BY: officer} if officer else draft
        set_custom_properties(self._document, {BRIEFING: _id_of(self._briefing), **standing})


def _id_of(briefing: Briefing) -> str:
    """Sixteen hex digits that differ where the content does."""
    content = json.dumps(briefing.to_json(), sort_keys=True).encode("utf-8", "backslashreplace")
    return hashlib.sha256(content).hexdigest()[:16]


def _repeat_on_every_page(row: object) -> None:
    _set_in_row(row, "w:tblHeader")


def _keep_whole(row: object) -> None:
    _set_in_row(row, "w:cantSplit")


def _set_in_row(row: object, tag: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(tag))  # type: ignore[attr-defined]


def _add_field(paragraph: Paragraph, name: str) -> None:
    """A field that Word counts; it holds a 1 until then."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    run.text = "1"
    field.append(run)
    paragraph._p.append(field)
