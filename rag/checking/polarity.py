"""What is denied and which way things go: negation, and words with their opposites."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from rag.checking.lexicon import (
    COMPARING,
    DIRECTIONS,
    NEGATING_VERBS,
    NEGATORS,
    PARTICLES,
    PERIODS,
    PREFIXES,
    acts_of,
    opposites_of,
    plain_root,
    root,
)
from rag.checking.reading import READINGS_KEPT, Reading, Token
from rag.checking.regions import Region

_SCOPE = 2
"""Words of content after a negation that it may turn round."""
_WIDE_BEFORE = 4
_WIDE_AFTER = 5
_REACH = 6
"""Words after a negation in which they are looked for."""
_BACKWARD = frozenset("no none nothing nobody neither".split())
_COMPARED = frozenset("later less fewer more earlier".split())
_NO_ADVERBS = frozenset("reply supply apply family rely comply assembly fly multiply".split())
_QUANTITIES = frozenset("all every each any many much more".split())
_SHORTEST_BASE = 4


def turned_round(reading: Reading, region: Region) -> list[str]:
    """The words that are denied in the sentence and not in the region, or the other way about."""
    ours = _denials(reading)
    theirs = [heads for each in (*region.before, region.core, *region.around) for heads in _denials(each)]
    here = {token.key for token in reading.tokens}
    left = _left_over(ours, theirs)
    if len(ours) <= len(theirs):
        left = [heads for heads in left if not _is_denied_with(heads, reading, region)]
    found = [" ".join(heads) or "not" for heads in left if not _is_said_otherwise(heads, region)]
    for heads in _left_over(theirs, ours):
        first = next(iter(heads), None)
        if first is None or first not in here or _is_opposed(heads, reading) or _has_wide(heads, reading):
            continue
        if not any(_base(token.lower) in heads for token in reading.tokens):
            found.append(first)
    return found


def _is_denied_with(heads: Sequence[str], reading: Reading, region: Region) -> bool:
    """True for "did not include a visit" where the region has "was not visited": another verb, one thing denied."""
    if heads and heads[0] in region.keys and not _has_wide(heads, region.core):
        return False
    return any(_has_wide(theirs, reading) for theirs in _denials(region.core)) and (
        not heads or heads[0] not in region.keys or _has_wide(heads, region.core)
    )


def _has_wide(heads: Sequence[str], reading: Reading) -> bool:
    """True when the first denied word stands close around a negation of a reading."""
    tokens = reading.tokens
    return any(
        token.key == heads[0]
        for index in range(len(tokens))
        if _is_negator(tokens, index) and not _is_idiom(reading, index, tokens[index])
        for token in _around(tokens, index)
        if heads
    )


def _around(tokens: Sequence[Token], index: int) -> list[Token]:
    """The words close to a negation on either side, within its own part of the sentence."""
    first, last = index, index
    while first > max(0, index - _WIDE_BEFORE) and not _is_break(tokens, first):
        first -= 1
    while last + 1 < min(len(tokens), index + 1 + _WIDE_AFTER) and not _is_break(tokens, last + 1):
        last += 1
    return list(tokens[first : last + 1])


def _is_break(tokens: Sequence[Token], place: int) -> bool:
    """True where a part of a sentence begins: after a mark, or with "and" or "but"."""
    return tokens[place].lower in ("and", "but") or tokens[place].start - tokens[place - 1].end > 1


def _left_over(denials: Sequence[list[str]], others: Sequence[list[str]]) -> list[list[str]]:
    """The denials that no other answers, each answering one: those of the same first word before the rest."""
    free = list(others)
    left = []
    for heads in denials:
        same = next((other for other in free if heads[:1] == other[:1]), None)
        near = next((other for other in free if set(heads) & set(other)), None)
        answer = same if same is not None else near
        if answer is None:
            left.append(heads)
        else:
            free.remove(answer)
    return left


def opposed(reading: Reading, region: Region) -> list[str]:
    """The words of the sentence whose opposite, and not themselves, stands in the region."""
    there = {token.key for token in region.everything} | {
        plain_root(token.lower) for token in region.everything
    }
    plain = {plain_root(token.lower) for token in region.tokens if token.kind == "word"}
    denied = {
        head for each in (*region.before, region.core) for heads in _denials(each) for head in heads[:1]
    }
    found = []
    disowned = {head for each in _denials(reading) for head in each[:1]}
    for token in reading.tokens:
        if (
            token.kind != "word"
            or token.key in disowned
            or token.key in there
            or plain_root(token.lower) in there
        ):
            continue
        against = opposites_of(token.lower) & plain
        if any(root(word) not in denied and word not in denied for word in against):
            found.append(token.lower)
        elif _is_prefixed(token, region) and not denied:
            found.append(token.lower)
    return [
        *found,
        *_particles(reading, region),
        *_before_others(reading, region),
        *_periods(reading, region),
    ]


def compared(reading: Reading, region: Region) -> list[str]:
    """The words by which the sentence compares or ranks things and the region does not."""
    there = region.keys | {token.lower for token in region.everything}
    return [
        token.lower
        for token in reading.tokens
        if token.kind == "word"
        and (token.lower in COMPARING or token.key in DIRECTIONS)
        and token.key not in there
        and token.lower not in there
    ]


def _particles(reading: Reading, region: Region) -> list[str]:
    """Verbs with a small word that the region has with the opposite one: gone up, gone down."""
    there = {(one.key, other.lower) for one, other in pairwise(region.tokens)}
    return [
        f"{one.lower} {other.lower}"
        for one, other in pairwise(reading.tokens)
        if (one.key, PARTICLES.get(other.lower)) in there and (one.key, other.lower) not in there
    ]


def _before_others(reading: Reading, region: Region) -> list[str]:
    """Words that stand in the sentence where the region has their opposite, though it has both."""
    there = {(plain_root(one.lower), other) for one, other in _followed(region.tokens)}
    return [
        one.lower
        for one, other in _followed(reading.tokens)
        if (plain_root(one.lower), other) not in there
        and any((against, other) in there for against in opposites_of(one.lower))
    ]


def _followed(tokens: Sequence[Token]) -> list[tuple[Token, str]]:
    """Each word with the first word of content after it."""
    found = []
    following = ""
    for token in reversed(tokens):
        if following and token.kind == "word":
            found.append((token, following))
        if token.is_content:
            following = token.key
    return found


def _periods(reading: Reading, region: Region) -> list[str]:
    """A month where the region speaks of a year."""
    here = {token.key for token in reading.tokens} & PERIODS
    there = {token.key for token in region.everything} & PERIODS
    there |= {token.amount.unit for token in region.everything if token.amount is not None} & PERIODS
    return sorted(here - there) if there else []


@lru_cache(maxsize=READINGS_KEPT)
def _denials(reading: Reading) -> list[list[str]]:
    """For each negation the words of content that it turns round, the likeliest first."""
    tokens = reading.tokens
    return [
        _heads(tokens, index)
        for index, token in enumerate(tokens)
        if _is_negator(tokens, index) and not _is_idiom(reading, index, token)
    ]


def _is_negator(tokens: Sequence[Token], index: int) -> bool:
    lower = tokens[index].lower
    if lower in NEGATING_VERBS:
        return index + 1 < len(tokens) and tokens[index + 1].lower == "to"
    return lower in NEGATORS


def _is_idiom(reading: Reading, index: int, token: Token) -> bool:
    """True for words that deny nothing: "not only", "no later than", "not less than", "no. 4"."""
    following = reading.tokens[index + 1].lower if index + 1 < len(reading.tokens) else ""
    after = reading.tokens[index + 2].lower if index + 2 < len(reading.tokens) else ""
    if token.lower in ("no", "not") and (following == "only" or (following in _COMPARED and after == "than")):
        return True
    return token.lower == "no" and reading.text[token.end : token.end + 1] == "." and following.isdigit()


def _heads(tokens: Sequence[Token], index: int) -> list[str]:
    heads: list[str] = []
    for place in range(index + 1, min(index + 1 + _REACH, len(tokens))):
        token = tokens[place]
        if tokens[place - 1].lower == "at":
            continue  # at present, at the time: when, not what
        if token.lower in _QUANTITIES or _is_denied(token):
            heads.append(token.key)
        elif heads:
            break
        if len(heads) == _SCOPE:
            break
    if tokens[index].lower in _BACKWARD:
        heads += [token.key for token in reversed(tokens[max(0, index - 3) : index]) if token.is_content][:1]
    return heads


def _is_denied(token: Token) -> bool:
    """True for a word that a negation before it may turn round: of content, or one of saying."""
    return (token.is_content and not _is_adverb(token.lower)) or bool(acts_of(token.lower))


def _is_adverb(word: str) -> bool:
    return word in ("yet", "ever") or (word.endswith("ly") and word not in _NO_ADVERBS)


def _is_said_otherwise(heads: Sequence[str], region: Region) -> bool:
    """A denial of a word whose opposite stands in the region: not approved, where it says rejected."""
    plain = {plain_root(token.lower) for token in region.tokens}
    if heads and heads[0] in region.core.keys:
        return False
    if any(opposites_of(head) & plain for head in heads):
        return True
    return any(_base(token.lower) in heads for token in region.tokens)


def _is_opposed(heads: Sequence[str], reading: Reading) -> bool:
    """A word that is denied there, said here by its opposite."""
    here = {plain_root(token.lower) for token in reading.tokens}
    return any(opposites_of(head) & here for head in heads[:1])


def _base(word: str) -> str:
    """The root of a word without the prefix that denies it: unsuitable, suitable; empty where there is none."""
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST_BASE:
            return root(word.removeprefix(prefix).lstrip("-"))
    return ""


def _is_prefixed(token: Token, region: Region) -> bool:
    """True when the sentence says "unsuitable" where the region says "suitable", or the other way about."""
    base = _base(token.lower)
    if base and any(other.key == base for other in region.tokens):
        return True
    return any(_base(other.lower) == token.key for other in region.tokens if other.is_content)
