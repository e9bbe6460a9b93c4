"""Which figure of a text another can stand for: of the same currency, share or unit, and about as long.

Minutes are put right by the right figure alone: "the February takings were £1,360". What it takes the place of is only
known where one figure of the text can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.structure.terms import fold, stem
from rag.figures import without_dates_and_references

_FIGURE = re.compile(
    r"(?<![\w.,/$\u00a3\u20ac-])(?P<currency>[A-Z]{0,3}[\u00a3\u20ac$\u00a5\u20b9]\s?|(?:EUR|USD|GBP|CHF|AUD|CAD|NZD|ZAR)\s|R\s?(?=\d))?"
    r"(?P<digits>\d{1,3}(?:\s\d{3})+(?!\d)|\d(?:[\d.,:]*\d)?)"
    r"(?P<scale>\s?(?:million|billion|thousand|per\s?cent|%|bn\b|m\b|k\b))?(?![\w/])"
    r"(?:[\s-](?P<unit>[a-z]+))?"
)
_RAND = re.compile(r"\bR(?=\d)")
"""South African: "R4" is no reference."""
_PER_CENT = re.compile(r"%|per\s?cent")
_NO_UNIT = frozenset(
    "a and as at by for from in into of on or per rather that the to was were with which not".split()
)


@dataclass(frozen=True)
class Figure:
    """A figure as printed, with its kind: the currency, the scale, and the stem of the unit behind it, or empty."""

    printed: str
    digits: str
    currency: str
    scale: str
    unit: str

    def may_replace(self, other: Figure) -> bool:
        """Whether it is of the kind of another, and does not say the same."""
        is_same = self.digits == other.digits or (self.currency, self.scale) != (other.currency, other.scale)
        if is_same or (self.unit and self.unit != other.unit):
            return False
        return bool(self.currency or self.scale or self.unit) or abs(len(self.digits) - len(other.digits)) < 2


def figures_in(text: str) -> Iterator[Figure]:
    """The figures of a text that count or measure something, in order."""
    spaced = _RAND.sub("R ", fold(text))
    plain = " ".join(without_dates_and_references(spaced).split())
    for match in _FIGURE.finditer(plain):
        unit = match.group("unit") or ""
        scale = "%" if _PER_CENT.search(match.group("scale") or "") else (match.group("scale") or "").strip()
        yield Figure(
            plain[match.start() : match.end("scale") if match.group("scale") else match.end("digits")],
            re.sub(r"\D", "", match.group("digits")),
            (match.group("currency") or "").strip(),
            scale,
            "" if unit in _NO_UNIT else stem(unit),
        )


def replaced_in(text: str, right: str) -> str | None:
    """The one figure of a text that ``right`` can take the place of, as printed; None where none or several can.

    Of several it is that with the same digits in another order, where only one has them. A text that has the right
    figure already needs no other.
    """
    wanted = next(figures_in(right), None)
    if wanted is None:
        return None
    told = list(figures_in(text))
    if any(each.digits == wanted.digits and each.currency == wanted.currency for each in told):
        return None
    found = [each for each in told if wanted.may_replace(each)]
    swapped = [each for each in found if sorted(each.digits) == sorted(wanted.digits)]
    meant = {each.printed for each in (swapped or found)}
    return meant.pop() if len(meant) == 1 else None
