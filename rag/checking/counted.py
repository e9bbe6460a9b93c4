"""What an amount counts: a year or in all, of whom, above or below which other, in which entry of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.checking.actors import Shift
from rag.checking.lexicon import PERIODS, root
from rag.checking.reading import Reading, Token, read
from rag.checking.regions import Region

_EACH = frozenset("a an per each every".split())
_NOT_A_RATE = frozenset("ago earlier later before after from".split())
_YEARLY = frozenset(root(word) for word in ("yearly", "monthly", "weekly", "daily", "hourly", "quarterly"))
_WHO = frozenset(("who", "whose", "whom", "which", "that"))
_MORE_THAN = frozenset("above exceeding exceeded beating".split())
_LESS_THAN = frozenset(("below",))
_COMPARATIVES = frozenset("more fewer less greater better worse higher lower".split())
_OTHER_SIDE = {"for": "against", "against": "for"}
_TAKES_SIDES = frozenset("is are was were be been voted voting votes vote spoke speaking".split())
_ONCE = re.compile(
    r"(?:(more than|at least|at most|only|less than|no more than) )?\b(once|twice)\b(?! the| a| it| they)"
)
_BESIDE = 5
_RELATIVE = 4
"""Words of content of a clause with "who" that say which ones are meant."""


def count_shifts(reading: Reading, region: Region) -> list[Shift]:
    """Every amount of the sentence that counts something else than in the region."""
    return [
        *_rates(reading, region),
        *_restricted(reading, region),
        *_beyond(reading, region),
        *_entries(reading, region),
        *_any(reading, region),
        *_than(reading, region),
        *_votes(reading, region),
        *_times(reading, region),
        *_wholes(reading, region),
    ]


def _rates(reading: Reading, region: Region) -> list[Shift]:
    """So much a year where the region has it in all, and the other way about."""
    found = []
    for place, token in enumerate(reading.tokens):
        if token.amount is None or token.amount.unit in PERIODS:
            continue
        theirs = {
            _rate(line.tokens, at)
            for line in (region.core, *region.before)
            for at, other in enumerate(line.tokens)
            if other.amount is not None and token.amount.is_same(other.amount)
        }
        ours = _rate(reading.tokens, place)
        if theirs and ours not in theirs:
            found.append(Shift(f"{token.lower} {ours or 'in all'}", bool(ours)))
    return found


def _rate(tokens: Sequence[Token], place: int) -> str:
    """The root of the period that an amount is for each of: "a year", "annual"; empty for none."""
    if place and tokens[place - 1].key in _YEARLY:
        return tokens[place - 1].key
    for at in range(place + 1, min(len(tokens), place + 1 + _BESIDE)):
        following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
        if tokens[at].lower.endswith("ly") and tokens[at].key in _YEARLY:
            return tokens[at].key
        if tokens[at].lower in ("annual", "yearly") or tokens[at].amount is not None:
            return tokens[at].key if tokens[at].amount is None else ""
        is_each = tokens[at].key in PERIODS and tokens[at - 1].lower in _EACH
        if is_each and following not in _NOT_A_RATE:
            return tokens[at].key
    return ""


def _restricted(reading: Reading, region: Region) -> list[Shift]:
    """A share of those who answered, said as a share of all."""
    found = []
    tokens = region.core.tokens
    for place, token in enumerate(tokens):
        if token.amount is None or token.amount.unit != "share":
            continue
        if not any(
            other.amount is not None and token.amount.is_same(other.amount) for other in reading.tokens
        ):
            continue
        who = [other.key for other in _who(tokens, place)]
        if who and not any(key in reading.keys for key in who):
            found.append(Shift(f"leaves out who {who[0]}", False))
    return found


def _who(tokens: Sequence[Token], place: int) -> list[Token]:
    """The words of a clause with "who" after "of" that is what a share is of: before it up to its comma, or after."""
    before = list(tokens[:place])
    if before and tokens[0].lower == "of":
        opening = [token for token in before if token.is_content and token.kind == "word"]
        return _relative(before) or opening[1:]
    after = list(tokens[place + 1 : place + 2 + _BESIDE])
    return _relative(after) if after and after[0].lower == "of" else []


def _relative(tokens: Sequence[Token]) -> list[Token]:
    start = next((at for at, token in enumerate(tokens) if token.lower in _WHO), None)
    if start is None:
        return []
    return [token for token in tokens[start + 1 :] if token.is_content and token.kind == "word"][:_RELATIVE]


def _beyond(reading: Reading, region: Region) -> list[Shift]:
    """Above or below another amount, where the region does not say so and the amounts don't either."""
    there = {token.lower for token in region.everything}
    found = []
    for place, token in enumerate(reading.tokens):
        following = reading.tokens[place + 1 : place + 2]
        is_bound = any(other.amount is not None for other in following)
        if token.lower not in _MORE_THAN | _LESS_THAN or token.lower in there or is_bound:
            continue
        before = [other.amount for other in reading.tokens[:place] if other.amount is not None]
        after = [other.amount for other in reading.tokens[place + 1 :] if other.amount is not None]
        pairs = [(one, after[0]) for one in before if after and one.unit == after[0].unit]
        is_more = token.lower in _MORE_THAN
        if not pairs or not any((one.value > other.value) == is_more for one, other in pairs):
            found.append(Shift(f"{token.lower} is the sentence's own", False))
    return found


def _entries(reading: Reading, region: Region) -> list[Shift]:
    """A name with the words of another entry of a list: Mr Quill for the union, where Ms Ash spoke for it."""
    entries = [read(part) for part in re.split(r"[;|]", region.core.text)]
    if len(entries) < 2:
        return []
    names = {token.key for token in reading.tokens if token.is_capital and token.is_content}
    own = [entry for entry in entries if names & entry.keys]
    if not own or len(own) == len(entries):
        return []
    held = {key for entry in own for key in entry.keys}
    others = {
        token.key
        for entry in entries
        if entry not in own and any(each.is_capital for each in entry.tokens[1:])
        for token in entry.content
    }
    strange = [
        token.lower for token in reading.content if token.key in others - held and token.kind == "word"
    ]
    return [Shift(f"{' '.join(strange)} of another entry", False)] if strange else []


def _than(reading: Reading, region: Region) -> list[Shift]:
    """A comparison of the sentence's own: more visits than planned."""
    if any(token.lower == "than" for token in region.everything):
        return []
    tokens = reading.tokens
    for place, token in enumerate(tokens):
        after = [other.lower for other in tokens[place + 1 : place + 9]]
        if token.lower in _COMPARATIVES and "than" in after and tokens[place + 1 + after.index("than") + 1 :]:
            following = tokens[place + 1 + after.index("than") + 1]
            if following.amount is None:
                return [Shift(f"{token.lower} than is the sentence's own", False)]
    return []


def _votes(reading: Reading, region: Region) -> list[Shift]:
    """Four against, where the region has four for; for a thing, where it is against it."""
    ours, theirs = _for_or_against(reading.tokens), _for_or_against(region.core.tokens)
    shifts = [Shift(f"{n} {side}", True) for n, side in ours if (n, _OTHER_SIDE[side]) in theirs]
    return [shift for shift in shifts if shift.what.rsplit(" ", 1) not in [list(each) for each in theirs]]


def _for_or_against(tokens: Sequence[Token]) -> set[tuple[str, str]]:
    """Who is for and who against: an amount, or the verb where there is none."""
    found = set()
    for place, token in enumerate(tokens):
        if token.lower not in _OTHER_SIDE:
            continue
        before = tokens[max(0, place - 3) : place]
        number = next((other.amount for other in reversed(before) if other.amount is not None), None)
        if number is not None and number.unit == "":
            found.add((str(number.value), token.lower))
        elif before and before[-1].lower in _TAKES_SIDES:
            found.add(("side", token.lower))
    return found


def _times(reading: Reading, region: Region) -> list[Shift]:
    """More than once, where the region has at least once."""
    ours = {match.groups() for match in _ONCE.finditer(reading.text.lower())}
    theirs = {match.groups() for match in _ONCE.finditer(region.core.text.lower())}
    return [Shift(" ".join(filter(None, each)), False) for each in ours - theirs if theirs]


def _wholes(reading: Reading, region: Region) -> list[Shift]:
    """Twelve of the 40, where the region has twelve of another number."""
    ours, theirs = dict(_parts_of(reading.tokens)), dict(_parts_of(region.core.tokens))
    return [
        Shift(f"{part} of {ours[part]}", True)
        for part in ours.keys() & theirs.keys()
        if ours[part] != theirs[part]
    ]


def _parts_of(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """Each plain number with the number that it is said to be of: "12 of the 40", "31, of which 12"."""
    found = []
    counts = [at for at, token in enumerate(tokens) if token.amount is not None and not token.amount.unit]
    for one, other in pairwise(counts):
        first, second = tokens[one].amount, tokens[other].amount
        between = [token.lower for token in tokens[one + 1 : other]]
        if first is None or second is None:
            continue
        if between[:1] == ["of"] and len(between) <= _BESIDE and first.value < second.value:
            found.append((str(first.value), str(second.value)))
        elif between[-2:-1] == ["of"] and between[-1] in ("which", "whom", "them", "these"):
            found.append((str(second.value), str(first.value)))
    return found


def _any(reading: Reading, region: Region) -> list[Shift]:
    """An "any" of the sentence's own: unwilling on any terms, where it was on these."""
    has_none = {"any", "no", "none", "all", "every", "whatever", "not"} & {t.lower for t in region.everything}
    return [Shift("any", False)] if "any" in reading.lowers and not has_none else []
