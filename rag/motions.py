"""What was put to a meeting, as its minutes set it out: who moved it, its words, and how the vote on it went.

These may stand in one sentence or on lines of their own, one motion after another under one item. A vote, and who
moved, are of the motion that they stand with, and of no other of that item or meeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.papers import Role, Span
from ingest.store.records import StoredPassage
from ingest.structure.emphasis import without_marks
from ingest.structure.lines import DECISION, mark_length
from ingest.structure.motion_bounds import begins_item, begins_motion
from ingest.structure.motion_outcomes import tells_outcome_alone
from ingest.structure.sentences import sentences
from ingest.structure.terms import fold, index_terms, stem
from rag.hours import words_over
from rag.persons import tells_part
from rag.question.deciding import TELLS_DECIDED, tells_decision_of_body
from rag.question.part import Part, PartAsked
from rag.question.votes import VoteAsked
from rag.votes import records_vote

_LINES_BEFORE = 6
"""Sentences before a motion that may say what it is about."""
_LINES_AHEAD = 40
"""Sentences after one that may show on which side of motions this paper names who moved them."""
_LONGEST_TITLE = 12
"""Words of a numbered line that can be the title of an item."""
_LONGEST_OUTCOME = 30
"""Words of a sentence that only tells how a motion went."""
_ANY_NAME = re.compile(r"[A-Z][\w'.-]*")
_FEWEST_OWN = 3
"""Terms that a sentence needs to say what is moved, beside who moves it."""
_MAY_MOVE = re.compile(r"\b(?:mov|propos|second|motion|mover|amendment|tabled|put forward)", re.IGNORECASE)
_BEGINS = re.compile(r"^\W*(?:that\b|to\s+\w|resolved\b|recommended\b|motion\s*:)", re.IGNORECASE)
"""How the words of a motion begin under the line that says who moved it."""
_OUTCOME = re.compile(
    r"^\W*(?:(?:the|this|that|an?|on|upon|it|with|after|motion|amendment|proposal|substantive|roll|vote)\b[^.;]{0,90}?)?"
    r"\b(?:carried|lost|defeated|fell|fail(?:ed|s)|passed|put|withdrawn|division|voice\s+vote|show\s+of\s+hands)\b",
    re.IGNORECASE,
)
_VOTED_TO = re.compile(r"\bvoted\b.*\bto\s+(?!\d)\w", re.IGNORECASE)
_OF_MAIN = re.compile(
    r"\b(?:the|that)\s+(?:(?:substantive|original|main|amended)\s+){0,2}motion\b", re.IGNORECASE
)
_AMENDMENT = re.compile(
    r"\bamendment\b|\bto\s+(?:amend|substitute)\b|\b(?:an?|the|in)\s+substitut(?:e|ion)\b|\bcounter-?\s?motion\b",
    re.IGNORECASE,
)
_DROPPED = re.compile(
    r"\b(?:died|dies|lapsed|withdrawn|not\s+seconded|no\s+second(?:er)?\b|(?:want|lack)\s+of\s+an?\s+second)",
    re.IGNORECASE,
)
"""An amendment on which there was no vote: those that follow are on the motion."""
_OF_MOVING = frozenset(
    stem(word)
    for word in (
        "moved move mover proposed propose proposer proposal seconded second seconder motion amendment tabled put "
        "forward resolved carried lost councillor cllr cr mr mrs ms dr miss following"
    ).split()
)
_ANY_VOTE = VoteAsked(frozenset())
_COUNT = r"(?:\d{1,3}|no|none|nobody|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_RESULT = re.compile(
    rf"\b(?:carried|lost|fail(?:ed|s)|passed|defeated|fell|approved|rejected|agreed|adopted|refused|resolved|vot(?:e|es|ed|ing))\b"
    rf"[^.;]{{0,60}}?\b{_COUNT}(?:\s+votes?)?\s*(?:-|/|:|to)\s*{_COUNT}\b|"
    rf"\bby\s+{_COUNT}(?:\s+votes?)?\s*(?:-|to)\s*{_COUNT}\b|"
    rf"\b{_COUNT}\s+(?:\w+\s+){{0,3}}?(?:in\s+favou?r|for|against|abst\w+)\s*(?:[,;.)]|and\b|$)|"
    rf"\b(?:for|in\s+favou?r|ayes?|against|noes|nays?)\s*[:(-]\s*{_COUNT}\b|"
    r"\bunanimous(?:ly)?\b|\bnem\.?\s*con\b|\b(?:voice\s+vote|show\s+of\s+hands)\b|"
    r"^\W*(?:(?:the\s+)?(?:\w+\s+){0,2}(?:motion|amendment)\s+(?:was\s+)?(?:put\s+and\s+)?)?(?:carried|lost|failed|defeated)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """A sentence of a passage; ``span`` is where it stands in the paper's text."""

    passage: StoredPassage
    span: Span
    text: str


@dataclass
class Motion:
    """One thing put to a meeting, its lines in order.

    ``heading`` is what stands over it, ``before`` the sentences that led up to it, ``labels`` the lines between the
    title of its item and it that are no sentences. ``said`` are the lines with its words, ``outcome`` those that tell
    how it went.
    """

    heading: str
    before: tuple[Line, ...] = ()
    labels: tuple[Line, ...] = ()
    said: list[Line] = field(default_factory=list)
    outcome: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def own(self) -> str:
        """The motion's own words, and how it went."""
        return "\n".join(each.text for each in (*self.said, *self.outcome))

    @property
    def near(self) -> str:
        """Its own words with what stands over it and what led up to it."""
        return "\n".join((self.heading, self.own, *(each.text for each in self.before)))

    def holds(self, paper_id: str, place: int) -> bool:
        """Whether a character of a paper stands in one of its lines."""
        return any(
            each.passage.paper_id == paper_id and each.span.start <= place < each.span.end
            for each in self.lines
        )


def motions_of(passages: Sequence[StoredPassage]) -> list[Motion]:
    """The motions of a paper in order; what is told before the first one of an item is one of its own."""
    reader = _Reader()
    lines = list(_lines(passages))
    for number, line in enumerate(lines):
        reader.read(line, lines[number + 1 : number + 1 + _LINES_AHEAD])
    return reader.motions


def tells_result(text: str) -> bool:
    """Whether a sentence tells how a vote went: carried or lost alone, by how many, or with nobody against."""
    return bool(_RESULT.search(without_marks(fold(text))))


def _lines(passages: Sequence[StoredPassage]) -> Iterator[Line]:
    for passage in passages:
        for span in sentences(passage.text):
            place = Span(passage.span.start + span.start, passage.span.start + span.end)
            words = without_marks(" ".join(passage.text[span.start : span.end].split()))
            yield Line(passage, place, words[mark_length(words) :])


class _Reader:
    """Takes the sentences of a paper one by one and tells which motion each belongs to."""

    def __init__(self) -> None:
        self.motions: list[Motion] = []
        self._place: tuple[str | None, str | None] | None = None
        self._title = ""
        self._over: tuple[str | None, str | None, str] | None = None
        self._main: Motion | None = None
        self._on = Motion("")
        self._is_sure = False
        self._has_mover = False

    def read(self, line: Line, ahead: Sequence[Line]) -> None:
        """Put the line to the motion that it belongs to; ``ahead`` are those after it."""
        place, is_title = (line.passage.item, line.passage.item_title), _is_title(line)
        if place != self._place or is_title:
            self._place, self._main, self._title = place, None, line.text if is_title else ""
            self._begin(line)
        elif begins_item(line.text):
            self._main = None
            self._begin(line)
        if is_title:
            return
        if _moves(line.text):
            self._read_mover(line, ahead)
        elif self._is_of_vote(line.text):
            self._read_vote(line)
        elif _states(line):
            # The letters of one decision follow on each other; what comes after a vote is another one.
            goes_on = self._is_sure and self._on.lines[-1] is self._on.said[-1]
            if self._on.said and not goes_on:
                self._begin(line)
            self._say(line)
        elif self._goes_on(line):
            self._say(line, is_sure=self._is_sure)
        elif not self._on.said and TELLS_DECIDED.search(line.text):
            self._say(line, is_sure=False)
        else:
            self._on.lines.append(line)

    def _is_of_vote(self, text: str) -> bool:
        """Whether a line tells how what was put went, or who voted how on the motion after the vote to amend it."""
        is_of_main = self._main is not None and bool(_OF_MAIN.search(text)) and _votes(text)
        return bool(self._on.said) and (is_of_main or (_is_outcome(text) and not _BEGINS.match(text)))

    def _read_vote(self, line: Line) -> None:
        if _OF_MAIN.search(line.text):
            self._return_to_main()
        if _is_outcome(line.text):
            self._on.outcome.append(line)
        self._on.lines.append(line)
        if _DROPPED.search(line.text):
            self._return_to_main()

    def _return_to_main(self) -> None:
        """What follows is of the motion again that an amendment was put to, where there is one."""
        if self._main is not None:
            self._on, self._main = self._main, None
            self._is_sure = self._has_mover = True

    def _goes_on(self, line: Line) -> bool:
        """Whether a line is one of the points of what was put, right under the words that lead to them."""
        last = self._on.lines[-1] if self._on.lines else None
        if last is None or not self._on.said or self._on.said[-1] is not last or not line.passage.point:
            return False
        return last.text.endswith(":") or last.passage.point is not None

    def _read_mover(self, line: Line, ahead: Sequence[Line]) -> None:
        """A motion begins with who moves it, but for a bare line of names under words that nobody has moved yet."""
        is_open = bool(self._on.said) and not self._has_mover
        is_mover = begins_motion(line.text) or tells_part(line.text, PartAsked(Part.MOVED))
        is_seconder = self._has_mover and not is_mover
        is_below = is_open and only_moves(line.text) and not self._stands_over(line, ahead)
        if is_seconder or is_below:
            self._on.lines.append(line)
            self._has_mover = True
            return
        is_amendment = bool(_AMENDMENT.search(line.text))
        if not is_amendment:
            self._main = None
        elif self._main is None and self._has_mover:
            self._main = self._on
        self._begin(line)
        if is_amendment and self._main is not None:
            self._on.before = tuple(dict.fromkeys((*self._main.said, *self._main.lines[:_LINES_BEFORE])))
        self._say(line)
        self._has_mover = True

    def _stands_over(self, line: Line, ahead: Sequence[Line]) -> bool:
        """Whether a bare line of who moved stands over the words of the motion; below them, no more follow the last."""
        if not ahead or not _states(ahead[0]):
            return False
        is_just_below = self._is_sure and self._on.lines[-1] is self._on.said[-1]
        if not is_just_below or ahead[0].text.startswith("That "):
            return True
        of_item = [each for each in ahead if each.passage.item_title == line.passage.item_title]
        movers = [number for number, each in enumerate(of_item) if _moves(each.text)]
        after = of_item[movers[-1] + 1 :] if movers else of_item
        return any(map(_states, after))

    def _begin(self, line: Line) -> None:
        """A motion of its own, of which nothing is said yet."""
        heading = f"{words_over(line.passage)}\n{self._title}"
        over = line.passage.item, line.passage.item_title, self._title
        before = self._on.lines[-_LINES_BEFORE:] if self._over == over and not self._is_sure else []
        labels: tuple[Line, ...] = ()
        if self._on.heading != heading:
            # Right under the title of an item only labels lead up to it: what is said there may be of anything.
            labels, before = tuple(each for each in before if _is_label(each.text)), []
        self._over = over
        self._on, self._is_sure, self._has_mover = Motion(heading, tuple(before), labels), False, False
        self.motions.append(self._on)

    def _say(self, line: Line, *, is_sure: bool = True) -> None:
        self._is_sure = is_sure
        self._on.said.append(line)
        self._on.lines.append(line)


def _is_title(line: Line) -> bool:
    """Whether a line is what an item is called, in papers of numbered lines too."""
    if line.passage.role is Role.HEADER:
        is_own = line.text == (line.passage.item_title or "").strip()
        tells = line.text[-1:] in ".;" and (_moves(line.text) or _is_outcome(line.text) or _votes(line.text))
        return is_own or (not line.passage.item and not tells)
    is_numbered = (line.passage.point or "").startswith("para ")
    is_short = len(line.text.split()) <= _LONGEST_TITLE and line.text[-1:] not in ".;:?!"
    tells = _moves(line.text) or _is_outcome(line.text) or _states(line) or _votes(line.text)
    return is_numbered and is_short and not tells


def _is_label(text: str) -> bool:
    return len(text.split()) <= _LONGEST_TITLE and text[-1:] not in ".;?!"


def _votes(text: str) -> bool:
    return records_vote(text, _ANY_VOTE)


def _moves(text: str) -> bool:
    return (
        begins_motion(text)
        or bool(_MAY_MOVE.search(text))
        and any(tells_part(text, PartAsked(part)) for part in (Part.MOVED, Part.SECONDED))
    )


def only_moves(text: str) -> bool:
    """Whether a sentence says who moved or seconded and nothing of what."""
    return len(frozenset(index_terms(_ANY_NAME.sub(" ", text))) - _OF_MOVING) < _FEWEST_OWN


def tells_of_voting(text: str) -> bool:
    """Whether a sentence tells who moved, who voted how, or how it went, and has no words of what was decided."""
    tells = (_moves(text) and only_moves(text)) or _is_outcome(text) or records_vote(text, _ANY_VOTE)
    return tells and not (_BEGINS.match(text) or DECISION.match(text))


def _is_outcome(text: str) -> bool:
    if tells_outcome_alone(text):
        return True
    is_short = len(text.split()) <= _LONGEST_OUTCOME
    if is_short and _AMENDMENT.search(text) and _DROPPED.search(text):
        return True
    return is_short and bool(_OUTCOME.search(text)) and not _VOTED_TO.search(text)


def _states(line: Line) -> bool:
    """Whether a line is, or begins, the words of what was put to the meeting or decided."""
    is_resolved = line.passage.role is Role.RESOLUTION and not (
        _moves(line.text) or tells_of_voting(line.text)
    )
    return (
        is_resolved
        or bool(DECISION.match(line.text))
        or bool(_BEGINS.match(line.text))
        or tells_decision_of_body(line.text)
    )
