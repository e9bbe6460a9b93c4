"""Which sentences of the cited texts a sentence rests on, and what stands around them.

A sentence is held against one region at a time: one sentence of one source, with what it reaches back to
through a pronoun or a list's lead-in. Words that are true in two different places do not make one truth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from ingest.structure.sentences import sentences
from rag.checking.lexicon import ACTORS, BODIES, TITLES, acts_of, bears_out
from rag.checking.moments import Day, day_of, in_year_of
from rag.checking.reading import Reading, Token, read

_POINTS_BACK = re.compile(
    r"\b(?:them|they|him|he|she|it|this|these|those|such)\b|"
    r"\b(?:that|the same) (?!the|a|she|he|it|they|was|were|had)\w+",
    re.IGNORECASE,
)
"""Words by which a sentence with a subject of its own speaks of something in the sentence before."""
_SUBJECTS = frozenset("there he she it they this these those such his her its their both neither".split())
_PERSONS = frozenset("he she him his her".split())
_SAID_OF_IT = re.compile(
    r"^(?:\S+ ){1,9}(?:said|replied|explained|confirmed|told \w+) that (?:it|they|this|these)\b"
)
_MARK = re.compile(
    r"^\s*(?:[-*+\u2022\u00b7]\s+)?(?:\(?(?:[ivxl]{1,5}|[a-z]|\d{1,3}(?:\.\d{1,2})*)[.)]|\d{1,2}\.\d{1,2})\s+",
    re.IGNORECASE,
)
_OPENING = 8
_FURTHEST_BACK = 2
_DECISIONS = frozenset("decide agree recommend note approve".split())
_LEAD_IN = re.compile(
    r"[:\u2014-]\s*$|^\W*(?:RESOLVED|AGREED|DECISION|DECIDED|RECOMMENDED|RECOMMENDATIONS?|NOTED)\b[^.]*$|that\W*$",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"(?<=[\w,;'\u2019-])[ \t]*\n[ \t]*(?=[a-z]{2,})(?![ivxl]+[.)])")
"""A line end inside a sentence: the last word of a wrapped line is no list mark."""
_ITEM = re.compile(r"^\s*(?:[-*+\u2022\u00b7]|\(?[a-z0-9]{1,5}[.)])\s", re.IGNORECASE)
_CLAUSE = re.compile(
    r",\s+(?=(?:as )?against an? |compared with )|;\s+(?:and\s+|but\s+)?|,\s+(?:and|but|while|whereas|although)\s+|"
    r"\s+(?:and|but|while|whereas)\s+(?=(?:the|that|it|a member|members|mr|mrs|ms|dr|cllr|councillor|he|she|they|no|"
    r"all|one|two|three|four|five|six|seven|eight|nine|ten|[\d\u00a3]+)[\s\d])",
    re.IGNORECASE,
)
_SOURCES_KEPT = 256
"""Sources whose regions a process remembers."""
_FEWEST_WORDS = 2
"""Weight of the words of content below which a clause is not held against a region of its own."""
_DAY_WEIGHT = 2.0


@dataclass(frozen=True)
class Source:
    """A cited text with what is known of it besides its words.

    ``lead_in`` are words of the paper that introduce the passage (its item's title, "RESOLVED:"); ``body`` and
    ``day`` are of the meeting. ``is_undecided`` says that it is of minutes, and not of what they say was resolved: a
    motion in it is only one that was put.
    """

    text: str
    lead_in: str = ""
    body: str = ""
    day: date | None = None
    is_undecided: bool = False


@dataclass(frozen=True, eq=False)
class Region:
    """One sentence of a source (``core``), what its subject reaches back to (``before``), what frames it (``around``).

    ``nearby`` is a sentence that it points to with some other word: one thing may be called by its name there.
    """

    core: Reading
    before: tuple[Reading, ...]
    around: tuple[Reading, ...]
    source: Source
    nearby: Reading | None = None

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of the core and of what it reaches back to, in order of the text."""
        return (*(token for each in self.before for token in each.tokens), *self.core.tokens)

    @cached_property
    def framing(self) -> tuple[Token, ...]:
        return tuple(token for each in self.around for token in each.tokens)

    @cached_property
    def everything(self) -> tuple[Token, ...]:
        return (*self.framing, *self.tokens)

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(token.key for token in self.everything)

    @cached_property
    def acts(self) -> frozenset[str]:
        """The speech acts that the region names, and the decisions that frame it."""
        framed = {act for token in self.framing for act in acts_of(token.lower)}
        return self.own_acts | framed & _DECISIONS

    @cached_property
    def own_acts(self) -> frozenset[str]:
        """The speech acts that the region itself names."""
        return frozenset(act for token in self.tokens for act in acts_of(token.lower))


def regions(source: Source) -> tuple[Region, ...]:
    """Every region of a source, one a sentence."""
    return _regions(source)


@lru_cache(maxsize=_SOURCES_KEPT)
def _regions(source: Source) -> tuple[Region, ...]:
    plain = _WRAPPED.sub(" ", source.text)
    texts = [plain[span.start : span.end] for span in sentences(plain)]
    readings = [read(_MARK.sub("", text)) for text in texts]
    frame = tuple(read(text) for text in (source.lead_in, source.body) if text)
    found = []
    for number, reading in enumerate(readings):
        first = number
        while first > 0 and number - first < _FURTHEST_BACK and _reaches_back(readings[first]):
            first -= 1
        around = (*frame, *_lead_ins(texts, readings, number))
        points_back = first == number > 0 and _POINTS_BACK.search(reading.text)
        nearby = readings[number - 1] if points_back else None
        found.append(Region(reading, tuple(readings[first:number]), around, source, nearby))
    return tuple(found)


def _reaches_back(reading: Reading) -> bool:
    """True when a pronoun comes before anybody is named."""
    for token in reading.tokens[:_OPENING]:
        if token.lower in _SUBJECTS:
            return True
        if token.lower in ACTORS or (token.is_capital and token.start > 0):
            break
    return _speaks_of_somebody_else(reading) or bool(_SAID_OF_IT.search(reading.text))


def _speaks_of_somebody_else(reading: Reading) -> bool:
    """True when a "he" or "she" comes and no person before it in the sentence."""
    for place, token in enumerate(reading.tokens):
        if token.lower in _PERSONS:
            return True
        if token.lower in TITLES or token.lower in ACTORS - BODIES or _is_name(reading.tokens, place):
            return False
    return False


def _is_name(tokens: Sequence[Token], place: int) -> bool:
    """True for a capitalised word after the first that is not part of the name of a body."""
    if place < 2 and not tokens[place].start or not tokens[place].is_capital:
        return False
    while place + 1 < len(tokens) and tokens[place + 1].is_capital:
        place += 1
    return not tokens[place].lower.endswith(tuple(BODIES))


def _lead_ins(texts: Sequence[str], readings: Sequence[Reading], number: int) -> tuple[Reading, ...]:
    """The line that introduces a list, and the heads of the columns of a table."""
    found = []
    if " | " in texts[number]:
        first = number
        while first > 0 and " | " in texts[first - 1]:
            first -= 1
        if first < number:
            found.append(readings[first])
    for earlier in range(number - 1, -1, -1):
        if _LEAD_IN.search(texts[earlier].strip()):
            found.append(readings[earlier])
            break
        if (
            not _ITEM.match(texts[earlier])
            and not _ITEM.match(texts[number])
            and not _is_clause(texts[number])
        ):
            break
    return tuple(found)


def _is_clause(text: str) -> bool:
    return text[:1].islower() or text.startswith("That ")


def clauses(text: str) -> list[str]:
    """The parts of a sentence that may each rest on another place."""
    pieces: list[str] = []
    for span in sentences(text):
        for piece in _CLAUSE.split(text[span.start : span.end]):
            if pieces and sum(map(weight, read(piece).content)) < _FEWEST_WORDS:
                pieces[-1] = f"{pieces[-1]}, {piece}"
            elif piece.strip():
                pieces.append(piece)
    return pieces


def holds(region: Region, token: Token) -> bool:
    """True when the region, or what frames it, says what the token says."""
    if token.kind == "word":
        is_there = token.key in region.keys and is_held(token, region.everything)
        return is_there or _is_done(token, region)
    if token.key in region.keys:
        return True
    return is_held(token, region.everything, region.source)


def _is_done(token: Token, region: Region) -> bool:
    """True for the word of a speech act that another word of the region bears out."""
    return any(bears_out(act) & region.acts for act in acts_of(token.lower))


def is_held(token: Token, tokens: Sequence[Token], source: Source | None = None) -> bool:
    """True when one of the tokens is the same word, the same amount, or a date that bears this one out."""
    if token.kind == "date" and token.day is not None:
        return bool(days_held(token.day, tokens, source))
    if token.kind == "amount" and token.amount is not None:
        amount = token.amount
        others = [
            other.amount
            for other in tokens
            if other.amount is not None and other.amount.value == amount.value
        ]
        if amount.unit and any(other.unit for other in others):
            return any(other.unit == amount.unit for other in others)
        return any(amount.is_same(other) for other in others)
    return any(other.key == token.key and _is_same_use(token, other) for other in tokens)


def _is_same_use(token: Token, other: Token) -> bool:
    """False for a word that only a name of another form holds: housed, in "the Head of Housing"."""
    if token.is_capital or not other.is_capital or other.start == 0:
        return True
    return token.lower[:-1] in other.lower or other.lower[:-1] in token.lower


def _is_named_nearby(token: Token, region: Region) -> bool:
    if region.nearby is None or token.kind != "word" or token.is_capital or acts_of(token.lower):
        return False
    return is_held(token, region.nearby.tokens)


def days_held(day: Day, tokens: Sequence[Token], source: Source | None = None) -> list[Day]:
    """The dates that bear this one out; a date without a year takes that of the meeting."""
    found = [token.day for token in tokens if token.day is not None]
    if source is not None and source.day is not None:
        met = day_of(source.day)
        found += [in_year_of(each, source.day) for each in found]
        if sum(part is not None for part in (day.year, day.month, day.day)) > 1:
            found.append(met)
    return [each for each in found if day.agrees(each)]


def weight(token: Token) -> float:
    """What a token counts for when regions are compared."""
    return _DAY_WEIGHT if token.kind != "word" else 1.5 if token.is_capital else 1.0


def share_held(content: Sequence[Token], region: Region) -> float:
    """Share of the weight of some tokens that a region holds, between 0 and 1; 1 for no tokens."""
    total = sum(map(weight, content))
    missing = unheld(content, region)
    return 1.0 - sum(map(weight, missing)) / total if total else 1.0


def unheld(content: Sequence[Token], region: Region) -> list[Token]:
    """The tokens that the region does not hold; one thing may be named by the sentence that it points to."""
    missing = [token for token in content if not holds(region, token)]
    for index, token in enumerate(missing):
        if _is_named_nearby(token, region):
            following = missing[index + 1 : index + 2]
            is_one_thing = [
                each for each in following if each.start == token.end + 1 and _is_named_nearby(each, region)
            ]
            return [each for each in missing if each is not token and each not in is_one_thing]
    return missing


def nearest(reading: Reading, sources: Sequence[Source]) -> Region | None:
    """The region that holds most of a reading; the one whose own sentence holds most among equals."""
    content = reading.content

    def closeness(region: Region) -> float:
        core = region.core.keys
        own = sum(weight(token) for token in content if token.key in core)
        return share_held(content, region) + 0.1 * own / (sum(map(weight, content)) or 1.0)

    found = [region for source in sources for region in regions(source)]
    return max(found, key=closeness, default=None)
