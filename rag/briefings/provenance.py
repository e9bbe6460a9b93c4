"""What a draft was made from, to be kept inside its file: the request, the papers, and a print of every paragraph.

No words are kept. A sentence that an officer cuts out of a draft is gone from the file, and what the hidden part
says about it is its print and where its words stand in the library, which only those may look up who may read
the paper.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.papers import Access, Kind, Span
from rag.answer import Sentence
from rag.briefings.briefing import Briefing, BriefRequest, Section
from rag.errors import DraftError
from rag.plain import visible
from rag.question.query import Filters

_LAST_MARKS = re.compile(r"(?:\]\d+\[\s*)+")
"""Numbers of citations at the end of a text, read backwards: forwards each one would be tried as the first of many."""
_NOTE = re.compile(r"^Note:\s+")
_PLAINER = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"}
)
_PRINT_DIGITS = 8
_MOST_KEPT = 10_000
_MOST_CITED = 5_000_000
"""What a record that was made up may have looked up: every place is read from the library, and its words kept."""


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Anchor(_Kept):
    """Where the words that a sentence cites stand: a passage of one version of a paper, and characters of its text."""

    passage_id: str = Field(pattern=r"^.+-\d{1,9}-\d{1,9}$")
    start: int = Field(ge=0)
    end: int

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"end {self.end} is before start {self.start}")
        return self

    @property
    def paper_id(self) -> str:
        return self.passage_id.rsplit("-", 2)[0]

    @property
    def version(self) -> int:
        return int(self.passage_id.rsplit("-", 2)[1])

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class KeptSentence(_Kept):
    """One sentence by its print, with what it cites."""

    mark: str
    anchors: tuple[Anchor, ...]


class KeptPaper(_Kept):
    """A paper that was cited; ``name`` is the file's, and is kept for public papers only."""

    paper_id: str
    version: int
    access: Access
    name: str | None = None


class Struck(_Kept):
    """A sentence, by its print, that the officer struck out; ``left`` are prints of the section paths that keep it."""

    mark: str
    left: tuple[str, ...] = ()


class _KeptFilters(_Kept):
    body: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    kind: Kind | None = None


class _KeptRequest(_Kept):
    topic: str | None = None
    body: str | None = None
    meeting_date: date | None = None
    agenda: str | None = None
    agenda_file: str | None = None
    """The file's name without its folder, where the agenda was a file outside the library."""
    as_of: date | None = None
    filters: _KeptFilters = _KeptFilters()


class Provenance(_Kept):
    """The record of one draft. ``drafted_at`` is in UTC, ``library`` the snapshot that it was drafted from.

    ``paragraphs`` are the prints of the file as it was written, in order; ``officers`` those among them that are
    the officer's own words, carried over from an earlier draft, and ``struck`` what the officer left out of it.
    ``salt`` goes into every print, so that two drafts can't be compared by theirs; a draft brought up to date keeps it.
    """

    minutebook_draft: Literal[1] = 1
    drafted_at: AwareDatetime
    library: str
    request: _KeptRequest
    salt: str
    papers: tuple[KeptPaper, ...] = ()
    sentences: tuple[KeptSentence, ...] = ()
    paragraphs: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()
    struck: tuple[Struck, ...] = ()

    @model_validator(mode="after")
    def _within_bounds(self) -> Self:
        anchors = [anchor for each in self.sentences for anchor in each.anchors]
        if len(self.sentences) + len(anchors) > _MOST_KEPT:
            raise ValueError(f"more than {_MOST_KEPT:,} sentences and places that they cite")
        if sum(each.end - each.start for each in anchors) > _MOST_CITED:
            raise ValueError(f"more than {_MOST_CITED:,} cited characters")
        return self

    def print_of(self, text: str) -> str:
        """The print of a paragraph or sentence in this draft; see ``wording``."""
        return _print(text, self.salt)

    def as_request(self) -> BriefRequest:
        """What the draft was asked for with; for a file outside the library the paper of its name stands in."""
        kept = self.request
        return BriefRequest(
            topic=kept.topic,
            body=kept.body,
            meeting_date=kept.meeting_date,
            agenda=kept.agenda or kept.agenda_file,
            as_of=kept.as_of,
            filters=Filters(**{name: getattr(kept.filters, name) for name in _KeptFilters.model_fields}),
        )


@dataclass(frozen=True)
class Words:
    """What of a briefing stands in its file as a paragraph of its own."""

    sentences: tuple[Sentence, ...]
    officers: tuple[str, ...]


OFFICER = "officer"
"""Key of a section whose notes are an officer's own words."""


def words_of(sections: Sequence[Section]) -> Words:
    """Every sentence, and every paragraph of an officer's, in reading order."""
    walked = list(_walk(sections))
    own = tuple(note for each in walked if each.key == OFFICER for note in each.notes)
    return Words(tuple(sentence for each in walked for sentence in each.sentences), own)


def unmarked(text: str) -> str:
    """The words of a paragraph on one line, without the numbers of citations behind them."""
    words = visible(text)
    marks = _LAST_MARKS.match(words[::-1])
    return words if marks is None else words[: len(words) - marks.end()]


def wording(text: str) -> str:
    """The words without what a word processor or an exporter may change: kinds of quotes and dashes, the last stop."""
    return _NOTE.sub("", unmarked(text).translate(_PLAINER)).rstrip(".;:, ")


def provenance_of(
    briefing: Briefing, request: BriefRequest, salt: str | None = None, struck: tuple[Struck, ...] = ()
) -> Provenance:
    """The record of a briefing that was just drafted; its paragraphs are added when there is a file.

    ``salt`` is that of the draft that was brought up to date, None for a first one; ``struck`` is what an officer
    left out of it.

    Raises:
        ValueError: It is no briefing that was drafted from a library, but a summary, or one made up.
    """
    drafted_from = briefing.drafted_from
    if drafted_from is None:
        raise ValueError(f"{briefing.title}: it is not known what it was drafted from")
    salt = salt or secrets.token_hex(8)
    words = words_of(briefing.sections)
    anchors = {
        each.n: Anchor(passage_id=each.passage_id, start=each.start, end=each.end)
        for each in briefing.citations
    }
    kept = {
        _print(each.text, salt): tuple(anchors[n] for n in each.citations if n in anchors)
        for each in words.sentences
    }
    cited = {anchor.paper_id for each in kept.values() for anchor in each}
    papers = tuple(
        KeptPaper(
            paper_id=each.paper_id,
            version=each.version,
            access=each.access,
            name=each.name if each.access is Access.PUBLIC else None,
        )
        for each in drafted_from.papers
        if each.paper_id in cited
    )
    return Provenance(
        drafted_at=drafted_from.at,
        library=drafted_from.snapshot,
        request=_kept_request(request),
        salt=salt,
        papers=papers,
        sentences=tuple(KeptSentence(mark=mark, anchors=each) for mark, each in kept.items()),
        officers=tuple(_print(each, salt) for each in words.officers),
        struck=struck,
    )


def to_json(provenance: Provenance) -> str:
    """One line of JSON that ends no comment and opens no element wherever it stands."""
    plain = provenance.model_dump_json(exclude_defaults=False)
    return plain.replace("--", "-\\u002d").replace("<", "\\u003c").replace(">", "\\u003e")


def from_json(text: str | bytes, name: str) -> Provenance:
    """The record that a file carries; ``name`` is the file's, for the message.

    Raises:
        DraftError: It is damaged, or of a later version.
    """
    try:
        return Provenance.model_validate_json(text)
    except ValidationError as problem:
        error = problem.errors(include_url=False)[0]
        where = ".".join(str(part) for part in error["loc"])
        raise DraftError(
            f"{name}: what it was drafted from can't be read ({where or 'the record'}: {error['msg']}). "
            "Take the file as Minutebook wrote it, or draft anew."
        ) from problem


def _kept_request(request: BriefRequest) -> _KeptRequest:
    filters = _KeptFilters(**{name: getattr(request.filters, name) for name in _KeptFilters.model_fields})
    return _KeptRequest(
        topic=request.topic,
        body=request.body,
        meeting_date=request.meeting_date,
        agenda=request.agenda,
        agenda_file=request.agenda_file.name if request.agenda_file else None,
        as_of=request.as_of,
        filters=filters,
    )


def _print(text: str, salt: str) -> str:
    return hashlib.sha256(f"{salt}{wording(text)}".encode("utf-8", "backslashreplace")).hexdigest()[
        :_PRINT_DIGITS
    ]


def _walk(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _walk(section.sections)
