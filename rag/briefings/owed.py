"""What was promised on a subject, and the words of later papers that bear on what is still open.

A promise is called open where no later paper surely says what became of it. That a paper of the library was not
found to answer it is said only where none touches on it either, and nobody is told to ask for what a later paper
has on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.papers import Role
from ingest.structure.bodies import is_same_body
from ingest.structure.ledger_entries import Act, EntryKind
from ingest.structure.terms import index_terms, stem
from rag.briefings import wording
from rag.briefings.earlier import decisions
from rag.briefings.excerpt import Excerpt, Point
from rag.briefings.headings import title_over
from rag.briefings.items import item_of
from rag.briefings.material import Material
from rag.briefings.part import Part
from rag.briefings.prose import begins_well, is_prose, with_antecedent
from rag.ledger import LedgerRow
from rag.progress import Bearing, Progress, State, Trace, is_tracked, subject_of

_MOST_PROMISES = 6
_MET = 0.6
_ASKING = frozenset(
    stem(word) for word in "ask asked request requested wish wished want wanted would".split()
)
_SPEAKS = 0.15
"""Share of a topic's words from which a promise comes before those that are only in the same item."""
_ORDER = {State.OPEN: 0, State.UNKNOWN: 0, State.PARTLY: 1, State.SUPERSEDED: 2, State.DROPPED: 2}
_SPEAKING = frozenset({Role.DISCUSSION, Role.PARAGRAPH, Role.RESOLUTION})
_TO_TELL = re.compile(
    r"\b(?:re)?port(?:s|ed)?\b|\bupdate[sd]?\b|\bbring\b|\btell\b|\binform\b|\bstate\b|\bfigures\b",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"\b(?:kept|honou?red|met|fulfilled)\s+(?:\w+\s+){1,3}(?:undertaking|promise|commitment|assurance)s?\b|"
    r"\bas\s+(?:had\s+been\s+)?(?:promised|undertaken|requested|agreed)\b|"
    r"\bin\s+(?:answer|response|reply)\s+to\s+(?:the|that|a|an)\s+(?:\w+\s+)?(?:request|question|undertaking)\b",
    re.IGNORECASE,
)
"""What is said of a promise that was kept."""
UNSETTLED = re.compile(
    r"\bnot\s+(?:yet\s+)?(?:been\s+)?(?:worked\s+out|settled|known|confirmed|agreed|decided|determined|costed|available|"
    r"finalised|secured|identified)\b|\bis\s+being\s+sought\b|\bto\s+be\s+(?:confirmed|determined|agreed|decided)\b|"
    r"\bremains?\s+(?:unclear|uncertain|to\s+be)\b|\bawaiting\b|\bhas\s+yet\s+to\b|\bcould\s+not\s+say\b|\bunknown\b",
    re.IGNORECASE,
)
_FEWEST_SHARED, _SHARED = 2, 0.25
_TOLD = 0.33
"""Share of the words of a promise to tell of something from which a later paper touches on that."""


@dataclass(frozen=True)
class Later:
    """Words of a later paper on a promise that is open, and what leads them in.

    ``is_outstanding`` says that they themselves leave it open, so that it can well be asked about.
    """

    opening: str
    words: Excerpt
    is_outstanding: bool = False


def promised(material: Material) -> Part:
    """What was promised on the subject: what is open first, then what later papers answer."""
    rows = promises(material)
    shown = rows[:_MOST_PROMISES]
    notes = [] if rows else [wording.NO_PROMISE]
    if len(rows) > len(shown):
        notes.append(wording.MORE_PROMISES.format(n=len(rows) - len(shown)))
    points = tuple(_promise(row, material) for row in shown)
    is_bare = any(is_open(row) and later_on(row, material) is None for row in shown)
    return Part("promised", points, (*notes, wording.NO_ANSWER) if is_bare else tuple(notes))


def promises(material: Material) -> list[LedgerRow]:
    """What is owed on the subject, open promises first, the oldest of each kind first."""
    rows = [
        row
        for row in material.rows_on
        if is_tracked(row.stored)
        and row.progress is not None
        and row.stored.entry.act is not Act.DEFERRED
        and row.record.paper_id not in material.report_ids
        and begins_well(Excerpt.of_entry(row.stored, row.record).text)
        and not _is_met_at_once(row, material)
    ]

    def place(row: LedgerRow) -> tuple[int, bool]:
        is_aside = material.is_topic and material.speaks(row.stored.text) < _SPEAKS
        return (_ORDER.get(row.progress.state, 3) if row.progress else 3), is_aside

    return sorted(rows, key=place)


def is_open(row: LedgerRow) -> bool:
    """Whether no later paper surely says what became of a promise."""
    return row.progress is not None and row.progress.state is State.OPEN


def later_on(row: LedgerRow, material: Material) -> Later | None:
    """The one later passage that says most of a promise that is open; None where none touches on it."""
    if row.progress is None:
        return None
    traced = _traced(row.progress, material)
    if traced is not None:
        return traced
    nearest = _nearest(row, material)
    if nearest is None:
        return None
    return Later(wording.TOUCHES, nearest, bool(UNSETTLED.search(nearest.text)))


def _traced(progress: Progress, material: Material) -> Later | None:
    """What the traces of a promise hold: what says that it is outstanding before what may only bear on it."""
    by_bearing: dict[Bearing, list[Trace]] = {}
    for trace in progress.traces:
        by_bearing.setdefault(trace.bearing, []).append(trace)
    for trace in by_bearing.get(Bearing.STILL_OPEN, []):
        return Later(wording.OUTSTANDING, Excerpt.of_trace(trace), is_outstanding=True)
    for trace in by_bearing.get(Bearing.POSSIBLY, []):
        return Later(wording.BEARS_ON_IT, Excerpt.of_trace(trace), is_outstanding=progress.possibly is None)
    related = by_bearing.get(Bearing.RELATED, [])
    of_now = [each for each in related if each.record.paper_id in material.report_ids]
    for trace in of_now or related:
        words = Excerpt.of_trace(trace)
        return Later(wording.TOUCHES, words, bool(UNSETTLED.search(words.text)))
    return None


def _nearest(row: LedgerRow, material: Material) -> Excerpt | None:
    """The sentence of a later paper on the subject that shares most with a promise; None where none shares enough."""
    entry = Excerpt.of_entry(row.stored, row.record)
    core = subject_of(row.stored).core
    own = core - set(material.query.terms) - set(index_terms(title_over(row.stored.passage)))
    best: tuple[float, Excerpt] | None = None
    for each in material.pool:
        is_later = each.day > entry.day and _is_of_same_body(each, entry)
        if not is_later or each.passage.role not in _SPEAKING or not is_prose(each):
            continue
        shared = _shared(each, core, own, is_to_tell=bool(_TO_TELL.search(entry.text)))
        if shared and (best is None or shared > best[0]):
            best = shared, each
    return with_antecedent(best[1]) if best else None


def _shared(later: Excerpt, core: frozenset[str], own: frozenset[str], *, is_to_tell: bool) -> float:
    """Share of a promise's words that a later sentence holds, 0 to 1; 0 where that is too little to touch on it.

    ``own`` are those of ``core`` that do not only name the subject. A promise to tell of a subject is touched on by
    whatever tells of it; other promises must share words of their own, or the sentence must say that one was kept.
    """
    terms = set(index_terms(later.text))
    if _KEPT.search(later.text) and len(terms & core) >= _FEWEST_SHARED:
        return 1.0
    if len(terms & own) >= _FEWEST_SHARED and len(terms & own) >= _SHARED * len(own):
        return len(terms & own) / len(own)
    named = core & terms & set(index_terms(title_over(later.passage)))
    if is_to_tell and named and len(terms & core) >= _TOLD * len(core):
        return len(terms & core) / len(core)
    return 0.0


def _is_of_same_body(one: Excerpt, other: Excerpt) -> bool:
    bodies = one.record.body, other.record.body
    return bodies[0] is not None and bodies[1] is not None and is_same_body(bodies[0].value, bodies[1].value)


def _is_met_at_once(row: LedgerRow, material: Material) -> bool:
    """Whether the same item resolves what a member asked for."""
    if row.stored.entry.kind is not EntryKind.REQUEST:
        return False
    item = item_of(row.record, row.stored.passage)
    owners = " ".join(filter(None, (row.stored.actor, row.stored.owner)))
    asked = set(index_terms(row.stored.text)) - set(index_terms(owners)) - _ASKING
    return any(
        len(asked & set(index_terms(other.stored.text))) >= _MET * len(asked)
        for other in decisions(material)
        if item_of(other.record, other.stored.passage) == item
    )


def _promise(row: LedgerRow, material: Material) -> Point:
    entry = with_antecedent(Excerpt.of_entry(row.stored, row.record)).without_announcement()
    progress, more = row.progress, _owing(row, entry)
    is_request = row.stored.entry.kind is EntryKind.REQUEST
    if progress is None or progress.state is State.UNKNOWN:
        day = material.when(entry, is_in_brackets=True)
        return Point.of(wording.UNKNOWN.format(day=day, more=more), entry)
    showing = [each for each in progress.traces if each.bearing is Bearing.SHOWS]
    if progress.state is not State.OPEN and showing:
        later = Excerpt.of_trace(showing[0])
        told = wording.STATES[progress.state.value].format(day=material.when(later, is_in_brackets=True))
        since = wording.ASKED_ON if is_request else wording.PROMISED_ON
        return Point.of(told, later, since.format(day=entry.day_name, more=more), entry)
    form = wording.ASKED_FOR if is_request else wording.OPEN
    return Point.of(form.format(day=material.when(entry), more=more), entry, *_since(row, material))


def _since(row: LedgerRow, material: Material) -> Iterator[str | Excerpt]:
    later = later_on(row, material)
    if later is not None:
        yield later.opening.format(day=later.words.day_name)
        yield later.words


def _owing(row: LedgerRow, entry: Excerpt) -> str:
    """Who owes it and by when, as printed, where the quoted words do not say it themselves."""
    more = ""
    for form, words in ((wording.OWED_BY, row.stored.owner), (wording.DUE, row.stored.due)):
        told = " ".join((words or "").split())
        if told and told.lower() not in entry.text.lower():
            more += form.format(owner=told, due=told)
    return more
