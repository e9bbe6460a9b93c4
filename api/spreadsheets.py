"""Values as cells of a table that a spreadsheet will open."""

from __future__ import annotations

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""First characters with which a spreadsheet takes a cell for a formula or a command."""


def cell(value: object) -> str:
    """A value as the text of a cell: on one line, with an apostrophe before what a spreadsheet would reckon with."""
    given = "" if value is None else str(value)
    text = " ".join(given.split())
    return f"'{text}" if given.startswith(FORMULA_SIGNS) or text.startswith(FORMULA_SIGNS) else text
