"""What minutes say became of a motion, in the words that follow on it: carried, amended, lost, dropped, put off.

A motion may be amended before the vote on it, or put off: the vote on that is no vote on the motion itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ingest.papers import Span
from ingest.structure.lines import DECISION, is_row
from ingest.structure.motion_bounds import agrees_alone, begins_item, begins_motion, suggests
from ingest.structure.sentences import sentences

_PUT = r"(?:motions?|proposals?|propositions?|resolutions?|recommendations?|vote)"
_DROPPED = (
    r"(?:withdrawn|died|dies|lapsed|lapses|not\s+(?:moved|seconded|put|considered|proceeded\s+with)|"
    r"(?:fell|falls|failed|fails|lost)\s+for\s+(?:want|lack)\b)"
)
_LOST = (
    r"(?:lost|defeated|failed|fails|fell|falls|negatived|rejected|voted\s+down|"
    r"not\s+(?:carried|agreed|approved|adopted|passed|supported|accepted))"
)
_CARRIED = (
    r"(?:carried|carries|passed|passes|agreed|approved|adopted|all\s+(?:were\s+)?in\s+favou?r|all\s+agreed|"
    r"unanimous(?:ly\s+(?:agreed|approved|carried))?)"
)
_BETWEEN = (
    r"(?:(?:was|were|is|then|therefore|thus|duly|being|been|having|put|to|the|vote|meeting|and|declared|unanimously|"
    r"accordingly|on|a|show|of|hands|as|amended|substituted)[\s*_]+){0,8}"
)
_BECAME = rf"(?:(?P<dropped>{_DROPPED})|(?P<lost>{_LOST})|{_CARRIED})\b"
_ON_TERMS = (
    r"(?:with\s+effect\b|subject\s+to\b|"
    r"as\s+(?:amended|presented|submitted|recommended|moved|proposed|printed|drafted)\b)"
)
"""What may stand behind an outcome: from when, on what condition, in what form."""
_VERDICT = re.compile(
    rf"[\W_]*(?:{_BECAME})(?=[\W_]*(?:$|\d|by\b|unanim|nem\b|on\s+(?:a|the)\b|for\s+(?:want|lack)\b|of\b|with\s+(?:\w+\s+){{0,3}}?(?:against|dissent\w*|opposed|abst\w+|votes?)\b|{_ON_TERMS}))",
    re.IGNORECASE,
)
"""A line or a sentence that is nothing but the outcome: "CARRIED 6-1", "Lost for want of a seconder"."""
_SECONDED_AND = re.compile(rf"[\W_]*seconded\b[^;\n]{{0,60}}?\band\s+{_BETWEEN}{_BECAME}\W*$", re.IGNORECASE)
_OF_THIS = re.compile(
    rf"[\W_]*(?:this|it|that|which)[\s*_]+{_BETWEEN}{_BECAME}"
    rf"(?=[\W_]*(?:$|\d|by\b|unanim|nem\b|on\s+a\b|{_ON_TERMS}))",
    re.IGNORECASE,
)
"""An outcome that only points back: "This was not supported."; it is of what stands right before it."""
_CLOSED = re.compile(rf"\b(?:which|(?:and|but)(?:\s+(?:this|it))?)\s+{_BETWEEN}{_BECAME}", re.IGNORECASE)
"""How an amendment went, in the sentence that says who moved it: "moved an amendment, which was lost"."""
_OF_REFERRAL = re.compile(
    rf"[\W_]*(?:the\s+)?(?:referral|deferral|postponement|tabling)[\s*_]+{_BETWEEN}{_BECAME}", re.IGNORECASE
)
_ONLY_OF_MOTION = re.compile(
    rf"[\W_]*(?:the\s+)?(?:(?:main|original|substantive)\s+)?{_PUT}[\s*_]+{_BETWEEN}{_BECAME}", re.IGNORECASE
)
_INSTEAD = (
    r"(?:substitut(?:es?|ions?)(?:\s+(?:motion|resolution|proposal|amendment)s?)?|"
    r"counter-?\s?(?:motion|proposal)s?)"
)
"""What is put in place of a motion is voted on before it, as an amendment is."""
_OF_PUT = re.compile(
    rf"\b(?:(?P<main>main|original|substantive)\s+)?(?:(?P<amendment>amendments?|{_INSTEAD})|{_PUT})[\s*_]+{_BETWEEN}{_BECAME}",
    re.IGNORECASE,
)
_NO_SECONDER = re.compile(
    r"\b(?:no|(?:lack(?:ed)?|want)\s+(?:of\s+)?an?|without\s+a|failed\s+to\s+\w+\s+a|not\s+\w+\s+a)\s+"
    r"(?:seconder|second(?=\W*(?:$|and\b|was\b)))\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:if|should|were|unless|whether|until|provided(?:\s+that)?|in\s+(?:case|the\s+event)(?:\s+that)?)\s+"
    r"(?:(?:the|this|that|his|her|their|its|any|such)\s+){0,2}$",
    re.IGNORECASE,
)
"""What stands before the motion in "if the motion was lost he would move": nothing had come of it yet."""
_AMENDED = re.compile(r"\bas\s+(?:amended|substituted)\b", re.IGNORECASE)
_TO_REPLACE = (
    r"(?:to\s+substitute\b|(?:an?|the|in)\s+substitut(?:e|ion)(?=\s+(?:motion|resolution|proposal|amendment|that|to|of|for)\b|"
    r"\W*$|[,:;])|counter-?\s?(?:motion|proposal)\b)"
)
"""Where what is moved is to stand in place of a motion."""
_AMENDMENT = re.compile(rf"\bamendments?\b|{_TO_REPLACE}", re.IGNORECASE)
_OUT = r"(?:replaced|substituted|deleted|omitted|inserted|added|removed|struck)"
_ALTERS = re.compile(
    rf"[\"\u201d\u2019']\s+be\s+{_OUT}\b|"
    rf"\b(?:(?:the|following)\s+words?|points?|paragraphs?|clauses?|recommendations?)\b[^.]{{0,80}}\bbe\s+{_OUT}\b|"
    r"\b(?:delet|replac|insert|add)(?:e|ing)?\s+(?:of\s+)?(?:the\s+words?|[\"\u201c\u2018])|"
    r"\b(?:moved|proposed)\b[^.]*\bto\s+amend\b|\b(?:moved|proposed)\s+(?:in|an|as\s+an)\s+amendment\b|"
    r"\bamendment\s+(?:was\s+)?(?:moved|proposed)\b",
    re.IGNORECASE,
)
"""What an amendment does with the words of a motion, though it is not called one."""
_MOVES_AMENDMENT = re.compile(
    rf"(?:\bamendments?\b|{_TO_REPLACE}).*\b(?:moved|proposed|put\s+forward|tabled|offered|made)\b|"
    rf"\b(?:moved|proposed|put\s+forward|tabled|offered|made)\b.*(?:\bamendments?\b|\bamend\b|{_TO_REPLACE})",
    re.IGNORECASE,
)
_AMENDMENT_HEADING = re.compile(r"[\W_]*(?:\w+\s+)?amendment(?:\s+(?:\d+|[a-z]))?[\W_]*", re.IGNORECASE)
_HEADING = re.compile(
    r"[\W_]*(?:(?:substantive|alternative|procedural|foreshadowed|council(?:lor)?|original)\s+){0,2}"
    r"(?:motion|amendment|(?:council\s+)?resolution)(?:\s+(?:no\.?\s*)?[\d./-]+)?[\W_]*",
    re.IGNORECASE,
)
"""What stands over words that are moved: "Motion", "Amendment 2", "Resolution No. 14"."""
_PUTS_OFF = re.compile(
    r"\b(?:(?:matter|motion|item|question|resolution|proposal|debate|consideration|subject|it)\b.*"
    r"\b(?:referred|deferred|tabled|postponed|adjourned|lies?\s+on\s+the\s+table)|"
    r"(?:refer|defer|table|postpone|adjourn)\s+(?:the|this|that)\s+(?:matter|motion|item|question|resolution|proposal|debate))\b",
    re.IGNORECASE,
)
_LINE = re.compile(r"[^\n]+")
THAT = r"[\W_]*(?:(?:motion|recommended|proposal|proposed)\b[\W_]*)?that\b"
_MOVED = (
    r"[\W_]*(?:(?:it\s+was\s+)?(?:moved|proposed)\b|motion\s+(?:by|from|to|of|made|that)\b|motion\s*[:\u2013-]|"
    r"an?\s+(?:further\s+|second\s+|new\s+)?(?:motion|proposal)\b)"
)
BEGINS = re.compile(rf"{THAT}|{_MOVED}", re.IGNORECASE)
_BEGINS_WITH_NAME = re.compile(
    r"\W*(?:[Tt]he\s+)?(?:[A-Z][\w.'\u2019-]*[,\s]+){1,6}(?:and\s+[^,.]{1,40}\s)?(?:then\s+|also\s+)?(?:moved|proposed)\b"
    r"(?!\s+(?:the|this)\s+(?:motion|resolution|recommendation|adoption|approval|acceptance)).*\b(?:that|to)\b",
    re.DOTALL,
)
_QUOTED = re.compile(r"[\W_]*(?:\w{1,3}[.)]\s*)?[A-Z][^:\n]{2,60}:\s*[\"\u201c\u2018'](?i:that)\b")
"""A motion in the words of the notice: "Cllr Pell: 'That the hall be sold.'"."""
_BEGIN = (BEGINS.match, _BEGINS_WITH_NAME.match, _QUOTED.match, begins_motion)
_ONLY_SECONDED = re.compile(
    r"[\W_]*(?:(?:this|it|the\s+motion)\s+was\s+)?second(?:ed|er)?\b[^.;]{0,60}[\W_]*|[^.;]{0,60}\bseconded\b[^.;]{0,30}[\W_]*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\W_]*\b(?:by|an?|absolute|simple|majority|unanimous\w*|on|the|show|of|hands|casting|votes?|voice|nem|con|for|want|"
    r"lack|second\w*|tied?|\d{1,3}|to|against|in|favou?r|with|abst\w+|none|no|chair\w*|mayor\w*|s)\b)*[\W_]*",
    re.IGNORECASE,
)
"""Words that only say how a vote went."""
_OF_ONE_MOTION = re.compile(
    rf"[\W_]*(?:the\s+)?(?:(?:main|original|substantive)\s+)?(?:motion|amendment|vote)[\s*_]+{_BETWEEN}{_BECAME}",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"[\W_]*(?:(?:for|against|in\s+favou?r|abst\w+|votes?|ayes?|noes|nays?|and|the|were|\d{1,3}|no|none|one|two|three|four|"
    r"five|six|seven|eight|nine|ten)\b[\W_]*)+",
    re.IGNORECASE,
)
"""A sentence of nothing but how many were for and against."""
_SIDE = re.compile(
    r"\b(?:for|against|in\s+favou?r|abst\w+|votes?|ayes?|noes|nays?)\W+(?:\d{1,3}|no|none|one|two|three|four|five|six|seven|"
    r"eight|nine|ten)\b|\b\d{1,3}\W+(?:for|against|in\s+favou?r|abst\w+|votes?|ayes?|noes|nays?)\b",
    re.IGNORECASE,
)
_MOST_SENTENCES = 12
"""Sentences after a motion in which its outcome is looked for: who spoke, and who voted how, stands between."""
_MOST_WORDS = 12
"""Words of a line that only tells an outcome."""


class Fate(StrEnum):
    """What became of a motion: dropped is one without a vote, put off one to which another was preferred."""

    CARRIED = "carried"
    AMENDED = "carried as amended"
    LOST = "lost"
    DROPPED = "dropped"
    PUT_OFF = "put off"


@dataclass(frozen=True)
class Outcome:
    """Where a paper says what became of a motion, and what it was."""

    span: Span
    fate: Fate

    @property
    def is_carried(self) -> bool:
        """Whether what the motion asks for was decided, in its own words or in others."""
        return self.fate in (Fate.CARRIED, Fate.AMENDED)


def tells_outcome_alone(text: str) -> bool:
    """Whether a text says no more than what became of a motion: "CARRIED 6-1", "Motion failed 2-3"."""
    is_short = len(text.split()) <= _MOST_WORDS and not (DECISION.match(text) or is_row(text))
    of_motion = (_VERDICT, _ONLY_OF_MOTION, _OF_REFERRAL)
    return is_short and (any(each.match(text) for each in of_motion) or counts_votes_alone(text))


def is_bare_outcome(text: str) -> bool:
    """Whether a text says so little more than "Carried" that away from the motion before it, it tells nothing."""
    if not tells_outcome_alone(text):
        return False
    verdict = _VERDICT.match(text)
    is_bare = verdict is not None and bool(_TAIL.fullmatch(text[verdict.end() :]))
    of_one = _OF_ONE_MOTION.match(text) or _OF_REFERRAL.match(text)
    return is_bare or bool(of_one) or counts_votes_alone(text)


def told_alone(text: str) -> Outcome | None:
    """The outcome that a text tells and no more; None for other texts, and for the count of the votes alone."""
    return outcome_of("", [(0, text)]) if tells_outcome_alone(text) else None


def alters(motion: str) -> bool:
    """Whether what is put would change the words of another motion."""
    return bool(_ALTERS.search(motion))


def puts_to_meeting(text: str) -> bool:
    """Whether a text begins with who moves something, or is the heading over what is moved."""
    is_moved = BEGINS.match(text) and not re.match(THAT, text, re.IGNORECASE)
    return bool(is_moved or _BEGINS_WITH_NAME.match(text) or _HEADING.fullmatch(text))


def counts_votes_alone(text: str) -> bool:
    """Whether a text says no more than how many were for and against."""
    return bool(_COUNT.fullmatch(text) and _SIDE.search(text))


def outcome_of(motion: str, after: Iterable[tuple[int, str]]) -> Outcome | None:
    """What became of a motion; None where that is not said before the next one.

    ``after`` are the texts that follow on it under its item, each with where it begins in the paper.
    """
    reader = _Reader(is_amendment=bool(_AMENDMENT.search(motion) or alters(motion)))
    n_before = 0
    for start, text in after:
        reader.begin_piece()
        for span in sentences(text):
            outcome = reader.read(start + span.start, text[span.start : span.end])
            n_before += 1
            if outcome is not None or reader.is_over or n_before == _MOST_SENTENCES:
                return outcome
    return None


class _Reader:
    """Takes what follows on a motion sentence by sentence, and tells the votes on amendments from the vote on it."""

    def __init__(self, *, is_amendment: bool) -> None:
        self.is_over = False
        self._is_amendment = is_amendment
        self._awaits: tuple[str, ...] | None = (
            None  # what an open amendment may still be put in; None without one
        )
        self._was_amended = False
        self._put_off: Span | None = None
        self._count: Span | None = None
        self._is_next = True  # nothing stands between the motion and what is read
        self._is_contested = False  # something else was asked for meanwhile

    def begin_piece(self) -> None:
        """What is told of votes before a passage is no part of a sentence in it."""
        self._count = None

    def read(self, start: int, sentence: str) -> Outcome | None:
        """What became of the motion, if this sentence says it."""
        for line in _LINE.finditer(sentence):
            span = Span(start + line.start(), start + line.end())
            verdict = self._verdict(line.group())
            if self.is_over:
                return None
            if verdict is not None:
                self._was_amended = self._was_amended or bool(_AMENDED.search(line.group()))
                return self._close(verdict, span)
            if DECISION.match(line.group()):
                self.is_over = True
                return None
            self._begin(line.group(), span)
            if self.is_over:
                return None
        whole = Span(start, start + len(sentence))
        for told in _OF_PUT.finditer(sentence):
            outcome = self._told(told, sentence, whole)
            if outcome is not None:
                return outcome
        if _NO_SECONDER.search(sentence) and not _OF_PUT.search(sentence):
            return self._drop(whole)
        self._count = whole if counts_votes_alone(sentence) else None
        self._is_next = self._is_next and bool(self._count or _ONLY_SECONDED.fullmatch(sentence))
        self._is_contested = self._is_contested or suggests(sentence)
        return None

    def _verdict(self, line: str) -> re.Match[str] | None:
        """The words of a line that is nothing but an outcome; it is over where they may be of something else."""
        points_back = _OF_THIS.match(line)
        outcomes = (_VERDICT, _SECONDED_AND, _OF_REFERRAL)
        verdict = points_back or next(filter(None, (each.match(line) for each in outcomes)), None)
        is_of_other = self._awaits is None and (
            (points_back and not self._is_next) or (self._is_contested and agrees_alone(line))
        )
        if begins_item(line) or (verdict is not None and is_of_other):
            self.is_over = True
            return None
        return verdict

    def _begin(self, line: str, span: Span) -> None:
        """Take a line that puts something else to the meeting; the motion is left at one that is not about it."""
        begins = "that" if re.match(THAT, line, re.IGNORECASE) else ""
        if not begins and any(is_begun(line) for is_begun in _BEGIN):
            begins = "moved"
        is_heading = bool(_AMENDMENT_HEADING.fullmatch(line))
        moves_amendment = bool(_MOVES_AMENDMENT.search(line)) and not _OF_PUT.search(line)
        if begins == "moved" and self._closes_amendment(line):
            self.is_over = self._is_amendment
        elif is_heading or (moves_amendment and not begins == "that"):
            self.is_over = self._is_amendment
            self._awaits = ("moved", "that") if is_heading else ("that",)
        elif begins and self._awaits and begins in self._awaits:
            self._awaits = self._awaits[self._awaits.index(begins) + 1 :]
        elif begins and self._awaits is None and self._put_off is None and _PUTS_OFF.search(line):
            self._put_off = span
        elif begins:
            self.is_over = True

    def _closes_amendment(self, line: str) -> bool:
        """Whether a line says of an amendment both that it was moved and how it went: the motion is still open."""
        moved = _MOVES_AMENDMENT.search(line)
        closed = _CLOSED.search(line, moved.end()) if moved else None
        if closed is not None:
            self._was_amended = self._was_amended or _fate(closed) is Fate.CARRIED
        is_told = any(told.group("amendment") for told in _OF_PUT.finditer(line))
        return moved is not None and (closed is not None or is_told)

    def _told(self, told: re.Match[str], sentence: str, whole: Span) -> Outcome | None:
        if _IF.search(sentence[: told.start()]):
            return None
        is_of_main = bool(told.group("main") or _AMENDED.search(told.group()))
        if told.group("amendment") and self._awaits is None and not self._is_amendment:
            self._was_amended = self._was_amended or _fate(told) is Fate.CARRIED
            return None  # of an amendment that was put before the motion as it is printed
        if is_of_main and self._is_amendment:
            self.is_over = True
            return None
        if is_of_main:
            self._awaits = None
        if _AMENDED.search(told.group()):
            self._was_amended = True
        return self._close(told, whole)

    def _close(self, told: re.Match[str], span: Span) -> Outcome | None:
        """End what is open: the amendment, the motion to put off, or the motion itself."""
        fate = _fate(told)
        if self._awaits is not None:
            self._awaits = None
            self._was_amended = self._was_amended or fate is Fate.CARRIED
            return None
        if self._put_off is not None:
            off, self._put_off = self._put_off, None
            return Outcome(off, Fate.PUT_OFF) if fate is Fate.CARRIED else None
        if fate is Fate.CARRIED and self._was_amended:
            fate = Fate.AMENDED
        counted = self._count
        return Outcome(Span(counted.start, span.end) if counted else span, fate)

    def _drop(self, whole: Span) -> Outcome | None:
        if self._awaits is not None:
            self._awaits = None
            return None
        if self._put_off is not None:
            self._put_off = None
            return None
        return Outcome(whole, Fate.DROPPED)


def _fate(told: re.Match[str]) -> Fate:
    if told.group("dropped"):
        return Fate.DROPPED
    return Fate.LOST if told.group("lost") else Fate.CARRIED
