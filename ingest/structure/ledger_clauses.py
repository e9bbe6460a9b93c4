"""A clause of a resolution or recommendation: what kind of entry it is, and who is to do what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.papers import Span
from ingest.structure.emphasis import blank_emphasis
from ingest.structure.ledger_entries import Act, EntryKind
from ingest.structure.ledger_words import DECIDED, DELIVERED, DELIVERING, LATER_BODY, is_actor
from ingest.structure.lines import BULLET, DECISION, NUMBERED, POINT
from ingest.structure.terms import fold


@dataclass(frozen=True)
class Words:
    """A stretch of a paper with its text folded, on one line and without marks of emphasis; both are equally long."""

    span: Span
    text: str

    @classmethod
    def of(cls, content: str, span: Span) -> Words:
        printed = blank_emphasis(fold(content[span.start : span.end]))
        return cls(span, re.sub(r"\s", " ", printed)).part(0)

    def part(self, start: int, end: int | None = None) -> Words:
        """The words from ``start`` to ``end``, without the white space around them."""
        text = self.text[start:end]
        first = start + len(text) - len(text.lstrip())
        stripped = text.strip()
        return Words(Span(self.span.start + first, self.span.start + first + len(stripped)), stripped)

    def at(self, match: re.Match[str], group: str | int = 0) -> Span:
        """Where a match of a pattern in these words stands in the paper, without white space around it."""
        return self.part(match.start(group), match.end(group)).span


@dataclass(frozen=True)
class Clause:
    """What a clause is, and who owes it as printed."""

    kind: EntryKind
    act: Act
    owner: Span | None = None


_REFERENCE = r"(?:\s*\(?(?:[A-Z]{0,5}\d+[/.-]\d[\w/.-]*|[A-Z]{1,5}\d+)\)?[*_]{0,3})?"
"""The number under which a resolution is kept: "RESOLVED TE24/31 That"."""
_OPENING = re.compile(
    r"[*_]{0,3}(?:it\s+was\s+|therefore,?\s+it\s+was\s+)?(?:unanimously\s+|further\s+)?"
    rf"(?:resolved|agreed|decisions?|recommend(?:ed|ations?))\b[*_]{{0,3}}{_REFERENCE}(?:\s+unanimously)?\s*"
    r"(?::-|[:,\u2013-])?\s*"
    r"(?:that\b\s*)?",
    re.IGNORECASE,
)
_LEAD_ONLY = re.compile(
    r"(?:decisions?\s*:?\s*)?(?:(?:the|this)\s+(?:\w+\s+){1,5}?|it\s+was\s+|members\s+)?"
    rf"(?:unanimously\s+)?(?:(?:resolved|agreed|noted|decisions?|approved){_REFERENCE})?(?:\s+unanimously)?"
    rf"(?:\s+(?:that|to)(?:\s+(?:the|this)\s+(?:\w+\s+){{0,4}}?{LATER_BODY})?)?\W*$",
    re.IGNORECASE,
)
_CUTS = re.compile(
    r"(?:[;,]\s*)?\band\s+(?=that\b|(?:would|will)\s+be\b|(?:the|an?|its|their|his|her)\s+(?:[\w%'-]+\s+){1,7}?"
    r"(?:would|be|is|are)\s+(?!of\b))",
    re.IGNORECASE,
)
_OF_MINUTES = re.compile(r"\b(?:minutes|notes|record)\b", re.IGNORECASE)
_AMENDED = re.compile(
    r"\b(?:subject\s+to|with\s+(?:that|this|the|these|one|an?|two|following))\b.{0,120}?"
    r"\b(?:amend\w*|correct(?:ed|ing|ions?)|chang\w*|alter\w*|insert\w*|delet\w*|inclusion|addition|replac\w*)\b|"
    r"\b(?:as\s+)?amended\b|\bcorrected\s+(?:to|from)\b",
    re.IGNORECASE,
)
_THANKS = re.compile(r"\b(?:thank(?:s|ed)?|congratulat\w+|condolences|appreciation)\b", re.IGNORECASE)
_DEFERRED = re.compile(r"\b(?:deferred|defer|postponed?|adjourned?|held\s+over|hold\s+over)\b", re.IGNORECASE)
_REFUSED = re.compile(
    r"\b(?:refused?|rejected?|declined?|not\s+(?:\w+\s+){0,2}?(?:be\s+)?(?:endorsed?|support(?:ed)?|approved?|"
    r"adopt(?:ed)?|accept(?:ed)?|agreed?|grant(?:ed)?))\b",
    re.IGNORECASE,
)
_GRANTED = re.compile(
    r"\b(?:approval|authority|consent|permission|agreement|support|powers?|leave)\s+(?:be|is|was)\s+(?:given|granted)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:^|\b(?:and|that)\s+)(?P<owner>(?:[\w.'()&,/-]+\s+){1,14}?)(?:be|is|are)\s+(?:also\s+|therefore\s+|further\s+)?"
    r"(?:asked|requested|invited|instructed|directed|required|urged|tasked|encouraged)\s+to\s",
    re.IGNORECASE,
)
_TO_ASK = re.compile(
    r"(?:to\s+|^|\band\s+)(?:ask|request|invite|instruct)s?\s+(?P<owner>(?:[\w.'()&-]+\s+){1,10}?)(?:to|for|that)\s",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"(?<!\bwho would )(?<!\bwhich would )\b(?:be|being)\s+"
    r"(?:hereby\s+|now\s+|also\s+|then\s+|not\s+|further\s+|\w+ly\s+)?(?P<verb>\w+(?:\s+\w+)?)",
    re.IGNORECASE,
)
_BY_WHOM = re.compile(r"\bby\s+(?P<owner>(?:the\s+)?(?:[A-Z][\w'&-]*\s*){1,6})")
_DELIVERED = re.compile(rf"(?:{DELIVERED})\b|considered\s+(?:again|further|at)", re.IGNORECASE)
_DECIDED = re.compile(rf"(?:{DECIDED})\b", re.IGNORECASE)
_ACTIVE = re.compile(
    rf"^(?P<owner>(?:[\w.'()&,/-]+\s+){{1,12}}?)(?:would\s+|will\s+|should\s+|also\s+|to\s+|then\s+)?"
    rf"(?P<verb>(?-i:{DELIVERING}))(?![\w-])(?!\s+(?:be|is|was|were|as|which)\b)"
)
_INFINITIVE = re.compile(rf"^to\s+(?P<verb>{DELIVERING})(?![\w-])(?!\s+no\b)")
_TO_DO = re.compile(r"^(?:not\s+)?to\s+\w")
_COMES_BACK = re.compile(
    r"\b(?:report|findings?|results?|figures?|paper|plan|update|review|outcomes?|answer|response|costs?)\b.{0,80}\bwould\s+"
    r"(?:come|go|return|be\s+brought)\s+(?:back\s+)?to\b",
    re.IGNORECASE,
)
_REFERRED = re.compile(
    r"\b(?:be|to|is|was|were|been)\s+(?:refer|remit|forward|pass)(?:red|ted|ed)?\s+(?:(?:it|the\s+\w+)\s+)?(?:back\s+)?to\s+"
    r"(?P<owner>(?:the\s+)?(?:[A-Z][\w'&-]*\s+|of\s+|and\s+|for\s+|the\s+){0,8}?"
    r"(?:Committee|Sub-Committee|Cabinet|Council|Panel|Board|Authority|Executive|Constable|Commissioner|Office\w*|Forum|"
    r"Ombudsman|Director|Manager|Clerk))\b"
)
_CONFIRMED = re.compile(
    r"\b(?:correct\s+record|minutes|notes)\b.{0,200}\b(?:confirmed|signed|agreed|approved|accepted|read)\b|"
    r"\bas\s+(?:a\s+)?correct\b",
    re.IGNORECASE,
)
_ACTS = (
    (Act.DEFERRED, _DEFERRED),
    (Act.REFUSED, _REFUSED),
    (Act.THANKED, _THANKS),
    (Act.CONFIRMED, _CONFIRMED),
    (Act.NOTED, re.compile(r"^(?!.*\bagreed\b).*\b(?:noted?|received?|notes|recorded)\b", re.I)),
    (Act.APPOINTED, re.compile(r"\b(?:elect(?:ed)?|appoint(?:ed)?|nominated?|re-elected)\b", re.I)),
    (Act.APPROVED, re.compile(r"\b(?:approv\w+|adopt\w*|grant\w*|authori[sz]\w+|ratif\w+|accept\w*)\b", re.I)),
    (Act.SUPPORTED, re.compile(r"\b(?:support\w*|endors\w*|welcom\w*)\b", re.I)),
)  # fmt: skip


def without_label(words: Words) -> Words:
    """The words after a bullet, a number or a letter of a list."""
    for _ in range(2):
        mark = BULLET.match(words.text) or POINT.match(words.text) or _number(words.text)
        if mark is None:
            break
        words = words.part(mark.end())
    return words


def _number(text: str) -> re.Match[str] | None:
    number = NUMBERED.match(text)
    return (
        number
        if number and (number.group("stop") or number.group("listed") or "." in number.group("number"))
        else None
    )


def is_lead_only(words: Words) -> bool:
    """True for what only introduces clauses: "RESOLVED that:", "Decision: the Board agreed"."""
    plain = without_label(words).text.strip("*_ ")
    return bool(_LEAD_ONLY.match(plain))


def without_opening(words: Words) -> Words:
    """A clause without "RESOLVED that", "Decision:", "Recommendation:" before it."""
    words = without_label(words)
    if DECISION.match(words.text) or _OPENING.match(words.text):
        opening = _OPENING.match(words.text)
        words = words.part(opening.end() if opening else 0)
    that = re.match(r"(?:and\s+)?that,?\s+(?=\w)", words.text, re.IGNORECASE)
    return words.part(that.end()) if that else words


def clauses(words: Words) -> Iterator[tuple[Words, Clause]]:
    """The parts of a resolution that differ in kind, each with what it is; parts of one kind stay together."""
    begins = [0, *(match.end() for match in _CUTS.finditer(words.text))]
    read: list[tuple[int, Clause]] = []
    for begin, end in zip(begins, [*begins[1:], len(words.text)], strict=True):
        clause = read_clause(words.part(begin, end))
        if not read or read[-1][1].kind is not clause.kind:
            read.append((begin, clause))
    ends = [begin for begin, _ in read[1:]] + [len(words.text)]
    for (begin, clause), end in zip(read, ends, strict=True):
        yield words.part(begin, end), clause


def read_clause(words: Words) -> Clause:
    """What one clause is: a decision unless its words say more."""
    clause = without_opening(words)
    text = clause.text
    if _OF_MINUTES.search(text) and _AMENDED.search(text):
        return Clause(EntryKind.CORRECTION, Act.CORRECTED)
    if _THANKS.search(text):
        return Clause(EntryKind.DECISION, Act.THANKED)
    if _DEFERRED.search(text):
        return Clause(EntryKind.DECISION, Act.DEFERRED)
    referred = _REFERRED.search(text)
    if referred:
        return Clause(EntryKind.REFERRAL, Act.REFERRED, clause.at(referred, "owner"))
    return _obligation(clause) or Clause(EntryKind.DECISION, _act(text))


def _obligation(clause: Words) -> Clause | None:
    """A commitment: somebody is asked to do something, or something is to be delivered."""
    text = clause.text
    asked = _ASKED.search(text) or _TO_ASK.search(text)
    if asked and is_actor(asked.group("owner")):
        return Clause(EntryKind.COMMITMENT, Act.REQUESTED, clause.at(asked, "owner"))
    if _GRANTED.search(text):
        return None
    active = _ACTIVE.match(text)
    if active and is_actor(active.group("owner")):
        return Clause(EntryKind.COMMITMENT, Act.AGREED, _owner_of(clause, active))
    if _INFINITIVE.match(text) or _COMES_BACK.search(text):
        return Clause(EntryKind.COMMITMENT, Act.AGREED)
    passive = None if _TO_DO.match(text) else _PASSIVE.search(text)
    if passive and _DELIVERED.match(passive.group("verb")) and not _DECIDED.match(passive.group("verb")):
        by = _BY_WHOM.search(text, passive.end("verb"))
        owner = clause.at(by, "owner") if by and is_actor(by.group("owner")) else None
        return Clause(EntryKind.COMMITMENT, Act.AGREED, owner)
    return None


def _owner_of(clause: Words, active: re.Match[str]) -> Span | None:
    """The subject, unless it is to receive: "the Authority receive a further report" names nobody who owes it."""
    return None if active.group("verb").lower().startswith("receive") else clause.at(active, "owner")


def _act(text: str) -> Act:
    return next((act for act, pattern in _ACTS if pattern.search(text)), Act.AGREED)


def act_of(text: str) -> Act:
    """What was done by a decision in these words."""
    return _act(text)
