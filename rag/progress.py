"""What became of a promise: what later papers of the body say of it, and how surely.

A state is given only where a later paper names the minute, or speaks of the same subject in the same words and says
what became of it. Anything less is told as possibly: the promise stays open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingest.papers import Kind, Span
from ingest.store.ledger import StoredEntry
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.dates import dates_in
from ingest.structure.ledger_entries import Act, EntryKind
from ingest.structure.terms import fold, index_terms, stem
from rag.later import Bodies, Match, Papers, Subject, nearest_sentences

_OWN, _AROUND, _TITLE = 1.0, 0.5, 0.5
_SURE = 0.6
_PERHAPS = 0.25
_RELATED = 0.15
_FEWEST_TERMS, _SURE_TERMS = 2, 3
_TITLED, _CORE = 0.4, 0.65
_MOST_TRACES = 3
_MOST_READ = 12
"""Later passages that are read for what they say of a promise, beside those that name its minute."""
_PAIRS, _PAIRED = 2, 0.2
_OF_ACTS = frozenset(
    stem(word)
    for word in "report provide provided ask asked request requested agree agreed send circulate circulated bring give "
    "given write meeting meetings panel board committee council authority commissioner member members officer officers "
    "chief chair deputy councillor cllr next future further note noted said told information update paper question "
    "questions answer consider considered undertook offered after regard response action resolved item".split()
)
"""Terms of asking and delivering, and of those who do: every other promise holds them."""


class State(StrEnum):
    """How a promise stands."""

    OPEN = "open"
    REPORTED_BACK = "reported back"
    PARTLY = "partly"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


class Bearing(StrEnum):
    """What a later passage has to do with a promise, or an earlier one with a correction."""

    SHOWS = "shows"
    STILL_OPEN = "says it is outstanding"
    POSSIBLY = "possibly"
    RELATED = "related"
    CORRECTED = "corrected by it"
    UNDOES = "undoes it"


@dataclass(frozen=True)
class Trace:
    """A later passage that speaks of a promise; ``span`` are the words of it that do, in the paper's text."""

    record: PaperRecord
    passage: StoredPassage
    span: Span
    bearing: Bearing

    @property
    def quote(self) -> str:
        """The words, exactly as in the paper."""
        start = self.passage.span.start
        return self.passage.text[self.span.start - start : self.span.end - start]


@dataclass(frozen=True)
class Progress:
    """How a promise stands, what shows it, and how many later papers of the body were looked at.

    ``possibly`` is what a near match would make of it; never more than a hint.
    """

    state: State
    traces: tuple[Trace, ...] = ()
    n_later: int = 0
    possibly: State | None = None


_NOT_YET = re.compile(
    r"\bnot\s+yet\b|\bstill\s+(?:not|awaited|outstanding|in\s+preparation|to\s+be|under\s+way)\b|\boutstanding\b|\bawaited\b|"
    r"\b(?:had|has|have|was|were|is|are)\s+(?:still\s+)?not\s+(?:yet\s+)?(?:been|had|come|ready|reported|printed|received)\b|"
    r"\bcould\s+not\s+say\s+when\b|\b(?:asked|wished\s+to\s+know)\s+(?:if|whether)\b[^.]*\bready\b|\bdelay(?:ed)?\b|\boverdue\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\bpartly\b|\bin\s+part\b|\bso\s+far\b|\binterim\b|\bnot\s+yet\s+to\s+hand\b|"
    r"\b(?:first|early)\s+(?:\w+\s+)?(?:figures|findings|results)\b",
    re.IGNORECASE,
)
_OVERTAKEN = re.compile(
    r"\bovertaken\b|\bsuperseded\b|\breplaced\s+by\b|\bno\s+longer\s+(?:needed|required|necessary)\b", re.I
)
_GIVEN_UP = re.compile(
    r"\babandoned\b|\bdropped\b|\bwould\s+not\s+(?:now\s+)?(?:be\s+)?(?:proceed\w*|pursued|taken\s+forward)\b|"
    r"\b(?:decided|agreed|resolved)\s+not\s+to\b|\bnot\s+to\s+proceed\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:had|has|have|was|were)\s+(?:now\s+|since\s+|also\s+|already\s+|duly\s+)?(?:been\s+)?(?:circulated|sent|provided|"
    r"placed|published|signed|completed|arranged|established|given|issued|submitted|shared|written|replied|closed|gone|held|"
    r"adopted|set\s+up|put\s+right|printed|made|done|found|consulted|drawn\s+up|kept|begun)\b|"
    r"\bin\s+(?:answer|response|reply)\s+to\s+the\s+(?:\w+'s\s+)?request\b|"
    r"\bas\s+(?:the\s+)?(?:panel|board|committee|council|authority|members?)\s+(?:had\s+)?(?:asked|requested)\b|"
    r"\b(?:presented|reported\s+on|reported\s+back|gave\s+(?:a|an|the))\b|\breported\s+that\b",
    re.IGNORECASE,
)
_RECURRING = re.compile(
    r"\b(?:each|every|twice|quarterly|monthly|annually|once\s+a|a\s+year|month\s+by\s+month)\b", re.IGNORECASE
)
_TRACKED = frozenset({EntryKind.COMMITMENT, EntryKind.REQUEST, EntryKind.REFERRAL})


def is_tracked(stored: StoredEntry) -> bool:
    """Whether an entry is owed: a promise, a request, a referral, or a decision that was put off."""
    return stored.entry.kind in _TRACKED or stored.entry.act is Act.DEFERRED


def progress_of(stored: StoredEntry, record: PaperRecord, bodies: Bodies) -> Progress:
    """How an entry that is owed stands, by the later papers of its body that the asker may see.

    Unknown where the paper gives no body or no date, so that no other paper can be called later.
    """
    if record.body is None or record.date is None:
        return Progress(State.UNKNOWN)
    papers, day = bodies.of(record.body.value), record.date.value
    later = bodies.later(record.body.value, day)
    subject = subject_of(stored)
    named = _named(stored, day, later, papers)
    matches = papers.matches(subject, day, named)
    naming = [match for match in matches if match.number in named and match.n_terms]
    near = [match for match in matches if _is_near(match) and match not in naming]
    found = [
        _Reading.of(match, subject, papers, named.get(match.number))
        for match in [*naming, *near[:_MOST_READ]]
    ]
    if stored.entry.act is Act.DEFERRED:
        taken_up = _taken_up(stored, later, papers)
        if taken_up is not None:
            return Progress(State.REPORTED_BACK, (taken_up,), len(later))
    return _judge(stored, found, len(later))


def _taken_up(stored: StoredEntry, later: Sequence[PaperRecord], papers: Papers) -> Trace | None:
    """Where a matter that was put off came back: in a paper on it for the meeting that it was put off to."""
    due = " ".join((stored.due or "").split())
    days = {each.day for each in dates_in(due)}
    title = frozenset(index_terms(stored.passage.item_title or "")) - _OF_ACTS
    for record in later:
        day = record.date.value if record.date else date.min
        is_due = day in days or (not days and f"{day:%B %Y}".lower() in due.lower())
        if not is_due or not title:
            continue
        for place in papers.places:
            is_prose = place.record.paper_id == record.paper_id and " | " not in place.passage.text
            if is_prose and len(title & (place.own | place.above)) >= _TITLED * len(title):
                return Trace(place.record, place.passage, place.passage.span, Bearing.SHOWS)
    return None


def subject_of(stored: StoredEntry) -> Subject:
    """What an entry is about: its own words without the time, those around it, and the title of its item."""
    own = stored.text
    for words in (stored.due, stored.owner, stored.addressee):
        own = own.replace(words, " ") if words else own
    around = stored.passage.text.replace(stored.text, " ")
    return Subject.of([(own, _OWN), (around, _AROUND), (stored.passage.item_title or "", _TITLE)], _OF_ACTS)


@dataclass(frozen=True)
class _Reading:
    """A later passage with what its nearest sentence says of the matter."""

    match: Match
    span: Span
    state: State | None
    is_sure: bool
    is_named: bool

    @classmethod
    def of(cls, match: Match, subject: Subject, papers: Papers, naming: Span | None) -> _Reading:
        """Read a passage; ``naming`` is the sentence in which it names the minute, None where it does not."""
        near, wider = (naming, naming) if naming else nearest_sentences(match.place, subject, papers)
        start, text = match.place.passage.span.start, fold(match.place.passage.text)
        state = _said_of_it(text[near.start - start : near.end - start])
        state = state or _said_of_it(text[near.start - start : wider.end - start])
        is_same = match.coverage >= _SURE or (match.n_pairs >= _PAIRS and match.coverage >= _PAIRED)
        is_same = is_same and match.core >= _CORE
        is_sure = naming is not None or (is_same and match.n_terms >= _SURE_TERMS)
        return cls(match, near, state, is_sure, naming is not None)

    def trace(self) -> Trace:
        """The passage as it is shown."""
        if self.state is State.OPEN and self.is_sure:
            bearing = Bearing.STILL_OPEN
        elif self.state is not None and self.is_sure:
            bearing = Bearing.SHOWS
        else:
            bearing = Bearing.POSSIBLY if self.state and self.match.coverage >= _PERHAPS else Bearing.RELATED
        return Trace(self.match.place.record, self.match.place.passage, self.span, bearing)


def _is_near(match: Match) -> bool:
    """Whether a passage is worth showing beside the promise."""
    is_paired = match.n_pairs > 0 and match.coverage >= _RELATED
    return match.has_name or is_paired or (match.coverage >= _PERHAPS and match.n_terms >= _FEWEST_TERMS)


def _said_of_it(text: str) -> State | None:
    """What a sentence says became of its matter; None where it does not say."""
    for state, pattern in (
        (State.PARTLY, _PART),
        (State.OPEN, _NOT_YET),
        (State.SUPERSEDED, _OVERTAKEN),
        (State.DROPPED, _GIVEN_UP),
        (State.REPORTED_BACK, _DONE),
    ):
        if pattern.search(text):
            return state
    return None


def _named(stored: StoredEntry, day: date, later: Sequence[PaperRecord], papers: Papers) -> dict[int, Span]:
    """The numbers of the later places that name the minute, each with the sentence that does.

    By its number with the day of its meeting, or by the number alone in the next minutes, where these have no
    minute of that number themselves.
    """
    item = (stored.passage.item or "").strip(". ")
    next_minutes = next((record.paper_id for record in later if record.kind.value is Kind.MINUTES), "")
    is_plain = not papers.has_item(next_minutes, item)
    found = {}
    for each in papers.naming(item):
        is_later = each.place.day is not None and each.place.day > day
        is_point = each.point is None or each.point == _point(stored)
        is_next = is_plain and not each.days and each.place.record.paper_id == next_minutes
        if is_later and is_point and (day in each.days or is_next):
            found[each.number] = each.span
    return found


def _point(stored: StoredEntry) -> str:
    return (stored.passage.point or "").split(",")[0]


def _judge(stored: StoredEntry, found: Sequence[_Reading], n_later: int) -> Progress:
    """The state that the surest reading shows, the latest of equals; open where none is sure."""
    sure = [each for each in found if each.is_sure and each.state is not None]
    telling = [each for each in sure if each.state is not State.OPEN]
    ordered = sorted(
        found, key=lambda each: (not each.is_named, not (each.is_sure and each.state), -each.match.coverage)
    )
    traces = tuple(each.trace() for each in ordered[:_MOST_TRACES])
    if telling:
        traces = tuple(each for each in traces if each.bearing is not Bearing.RELATED)
        best = max(telling, key=lambda each: (each.is_named, each.match.coverage))
        later_word = [each for each in sure if each.state is State.OPEN and _day(each) > _day(best)]
        state = State.OPEN if later_word else best.state or State.OPEN
        if state is State.REPORTED_BACK and stored.due and _RECURRING.search(stored.due):
            state = State.PARTLY  # it is owed again
        return Progress(state, traces, n_later)
    hints = [
        each.state
        for each in found
        if each.state not in (None, State.OPEN) and each.match.coverage >= _PERHAPS
    ]
    return Progress(State.OPEN, traces, n_later, hints[0] if hints else None)


def _day(reading: _Reading) -> date:
    return reading.match.place.day or date.min
