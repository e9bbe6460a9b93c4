"""Parts and wholes: which amount is a share of which, and which part of a sentence an amount belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rag.checking.reading import Token
from rag.checking.regions import Region, is_held

_FURTHEST_OF = 4
"""Words between "of" and the amount that another is a part of: "four of the report's ten"."""
_OPENERS = frozenset("of among amongst out".split())
_STAND_INS = frozenset("those that them they it these".split())
_ENOUGH = 2
_GIVEN = frozenset("the all these those".split())
_REST = frozenset("rest remainder remaining".split())
_JOINING = frozenset(("and", "but"))
_LINKS = frozenset("from to of by in than against per at for on until since before after".split())


def is_part_there(tokens: Sequence[Token], index: int, line: Sequence[Token]) -> bool:
    """True for "31 of the 48" where the line gives the whole first and then the part, which is less."""
    whole = whole_of(tokens, index)
    if whole is None or not is_less(tokens[index], tokens[whole]):
        return False
    wholes = [at for at, other in enumerate(line) if is_held(tokens[whole], [other])]
    parts = [at for at, other in enumerate(line) if is_held(tokens[index], [other])]
    return bool(wholes and parts) and min(wholes) < max(parts)


def is_same_part(tokens: Sequence[Token], index: int, line: Sequence[Token]) -> bool:
    """True for "12 of the 31" where the line has "31, of which 12"."""
    whole = whole_of(tokens, index)
    if whole is None:
        return False
    return any(
        is_held(tokens[whole], [line[at]]) and is_held(tokens[index], [line[at + 3]])
        for at in range(len(line) - 3)
        if line[at + 1].lower == "of" and line[at + 2].lower in ("which", "whom", "them")
    )


def is_less(one: Token, other: Token) -> bool:
    return one.amount is not None and other.amount is not None and one.amount.value < other.amount.value


def without_opening(tokens: Sequence[Token], index: int) -> tuple[Sequence[Token], int]:
    """The tokens without "Of the households on the list," at their head, which belongs to every amount after it."""
    if tokens[0].lower not in _OPENERS:
        return tokens, index
    stop = next((at for at, (one, other) in enumerate(pairwise(tokens)) if other.start - one.end > 1), index)
    if stop >= index or any(token.amount is not None for token in tokens[: stop + 1]):
        return tokens, index
    return tokens[stop + 1 :], index - stop - 1


def stands_for_more(tokens: Sequence[Token], index: int, line: Sequence[Token]) -> bool:
    """True when the amount's own part of a list has a pronoun for what was named before, and enough words in common."""
    here = {token.key for token in tokens if token.kind == "word" and token.is_content}
    parts = _parts(line)
    for part in parts:
        if not any(is_held(tokens[index], [token]) for token in part):
            continue
        others = {token.key for other in parts if other is not part for token in other}
        own = {token.key for token in part if token.is_content} & here - others
        if len(own) >= _ENOUGH and any(token.lower in _STAND_INS for token in part):
            return True
    return False


def is_alike(one: Token, other: Token) -> bool:
    """True for two dates, two times, or two amounts in the same unit."""
    if one.kind != other.kind:
        return False
    return one.amount is None or other.amount is None or one.amount.unit == other.amount.unit


def is_whole(line: Sequence[Token], place: int) -> bool:
    """The amount that another is a part of: the 31 in "six of the 31 posts"."""
    before = [token.lower for token in line[max(0, place - _FURTHEST_OF) : place]]
    if "of" not in before:
        return False
    if any(
        tokens_of and line[at].amount is not None
        for at in range(max(0, place - 2 * _FURTHEST_OF), place)
        for tokens_of in (line[at + 1].lower == "of",)
        if not any(token.lower in _LINKS - {"of"} for token in line[at + 1 : place])
    ):
        return True
    back = before[::-1].index("of")
    if any(word in _LINKS for word in before[len(before) - back :]):
        return False
    part = place - back - 2
    return part < 0 or line[part].amount is not None


def is_made_part(tokens: Sequence[Token], index: int, region: Region) -> bool:
    """True for "shut for ten days" where the region has only "three of the ten days"."""
    before = tokens[index - 1].lower if index else ""
    if tokens[index].amount is None or is_whole(tokens, index) or before in _GIVEN:
        return False
    if {token.lower for token in tokens[max(0, index - 3) : index]} & {"there", "of"}:
        return False
    if any(token.lower == "of" for token in tokens[index + 1 : index + 5]) and _has_part_after(tokens, index):
        return False
    same = [at for at, other in enumerate(region.core.tokens) if is_held(tokens[index], [other])]
    return bool(same) and all(
        is_whole(region.core.tokens, at) and _has_amount_before(region.core.tokens, at) for at in same
    )


def _has_part_after(tokens: Sequence[Token], index: int) -> bool:
    return any(token.amount is not None for token in tokens[index + 1 :])


def _has_amount_before(line: Sequence[Token], place: int) -> bool:
    return any(token.amount is not None for token in line[max(0, place - _FURTHEST_OF - 1) : place])


def is_listed_elsewhere(tokens: Sequence[Token], index: int, line: Sequence[Token]) -> bool:
    """True when a word of the amount's own part of the sentence belongs to another amount of a list there."""
    if is_whole(tokens, index):
        return False
    ours = _own_part(tokens, index)
    parts = _parts(line)
    whole = whole_of(tokens, index)
    if whole is not None:
        ours = _own_part(tokens, whole)
    own = [part for part in parts if any(is_held(tokens[index], [token]) for token in part)]
    others = [
        part
        for part in parts
        if part not in own
        and not (whole is not None and any(is_held(tokens[whole], [token]) for token in part))
        and sum(is_alike(tokens[index], token) or token.lower in _REST for token in part) == 1
    ]
    if not own or not others:
        return False
    here = {token.key for part in own for token in part}
    there = {token.key for part in others for token in part if token.kind == "word" and token.is_content}
    elsewhere = [token.key for part in parts if part not in others for token in part]
    return any(token.key in there and token.key not in here and token.key not in elsewhere for token in ours)


def whole_of(tokens: Sequence[Token], index: int) -> int | None:
    """The index of the amount that this one is a part of: the 48 in "31 of the 48"; None where there is none."""
    following = range(index + 2, min(len(tokens), index + 2 + _FURTHEST_OF))
    if index + 1 >= len(tokens) or tokens[index + 1].lower != "of":
        return None
    whole = next((at for at in following if is_alike(tokens[index], tokens[at])), None)
    between = tokens[index + 2 : whole] if whole is not None else ()
    return None if any(token.lower in _LINKS - {"of"} for token in between) else whole


def _parts(line: Sequence[Token]) -> list[list[Token]]:
    """A line cut where a list goes on: at marks between words, and at "and" and "but"."""
    parts: list[list[Token]] = [[]]
    for place, token in enumerate(line):
        if place and (token.start - line[place - 1].end > 1 or _goes_on(line, place)):
            parts.append([])
        parts[-1].append(token)
    return parts


def _goes_on(line: Sequence[Token], place: int) -> bool:
    """True for an "and" that begins another part, not one inside "town and parish councils"."""
    if line[place].lower not in _JOINING:
        return False
    beside = (*line[place - 1 : place], *line[place + 1 : place + 2])
    return not all(token.kind == "word" and token.is_content and not token.is_capital for token in beside)


def _own_part(tokens: Sequence[Token], index: int) -> list[Token]:
    """The part of a sentence that an amount is in; what it is a share of, and other amounts' words, left out."""
    part = next(part for part in _parts(tokens) if tokens[index] in part)
    place = part.index(tokens[index])
    after = part[place + 1 :]
    if after and after[0].lower == "of":
        after = after[_FURTHEST_OF:]
    stop = next((at for at, token in enumerate(after) if is_alike(tokens[index], token)), len(after))
    is_alone = sum(is_alike(tokens[index], token) for token in part) == 1
    return (part[:place] if is_alone else []) + after[:stop]
