"""Figures of cells that can be compared: one number with at most a sign and a unit, and nothing beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.structure.emphasis import without_emphasis
from ingest.structure.terms import fold

_AMOUNT = re.compile(
    r"(?P<sign>[+\-\u2212]?)\s?(?P<before>[\u00a3$\u20ac]?)\s?"
    r"(?P<digits>[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*|0)(?P<places>\.\d+)?\s?"
    r"(?P<after>%|(?:k|m|bn|thousand|million|billion|p|pence|days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?|km|"
    r"miles?|tonnes?|kg)\b)?",
    re.IGNORECASE,
)
_PER_CENT = re.compile(r"%|\bper\s?cent\b|\bpercentages?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """A number as it stands in a cell; ``unit`` is what is printed beside it, such as "£", "%" or "£m"."""

    value: Decimal
    unit: str
    n_places: int
    is_signed: bool


def amount_of(cell: str) -> Amount | None:
    """The number of a cell; None for a cell that is empty, or holds anything besides."""
    found = _AMOUNT.fullmatch(fold(without_emphasis(cell)).strip())
    if found is None:
        return None
    places = found.group("places") or ""
    value = Decimal(found.group("digits").replace(",", "") + places)
    is_less = found.group("sign") not in ("", "+")
    return Amount(
        -value if is_less else value,
        f"{found.group('before')}{(found.group('after') or '').lower().removesuffix('s')}",
        max(len(places) - 1, 0),
        bool(found.group("sign")),
    )


def amounts_of(cells: Sequence[str]) -> list[Amount] | None:
    """The numbers of cells, all of one unit; None where one of them is missing, unclear or of another unit."""
    found = [amount for cell in cells if (amount := amount_of(cell)) is not None]
    is_clean = len(found) == len(cells) and len({each.unit for each in found}) == 1
    return found if is_clean else None


def is_per_cent(text: str) -> bool:
    """Whether a name, a unit or a question tells of a share in a hundred."""
    return bool(_PER_CENT.search(text))
