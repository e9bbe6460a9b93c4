"""Passages to ledger entries: what a paper decides, promises, recommends, asks for, passes on and puts right.

The rules are those of the language of minutes: the verb says what was done, the subject who owes it. What stands
in a resolution counts before what stands in the discussion, and what is said twice is one entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.papers import Access, Kind, Passage, Role, Span
from ingest.structure.ledger_clauses import Words, clauses, is_lead_only, without_label, without_opening
from ingest.structure.ledger_entries import Act, EntryKind, LedgerEntry
from ingest.structure.ledger_promises import (
    Said,
    action_in,
    agrees_to_it,
    decision_in,
    promise_in,
    referral_in,
    request_in,
    subject_of,
)
from ingest.structure.ledger_tables import action_in_row
from ingest.structure.ledger_words import ADDRESSEE, CONDITION, DUE, PRONOUN
from ingest.structure.motion_outcomes import alters, is_bare_outcome, tells_outcome_alone, told_alone
from ingest.structure.motions import is_motion
from ingest.structure.sentences import sentences
from ingest.structure.terms import index_terms

_MINUTES = frozenset({Kind.MINUTES, Kind.DECISION})
_WHOLE = frozenset({Role.RESOLUTION, Role.RECOMMENDATION, Role.PARAGRAPH, Role.HEADER})
"""What is read as one clause; a discussion is read sentence by sentence."""
_OWED = frozenset({EntryKind.COMMITMENT, EntryKind.REQUEST, EntryKind.REFERRAL})
_CONDITIONAL = frozenset({EntryKind.COMMITMENT, EntryKind.DECISION, EntryKind.RECOMMENDATION})
_SAME = 0.8
_SAID_BEFORE = 0.6
_FEWEST_TERMS = 2
_LONGEST = 3_000
"""Characters of a sentence or a clause; a longer one is text without ends, and would take the patterns minutes."""
_MOST_COMPARED = 100
"""Entries of one item that another is held against; a paper with more is a list, and its entries are told apart."""
_MOST_BEFORE_VOTE = 4
"""Sentences before a bare outcome among which the motion that it is of is looked for."""
_BULLET = re.compile(r"\s*[-\u2013\u00b7\u2022\u25aa*o]\s")
_MARKS = re.compile(r"[*_]{1,3}")
_MARKS_BEFORE = re.compile(r"(?<!\w)[*_]{1,3}\Z")
_MOST_MARKS = 3
_RECOMMENDS = re.compile(
    r"(?:^|\b(?:and|to|that:?|panel|board|committee|council|authority|cabinet|members)\s+)(?:approve|agree|note|endorse|support|adopt|authori[sz]e|delegate|grant|consider|"
    r"comment|discuss|review|receive|recommend|confirm|appoint|accept|refer|instruct|request|welcome|determine|decide|"
    r"make|provide|scrutinise|identify|advise|nominate|elect)s?\b|\b(?:to\s+)?be\s+\w+|"
    r"\b(?:recommended|asked|invited|requested)\s+(?:to|that)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:recommended|asked|invited|requested)\s+(?:to|that)\b", re.IGNORECASE)
_AT_ONCE = re.compile(r"(?:officer\s+)?recommendations?\s*:\s*(?:that|to|the)\b", re.IGNORECASE)
_LISTED = re.compile(r"\(?(?:[a-z]{1,2}|[ivx]{1,4}|\d{1,2})\)$|bullet")
_OPEN_LIST = re.compile(r"(?::|;(?:\s*(?:and|or))?)\s*$")


@dataclass(frozen=True)
class _Found:
    """An entry with where in the paper's business it stands, and whether a resolution says it.

    ``place`` tells who may read it too: what a narrower circle reads must not decide what the others see.
    ``terms`` are those of its own words, ``around`` those of the passage that it stands in.
    """

    entry: LedgerEntry
    place: tuple[Access, str | None, str | None]
    is_resolved: bool
    terms: frozenset[str]
    around: frozenset[str]


def ledger_of(kind: Kind, passages: Sequence[Passage], content: str) -> list[LedgerEntry]:
    """The entries of a paper in the order of its text."""
    reader = _Reader(kind, content)
    found = [each for passage in passages for each in reader.read(passage)]
    return [each.entry for each in sorted(_without_repeats(found), key=lambda each: each.entry.span.start)]


class _Reader:
    """Reads passage after passage; remembers a promise that a list goes on with."""

    def __init__(self, kind: Kind, content: str) -> None:
        self._is_minutes = kind in _MINUTES
        self._content = content
        self._lead: tuple[Words, Said] | None = None
        self._access: Access | None = None

    def read(self, passage: Passage) -> Iterator[_Found]:
        """The entries of one passage."""
        words = Words.of(self._content, passage.span)
        if passage.access is not self._access:
            self._lead, self._access = None, passage.access
        if self._lead and not _BULLET.match(words.text) and not _LISTED.search(passage.point or ""):
            self._lead = None
        around: frozenset[str] | None = None
        for entry in self._entries(passage, words):
            around = frozenset(index_terms(words.text)) if around is None else around
            terms = frozenset(index_terms(self._content[entry.span.start : entry.span.end]))
            place = (passage.access, passage.item, passage.item_title)
            yield _Found(entry, place, passage.role is Role.RESOLUTION, terms, around)

    def _entries(self, passage: Passage, words: Words) -> Iterator[LedgerEntry]:
        """What the passage's part in its paper lets it say: only minutes resolve, only others recommend."""
        if passage.role in _WHOLE and len(words.text) > _LONGEST:
            return
        if self._is_minutes:
            if passage.role is Role.RESOLUTION:
                yield from self._resolved(passage, words)
            elif passage.role is Role.DISCUSSION and not tells_outcome_alone(words.text):
                yield from self._discussed(passage, words)
        elif passage.role is Role.RECOMMENDATION or _AT_ONCE.match(words.text):
            yield from self._recommended(passage, words)
        elif passage.role is Role.PARAGRAPH:
            yield from self._actions(passage, words)

    def _resolved(self, passage: Passage, words: Words) -> Iterator[LedgerEntry]:
        if is_lead_only(words):
            return
        for part, clause in clauses(without_label(words)):
            yield self._entry(passage, part, Said(clause.kind, clause.act, owner=clause.owner))

    def _recommended(self, passage: Passage, words: Words) -> Iterator[LedgerEntry]:
        plain = without_opening(words)
        is_listed = bool(_LISTED.search(passage.point or "")) and self._is_under_lead(passage)
        if plain.text.endswith(":") or not (is_listed or _RECOMMENDS.search(plain.text)):
            return
        yield self._entry(
            passage, _asking_part(without_label(words)), Said(EntryKind.RECOMMENDATION, Act.RECOMMENDED)
        )

    def _is_under_lead(self, passage: Passage) -> bool:
        return any(_OPEN_LIST.search(self._content[span.start : span.end]) for span in passage.context)

    def _actions(self, passage: Passage, words: Words) -> Iterator[LedgerEntry]:
        if " | " in words.text:
            yield from self._row(passage, words)
            return
        plain = without_label(words)
        said = action_in(plain)
        if said:
            yield self._entry(passage, plain, said)

    def _row(self, passage: Passage, words: Words) -> Iterator[LedgerEntry]:
        above = (Words.of(self._content, span) for span in passage.context)
        head = next((each for each in above if " | " in each.text), None)
        row = action_in_row(words, head) if head else None
        if row:
            said = Said(EntryKind.COMMITMENT, Act.ACTION, owner=row.owner)
            yield replace(self._entry(passage, row.task, said), due=row.due)

    def _discussed(self, passage: Passage, words: Words) -> Iterator[LedgerEntry]:
        if " | " in words.text:
            if len(words.text) <= _LONGEST:
                yield from self._row(passage, words)
            return
        before: list[Words] = []
        asked: LedgerEntry | None = None
        is_said = False
        for span in sentences(self._content, passage.span.start, passage.span.end):
            if span.end - span.start > _LONGEST:
                continue
            sentence = without_label(Words.of(self._content, span))
            if self._lead and _BULLET.match(self._content[span.start : span.end]):
                yield self._listed(passage, sentence, *self._lead)
                continue
            entry = self._made(passage, sentence, before, asked, is_said=is_said)
            is_said = entry is not None
            before.append(sentence)
            if entry is None:
                continue
            if asked and entry.kind is not EntryKind.COMMITMENT:
                yield asked  # what is promised in the same breath is not left as a request
            asked = entry if entry.kind is EntryKind.REQUEST else None
            if asked is None:
                yield entry
        if asked:
            yield asked

    def _said(self, passage: Passage, sentence: Words, before: Sequence[Words]) -> LedgerEntry | None:
        """The entry that a sentence of a discussion makes; a promise that a list goes on with is remembered."""
        said = _said_in(sentence)
        if said is None:
            return None
        if sentence.text.endswith(":") and said.kind is EntryKind.COMMITMENT:
            self._lead = (sentence, said)
            return None
        return self._with_antecedent(self._entry(passage, sentence, said), sentence, before)

    def _granted(self, passage: Passage, asked: LedgerEntry, sentence: Words, owner: Span) -> LedgerEntry:
        """A request and the sentence that grants it, as one promise."""
        whole = Words.of(self._content, Span(asked.span.start, sentence.span.end))
        return self._entry(passage, whole, Said(EntryKind.COMMITMENT, Act.UNDERTOOK, owner, owner))

    def _made(
        self,
        passage: Passage,
        sentence: Words,
        before: Sequence[Words],
        asked: LedgerEntry | None,
        *,
        is_said: bool,
    ) -> LedgerEntry | None:
        """The entry that a sentence makes with what it answers; ``is_said`` where the one before it made one."""
        agreeing = agrees_to_it(sentence) if asked else None
        if asked and agreeing:
            return self._granted(passage, asked, sentence, agreeing)
        if is_bare_outcome(sentence.text):
            return None if is_said else self._voted(passage, sentence, before)
        return self._said(passage, sentence, before)

    def _voted(self, passage: Passage, sentence: Words, before: Sequence[Words]) -> LedgerEntry | None:
        """What was put and the sentence which only says that it was carried, as one decision."""
        outcome = told_alone(sentence.text)
        near = before[-_MOST_BEFORE_VOTE:]
        put = next((each for each in reversed(near) if is_motion(each.text)), near[-1] if near else None)
        if outcome is None or not outcome.is_carried or put is None or alters(put.text):
            return None
        whole = Words.of(self._content, Span(put.span.start, sentence.span.end))
        return self._entry(passage, whole, Said(EntryKind.DECISION, Act.AGREED))

    def _listed(self, passage: Passage, sentence: Words, lead: Words, said: Said) -> LedgerEntry:
        """One entry of a list that a promise introduces; what the promise says of all holds for it."""
        entry, above = self._entry(passage, sentence, said), self._entry(passage, lead, said)
        return replace(entry, due=entry.due or above.due, addressee=entry.addressee or above.addressee)

    def _with_antecedent(self, entry: LedgerEntry, sentence: Words, before: Sequence[Words]) -> LedgerEntry:
        """The entry with whom its pronoun stands for: the last one that a sentence up to it began with."""
        if entry.owner is None or not self._is_pronoun(entry.owner):
            return entry
        for each in (sentence, *reversed(before)):
            named = subject_of(each)
            if named is not None and not self._is_pronoun(named):
                return replace(entry, owner=named, is_owner_inferred=True)
        return entry

    def _with_marks(self, span: Span, within: Span) -> Span:
        """The span with the marks of emphasis around it, so that they are quoted in pairs."""
        before = _MARKS_BEFORE.search(self._content, max(within.start, span.start - _MOST_MARKS), span.start)
        after = _MARKS.match(self._content, span.end, min(within.end, span.end + _MOST_MARKS))
        return Span(before.start() if before else span.start, after.end() if after else span.end)

    def _is_pronoun(self, span: Span) -> bool:
        return bool(PRONOUN.match(self._content[span.start : span.end]))

    def _entry(self, passage: Passage, words: Words, said: Said) -> LedgerEntry:
        is_owed = said.kind in _OWED
        due = DUE.search(words.text) if is_owed or said.act is Act.DEFERRED else None
        whom = ADDRESSEE.search(words.text) if is_owed else None
        condition = CONDITION.search(words.text) if said.kind in _CONDITIONAL else None
        return LedgerEntry(
            ordinal=passage.ordinal,
            span=self._with_marks(words.span, passage.span),
            kind=said.kind,
            act=said.act,
            actor=said.actor,
            owner=said.owner,
            addressee=words.at(whom, "whom") if whom else None,
            due=words.at(due) if due else None,
            condition=words.at(condition) if condition else None,
        )


def _asking_part(words: Words) -> Words:
    """The sentences of a paragraph that ask for something, where others stand beside them."""
    spans = sentences(words.text)
    asking = [span for span in spans if _ASKS.search(words.text[span.start : span.end])]
    if not asking or len(asking) == len(spans):
        return words
    return words.part(asking[0].start, asking[-1].end)


def _said_in(sentence: Words) -> Said | None:
    readings = (read(sentence) for read in (action_in, decision_in, promise_in, referral_in, request_in))
    return next((said for said in readings if said is not None), None)


def _without_repeats(found: Iterable[_Found]) -> list[_Found]:
    """Each thing once: a resolution before the discussion that led to it, the first of equals."""
    kept: list[_Found] = []
    by_place: dict[tuple[Access, str | None, str | None], list[_Found]] = {}
    for each in sorted(found, key=lambda one: not one.is_resolved):
        place = (each.place[0], None, None) if each.entry.kind is EntryKind.RECOMMENDATION else each.place
        others = by_place.setdefault(place, [])
        if not any(_is_repeat(each, other) for other in others):
            kept.append(each)
            if len(others) < _MOST_COMPARED:
                others.append(each)
    return kept


def _is_repeat(one: _Found, other: _Found) -> bool:
    """Whether a paper says ``one`` again that it says as ``other``, in the same item.

    Two resolutions that differ in a figure are two.
    """
    is_other_figure = one.is_resolved and other.is_resolved and _figures(one.terms) != _figures(other.terms)
    if one.entry.kind is other.entry.kind and not is_other_figure:
        least = len(one.terms | other.terms) if one.is_resolved else min(len(one.terms), len(other.terms))
        shared = len(one.terms & other.terms)
        if one.terms == other.terms or (least and shared >= _SAME * least):
            return True
    if one.is_resolved or not other.is_resolved or len(other.terms) < _FEWEST_TERMS:
        return False
    is_owed = one.entry.kind in _OWED and other.entry.kind in _OWED
    return is_owed and len(other.terms & one.around) >= _SAID_BEFORE * len(other.terms)


def _figures(terms: Iterable[str]) -> frozenset[str]:
    return frozenset(term for term in terms if term[0].isdigit())
