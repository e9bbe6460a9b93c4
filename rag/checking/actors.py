"""Who did what: the speech acts of a sentence and who acts, held against those of the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.checking.lexicon import ACTORS, BODIES, acts_of, bears_out
from rag.checking.reading import Reading, Token
from rag.checking.regions import Region

_MEMBER = frozenset("member members councillor councillors cllr mr mrs ms dr".split())
_BODY_ACTS = frozenset("decide agree note approve support request defer elect thank reject".split())
_FURTHEST_ACTOR = 14
_NEAR_VERB = 8
_NOUN_ENDINGS = ("ion", "ions", "al", "als", "ment", "ance", "ology", "aint")
_WHITHER = frozenset("back to from into forward on up".split())
_ADJUNCTS = frozenset("in at on for from by with of during since under after before until to".split())
_PASSIVE = frozenset("be been being was were is are".split())
_BEFORE_NOUNS = frozenset("to the a an its his her their this that each any no".split())
_PRONOUNS = frozenset("he she they it".split())
_SOMEBODY = frozenset(("somebody",))
"""An actor named by a pronoun only: who it is, the names have to show."""


@dataclass(frozen=True)
class Shift:
    """A change of force; ``is_grave`` where the sentence says something else and not only too much or too little."""

    what: str
    is_grave: bool


def actor_shifts(reading: Reading, region: Region) -> list[Shift]:
    """Every act that is not what was done, and every actor who did not do it."""
    return [
        *_acts(reading, region),
        *_actors(reading, region),
        *_subject(reading, region),
        *_doers(reading, region),
    ]


def _acts(reading: Reading, region: Region) -> list[Shift]:
    keys = {token.key for token in region.everything}
    found = []
    for index, token in enumerate(reading.tokens):
        acts = acts_of(token.lower)
        if not acts or token.key in {each.key for each in region.tokens} or _is_moved(reading.tokens, index):
            continue
        if _is_noun(reading.tokens, index) and token.lower.endswith(_NOUN_ENDINGS):
            continue
        actor = _actor(reading.tokens, index)
        is_person = actor is not None and not actor & BODIES
        there = region.own_acts if is_person else region.acts
        borne = frozenset(other for act in acts for other in bears_out(act))
        if is_person and "note" in acts:
            borne |= bears_out("say")  # a member who noted something said it
        if (token.key in keys and not is_person) or borne & there:
            continue
        if actor is not None or acts != {"say"}:
            found.append(Shift(f"{token.lower} is not what was done", bool(there) or acts != {"say"}))
    return found


def _is_moved(tokens: Sequence[Token], index: int) -> bool:
    """True for a thing moved somewhere, which is no motion before a meeting."""
    following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    return tokens[index].lower.startswith("mov") and following in _WHITHER


def _actors(reading: Reading, region: Region) -> list[Shift]:
    found = []
    for index, token in enumerate(reading.tokens):
        acts = acts_of(token.lower)
        if not acts or (index and reading.tokens[index - 1].lower in _BEFORE_NOUNS):
            continue
        ours = _actor(reading.tokens, index)
        if ours is None:
            continue
        borne = frozenset(other for act in acts for other in bears_out(act))
        if not ours & BODIES and "note" in acts:
            borne |= bears_out("say")
        theirs = [
            _actor(region.tokens, place)
            for place, other in enumerate(region.tokens)
            if other.key == token.key or acts_of(other.lower) & borne
        ]
        if not theirs:
            continue
        verdicts = [_is_same_actor(ours, each, acts) for each in theirs]
        if not any(verdicts):
            found.append(Shift(f"{' '.join(sorted(ours))} did not do it", True))
    return found


def _subject(reading: Reading, region: Region) -> list[Shift]:
    """A subject taken from the sentence before, where the region's own sentence names another."""
    ours, theirs = _opening_actor(reading.tokens), _opening_actor(region.core.tokens)
    if ours is None or theirs is None or ours & theirs:
        return []
    own = {token.lower for token in region.core.tokens}
    earlier = {token.lower for each in region.before for token in each.tokens}
    if ours & own or not ours & earlier:
        return []
    return [Shift(f"{' '.join(sorted(ours))} is the subject of another sentence", True)]


def _doers(reading: Reading, region: Region) -> list[Shift]:
    """Another subject to the same verb: "The Panel raised concerns" where a member did."""
    ours = _opening_actor(reading.tokens)
    start = next((index for index, token in enumerate(reading.tokens) if ours and token.lower in ours), None)
    if ours is None or start is None:
        return []
    if not ours & (BODIES | _MEMBER):
        return []
    place = _verb_of(reading.tokens, start)
    if place is None:
        return []
    key, is_passive = reading.tokens[place].key, _is_passive(reading.tokens, place)
    theirs = [
        _named_before(region.tokens, at)
        for at, token in enumerate(region.tokens)
        if token.key == key
        and _is_passive(region.tokens, at) == is_passive
        and not _is_noun(region.tokens, at)
    ]
    named = [each for each in theirs if each is not None]
    if (
        not named
        or len(named) < len(theirs)
        or any(_is_same_actor(ours, each, frozenset()) for each in named)
    ):
        return []
    return [Shift(f"{' '.join(sorted(ours))} is not who it was", True)]


def _is_noun(tokens: Sequence[Token], place: int) -> bool:
    return bool(place) and tokens[place - 1].lower in _BEFORE_NOUNS


def _verb_of(tokens: Sequence[Token], start: int) -> int | None:
    """The index of the verb of a subject, taken to be the first word of content after the name."""
    for place in range(start + 1, min(len(tokens), start + _NEAR_VERB)):
        token = tokens[place]
        if token.lower == "that":
            return None
        if token.is_content and not token.is_capital and token.lower not in ACTORS:
            return place if token.kind == "word" else None
    return None


def _is_passive(tokens: Sequence[Token], place: int) -> bool:
    return any(token.lower in _PASSIVE for token in tokens[max(0, place - 2) : place])


def _opening_actor(tokens: Sequence[Token]) -> frozenset[str] | None:
    """Who the first words name; None where they name nobody."""
    if tokens and tokens[0].lower in _ADJUNCTS:
        return None
    first = [index for index, token in enumerate(tokens) if len(token.lower) > 1][:4]
    for index in first:
        if tokens[index].lower in _PRONOUNS:
            return None
        if tokens[index].lower in ACTORS or (tokens[index].is_capital and index > first[0]):
            return _run(tokens, index) | _run_back(tokens, index)
    return None


def _actor(tokens: Sequence[Token], index: int) -> frozenset[str] | None:
    """The words that name who acts: before the verb, or after "by"; None where nobody is named."""
    for place in range(index + 1, min(index + 5, len(tokens) - 1)):
        if tokens[place].lower == "by":
            named = _run(tokens, place + 1)
            if named:
                return named
            break
    if index and tokens[index].start - tokens[index - 1].end > 1 and not tokens[index].lower.endswith("ing"):
        named = _run(tokens, index + 1)  # ", said the Treasurer"
        if named and index + len(named) + 3 >= len(tokens):
            return named
    before = [token.lower for token in tokens[max(0, index - 2) : index] if token.lower != "not"]
    if before and before[-1] in _PASSIVE:
        return None
    return _named_before(tokens, index)


def _named_before(tokens: Sequence[Token], index: int) -> frozenset[str] | None:
    for place in range(index - 1, max(-1, index - _FURTHEST_ACTOR), -1):
        token = tokens[place]
        if token.lower in _PRONOUNS:
            return _SOMEBODY
        if token.lower in ACTORS or (token.is_capital and token.kind == "word" and token.is_content):
            return _run_back(tokens, place)
    return None


def _run(tokens: Sequence[Token], start: int) -> frozenset[str]:
    while start < len(tokens) and tokens[start].lower in ("the", "a", "an", "one", "some", "several"):
        start += 1
    words = set()
    while start < len(tokens) and (_is_named(tokens[start]) or _is_between(tokens, start)):
        words.add(tokens[start].lower)
        start += 1
    return frozenset(words - {"of", "and", "the"})


def _is_named(token: Token) -> bool:
    return token.lower in ACTORS or (token.is_capital and token.is_content)


def _is_between(tokens: Sequence[Token], place: int) -> bool:
    """True for the "of" and "and" inside a name: City of Wenmarsh Council."""
    is_inside = 0 < place < len(tokens) - 1 and tokens[place].lower in ("of", "and")
    return is_inside and tokens[place - 1].is_capital and tokens[place + 1].is_capital


def _run_back(tokens: Sequence[Token], stop: int) -> frozenset[str]:
    words = set()
    while stop >= 0 and (_is_named(tokens[stop]) or _is_between(tokens, stop)):
        if len(tokens[stop].lower) > 1:
            words.add(tokens[stop].lower)
        stop -= 1
    return frozenset(words - {"the", "a", "of", "and"}) or frozenset({"the"})


def _is_same_actor(ours: frozenset[str], theirs: frozenset[str] | None, acts: frozenset[str]) -> bool:
    if theirs is None:
        return bool(acts & _BODY_ACTS) or not ours & (BODIES | _MEMBER)
    if ours & theirs or _SOMEBODY in (ours, theirs):
        return True
    if ours & _MEMBER and not ours - _MEMBER:
        return not theirs & BODIES
    if ours & BODIES and theirs & BODIES:
        return True
    if ours & BODIES or theirs & BODIES:
        return False
    return _is_role(ours) != _is_role(theirs)


def _is_role(words: frozenset[str]) -> bool:
    return bool(words & ACTORS - _MEMBER - BODIES)
