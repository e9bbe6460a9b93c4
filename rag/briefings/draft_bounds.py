"""How much a draft that is handed in may hold, so that reading one takes seconds whatever was built into it.

A briefing has some hundred paragraphs. What is larger is refused before anything walks through it more than once.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from zipfile import ZipFile, ZipInfo

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from rag.errors import DraftError

MAX_FILE_BYTES = 50_000_000
MOST_PARAGRAPHS = 5_000
"""Empty ones among them, and those of tables, headers, footers and notes."""
MOST_CHARACTERS = 1_000_000
"""Of all paragraphs together; those of a text box count for every paragraph that it stands in."""
MOST_NESTED = 5
"""Paragraphs inside one another, as those of text boxes are: each is walked through with all inside it."""
MOST_PARTS = 1_000
MOST_UNPACKED_BYTES = 100_000_000
MOST_XML_BYTES = 10_000_000
"""What the text, the styles and all else that is parsed in a Word file may come to; pictures are not parsed."""
MOST_MARKS = 500_000
"""XML tags, those that end an element among them; a usual paragraph has some 30."""
MOST_ELEMENTS = 100_000
MOST_DEPTH = 100
"""HTML elements inside one another."""

_PARAGRAPH, _TEXT = qn("w:p"), qn("w:t")
_HEAD_BYTES = 4096
_BLANKS = b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"
"""White space in any encoding, and the marks of byte order."""


class BeyondBounds(DraftError):
    """A draft that holds more than any draft does."""

    def __init__(self, what: str, most: int, name: str | None = None) -> None:
        """``what`` there is more of than ``most``; ``name`` is the file's, where it is known."""
        beginning = "The draft" if name is None else f"{name}:"
        super().__init__(
            f"{beginning} holds more than {most:,} {what}. Drafts are far smaller: take out what is not the "
            "briefing's, save it, and take that."
        )
        self._what, self._most = what, most

    def named(self, name: str) -> BeyondBounds:
        """The same of the file of that name."""
        return BeyondBounds(self._what, self._most, name)


def require_small_file(content: bytes) -> None:
    """Refuse a file that is too large as it came.

    Raises:
        BeyondBounds: It is.
    """
    if len(content) > MAX_FILE_BYTES:
        raise BeyondBounds("bytes", MAX_FILE_BYTES)


def require_small_package(content: bytes) -> None:
    """Refuse a Word file that unpacks to too much, by what it says of itself; ``check_package`` finds the lies.

    Raises:
        BeyondBounds: It does.
        BadZipFile: It is no zip archive.
    """
    with ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > MOST_PARTS:
            raise BeyondBounds("parts", MOST_PARTS)
        if sum(each.file_size for each in members) > MOST_UNPACKED_BYTES:
            raise BeyondBounds("bytes when unpacked", MOST_UNPACKED_BYTES)


def require_little_markup(content: bytes) -> None:
    """Refuse a Word file with too much to parse; it must have passed ``check_package``, so that it can be unpacked.

    Raises:
        BeyondBounds: It has.
    """
    with ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        parsed = [each for each in members if _is_parsed(archive, each)]
        if sum(each.file_size for each in parsed) > MOST_XML_BYTES:
            raise BeyondBounds("bytes of text and styles when unpacked", MOST_XML_BYTES)
        if sum(_n_marks(archive, each) for each in parsed) > MOST_MARKS:
            raise BeyondBounds("marks in its text and styles", MOST_MARKS)


def _n_marks(archive: ZipFile, member: ZipInfo) -> int:
    with archive.open(member) as part:
        return part.read(MOST_XML_BYTES).count(b"<")


def _is_parsed(archive: ZipFile, member: ZipInfo) -> bool:
    """Whether it is XML by its first bytes behind any blanks: what is parsed does not go by the names of parts."""
    with archive.open(member) as part:
        while head := part.read(_HEAD_BYTES):
            if begun := head.lstrip(_BLANKS):
                return begun[:1] == b"<"
    return False


class Tally:
    """Counts the paragraphs and characters of a draft while they are read."""

    def __init__(self) -> None:
        self._n_paragraphs = 0
        self._n_characters = 0

    def paragraph(self) -> None:
        """One more paragraph.

        Raises:
            BeyondBounds: They are too many.
        """
        self._n_paragraphs += 1
        if self._n_paragraphs > MOST_PARAGRAPHS:
            raise BeyondBounds("paragraphs", MOST_PARAGRAPHS)

    def characters(self, count: int) -> None:
        """So many characters more.

        Raises:
            BeyondBounds: They are too many.
        """
        self._n_characters += count
        if self._n_characters > MOST_CHARACTERS:
            raise BeyondBounds("characters", MOST_CHARACTERS)


def require_draft_size(roots: Iterable[Element]) -> None:
    """Refuse a Word file with too much text below its ``roots``: the body, headers, footers, notes.

    Raises:
        BeyondBounds: It has.
    """
    tally = Tally()
    for root in roots:
        for paragraph in root.iter(_PARAGRAPH):
            tally.paragraph()
            if sum(1 for _ in paragraph.iterancestors(_PARAGRAPH)) >= MOST_NESTED:
                raise BeyondBounds("text boxes inside one another", MOST_NESTED)
        for words in root.iter(_TEXT):
            tally.characters(len(words.text or ""))
