"""The domain that every other module speaks: papers, their text, and the passages in it.

Offsets are characters into ``Text.content`` of one paper version, ``end`` exclusive. Nothing here does
input or output.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")

NO_TEXT_LAYER = "no_text_layer"
"""Code of the notice of a page without words."""
NO_WORDS = "no_words"
"""Code of the notice of a paper that is kept although nothing in it can be searched."""


class Kind(StrEnum):
    """What a paper is, as far as its own words show."""

    MINUTES = "minutes"
    REPORT = "report"
    AGENDA = "agenda"
    DECISION = "decision"
    OTHER = "other"


class Role(StrEnum):
    """What a passage does in its paper."""

    DISCUSSION = "discussion"
    RESOLUTION = "resolution"
    RECOMMENDATION = "recommendation"
    PARAGRAPH = "paragraph"
    HEADER = "header"
    CONTACT = "contact"
    INTEREST = "interest"


class Access(StrEnum):
    """Who may read a passage, from the widest to the narrowest circle."""

    PUBLIC = "public"
    RESTRICTED = "restricted"
    EXEMPT = "exempt"

    @property
    def rank(self) -> int:
        """0 for public; higher is narrower."""
        return _RANKS[self]


_RANKS = {access: rank for rank, access in enumerate(Access)}


class Status(StrEnum):
    """How far a paper has come, where it says so."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"


class Origin(StrEnum):
    """How a fact about a paper is known."""

    READ = "read"
    INFERRED = "inferred"
    SUPPLIED = "supplied"


@dataclass(frozen=True)
class Stated(Generic[T]):
    """A fact about a paper with where it comes from.

    ``basis`` says where it was read, or what it was inferred from, in words a reader can check.
    """

    value: T
    origin: Origin
    basis: str

    @property
    def is_inferred(self) -> bool:
        return self.origin is Origin.INFERRED


@dataclass(frozen=True)
class Notice:
    """Something a reader of the paper must know: what was skipped, damaged, or guessed.

    ``code`` is stable (``NO_TEXT_LAYER``, ``truncated_item``); ``message`` says what to do. ``page`` is
    the physical page from 1, or None when it concerns the whole paper.
    """

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True)
class Span:
    """A half-open range of characters in a paper's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span {self.start}..{self.end} is not a range of characters")

    def overlaps(self, other: Span) -> bool:
        """True when the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """True when ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True)
class Page:
    """One physical page: ``number`` counts from 1, ``label`` is the printed number where it differs.

    ``is_ocr`` tells that a program made the words out on a picture of the page and may have erred.
    """

    number: int
    span: Span
    label: str | None = None
    is_ocr: bool = False


@dataclass(frozen=True)
class Heading:
    """A line that the file format itself marks as a heading; ``level`` 1 is the highest."""

    span: Span
    level: int


@dataclass(frozen=True)
class Text:
    """What a reader makes of a file: the text, and where the pages and headings lie in it.

    ``pages`` is empty for formats without pages; a page number is never invented. ``content`` uses
    line feeds as line ends, a blank line between blocks, one line a table row (cells joined by `` | ``), and
    ``- `` before a list entry whose format prints a bullet. ``title`` is what the file's own metadata
    claims and may be wrong. ``running_lines`` are headers and footers that were left out of ``content``, one
    example of each; a marking such as "DRAFT" may stand in one. A text without a word has empty ``content`` and
    a notice that says why.
    """

    content: str
    format: str
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
    notices: tuple[Notice, ...] = ()
    title: str | None = None
    running_lines: tuple[str, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The physical page that holds the character, or None where the format has no pages."""
        after = bisect_right(self.pages, offset, key=lambda page: page.span.start)
        page = self.pages[after - 1] if after else None
        return page.number if page is not None and offset < page.span.end else None


@dataclass(frozen=True)
class Facts:
    """What is known about a paper as a whole; None where the paper does not say and nothing shows it.

    ``time`` is when the meeting begins, as printed (no time zone). ``exempt_under`` names the paragraphs of
    Schedule 12A that an exempt paper cites ("paragraph 3"). ``meeting_number`` is the number that a body
    counts its meetings by ("443").
    """

    title: Stated[str]
    kind: Stated[Kind]
    body: Stated[str] | None = None
    date: Stated[date] | None = None
    access: Access = Access.RESTRICTED
    agenda_number: Stated[str] | None = None
    time: Stated[time] | None = None
    status: Stated[Status] | None = None
    author: Stated[str] | None = None
    exempt_under: Stated[str] | None = None
    meeting_number: Stated[str] | None = None


@dataclass(frozen=True)
class Supplied:
    """What an officer wrote down about a paper, beside it; None where nothing was written.

    ``notices`` say what could not be used. Where ``is_doubtful``, something that may have been meant for
    this paper can't be read, and so it is not shown wider than restricted.
    """

    title: Stated[str] | None = None
    kind: Stated[Kind] | None = None
    body: Stated[str] | None = None
    date: Stated[date] | None = None
    time: Stated[time] | None = None
    status: Stated[Status] | None = None
    author: Stated[str] | None = None
    agenda_number: Stated[str] | None = None
    access: Access | None = None
    notices: tuple[Notice, ...] = ()
    is_doubtful: bool = False

    def for_parts(self) -> Supplied:
        """What was written down about a pack, as far as it holds for every paper in it."""
        return replace(self, title=None, kind=None, author=None, agenda_number=None)

    def mark(self, asked: Access) -> str | None:
        """A short mark that differs where something else was written down, or ``asked`` for where it counts.

        None where nothing was written.
        """
        if self == Supplied():
            return None
        written = repr((asked if self.access is None else None, self))
        return hashlib.sha256(written.encode("utf-8", "backslashreplace")).hexdigest()[:16]


@dataclass(frozen=True)
class Passage:
    """A span that can be cited: a point, a resolution, a numbered paragraph, a list with its lead-in.

    ``item`` is the number the item carries in this paper, ``point`` the label inside it as printed
    (``(v)``, ``para 16``). ``context`` are the spans of the item's title and of the sentence that
    introduces the passage: they help to find it and are never quoted as part of it.
    """

    ordinal: int
    span: Span
    role: Role
    page: int | None = None
    item: str | None = None
    item_title: str | None = None
    point: str | None = None
    context: tuple[Span, ...] = ()
    is_truncated: bool = False
    access: Access = Access.RESTRICTED


@dataclass(frozen=True)
class Window:
    """A span that is searched: neighbouring passages of one item, about 700 characters.

    ``sentences`` are the spans that are embedded: its sentences in order, and last the window as a whole.
    ``passages`` are the ordinals of the passages that the window covers.
    """

    ordinal: int
    span: Span
    sentences: tuple[Span, ...]
    passages: tuple[int, ...]
    access: Access = Access.RESTRICTED


@dataclass(frozen=True)
class Paper:
    """One paper, read and structured, ready to be stored.

    ``sha256`` is of the bytes as received, ``name`` the file name without folders. ``supplied`` is the mark of
    what an officer wrote down about it (``Supplied.mark``), None where nothing was. ``asked`` is
    the access that was asked for the file, None where that is the paper's own. A paper without windows is kept
    with its original, and is never found.
    """

    name: str
    sha256: str
    text: Text
    facts: Facts
    passages: tuple[Passage, ...]
    windows: tuple[Window, ...]
    notices: tuple[Notice, ...] = field(default=())
    supplied: str | None = None
    asked: Access | None = None


Rights = tuple[frozenset[Access], frozenset[str] | None, frozenset[Access]]
"""Classes within the bodies, the bodies (None: every one), classes in all other papers."""


@dataclass(frozen=True)
class Scope:
    """Who asks and what they may see. There is no way to read the library without one.

    ``access`` holds the classes the asker may read in the papers of ``bodies`` (None means every body), and
    ``elsewhere`` the classes in all other papers, those of unknown or guessed body among them. A scope of some bodies
    with nothing elsewhere sees no other paper, not even a public one. ``who`` is for the record: scopes that
    see the same are equal, so that what was worked out for one serves the other.
    """

    access: frozenset[Access]
    bodies: frozenset[str] | None = None
    who: str = field(default="unknown", compare=False)
    elsewhere: frozenset[Access] = frozenset()

    @classmethod
    def owner(cls) -> Scope:
        """The person who holds the library file: sees everything in it."""
        return cls(frozenset(Access), None, "owner")

    @classmethod
    def public(cls) -> Scope:
        """Anyone: public passages only."""
        return cls(frozenset({Access.PUBLIC}), None, "public")

    @property
    def rights(self) -> Rights:
        """What a read depends on, whoever asks: the key under which its answer may be kept."""
        return frozenset(self.access), self.bodies, frozenset(self.elsewhere)

    @property
    def is_whole(self) -> bool:
        """Whether every paper that is seen at all is seen from its first word to its last."""
        classes = (self.access,) if self.bodies is None else (self.access, self.elsewhere)
        return all(each in (frozenset(), frozenset(Access)) for each in classes)

    @property
    def is_everything(self) -> bool:
        """Whether nothing in the library is withheld."""
        return self.is_whole and bool(self.access) and (self.bodies is None or bool(self.elsewhere))
