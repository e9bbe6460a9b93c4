"""Words put in the place of others: "the longest wait" where the source has "the average wait"."""

from __future__ import annotations

from collections.abc import Sequence

from rag.checking.lexicon import LIGHT, root
from rag.checking.reading import Reading, Token
from rag.checking.regions import Region, unheld

_ANYBODY = root("people")
_DEGREES = frozenset("too very so rather quite also still already now then just even much far".split())
_BESIDE = 3
"""Words on one side of another by which its place in the source is known."""


def substituted(reading: Reading, region: Region) -> list[str]:
    """The words that stand where the region has another: beside a word of the region, in the other's place."""
    here = reading.keys
    own = {token.key for token in region.tokens}
    missing = unheld(reading.content, region)
    theirs, _ = _without_degrees(region.core.tokens, 0)
    found = []
    for index, token in enumerate(reading.tokens):
        is_framed = token.is_capital and token.is_content and token.key not in own
        is_name = token.is_capital and token.is_content and token.start > 0
        if token.kind != "word" or token.key == _ANYBODY or not (token in missing or is_framed or is_name):
            continue
        ours, place = _without_degrees(reading.tokens, index)
        for step in (1, -1):
            rivals = _beside(theirs, _neighbours(ours, place, step), step)
            if is_name and token not in missing and not is_framed:
                rivals = [other for other in rivals if other.is_capital] or [token]
            if rivals and all(_is_rival(token, other) and other.key not in here for other in rivals):
                found.append(token.lower)
    return found


def _without_degrees(tokens: Sequence[Token], index: int) -> tuple[list[Token], int]:
    """The tokens without words like "too" and "very", and where the one at an index is among them."""
    kept = [at for at, token in enumerate(tokens) if token.lower not in _DEGREES or at == index]
    return [tokens[at] for at in kept], kept.index(index) if kept else 0


def _is_rival(token: Token, other: Token) -> bool:
    """True where the other says something of its own; one light verb may stand for another."""
    if token.key in LIGHT:
        return other.is_content and other.key not in LIGHT
    return other.is_content or other.lower in ("have", "get")


def _neighbours(tokens: Sequence[Token], index: int, step: int) -> list[Token]:
    """The tokens beside one on one side, up to and with the first of content; none where that is too far."""
    found: list[Token] = []
    for place in range(index + step, index + step * (_BESIDE + 1), step):
        if not 0 <= place < len(tokens):
            return []
        found.append(tokens[place])
        if tokens[place].is_content:
            return found
    return []


def _beside(tokens: Sequence[Token], neighbours: Sequence[Token], step: int) -> list[Token]:
    """The tokens that stand beside the same neighbours in the region."""
    if not neighbours:
        return []
    keys = [token.key for token in neighbours]
    found = []
    for index in range(len(tokens)):
        places = [index + step * (n + 1) for n in range(len(keys))]
        if all(0 <= place < len(tokens) for place in places) and [tokens[p].key for p in places] == keys:
            found.append(tokens[index])
    return found
