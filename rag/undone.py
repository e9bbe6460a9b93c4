"""What later meetings of a body undid of what is told here: decisions rescinded, lapsed, replaced or amended."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial, reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.papers import Kind, Role, Scope, Span
from ingest.store.library import Library
from ingest.store.records import PaperRecord, Posting, StoredPassage
from ingest.structure.bodies import is_same_body
from ingest.structure.lines import DECISION
from ingest.structure.motions import is_motion
from ingest.structure.terms import fold, index_terms, stem
from rag import wording
from rag.answer import Citations, Sentence
from rag.checking.verify import Verdict
from rag.figures import has_money, has_number
from rag.hours import words_over
from rag.items import PassagesOf, of_item
from rag.labels import day_name
from rag.marks import as_read
from rag.motions import tells_result
from rag.per_scope import PerScope
from rag.question.deciding import TELLS_DECIDED
from rag.question.votes import VoteAsked
from rag.undoing import How, Undoing, undoings_in
from rag.votes import records_vote

_UNDOING = tuple(
    dict.fromkeys(
        stem(word)
        for word in (
            "rescind rescinded rescinding rescission revoke revoked revoking revocation annul annulled annulment quash "
            "quashed set overturn overturned reverse reversed repeal repealed cancelled lapsed fallen ceased force "
            "effect superseded supersede replaced replace replacing amended amend varied vary reduced increased raised "
            "lowered cut revised changed risen read reading shown show record recorded reflect state"
        ).split()
    )
)
_OF_DECISIONS = tuple(
    dict.fromkeys(
        stem(word)
        for word in (
            "minute minutes item resolution resolutions decision decisions approval acceptance appointment award "
            "authorisation authorization permission consent agreement"
        ).split()
    )
)
_HEADED = re.compile(
    r"^\W*(?:(?:council|committee|board|cabinet|executive)\s+)?(?:resolution|decision)\s+(?:no\.?\s*|number\s+)?"
    r"(?P<number>(?:[A-Z]{1,5}[./-]?)?\d{1,4}(?:[./-]\d{1,4}){0,2})(?![\w%]|[.,]\d)",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that begins with the number of a resolution, over its words."""
_SUB_ITEM = re.compile(r"\(\d+\.\d+\)")
"""The number of an item below another, at which a resolution above it ends."""
_NAMED = 0.75
"""Share of the words by which a decision is named that must stand with it."""
_HAS_YEAR = re.compile(r"(?:19|20)\d\d[./-]\d|\d[./-](?:19|20)\d\d")
"""A number that hardly comes twice: with the year in it."""
_MOST = 0.6
"""Share of the words of what a figure is of that must stand with the figure that it puts right."""
_LISTS_VOTES = re.compile(
    r"\b(?:yeas?|nays?|ayes|noes|for|against|opposed|in\s+favou?r|abstain\w*)\s*[:\u2013-]", re.IGNORECASE
)
_TOLD_BY = (Kind.MINUTES, Kind.DECISION)


@dataclass(frozen=True)
class Undone:
    """A sentence of a later paper that undoes earlier decisions, or says that they lapsed or were changed."""

    undoing: Undoing
    record: PaperRecord
    passage: StoredPassage

    @property
    def place(self) -> tuple[str, Span]:
        """Where it stands: its passage, and the place in the paper."""
        return self.passage.passage_id, self.undoing.span

    @property
    def warning(self) -> str:
        """What an answer carries that tells the decision."""
        day = day_name(self.record.date.value) if self.record.date else "a later meeting"
        return wording.UNDONE.format(day=day, how=self.undoing.how.value)

    def told(self, citations: Citations) -> Sentence:
        """The words of the later paper, cited."""
        citation = citations.cite(self.record, self.passage, self.undoing.span)
        return Sentence(f"{wording.LATER} {as_read(citation.quote)}", (citation.n,), Verdict.SUPPORTED)

    def may_be_of(self, record: PaperRecord) -> bool:
        """Whether a paper is an earlier one of the same body, and of the day that is named where one is."""
        if record.kind.value not in _TOLD_BY or record.paper_id == self.record.paper_id:
            return False
        if record.date is None or self.record.date is None or record.date.value >= self.record.date.value:
            return False
        days = self.undoing.days
        return (not days or record.date.value in days) and self._is_of_body(record)

    def _is_of_body(self, record: PaperRecord) -> bool:
        if record.body and self.record.body:
            return is_same_body(record.body.value, self.record.body.value)
        is_alone = bool(self.undoing.days or _HAS_YEAR.search(self.undoing.number or ""))
        own, other = (set(index_terms(each.title.value)) for each in (record, self.record))
        return is_alone and record.body is self.record.body and len(own & other) > 1


class _Known:
    """All that is undone in the papers that one asker may see, and for each paper what may be of it."""

    def __init__(self, undone: Sequence[Undone]) -> None:
        self._undone = undone
        self._by_paper: dict[str, tuple[Undone, ...]] = {}

    def of(self, record: PaperRecord) -> tuple[Undone, ...]:
        """What may undo a decision that a paper tells."""
        if record.paper_id not in self._by_paper:
            found = tuple(each for each in self._undone if each.may_be_of(record))
            self._by_paper[record.paper_id] = found
        return self._by_paper[record.paper_id]


class Undoings:
    """What later papers undo of earlier ones, in those that an asker may see, read once until the library changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._kept = PerScope(lambda scope: _Known(tuple(self._read(scope))))

    def of(
        self, record: PaperRecord, passage: StoredPassage, span: Span, scope: Scope, *, is_asked: bool = False
    ) -> Undone | None:
        """The latest that undoes what the words at ``span`` of a paper, in a passage of it, tell; None for most.

        Where it is asked what was decided (``is_asked``), all that stands under a decision tells of it.
        """
        passages = cache(partial(self._library.passages, scope))
        found = [
            each
            for each in self._known(scope).of(record)
            if _is_told(each, passage, span, passages, is_asked=is_asked)
            and self._is_latest(each, record, scope, passages)
        ]
        return max(
            found, key=lambda each: each.record.date.value if each.record.date else date.min, default=None
        )

    def _is_latest(self, undone: Undone, record: PaperRecord, scope: Scope, passages: PassagesOf) -> bool:
        """Whether no later paper has a decision of this number too, where no day tells which is meant."""
        number = undone.undoing.number
        if number is None or undone.undoing.days or _HAS_YEAR.search(number) or record.date is None:
            return True
        if _has_decision(passages(undone.record.paper_id), number):
            return False
        return not any(
            each.date
            and each.date.value > record.date.value
            and _has_decision(passages(each.paper_id), number)
            for each in self._library.papers(scope)
            if undone.may_be_of(each)
        )

    def _known(self, scope: Scope) -> _Known:
        return self._kept.of(self._library.revision, scope)

    def _read(self, scope: Scope) -> Iterator[Undone]:
        postings = self._library.postings(scope, (*_UNDOING, *_OF_DECISIONS))
        windows = np.intersect1d(_in_text(postings, _UNDOING), _in_text(postings, _OF_DECISIONS))
        records = {record.paper_id: record for record in self._library.papers(scope)}
        passages = cache(partial(self._library.passages, scope))
        held = self._library.passages_in(scope, windows.tolist())
        for passage in {each.passage_id: each for found in held.values() for each in found}.values():
            record = records[passage.paper_id]
            if record.kind.value not in _TOLD_BY or record.date is None:
                continue
            for undoing in undoings_in(passage, _following(passage, passages)):
                yield Undone(undoing, record, passage)


class Ending(Protocol):
    """Words of another paper without which those of an answer would be taken to hold."""

    @property
    def place(self) -> tuple[str, Span]:
        """Where it stands: its passage, and the place in the paper."""

    @property
    def warning(self) -> str:
        """What is said beside the answer."""

    def told(self, citations: Citations) -> Sentence:
        """The words, cited."""


FindEnding = Callable[[PaperRecord, StoredPassage, Span], Ending | None]
"""Finds what became elsewhere of what words of a paper tell: their passage, and where in the paper they stand."""


def _in_text(postings: Mapping[str, Posting], terms: Sequence[str]) -> NDArray[np.int64]:
    return reduce(np.union1d, (postings[term].in_text for term in terms))


def _following(passage: StoredPassage, passages: PassagesOf) -> Iterator[StoredPassage]:
    for each in of_item(passage, passages):
        if each.span.start >= passage.span.end:
            yield each


def _is_told(
    undone: Undone, passage: StoredPassage, span: Span, passages: PassagesOf, *, is_asked: bool
) -> bool:
    """Whether words of an earlier paper tell what is undone."""
    undoing, base = undone.undoing, passage.span.start
    text = " ".join(passage.text[max(span.start - base, 0) : span.end - base].split())
    if undoing.number is None:
        near = index_terms(f"{words_over(passage)} {text}")
        is_named = len(undoing.about.intersection(near)) >= _NAMED * len(undoing.about)
        return is_named and _tells_decision(passage, text)
    of_paper = passages(passage.paper_id)
    is_headed = any(each.overlaps(span) for each in _headed(of_paper, undoing.number))
    if not is_headed and _item(passage) != undoing.number.lower():
        return False
    if undoing.how is How.RECORD:
        return _is_recorded(undoing, passage, text)
    if undoing.how is How.READING:
        return _is_read(undoing, passage, text)
    if undoing.how is How.FIGURE:
        return has_money(text) and undoing.about <= frozenset(index_terms(text))
    is_part = undoing.point is not None and passage.point != undoing.point
    if is_part and (passage.point is not None or undoing.how is How.AMENDED):
        return False
    is_whole = undoing.how is not How.AMENDED and undoing.point is None
    is_all = is_headed or (is_asked and is_whole)
    return (is_all and passage.role is not Role.INTEREST) or _tells_decision(passage, text)


def _is_recorded(undoing: Undoing, passage: StoredPassage, text: str) -> bool:
    """Whether words are of a record that was put right: a list of votes with a name, or most of the same words."""
    own = frozenset(index_terms(text))
    if records_vote(text, VoteAsked(frozenset())) or _LISTS_VOTES.search(text):
        return bool(undoing.about & own)
    return len(undoing.about & own) >= _NAMED * len(undoing.about)


def _is_read(undoing: Undoing, passage: StoredPassage, text: str) -> bool:
    """Whether words hold a figure of what another was put right of, and not the right one already."""
    own = frozenset(index_terms(text))
    near = own | frozenset(index_terms(words_over(passage)))
    is_of_it = bool(undoing.about & own) and len(undoing.about & near) >= _MOST * len(undoing.about)
    holds = has_money(text) if has_money(undoing.right) else has_number(text)
    return is_of_it and holds and undoing.right not in text


def _tells_decision(passage: StoredPassage, text: str) -> bool:
    return (
        passage.role is Role.RESOLUTION
        or bool(DECISION.match(text) or TELLS_DECIDED.search(text))
        or is_motion(text)
        or tells_result(text)
    )


def _item(passage: StoredPassage) -> str:
    return (passage.item or "").strip(". ").lower()


def _has_decision(passages: Sequence[StoredPassage], number: str) -> bool:
    """Whether a paper has an item, or a resolution under a line, of this number."""
    return any(_item(each) == number.lower() for each in passages) or bool(_headed(passages, number))


def _headed(passages: Sequence[StoredPassage], number: str) -> list[Span]:
    """Where a paper has the resolution of a number: from the line with it to the next such line, or the item's end."""
    found = []
    begun: int | None = None
    place = None
    for passage in passages:
        is_beyond = (passage.item, passage.item_title) != place or _SUB_ITEM.fullmatch(passage.point or "")
        if begun is not None and is_beyond:
            found.append(Span(begun, passage.span.start))
            begun = None
        for match in _HEADED.finditer(fold(passage.text)):
            here = passage.span.start + match.start()
            if begun is not None:
                found.append(Span(begun, here))
                begun = None
            if match.group("number").lower() == number.lower():
                begun, place = here, (passage.item, passage.item_title)
    if begun is not None:
        found.append(Span(begun, passages[-1].span.end))
    return found


class Afterwards:
    """What became elsewhere of the sentences of an answer, each told once, behind the first that it is of."""

    def __init__(self, ending_of: FindEnding, told: Sequence[tuple[StoredPassage, Span]]) -> None:
        """``told`` are the sentences of the answer in order: one that undoes another of them is not told twice."""
        self._ending_of = ending_of
        self._places = [(passage.passage_id, span) for passage, span in told]
        self._found: dict[tuple[str, Span], Ending] = {}

    @property
    def warnings(self) -> list[str]:
        """What is to be said beside the answer."""
        return list(dict.fromkeys(each.warning for each in self._found.values()))

    def is_told(self, passage: StoredPassage, span: Span) -> bool:
        """Whether the words have been told already, behind what they undo."""
        return any(
            passage_id == passage.passage_id and place.overlaps(span) for passage_id, place in self._found
        )

    def after(
        self, record: PaperRecord, passage: StoredPassage, span: Span, citations: Citations
    ) -> list[Sentence]:
        """What is told behind a sentence: nothing, or what undoes it, unless the answer began with that."""
        ending = self._ending_of(record, passage, span)
        here = next((n for n, each in enumerate(self._places) if each == (passage.passage_id, span)), 0)
        if ending is None:
            return []
        place = ending.place
        is_new = place not in self._found
        self._found[place] = ending
        is_before = any(
            passage_id == place[0] and each.overlaps(place[1]) for passage_id, each in self._places[:here]
        )
        return [ending.told(citations)] if is_new and not is_before else []
