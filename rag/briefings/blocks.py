"""The paragraphs of a briefing's file, whatever program wrote it last: Word, HTML, Markdown or JSON.

Read the same way when a draft is written and when it comes back, so that what differs is what somebody changed.
Footnotes, headers and footers are not read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from pydantic import BaseModel

from rag.briefings.draft_bounds import Tally
from rag.briefings.html_blocks import html_blocks
from rag.briefings.provenance import unmarked, wording
from rag.briefings.style_names import StyleNames

_HEADING = re.compile(r"(?:heading|title)(?: (?P<level>\d))?$", re.IGNORECASE)
_MD_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.*)")
_MD_ENTRY = re.compile(r"(?:[-*+]|\d+[.)])\s+")
_MD_ESCAPE = re.compile(r"\\([\\`*_\[\]<>#|!~&@:.+\-)])")
_MD_EMPHASIS = re.compile(r"^(\*{1,2})(?P<text>.*)\1$")
_PARAGRAPH, _RUN, _TEXT = qn("w:p"), qn("w:r"), qn("w:t")
_SEEN = frozenset((_TEXT, qn("w:tab"), qn("w:br")))
_GONE = frozenset((qn("w:del"), qn("w:moveFrom")))


@dataclass(frozen=True)
class Block:
    """One paragraph: its words as they stand, and the headings that it stands under, the outermost first.

    ``level`` is that of a heading, the title's 0; None for other paragraphs.
    """

    text: str
    under: tuple[str, ...] = ()
    level: int | None = None


def blocks_of(content: bytes, ending: str) -> list[Block]:
    """The paragraphs with words, in reading order; ``ending`` is .docx, .html, .md or .json.

    Raises:
        BeyondBounds: They are more, longer, or deeper inside one another than those of any draft.
    """
    headings: dict[int, str] = {}
    found: list[Block] = []
    tally = Tally()
    for text, level in _READERS[ending](content):
        tally.paragraph()
        tally.characters(len(text))
        words = unmarked(text)
        if not wording(words):
            continue
        if level is not None:
            headings = {above: heading for above, heading in headings.items() if above < level}
        found.append(Block(words, tuple(headings[each] for each in sorted(headings)), level))
        if level is not None:
            headings[level] = words
    return found


def _docx(content: bytes) -> Iterator[tuple[str, int | None]]:
    return _paragraphs(docx.Document(io.BytesIO(content)))


def _paragraphs(document: Document) -> Iterator[tuple[str, int | None]]:
    names = StyleNames(document)
    for paragraph, words in _seen_words(document.element.body):
        style = _HEADING.match(names.of(paragraph))
        yield words, int(style["level"] or 0) if style else None


def _seen_words(body: Element) -> Iterator[tuple[Element, str]]:
    """Every paragraph with its text as it is seen, in one walk.

    Insertions that are tracked count; what is hidden, deleted or moved away does not, with all paragraphs in it. The
    words of a text box are also those of the paragraph that it stands in.
    """
    gathered = _Gathered()
    gathered.walk(body)
    return ((paragraph, "".join(pieces)) for paragraph, pieces in gathered.found)


class _Gathered:
    """The paragraphs of a Word file in the order in which they begin, with the pieces of their text."""

    def __init__(self) -> None:
        self.found: list[tuple[Element, list[str]]] = []
        self._around: list[list[str]] = []
        self._tally = Tally()

    def walk(self, parent: Element) -> None:
        """Add what lies inside; the parser lets elements be 256 deep and no more."""
        for element in parent:
            if element.tag == _PARAGRAPH:
                self._add_paragraph(element)
            elif element.tag in _SEEN:
                self._add_words(element.text or "" if element.tag == _TEXT else " ")
            elif not _is_out_of_sight(element):
                self.walk(element)

    def _add_paragraph(self, paragraph: Element) -> None:
        self._tally.paragraph()
        pieces: list[str] = []
        self.found.append((paragraph, pieces))
        self._around.append(pieces)
        self.walk(paragraph)
        self._around.pop()

    def _add_words(self, words: str) -> None:
        self._tally.characters(len(words) * len(self._around))
        for pieces in self._around:
            pieces.append(words)


def _is_out_of_sight(element: Element) -> bool:
    if element.tag in _GONE:
        return True
    properties = element.find(qn("w:rPr")) if element.tag == _RUN else None
    switch = None if properties is None else properties.find(qn("w:vanish"))
    return switch is not None and switch.get(qn("w:val")) not in ("0", "false", "off")


def _html(content: bytes) -> Iterator[tuple[str, int | None]]:
    return html_blocks(content.decode("utf-8", "replace"))


def _markdown(content: bytes) -> Iterator[tuple[str, int | None]]:
    open_lines: list[str] = []
    for line in [*_without_comments(content.decode("utf-8", "replace")).splitlines(), ""]:
        heading, entry = _MD_HEADING.match(line), _MD_ENTRY.match(line)
        if (heading or entry or not line.strip()) and open_lines:
            yield _unmarked(" ".join(open_lines)), None
            open_lines = []
        if heading:
            yield _unmarked(heading["text"]), len(heading["marks"]) - 1
        elif line.strip():
            open_lines.append(line[entry.end() :] if entry else line.strip())


def _without_comments(text: str) -> str:
    """The text without its comments; one that nothing ends is none."""
    pieces = []
    place = 0
    while (begin := text.find("<!--", place)) >= 0 and (end := text.find("-->", begin + 4)) >= 0:
        pieces.append(text[place:begin])
        place = end + 3
    return "".join((*pieces, text[place:]))


def _unmarked(text: str) -> str:
    emphasised = _MD_EMPHASIS.match(text.strip())
    return _MD_ESCAPE.sub(r"\1", emphasised["text"] if emphasised else text)


class _JsonSentence(BaseModel):
    text: str


class _JsonSection(BaseModel):
    heading: str
    sentences: tuple[_JsonSentence, ...] = ()
    notes: tuple[str, ...] = ()
    sections: tuple[_JsonSection, ...] = ()


class _JsonBriefing(BaseModel):
    title: str
    sections: tuple[_JsonSection, ...]
    not_covered: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def _json(content: bytes) -> Iterator[tuple[str, int | None]]:
    briefing = _JsonBriefing.model_validate_json(content)
    yield briefing.title, 0
    yield from _json_sections(briefing.sections, 1)
    yield from ((each, None) for each in (*briefing.not_covered, *briefing.warnings))


def _json_sections(sections: Sequence[_JsonSection], level: int) -> Iterator[tuple[str, int | None]]:
    for section in sections:
        yield section.heading, level
        yield from ((each.text, None) for each in section.sentences)
        yield from ((each, None) for each in section.notes)
        yield from _json_sections(section.sections, level + 1)


_READERS: dict[str, Callable[[bytes], Iterator[tuple[str, int | None]]]] = {
    ".docx": _docx,
    ".html": _html,
    ".md": _markdown,
    ".json": _json,
}
