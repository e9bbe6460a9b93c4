"""Who did it and to whom: the two exchanged, an act turned round, one agent for another."""

from __future__ import annotations

from collections.abc import Sequence

from rag.checking.actors import Shift
from rag.checking.lexicon import ACTORS, DIRECTIONS, acts_of, plain_root
from rag.checking.links import is_thing, tie
from rag.checking.reading import Reading, Token
from rag.checking.regions import Region

_BACK = 4
"""Words before a date or a thing in which the word that ties it is looked for."""
_SIDE = 9
"""Words on either side of a verb that are taken to be its own."""
_ARTICLES = [["the"], ["a"], ["an"], ["its"], ["their"], ["her"], ["his"], ["this"], ["no"], ["of"]]
_AUXILIARIES = frozenset("would will had has have was were is are could should may might must shall".split())
_PAST = frozenset(
    "sent gave told paid sold bought lent let made took led held met found kept left lost won brought taught "
    "drew wrote saw said thought chose sought awarded built put".split()
)
_TYING = frozenset("at in of on for by with from to into against under over near".split())
_MODALS = [
    ["would"],
    ["will"],
    ["could"],
    ["should"],
    ["may"],
    ["must"],
    ["shall"],
    ["had"],
    ["has"],
    ["have"],
]
_BE = frozenset("be been being was were is are".split())


def role_shifts(reading: Reading, region: Region) -> list[Shift]:
    """Every deed of the sentence that somebody else did, or did to somebody else, in the region."""
    return [
        *_reversed(reading, region),
        *_agents(reading, region),
        *_voices(reading, region),
        *_contrasts(reading, region),
        *_exchanged(reading, region),
    ]


def _sides(tokens: Sequence[Token], place: int) -> tuple[set[str], set[str]]:
    """The words before and after a verb, who acts first: turned round where the verb is passive."""
    first, last = place, place
    while first > max(0, place - _SIDE) and tokens[first].start - tokens[first - 1].end <= 1:
        first -= 1
    while last + 1 < min(len(tokens), place + 1 + _SIDE) and tokens[last + 1].start - tokens[last].end <= 1:
        last += 1
    before = {token.key for token in tokens[first:place] if is_thing(token)}
    after = {token.key for token in tokens[place + 1 : last + 1] if is_thing(token)}
    return (after, before) if _is_passive(tokens, place) else (before, after)


def _is_passive(tokens: Sequence[Token], place: int) -> bool:
    return place + 1 < len(tokens) and tokens[place + 1].lower == "by"


def _is_open(tokens: Sequence[Token], place: int) -> bool:
    """True for a verb that leaves open who acts, and for a noun of the same form."""
    before = [token.lower for token in tokens[max(0, place - 2) : place]]
    if place + 1 < len(tokens) and tokens[place + 1].lower in _AUXILIARIES:
        return True
    return not _is_passive(tokens, place) and (not _BE.isdisjoint(before) or before[-1:] in _ARTICLES)


def _reversed(reading: Reading, region: Region) -> list[Shift]:
    """Who did it and to whom exchanged: the Board asked the Council, where the Council asked the Board."""
    found = []
    for place, verb in enumerate(reading.tokens):
        there = [at for at, other in enumerate(region.core.tokens) if other.key == verb.key]
        if not is_thing(verb) or verb.is_capital or _is_actor(verb) or len(there) != 1:
            continue
        if sum(other.key == verb.key for other in reading.tokens) != 1:
            continue
        if _is_open(reading.tokens, place) or _is_open(region.core.tokens, there[0]):
            continue
        before, after = _sides(reading.tokens, place)
        first, second = _sides(region.core.tokens, there[0])
        crossed = (before & second) - first - after, (after & first) - second - before
        is_plain = not _is_passive(reading.tokens, place) and not _is_passive(region.core.tokens, there[0])
        named = [_has_somebody(reading.tokens, each) for each in crossed]
        if all(crossed) and (all(named) or (is_plain and any(named))):
            found.append(Shift(f"{verb.lower}: the other way about", True))
    return found


def _has_somebody(tokens: Sequence[Token], keys: set[str]) -> bool:
    return any(token.key in keys and (token.is_capital or _is_actor(token)) for token in tokens)


def _is_actor(token: Token) -> bool:
    return token.lower in ACTORS or token.lower.removesuffix("s") in ACTORS


def _agents(reading: Reading, region: Region) -> list[Shift]:
    """Welcomed by one, where the region has welcomed by another."""
    found = []
    theirs = dict(_by_whom(region.core.tokens))
    for verb, whom in _by_whom(reading.tokens):
        if verb in theirs and not whom & theirs[verb]:
            found.append(Shift(f"by {' '.join(sorted(whom))}", True))
    return found


def _by_whom(tokens: Sequence[Token]) -> list[tuple[str, set[str]]]:
    """Each word with who it is by; nothing where no somebody is named after "by"."""
    found = []
    for place in range(1, len(tokens) - 1):
        if tokens[place].lower != "by" or not tokens[place - 1].is_content:
            continue
        whom: set[str] = set()
        for token in tokens[place + 1 : place + 8]:
            if token.is_capital or token.lower in ACTORS:
                whom.add(token.key)
            elif token.lower not in ("the", "a", "an", "of", "and", "for"):
                break
        if whom:
            found.append((tokens[place - 1].key, whom))
    return found


def _voices(reading: Reading, region: Region) -> list[Shift]:
    """The charity had sent, where the region has the charity had been sent."""
    found = []
    for place, verb in enumerate(reading.tokens):
        there = [at for at, other in enumerate(region.core.tokens) if other.key == verb.key]
        if (
            verb.is_capital
            or _is_actor(verb)
            or len(there) != 1
            or not (is_thing(verb) or acts_of(verb.lower))
        ):
            continue
        if verb.key in DIRECTIONS or plain_root(verb.lower) != plain_root(region.core.tokens[there[0]].lower):
            continue
        ours, theirs = _is_done_to(reading.tokens, place), _is_done_to(region.core.tokens, there[0])
        if ours is None or theirs is None or ours == theirs:
            continue
        is_open = bool(acts_of(verb.lower)) or verb.lower in _PAST
        whom = _subject_of(reading.tokens, place, is_open=is_open)
        same = whom & _subject_of(region.core.tokens, there[0], is_open=is_open)
        given = {
            token.key for at, token in enumerate(region.core.tokens) if tie(region.core.tokens, at) == "to"
        }
        if same or (theirs and whom & given):
            found.append(Shift(f"{verb.lower}: by whom and to whom", True))
    return found


def _is_done_to(tokens: Sequence[Token], place: int) -> bool | None:
    """Whether a verb is passive; None for what is no verb with a subject before it."""
    lower = tokens[place].lower
    before = [token.lower for token in tokens[max(0, place - 3) : place]]
    if before[-1:] in _ARTICLES or before[-1:] == ["to"] or lower.endswith("ing"):
        return None
    if not _BE.isdisjoint(before):
        return True
    return False if lower.endswith("ed") or lower in _PAST or before[-1:] in _MODALS else None


def _subject_of(tokens: Sequence[Token], place: int, *, is_open: bool) -> set[str]:
    """Somebody named just before a verb, or where it ``is_open`` anything: its subject."""
    found: set[str] = set()
    for at in range(place - 1, max(-1, place - 1 - _BACK - 2), -1):
        token = tokens[at]
        if token.start and tokens[at + 1].start - token.end > 1:
            break
        if is_thing(token) and (is_open or token.is_capital or _is_actor(token)):
            found.add(token.key)
        elif found or (is_thing(token) and at < place - 1):
            return set() if token.lower in _TYING else found
    return found


def _contrasts(reading: Reading, region: Region) -> list[Shift]:
    """This rather than that, where the region has that rather than this."""
    for affirmed, denied in _contrasted(reading.tokens):
        for other_affirmed, other_denied in _contrasted(region.core.tokens):
            if (other_denied - denied) & affirmed - other_affirmed or (
                denied - other_denied
            ) & other_affirmed - affirmed:
                return [Shift("not: the other way about", True)]
    return []


def _contrasted(tokens: Sequence[Token]) -> list[tuple[set[str], set[str]]]:
    """For each "this not that", which is also "this rather than that", the words of both."""
    found = []
    for place in range(1, len(tokens) - 1):
        if tokens[place].lower == "not" and is_thing(tokens[place - 1]) and is_thing(tokens[place + 1]):
            found.append((_run(tokens, place - 1, -1), _run(tokens, place + 1, 1)))
    return found


def _run(tokens: Sequence[Token], place: int, step: int) -> set[str]:
    """The words of content from a place on, without a gap."""
    found: set[str] = set()
    while 0 <= place < len(tokens) and is_thing(tokens[place]):
        found.add(tokens[place].key)
        place += step
    return found


def _exchanged(reading: Reading, region: Region) -> list[Shift]:
    """To replace one with another, where the region replaces the other with the one."""
    ours, theirs = _tied(reading.tokens), _tied(region.core.tokens)
    found = []
    for word in ours.keys() & theirs.keys():
        one, other = ours[word], theirs[word]
        if len(one) == len(other) == 1 and one != other and other <= reading.keys and one <= region.core.keys:
            found.append(Shift(f"{word} {' '.join(one)}", True))
    return found


def _tied(tokens: Sequence[Token]) -> dict[str, set[str]]:
    """What stands after each "with", "into" and "against"."""
    found: dict[str, set[str]] = {}
    for place in range(1, len(tokens)):
        if tokens[place - 1].lower in ("with", "into", "against", "than"):
            found.setdefault(tokens[place - 1].lower, set()).add(tokens[place].key)
    return found
