"""Whether somebody was at a meeting: its minutes list who came and who sent apologies, and nothing else tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.papers import Kind, Span
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.sentences import sentences
from ingest.structure.terms import fold
from rag import wording
from rag.answer import Answer, Citations, Sentence
from rag.checking.verify import Verdict
from rag.claims import OFFICE, plain
from rag.items import PassagesOf
from rag.known_as import SELF, KnownAs, known_as
from rag.marks import as_read
from rag.notices import paper_warnings
from rag.question.query import Query
from rag.question.somebody import Somebody, somebody

_REST = (
    r"(?:\s+(?:at|in|on|for|from|of)\s+(?:(?!(?:when|while|during|vote[ds]?|item|debate|discussion|told|asked)\b)[\w',./-]+"
    r"\s*)+)?\W*$"
)
_MEETING = r"(?:the\s+|its\s+|their\s+|that\s+)?(?:[\w',-]+\s+){0,6}?(?:meeting|session|sitting|agm)\b"
_ASKS = re.compile(
    rf"^\W*(?:(?:was|were|is)\s+(?P<is>.+?)\s+(?:not\s+)?(?:(?:present|absent|missing|there|in\s+attendance){_REST}|"
    rf"at\s+{_MEETING}{_REST})|"
    rf"did\s+(?P<did>.+?)\s+(?:not\s+)?(?:attend|miss|come\s+to|go\s+to|turn\s+up\s+(?:at|to|for)|apologi[sz]e\s+for|"
    rf"send\s+(?:(?:his|her|their)\s+)?apologies\s+(?:to|for))\s+{_MEETING}{_REST})",
    re.IGNORECASE,
)
_WHO_CAME = (
    r"(?:(?:also|members|councillors|officers|trustees|directors|governors|those|voting|non-voting|staff|in|leave|"
    r"of|the|were|was|for|and|following)\s+){0,4}"
    r"(?:present|attendance|attend(?:ees|ing|ed)|apolog(?:y|ies)|absen(?:t|ce|tees)|regrets|sederunt|participants)"
)
_HEADS = re.compile(
    rf"^\W*(?:\d+[.)]?\W+)?(?:{_WHO_CAME}\b|(?:(?:board|committee|other|co-opted)\s+)?(?:members|councillors|trustees|officers|"
    rf"commissioners|directors|governors|observers)\b[^:.]{{0,30}}:|(?:[\w-]+\s+){{0,2}}{OFFICE}[^:.]{{0,30}}:)",
    re.IGNORECASE,
)
_LISTS = re.compile(rf"^\W*(?:\d+[.)]?\W+)?{_WHO_CAME}\b", re.IGNORECASE)
_MAY_TELL = re.compile(r"\b(?:apolog|absen|present|attend|arriv|joined|left|late)", re.IGNORECASE)
"""Words of a line which may tell outside any list whether somebody came."""
_LONGEST_ENTRY = 14
"""Words of a line that can be an entry in a list of who came."""
_LONGEST_QUOTED = 600
_MOST = 3


@dataclass(frozen=True)
class _Entry:
    """A line that names somebody in a list of who came or did not; ``heading`` stands over it, where not in it."""

    passage: StoredPassage
    span: Span
    heading: str


@lru_cache(maxsize=16)
def attendance_asked(question: str) -> Somebody | None:
    """The person of whom a question asks if they were at a meeting; None where it asks something else."""
    match = _ASKS.match(" ".join(fold(question).split()))
    who = somebody(match.group("is") or match.group("did")) if match else None
    return who if who is not None and who.name else None


def attendance(query: Query, records: Sequence[PaperRecord], passages: PassagesOf) -> Answer | str | None:
    """The lines that list somebody among those who came or did not, in the minutes among the papers of one meeting.

    Why there is no answer, where the minutes list who came and do not name them. None where the question is not if
    somebody was at a meeting, or where no minutes of it list who came.
    """
    who = attendance_asked(query.question)
    minutes = [each for each in records if each.kind.value is Kind.MINUTES]
    if who is None or query.selection.papers is None:
        return None
    citations, told = Citations(), list[Sentence]()
    cited: list[tuple[PaperRecord, StoredPassage]] = []
    listing, is_told = list[PaperRecord](), False
    for record in minutes:
        lines = list(_lines(passages(record.paper_id)))
        known = known_as(who, (text for _, _, text in lines))
        listing += [record] if any(_LISTS.match(text) for _, _, text in lines) else []
        is_told |= any(_MAY_TELL.search(text) and SELF in known.sign(text) for _, _, text in lines)
        for entry in _entries(lines, known):
            citation = citations.cite(record, entry.passage, entry.span)
            said = f"{entry.heading} {as_read(citation.quote)}".strip()
            told.append(Sentence(said, (citation.n,), Verdict.SUPPORTED))
            cited.append((record, entry.passage))
    if told:
        warnings = tuple(paper_warnings(cited[:_MOST]))
        return Answer(
            query.question, "answered", tuple(told[:_MOST]), citations.all()[:_MOST], warnings=warnings
        )
    if not listing or is_told:
        return None
    papers = ", ".join(sorted(record.name for record in listing))
    return wording.NOT_IN_ATTENDANCE.format(who=who.printed, papers=papers)


def _lines(passages: Sequence[StoredPassage]) -> Iterator[tuple[StoredPassage, Span, str]]:
    """The lines of a paper that are not blank, each with its passage and where it stands."""
    for passage in passages:
        for match in re.finditer(r"[^\n]*\S[^\n]*", passage.text):
            start = passage.span.start + match.start()
            words = match.group()
            start += len(words) - len(words.lstrip())
            yield passage, Span(start, start + len(words.strip())), plain(words)


def _entries(lines: Sequence[tuple[StoredPassage, Span, str]], known: KnownAs) -> Iterator[_Entry]:
    """The lines that name the person under, or after, a word for who came or did not."""
    heading: tuple[StoredPassage, Span, str] | None = None
    for passage, span, text in lines:
        over = plain(passage.context_text.rsplit("\n", 1)[-1])
        if _HEADS.match(text):
            heading = passage, span, text
        elif not _is_entry(text):
            heading = None
        is_under = heading is not None or bool(_LISTS.match(over) and _is_entry(text))
        if is_under and SELF in known.sign(text):
            yield _entry(passage, span, heading, over, known)


def _is_entry(text: str) -> bool:
    """Whether a line can be one of a list of names, and is no sentence."""
    return len(text.split()) <= _LONGEST_ENTRY and not re.search(r"[a-z]{3}\.$", text)


def _entry(
    passage: StoredPassage,
    span: Span,
    heading: tuple[StoredPassage, Span, str] | None,
    over: str,
    known: KnownAs,
) -> _Entry:
    if heading is None:
        return _Entry(passage, span, f"{over.rstrip(' :')}:")
    held, place, text = heading
    if place == span:
        return _Entry(passage, _own_sentence(passage, span, known), "")
    if held.passage_id == passage.passage_id and span.end - place.start <= _LONGEST_QUOTED:
        return _Entry(passage, Span(place.start, span.end), "")
    return _Entry(passage, span, f"{text.rstrip(' :')}:")


def _own_sentence(passage: StoredPassage, span: Span, known: KnownAs) -> Span:
    """The sentence of a line that lists the person under a word of its own, where there is one; else the line."""
    line = passage.text[span.start - passage.span.start : span.end - passage.span.start]
    for each in sentences(line):
        text = plain(line[each.start : each.end])
        if _LISTS.match(text) and SELF in known.sign(text):
            return Span(span.start + each.start, span.start + each.end)
    return span
