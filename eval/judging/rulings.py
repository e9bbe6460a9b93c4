"""What a judge may reply, and how it is read: exactly as asked for, or not at all.

A reply that can't be read is no ruling. It leaves its figure without a value; it never becomes 0 or 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Degree = Literal["full", "partial", "none"]
DEGREES: tuple[Degree, ...] = get_args(Degree)
WORTH: dict[Degree, float] = {"full": 1.0, "partial": 0.5, "none": 0.0}
"""Levels of support as the TREC RAG track has them (arXiv 2504.15205)."""
NO_CLAIMS = "NO CLAIMS"
_SHOWN = 80
_AROUND = " \t*_`\"'.-"
_NUMBERED = re.compile(r"^\W*(\d+)\W+(\w+)", re.ASCII)
_CLAIM = re.compile(r"^(?:[-*\u2022]|\d+[.)])?\s*(yes|no)\s*:\s*(\S.*)$", re.IGNORECASE)


class Unreadable(Exception):
    """A reply that is not what was asked for; the message shows how it begins."""

    def __init__(self, reply: str) -> None:
        begin = " ".join(reply.split())[:_SHOWN]
        super().__init__(
            f"the judge's reply can't be read: {begin!r}" if begin else "the judge replied nothing"
        )


@dataclass(frozen=True)
class Claim:
    """A claim of an answer, and whether the judge finds it in the passages."""

    text: str
    is_supported: bool


def read_degree(reply: str) -> Degree:
    """The one word of the reply.

    Raises:
        Unreadable: There is more, less, or another word.
    """
    word = reply.strip().strip(_AROUND).lower()
    for degree in DEGREES:
        if word == degree:
            return degree
    raise Unreadable(reply)


def read_degrees(reply: str, n_facts: int) -> tuple[Degree, ...]:
    """A degree for each of ``n_facts`` numbered facts, in their order.

    Raises:
        Unreadable: A fact has none, or two that differ, or a line is of no such fact.
    """
    found: dict[int, Degree] = {}
    for line in _lines(reply):
        match = _NUMBERED.match(line)
        degree = next((one for one in DEGREES if match and match[2].lower() == one), None)
        if match is None or degree is None or found.setdefault(int(match[1]), degree) != degree:
            raise Unreadable(reply)
    if set(found) != set(range(1, n_facts + 1)):
        raise Unreadable(reply)
    return tuple(found[number] for number in range(1, n_facts + 1))


def read_claims(reply: str) -> tuple[Claim, ...]:
    """The claims with their rulings; none where the judge says that there are none.

    Raises:
        Unreadable: A line is no ruling.
    """
    lines = _lines(reply)
    if [line.strip(_AROUND) for line in lines] == [NO_CLAIMS]:
        return ()
    matches = [_CLAIM.match(line) for line in lines]
    claims = tuple(Claim(match[2], match[1].lower() == "yes") for match in matches if match)
    if not claims or len(claims) != len(matches):
        raise Unreadable(reply)
    return claims


def _lines(reply: str) -> Sequence[str]:
    return [line.strip() for line in reply.splitlines() if line.strip()]
