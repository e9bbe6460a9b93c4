"""What stands in a Word file that an officer has worked on: its paragraphs, what is unsettled, what is not cited.

The file has been through Word or LibreOffice, so styles are known by their names and not by their ids.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Final
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from ingest.errors import ReadError
from ingest.readers.docx_package import check_package
from ingest.structure.sentences import sentences
from rag.briefings.draft_bounds import (
    require_draft_size,
    require_little_markup,
    require_small_file,
    require_small_package,
)
from rag.briefings.style_names import StyleNames
from rag.briefings.word_styles import Style
from rag.plain import visible

_NO_CLAIM = re.compile(
    r"(?:title|subtitle|heading \d|toc .*|toc heading|caption|header|footer|footnote text)$", re.IGNORECASE
)
"""Styles of what leads to a text and claims nothing itself."""
_NOTES = frozenset((Style.NOTE, Style.NOTE_ENTRY))
_OF_NO_PAPER = frozenset((Style.DRAFT, Style.APPROVAL, Style.CELL, Style.OFFICER))
"""Statements and tables of the software, and words that officers take upon themselves."""
_WORD = re.compile(r"[^\W\d_]{2,}|\d")
_MARKS = {"w:footnoteReference": "w:footnote", "w:endnoteReference": "w:endnote"}
"""The mark in the text, and the note that it stands for."""
_MOST_SENTENCES = 12
"""Sentences of a paragraph that are looked at for some that were put in; a drafted point has one to four."""
_CHANGES = ("w:ins", "w:del", "w:moveFrom", "w:moveTo")
_HIDDEN = "w:vanish"
DAMAGE: Final = (
    ReadError,
    BadZipFile,
    KeyError,
    ValueError,
    AttributeError,
    SyntaxError,
    OSError,
    RecursionError,
)
"""What python-docx, lxml and the reading of JSON answer damage with, XMLSyntaxError among it."""


def paragraphs(root: Element) -> Iterator[Element]:
    """Every paragraph below, also in tables, content controls and text boxes."""
    yield from root.iter(qn("w:p"))


def running_parts(document: Document) -> Iterator[Element]:
    """The headers and footers, of every section and kind."""
    for part in _parts(document, "/header", "/footer"):
        yield part.element


def opened(content: bytes, name: str) -> Document:
    """A Word file that holds no more than a draft does.

    Raises:
        BeyondBounds: It holds more.
        ReadError: It is damaged, or built to do harm; python-docx and lxml add errors of their own (``DAMAGE``).
    """
    require_small_file(content)
    require_small_package(content)
    check_package(content, name)
    require_little_markup(content)
    document = docx.Document(io.BytesIO(content))
    require_draft_size((document.element.body, *running_parts(document), *_note_parts(document)))
    return document


def unsettled(document: Document) -> list[str]:
    """What must not be in a final file, in words: tracked changes, comments, hidden text."""
    roots = [document.element.body, *running_parts(document), *_note_parts(document)]
    found = []
    if any(True for root in roots for _ in root.iter(*map(qn, _CHANGES))):
        found.append("tracked changes")
    if any(True for root in roots for _ in root.iter(qn("w:commentReference"))):
        found.append("comments")
    if any(_is_on(each) for root in roots for each in root.iter(qn(_HIDDEN))):
        found.append("hidden text")
    return found


def uncited_in(document: Document, is_drafted: Callable[[str], bool]) -> list[str]:
    """The sentences that stand as a paper's but have no mark of a note with words behind them.

    ``is_drafted`` tells of the words of a paragraph if they are those of the draft, and no officer's. A mark speaks
    for what stands before it, but for sentences that were put in: those without which the words are the draft's.
    """
    noted, names = _notes_with_words(document), StyleNames(document)
    found: list[str] = []
    for paragraph in paragraphs(document.element.body):
        name = names.of(paragraph)
        is_own = name in _OF_NO_PAPER or (name in _NOTES and is_drafted(_text(paragraph)))
        if not is_own and not _NO_CLAIM.match(name):
            found += _after_last_mark(paragraph, noted) or _put_in(_text(paragraph), is_drafted)
    return found


def _text(paragraph: Element) -> str:
    return "".join(each.text or "" for each in paragraph.iter(qn("w:t")))


def _after_last_mark(paragraph: Element, noted: frozenset[tuple[str, str]]) -> list[str]:
    """The sentences behind the last mark: a mark speaks for what stands before it."""
    text = ""
    for each in paragraph.iter(*map(qn, ("w:t", "w:tab", "w:br", *_MARKS))):
        if each.tag == qn("w:t"):
            text += each.text or ""
        elif (each.tag, each.get(qn("w:id"))) in noted:
            text = ""
        else:
            text += " "
    rest = visible(text)
    if not _WORD.search(rest):
        return []
    return [rest[span.start : span.end] for span in sentences(rest)] or [rest]


def _put_in(text: str, is_drafted: Callable[[str], bool]) -> list[str]:
    """The sentences in a row without which the words are as they were drafted; none where that is true of no row."""
    told = visible(text)
    if is_drafted(told):
        return []
    spans = sentences(told)[:_MOST_SENTENCES]
    rows = ((first, last) for first in range(len(spans)) for last in range(first, len(spans)))
    for first, last in sorted(rows, key=lambda row: row[1] - row[0]):
        rest = f"{told[: spans[first].start]} {told[spans[last].end :]}"
        if _WORD.search(rest) and is_drafted(visible(rest)):
            return [told[span.start : span.end] for span in spans[first : last + 1]]
    return []


def _notes_with_words(document: Document) -> frozenset[tuple[str, str]]:
    """Kind of mark and id of every footnote and endnote that says something."""
    return frozenset(
        (qn(mark), str(note.get(qn("w:id"))))
        for root in _note_parts(document)
        for mark, tag in _MARKS.items()
        for note in root.iter(qn(tag))
        if _WORD.search("".join(each.text or "" for each in note.iter(qn("w:t"))))
    )


def _note_parts(document: Document) -> Iterator[Element]:
    for part in _parts(document, "/footnotes", "/endnotes"):
        yield parse_xml(part.blob)


def _parts(document: Document, *kinds: str) -> Iterator[Part]:
    """The parts that the text points to by such relationships, each one once however often it does."""
    pointed = {
        str(each.target_part.partname): each.target_part
        for each in document.part.rels.values()
        if not each.is_external and each.reltype.endswith(kinds)
    }
    yield from pointed.values()


def _is_on(switch: Element) -> bool:
    return switch.get(qn("w:val")) not in ("0", "false", "off")
