"""What belongs together in a sentence of several parts: entries of a list, causes, conditions, bounded periods."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.checking.actors import Shift
from rag.checking.reading import Reading, Token, read
from rag.checking.regions import Region

_ENTRY = re.compile(r"[;|]")
_PART = re.compile(
    r"[;|]|, (?:and|but|while|whereas|although)? ?| (?:but|while|whereas|although) ", re.IGNORECASE
)
_JOINED = re.compile(r"[,;]| and | but | while | whereas | with ", re.IGNORECASE)
_ORDINALS = frozenset("first second third fourth fifth former latter other".split())
_LATE = (
    re.compile(
        r"(?P<effect>.*?)\b(?:because of|because|caused by|attributed to|put down to|blamed on|due to)\b"
        r"(?P<cause>[^,;]*)",
        re.IGNORECASE,
    ),
    re.compile(r"\bput (?P<effect>.*) down to (?P<cause>[^,;]*)", re.IGNORECASE),
    re.compile(r"\bcause (?:of (?P<effect>.*) )?(?:was|is) (?P<cause>[^,;]*)", re.IGNORECASE),
    re.compile(r"(?P<cause>.*)\bcaused? (?!by\b)(?P<effect>[^,;]*)", re.IGNORECASE),
)
"""Ways to say what caused what."""
_CAUSAL = re.compile(r"because|cause|attributed|put |blamed|due to", re.IGNORECASE)
_BOUNDED = re.compile(
    r"\b(at least|at most|up to|more than|less than|over|under|nearly|about|within|not more than|no more than) "
    r"(?:an?|half an?|the) ([a-z]+)",
    re.IGNORECASE,
)
_UNEQUAL = frozenset("earlier later more fewer less sooner higher lower better worse".split())
_COUNTS = frozenset("both all every each no two three four five six".split())


def list_shifts(reading: Reading, region: Region) -> list[Shift]:
    """Every word of the sentence that belongs to another part in the region."""
    return [
        *_stitched(reading, region),
        *_ranked(reading, region),
        *_causes(reading, region),
        *_unless(reading, region),
        *_bounded(reading, region),
        *_as_planned(reading, region),
        *_one(reading, region),
        *_counted(reading, region),
    ]


def _stitched(reading: Reading, region: Region) -> list[Shift]:
    """One statement out of two entries: a name with another's deed, a thing with what is said of another."""
    entries = [read(part) for part in _ENTRY.split(region.core.text) if part.strip()]
    if len(entries) < 2 or _JOINED.search(reading.text.rstrip(".;")):
        return []
    found = set()
    for number, entry in enumerate(entries):
        others = {key for other in entries if other is not entry for key in other.keys}
        if any(token.key in entry.keys and token.key not in others for token in reading.content):
            found.add(number)
    return [Shift("out of two entries", False)] if len(found) > 1 else []


def _ranked(reading: Reading, region: Region) -> list[Shift]:
    """The first option preferred, where the second was."""
    parts = [read(part) for part in _PART.split(region.core.text) if part.strip()]
    for piece in _PART.split(reading.text):
        ours = read(piece)
        ranks = ours.lowers & _ORDINALS
        if len(ranks) != 1 or not parts:
            continue
        own = {key for part in parts if ranks & part.lowers for key in part.keys}
        others = {
            key for part in parts if part.lowers & _ORDINALS and not ranks & part.lowers for key in part.keys
        }
        if own and any(token.key in others - own for token in ours.content):
            return [Shift(f"{' '.join(ranks)}: of another", True)]
    return []


def _causes(reading: Reading, region: Region) -> list[Shift]:
    """A cause said as the effect of what it caused."""
    for effect, cause in _cause_and_effect(reading):
        for other_effect, other_cause in _cause_and_effect(region.core):
            if (cause & other_effect - other_cause) and (effect & other_cause - other_effect):
                return [Shift("cause and effect exchanged", True)]
    return []


def _cause_and_effect(reading: Reading) -> list[tuple[frozenset[str], frozenset[str]]]:
    found: list[tuple[frozenset[str], frozenset[str]]] = []
    if not _CAUSAL.search(reading.text):
        return found
    for pattern in _LATE:
        match = pattern.search(reading.text)
        if match:
            found.append((_content(match["effect"]), _content(match["cause"])))
            break
    return found


def _content(text: str | None) -> frozenset[str]:
    return frozenset(token.key for token in read(text or "").content if token.kind == "word")


def _unless(reading: Reading, region: Region) -> list[Shift]:
    """If, where the region has unless, and the other way about."""
    if "not" in reading.lowers or "not" in region.core.lowers:
        return []
    for one, other in (("if", "unless"), ("unless", "if")):
        if one in reading.lowers and other in region.core.lowers and not reading.lowers & {other}:
            return [Shift(one, True)] if one not in region.core.lowers else []
    return []


def _bounded(reading: Reading, region: Region) -> list[Shift]:
    """At least a fortnight, where the region has up to a fortnight."""
    theirs = {match[2].lower(): match[1].lower() for match in _BOUNDED.finditer(region.core.text)}
    return [
        Shift(match.group().lower(), True)
        for match in _BOUNDED.finditer(reading.text)
        if theirs.get(match[2].lower(), match[1].lower()) != match[1].lower()
    ]


def _as_planned(reading: Reading, region: Region) -> list[Shift]:
    """As planned, where the region has earlier than planned."""
    tokens = region.core.tokens
    for place in range(1, len(tokens) - 1):
        if tokens[place].lower != "than" or tokens[place - 1].lower not in _UNEQUAL:
            continue
        as_it = [("as", tokens[place + 1].key)]
        if as_it[0] in {(one.lower, other.key) for one, other in pairwise(reading.tokens)}:
            return [Shift(f"leaves out {tokens[place - 1].lower} than", False)]
    return []


def _one(reading: Reading, region: Region) -> list[Shift]:
    """One option, where the region has both options."""
    theirs = _counters(region.core.tokens)
    return [
        Shift(f"one {key}", True)
        for key, counters in _counters(reading.tokens).items()
        if "one" in counters and theirs.get(key, set()) and not theirs[key] & {"one", "a", "an"}
    ]


def _counters(tokens: Sequence[Token]) -> dict[str, set[str]]:
    """The words that count each thing, just before it."""
    found: dict[str, set[str]] = {}
    for before, token in pairwise(tokens):
        if token.is_content and token.kind == "word" and before.lower in _COUNTS | {"one", "a", "an"}:
            found.setdefault(token.key, set()).add(before.lower)
    return found


def _counted(reading: Reading, region: Region) -> list[Shift]:
    """1,240 girls, where the region has 1,240 children."""
    found = []
    for place, token in enumerate(reading.tokens[:-1]):
        thing = reading.tokens[place + 1]
        if (
            token.amount is None
            or thing.kind != "word"
            or not thing.is_content
            or thing.start - token.end > 1
        ):
            continue
        theirs = [
            line.tokens[at + 1 : at + 4]
            for line in (region.core, *region.before)
            for at, other in enumerate(line.tokens[:-1])
            if other.amount is not None
            and token.amount.is_same(other.amount)
            and line.tokens[at + 1].start - other.end <= 1
        ]
        rivals = [after for after in theirs if after and after[0].is_content and after[0].kind == "word"]
        if (
            not rivals
            or len(rivals) < len(theirs)
            or not any(each.key == thing.key for each in region.tokens)
        ):
            continue
        if all(thing.key not in {each.key for each in after} for after in rivals) and not any(
            after[0].key in reading.keys for after in rivals
        ):
            found.append(Shift(f"{token.lower} {thing.lower}", True))
    return found
