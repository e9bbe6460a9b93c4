"""What became of a matter that a meeting put off: what a later meeting of the body decided on it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.papers import Kind, Role, Scope, Span
from ingest.store.library import Library
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.bodies import is_same_body
from ingest.structure.motions import is_motion
from ingest.structure.terms import fold, index_terms, stem
from rag import wording
from rag.answer import Citations, Sentence
from rag.checking.verify import Verdict
from rag.decided_under import Decided, decided_under
from rag.labels import day_name
from rag.marks import as_read
from rag.question.deciding import tells_decision_of_body
from rag.what_became import tells_its_outcome

_DEFERRED = (
    r"(?:deferr(?:ed|al)|defer|postponed?|held\s+over|laid\s+over|put\s+off|continued\s+to|tabled\s+(?:to|until|for)|"
    r"(?:laid|lie)\s+on\s+the\s+table)"
)
_PUTS_OFF = re.compile(rf"\b{_DEFERRED}\b", re.IGNORECASE)
_WAS_PUT_OFF = re.compile(rf"\b(?:was|were|is|are|been)\s+(?:\w+ly\s+)?{_DEFERRED}\b", re.IGNORECASE)
_BEGINS = re.compile(r"\b(?:that|to)\b", re.IGNORECASE)
"""What stands between who decided and what."""
_UNTIL = re.compile(
    r"\b(?:until|till|pending|awaiting|so\s+that|in\s+order|owing|because|while|to|for)\b", re.IGNORECASE
)
"""What stands between what is put off and until when, or why."""
_PASSIVE = re.compile(r"\b(?:be|is|are|was|were|been|stand)\W*(?:\w+ly\W*)?$", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:Cllrs?|Councillors?|Crs?|Mr|Mrs|Ms|Miss|Dr|Commissioner|Trustee|Supervisor|Alderman|Member)\b\.?\s+"
    r"(?:(?:[A-Z][\w'.-]*|and|,)\s*)+"
)
_NO_SUBJECT = frozenset(
    stem(word)
    for word in (
        "defer deferred deferral postpone postponed held hold put laid lie table tabled continue continued consider "
        "consideration item matter report decision decide next further future later subsequent meeting meetings "
        "propose proposed second seconded move moved carry carried agree agreed resolve resolved unanimous unanimously "
        "pending await awaiting information discussion follow following application applications planning notice "
        "notices motion motions correspondence reports business matters arising question questions minutes finance "
        "financial accounts payments update updates items policy general consent agenda public member members council "
        "committee board panel authority cabinet chair clerk officer january february march april june july august "
        "september october november december date day time month year"
    ).split()
)
"""Stems of the words of putting off, and of the titles under which any meeting has something."""
_LEAST = 0.75
"""Share of the title, or of the words put off where the title is any meeting's, that the later item must have."""
_LEAST_BESIDE = 0.5
"""Share of the words put off that must stand in the later item beside the title."""
_FEWEST = 2
_MOST_PAPERS = 12
"""Later minutes that are looked through."""


@dataclass(frozen=True)
class TakenUp:
    """What a later meeting decided on a matter that was put off."""

    decided: Decided
    record: PaperRecord

    @property
    def place(self) -> tuple[str, Span]:
        """Where it stands: its passage, and the place in the paper."""
        return self.decided.passage.passage_id, self.decided.span

    @property
    def warning(self) -> str:
        """What an answer carries that tells of the putting off."""
        day = day_name(self.record.date.value) if self.record.date else "a later meeting"
        return wording.TAKEN_UP.format(day=day)

    def told(self, citations: Citations) -> Sentence:
        """The words of the decision, cited, with what became of it where they are a motion's."""
        first = citations.cite(self.record, self.decided.passage, self.decided.span)
        text, numbers = f"{wording.LATER} {as_read(first.quote)}", [first.n]
        if self.decided.became is not None:
            became = self.decided.became
            outcome = citations.cite(self.record, became.passage, became.span)
            text, numbers = f"{text} {became.lead} {as_read(outcome.quote)}", [first.n, outcome.n]
        return Sentence(text, tuple(dict.fromkeys(numbers)), Verdict.SUPPORTED)


def taken_up(
    record: PaperRecord, passage: StoredPassage, span: Span, library: Library, scope: Scope
) -> TakenUp | None:
    """What a later meeting decided on the matter that words of minutes put off; None where they don't, or none did.

    The later item must bear the same title, or hold the words that were put off where any meeting has the title.
    """
    begin = passage.span.start
    text = fold(" ".join(passage.text[max(span.start - begin, 0) : span.end - begin].split()))
    if record.kind.value not in (Kind.MINUTES, Kind.DECISION) or not _is_put_off(passage, text):
        return None
    title, own = _subject(passage.item_title or ""), _matter(text)
    for later in _later(record, library, scope):
        for item in _items(library.passages(scope, later.paper_id)):
            if not _is_on(item, title, own):
                continue
            decided = [each for each in decided_under(item) if not _PUTS_OFF.search(each.text)]
            if decided:
                return TakenUp(max(decided, key=lambda each: _likeness(each, title | own)), later)
    return None


def _is_put_off(passage: StoredPassage, text: str) -> bool:
    """Whether a sentence tells that a meeting put something off, or that somebody moved it."""
    tells = passage.role is Role.RESOLUTION or tells_decision_of_body(text) or tells_its_outcome(text)
    return bool(_PUTS_OFF.search(text)) and (tells or is_motion(text) or bool(_WAS_PUT_OFF.search(text)))


def _matter(text: str) -> frozenset[str]:
    """The words that say what is put off: without who proposed it and, where others are left, until when and why."""
    opening, *rest = _BEGINS.split(text, maxsplit=1)
    opening, told = (opening, rest[0]) if rest and _PUTS_OFF.search(rest[0]) else ("", text)
    before, after = _PUTS_OFF.split(told, maxsplit=1)
    behind = () if _PASSIVE.search(before) else (_UNTIL.split(after, maxsplit=1)[0], after)
    parts = (before, *behind[:1], opening, *behind[1:])
    return next(filter(None, (_subject(_NAMED.sub(" ", part)) for part in parts)), frozenset())


def _subject(text: str) -> frozenset[str]:
    return frozenset(term for term in index_terms(text) if len(term) > 1) - _NO_SUBJECT


def _later(record: PaperRecord, library: Library, scope: Scope) -> list[PaperRecord]:
    """The minutes of later meetings of the body, the earliest first."""
    if record.body is None or record.date is None:
        return []
    found: list[tuple[date, str, PaperRecord]] = [
        (each.date.value, each.name, each)
        for each in library.papers(scope)
        if each.kind.value in (Kind.MINUTES, Kind.DECISION)
        and each.date is not None
        and each.date.value > record.date.value
        and each.body is not None
        and is_same_body(each.body.value, record.body.value)
    ]
    return [each for _, _, each in sorted(found, key=lambda each: each[:2])[:_MOST_PAPERS]]


def _items(passages: Sequence[StoredPassage]) -> Iterator[list[StoredPassage]]:
    items: dict[tuple[str | None, str | None], list[StoredPassage]] = defaultdict(list)
    for each in passages:
        if each.item_title is not None:
            items[each.item, each.item_title].append(each)
    yield from items.values()


def _is_on(item: Sequence[StoredPassage], title: frozenset[str], own: frozenset[str]) -> bool:
    """Whether an item is on a matter of a title, in words of its own."""
    titled = _subject(item[0].item_title or "")
    held = len(own & (titled | _subject(" ".join(each.text for each in item))))
    if title and len(title & titled) >= _LEAST * len(title):
        return held >= _LEAST_BESIDE * len(own)
    return len(own) >= _FEWEST and held >= _LEAST * len(own)


def _likeness(decided: Decided, subject: frozenset[str]) -> tuple[bool, int, int]:
    """What was carried comes first, then what shares most words with the matter, then the last."""
    return decided.is_carried, len(subject & frozenset(index_terms(decided.text))), decided.span.start
