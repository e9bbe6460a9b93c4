"""The small words that tie things together: from and to, before and after, by whom, of what, Band D.

A sentence may hold every word of its source and still say another thing, since a small word ties them otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.checking.actors import Shift
from rag.checking.lexicon import DIRECTIONS, PERIODS
from rag.checking.reading import Reading, Token
from rag.checking.regions import Region, days_held

_BACK = 4
"""Words before a date or a thing in which the word that ties it is looked for."""
_SIDE = 9
"""Words on either side of a verb that are taken to be its own."""
_BETWEEN = frozenset(
    "the a an its their his her this that these those end start beginning middle of mid late early about nearly "
    "next last first any all".split()
)
_AGAINST_EACH_OTHER = {
    "from": frozenset(("to", "into")),
    "to": frozenset(("from",)),
    "into": frozenset(("from",)),
    "for": frozenset(("against",)),
    "against": frozenset(("for",)),
}
_KINDS = {
    "before": "before",
    "until": "before",
    "till": "before",
    "after": "after",
    "since": "after",
    "during": "in",
    "in": "in",
    "on": "in",
    "at": "in",
    "within": "in",
    "by": "by",
    "from": "from",
}
_CLASHES = {
    ("before", "after"),
    ("before", "in"),
    ("before", "from"),
    ("after", "before"),
    ("after", "in"),
    ("after", "by"),
    ("in", "after"),
    ("in", "before"),
    ("by", "after"),
    ("by", "from"),
    ("from", "by"),
    ("from", "before"),
}
_MOVES = frozenset(("by", "to", "from"))
_MORE = frozenset("further another additional extra plus".split())
_LABEL = re.compile(r"\b([A-Za-z]{3,}) ([A-Z])(?![\w'])(?!\.\w)")
_LASTING = frozenset(("for",))
_ENDING = frozenset("in within after by every".split())
_FAR = 10
"""Words between a thing and a name beyond which the one is not tied to the other."""
_TYING = frozenset("at in of on for by with from to into against under over near".split())


def link_shifts(reading: Reading, region: Region) -> list[Shift]:
    """Every tie between two things that the region has otherwise."""
    lines = [region.core, *region.before, *region.around]
    return [
        *_turned(reading, lines),
        *_moments(reading, region, lines),
        *_steps(reading, lines),
        *_spans(reading, lines),
        *_those(reading, region),
        *_labels(reading, lines),
        *_parts(reading, region),
        *_attached(reading, region),
        *_belongings(reading, region),
    ]


def tie(tokens: Sequence[Token], place: int) -> str:
    """The small word that ties the token at a place to what is before it; empty for none."""
    for at in range(place - 1, max(-1, place - 1 - _BACK), -1):
        lower = tokens[at].lower
        if lower in _KINDS or lower in _AGAINST_EACH_OTHER:
            return lower
        if lower not in _BETWEEN and tokens[at].amount is None:
            return ""
    return ""


def _ties(lines: Iterable[Reading], key: str) -> set[str]:
    """The small words before a word in some lines."""
    return {
        tie(line.tokens, place)
        for line in lines
        for place, token in enumerate(line.tokens)
        if token.key == key
    }


def _turned(reading: Reading, lines: Sequence[Reading]) -> list[Shift]:
    """To the balance, where the region has from the balance; before the period, where it has during the period."""
    found = []
    for place, token in enumerate(reading.tokens):
        ours = tie(reading.tokens, place) if token.is_content and token.kind == "word" else ""
        theirs = _ties(lines, token.key) if ours else set()
        if not theirs or ours in theirs:
            continue
        kinds = {_KINDS[each] for each in theirs & _KINDS.keys() - {"by", "from"}}
        is_other_time = ours in _KINDS and kinds and all((_KINDS[ours], each) in _CLASHES for each in kinds)
        if theirs & _AGAINST_EACH_OTHER.get(ours, frozenset()) or (is_other_time and ours != "by"):
            found.append(Shift(f"{ours} {token.lower}", True))
    return found


def _moments(reading: Reading, region: Region, lines: Sequence[Reading]) -> list[Shift]:
    """By a day is neither from that day on nor after it."""
    found = []
    for place, token in enumerate(reading.tokens):
        kind = _KINDS.get(tie(reading.tokens, place)) if token.day is not None else None
        if token.day is None or kind is None:
            continue
        theirs = {
            _KINDS.get(tie(line.tokens, at))
            for line in lines
            for at, other in enumerate(line.tokens)
            if other.day is not None and days_held(token.day, [other], region.source)
        }
        if theirs and kind not in theirs and all((kind, each) in _CLASHES for each in theirs):
            found.append(Shift(f"{kind} {token.lower}", True))
    return found


def _steps(reading: Reading, lines: Sequence[Reading]) -> list[Shift]:
    """Raised to an amount, where the region has raised by it."""
    found = []
    for place, token in enumerate(reading.tokens):
        ours = _step(reading.tokens, place) if token.amount is not None else None
        if ours is None or token.amount is None:
            continue
        theirs = {
            _step(line.tokens, at)
            for line in lines
            for at, other in enumerate(line.tokens)
            if other.amount is not None and token.amount.is_same(other.amount)
        }
        if theirs and None not in theirs and ours not in theirs:
            found.append(Shift(f"{ours} {token.lower}", True))
    return found


def _spans(reading: Reading, lines: Sequence[Reading]) -> list[Shift]:
    """For six months, where the region has in six months, and the other way about."""
    found = []
    for place, token in enumerate(reading.tokens):
        ours = reading.tokens[place - 1].lower if place and token.amount is not None else ""
        against = _ENDING if ours in _LASTING else _LASTING if ours in _ENDING else frozenset()
        if token.amount is None or token.amount.unit not in PERIODS or not against:
            continue
        theirs = {
            line.tokens[at - 1].lower
            for line in lines
            for at, other in enumerate(line.tokens)
            if at and other.amount is not None and token.amount.is_same(other.amount)
        }
        if theirs & against and ours not in theirs:
            found.append(Shift(f"{ours} {token.lower}", True))
    return found


def _those(reading: Reading, region: Region) -> list[Shift]:
    """Of those received, where the region has of those decided."""
    ours, theirs = _after_those(reading.tokens), _after_those(region.core.tokens)
    return [Shift(f"those {' '.join(sorted(ours))}", True)] if ours and theirs and not ours & theirs else []


def _after_those(tokens: Sequence[Token]) -> set[str]:
    """The words of content next to each "those" that is counted."""
    found = set()
    for place, token in enumerate(tokens):
        if token.lower == "those" and place and tokens[place - 1].lower == "of":
            found |= {other.key for other in tokens[place + 1 : place + 4] if is_thing(other)}
    return found


def _step(tokens: Sequence[Token], place: int) -> str | None:
    """Whether an amount is what something changed by, to or from; "an increase of" is by."""
    if not place:
        return None
    before = tokens[place - 1].lower
    if before == "of" and place > 1 and tokens[place - 2].key in DIRECTIONS:
        return "by"
    return before if before in _MOVES else None


def _labels(reading: Reading, lines: Sequence[Reading]) -> list[Shift]:
    """Band E, where the region has Band D."""
    ours = {(match[1].lower(), match[2]) for match in _LABEL.finditer(reading.text)}
    theirs = {(match[1].lower(), match[2]) for line in lines for match in _LABEL.finditer(line.text)}
    named = {word for word, _ in theirs}
    return [
        Shift(f"{word} {letter}", True)
        for word, letter in sorted(ours - theirs)
        if word in named and letter != "A"
    ]


def _parts(reading: Reading, region: Region) -> list[Shift]:
    """A further 63, where the region has 63 among the ones before."""
    found = []
    for place, token in enumerate(reading.tokens):
        if token.amount is None or not _is_more(reading.tokens, place):
            continue
        same = [
            (line.tokens, at)
            for line in (*region.before, region.core)
            for at, other in enumerate(line.tokens)
            if other.amount is not None and token.amount.is_same(other.amount)
        ]
        if same and not any(_is_more(tokens, at) for tokens, at in same):
            found.append(Shift(f"further {token.lower}", True))
    return found


def _is_more(tokens: Sequence[Token], place: int) -> bool:
    near = [token.lower for token in (*tokens[max(0, place - 2) : place], *tokens[place + 1 : place + 3])]
    return not _MORE.isdisjoint(near) or "addition" in near or ("more" in near and "than" not in near)


def is_thing(token: Token) -> bool:
    return token.kind == "word" and token.is_content


def _attached(reading: Reading, region: Region) -> list[Shift]:
    """The number of officers in Averby, where the region has the officers and Averby in different places."""
    tokens = region.core.tokens
    found = []
    for place in range(2, len(reading.tokens)):
        token = reading.tokens[place]
        at = place - 2 if reading.tokens[place - 1].lower in ("the", "a") else place - 1
        if not (token.is_capital and token.is_content) or at < 1 or reading.tokens[at].lower not in _TYING:
            continue
        thing = reading.tokens[at - 1]
        names = [n for n, other in enumerate(tokens) if other.key == token.key]
        things = [n for n, other in enumerate(tokens) if other.key == thing.key and is_thing(thing)]
        if names and things and min(abs(one - other) for one in names for other in things) > _FAR:
            found.append(Shift(f"{thing.lower} {reading.tokens[at].lower} {token.lower}", False))
    return found


def _belongings(reading: Reading, region: Region) -> list[Shift]:
    """The owner of the site, where the region has an owner of land next to the site."""
    theirs: dict[str, set[str]] = {}
    for line in (*region.before, region.core):
        for word, things in _of_what(line.tokens):
            theirs.setdefault(word, set()).update(things)
    return [
        Shift(f"{word} of {' '.join(sorted(things))}", False)
        for word, things in _of_what(reading.tokens)
        if word in theirs and things and not things & theirs[word]
    ]


def _of_what(tokens: Sequence[Token]) -> list[tuple[str, set[str]]]:
    """Each word with what it is of: the words of content after "of", up to a small word."""
    found = []
    for place in range(1, len(tokens) - 1):
        if tokens[place].lower != "of" or not is_thing(tokens[place - 1]):
            continue
        things: set[str] = set()
        for token in tokens[place + 1 : place + 1 + _SIDE]:
            if is_thing(token):
                things.add(token.key)
            elif things or token.kind != "word":
                break
        if things:
            found.append((tokens[place - 1].key, things))
    return found
