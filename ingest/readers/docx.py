"""Word papers (.docx): paragraphs, lists and tables in document order.

Headers, footers, comments and tracked deletions are no part of the text; hidden and white text and
footnotes are left out with a notice.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from ingest.errors import ReadError
from ingest.papers import Notice, Text
from ingest.readers.composing import Composer, no_words, tidy_title
from ingest.readers.docx_headers import running_lines
from ingest.readers.docx_more import holds_more, not_read
from ingest.readers.docx_numbering import Numbering
from ingest.readers.docx_package import check_package
from ingest.readers.docx_runs import find_hidden_styles, read_words

_HEADING_NAME = re.compile(r"heading ([1-9])$", re.I)
_WRAPPERS = frozenset(qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo"))
_MAX_BASE_STYLES = 20
_TOO_DEEP = "Excessive depth in document"
"""What lxml says of elements inside one another without end."""
_DEPTHS = frozenset("012345678")


def read_docx(data: bytes, name: str) -> Text:
    """The text of a Word file; without a word, and with a notice, where it holds nothing but pictures.

    Raises:
        UnsupportedFormat: The file holds macros.
        ReadError: The file is damaged, needs a password, or is built to do harm.
        NoText: The file shows neither words nor pictures.
    """
    notices = check_package(data, name)
    try:
        document = docx.Document(io.BytesIO(data))
        reader = _DocumentReader(document)
        reader.read(document.element.body)
        notices += _hidden_text(reader.n_unseen) + _footnotes(document) + not_read(document)
        title = document.core_properties.title
        running = running_lines(document)
    except (RecursionError, MemoryError):
        raise
    # python-docx and lxml answer damage with KeyError, ValueError, AttributeError, XMLSyntaxError and more.
    except Exception as error:
        if _TOO_DEEP in str(error):
            raise RecursionError from error
        raise ReadError(
            f"{name}: a damaged Word file ({type(error).__name__}: {error}). "
            "Open it in Word, save a copy, and add that."
        ) from error
    if not reader.composer.has_words and holds_more(document):
        found = "No words could be read in it: it holds pictures or files, and those in Word files are not looked at."
        notices += (no_words(f"{found} Print it to a PDF and add that, or ask for a version with text."),)
        return Text("", "docx", notices=notices, title=tidy_title(title), running_lines=running)
    text = reader.composer.finish(name=name, form="docx", notices=notices, title=title)
    return replace(text, running_lines=running)


class _DocumentReader:
    """Walks the body; keeps the count of lists and of words that do not show."""

    def __init__(self, document: Document) -> None:
        self.composer = Composer()
        self.n_unseen = 0
        self._numbering = Numbering(document)
        self._styles = {style.get(qn("w:styleId")) or "": style for style in document.styles.element}
        self._hidden_styles = find_hidden_styles(self._styles)
        self._is_after_entry = False

    def read(self, parent: Element) -> None:
        """Read the paragraphs and tables inside, also those in content controls."""
        for child in parent:
            if child.tag == qn("w:p"):
                self._read_paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._read_table(child)
            elif child.tag in _WRAPPERS:
                self.read(child)

    def _read_paragraph(self, paragraph: Element) -> None:
        words = read_words(paragraph, self._hidden_styles)
        self.n_unseen += words.n_unseen
        if words.shown.strip():
            marker = self._marker(paragraph)
            self.composer.add(
                marker + words.shown.strip(),
                level=self._heading_level(paragraph),
                is_next_line=marker == "- " and self._is_after_entry,
            )
            self._is_after_entry = marker == "- "
        for box in _text_boxes(paragraph):
            self.read(box)

    def _read_table(self, table: Element) -> None:
        rows = [_cells(row) for row in _inside(table, "w:tr")]
        self._is_after_entry = False
        if max(map(len, rows), default=0) < 2:
            # One column is a frame around text, not a table.
            for row in rows:
                for cell in row:
                    self.read(cell)
            return
        is_next_line = False
        for row in rows:
            cells = [self._cell_words(cell) for cell in row]
            if any(cells):
                self.composer.add(" | ".join(cells), is_next_line=is_next_line)
                is_next_line = True

    def _cell_words(self, cell: Element) -> str:
        pieces = []
        for paragraph in cell.iter(qn("w:p")):
            words = read_words(paragraph, self._hidden_styles)
            self.n_unseen += words.n_unseen
            if words.shown.strip():
                pieces.append(self._marker(paragraph) + words.shown.strip())
        return " ".join(" ".join(pieces).split())

    def _marker(self, paragraph: Element) -> str:
        """What Word prints before the paragraph, from its own list settings or those of its style."""
        properties = paragraph.find(qn("w:pPr"))
        numbered = properties.find(qn("w:numPr")) if properties is not None else None
        list_id, depth = _list_place(numbered)
        if list_id is None:
            for style in self._style_chain(paragraph):
                of_style, style_depth = _list_place(style.find(f"{qn('w:pPr')}/{qn('w:numPr')}"))
                if of_style is not None:
                    list_id, depth = of_style, depth or style_depth
                    break
        # List 0 is Word's way to say that a paragraph of a numbered style has no number.
        return self._numbering.marker(list_id, depth) if list_id and list_id != "0" else ""

    def _heading_level(self, paragraph: Element) -> int | None:
        for style in self._style_chain(paragraph):
            named = style.find(qn("w:name"))
            style_name = (named.get(qn("w:val")) or "") if named is not None else ""
            if style_name.lower() == "title":
                return 1
            if found := _HEADING_NAME.match(style_name):
                return int(found[1])
        return None

    def _style_chain(self, paragraph: Element) -> Iterator[Element]:
        """The style of a paragraph, then the styles that it is based on."""
        chosen = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        for _ in range(_MAX_BASE_STYLES):
            style = self._styles.get(chosen.get(qn("w:val")) or "") if chosen is not None else None
            if style is None:
                return
            yield style
            chosen = style.find(qn("w:basedOn"))


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """Children with the tag, also those inside content controls."""
    for child in parent:
        if child.tag == qn(tag):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, tag)


def _cells(row: Element) -> list[Element]:
    return list(_inside(row, "w:tc"))


def _text_boxes(paragraph: Element) -> Iterator[Element]:
    # Word stores each box twice, the second time for old programs inside a Fallback.
    for box in paragraph.iter(qn("w:txbxContent")):
        if not any(str(outer.tag).endswith("}Fallback") for outer in box.iterancestors()):
            yield box


def _list_place(numbered: Element | None) -> tuple[str | None, int]:
    if numbered is None:
        return None, 0
    found, depth = numbered.find(qn("w:numId")), numbered.find(qn("w:ilvl"))
    list_id = found.get(qn("w:val")) if found is not None else None
    written = depth.get(qn("w:val")) if depth is not None else None
    return list_id, int(written) if written in _DEPTHS else 0


def _hidden_text(n_words: int) -> tuple[Notice, ...]:
    if not n_words:
        return ()
    message = f"Hidden or white text was left out ({n_words:,} words)."
    return (Notice("hidden_text", f"{message} Look at the original if something seems to be missing."),)


def _footnotes(document: Document) -> tuple[Notice, ...]:
    body = document.element.body
    n_notes = sum(1 for _ in body.iter(qn("w:footnoteReference"), qn("w:endnoteReference")))
    if not n_notes:
        return ()
    message = f"Footnotes and endnotes ({n_notes:,}) are not part of the text. Look them up in the original."
    return (Notice("footnotes_left_out", message),)
