"""Whether a sentence counts the thing that was asked for, and not something else that stands in it."""

from __future__ import annotations

import re

from ingest.structure.terms import index_terms, stem, words
from rag.figures import without_dates_and_references

_BEFORE = 4
"""Words before the thing in which its figure stands: "412 parking spaces", "five of the nine lamps"."""
_AFTER_NUMBER_OF = 12
"""Words after "the number of lamps" in which the figure stands."""
_LONGEST_ENTRY = 8
"""Words of an entry of a list of figures; a whole sentence under "Members said:" counts what it says itself."""
_NUMBER_WORDS = frozenset(
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred hundreds thousand thousands million dozen half".split()
)
_LEADS_TO_FIGURE = frozenset(
    "at to was were is are of by stood totalled numbered total totals rose fell from now".split()
)
_COUNTING_NOUNS = frozenset(("number", "numbers", "total", "count", "tally"))
_FIGURE = re.compile(r"\s*[~(]?\d")


def counts(text: str, head: str, over: str = "") -> bool:
    """Whether a figure in the text is the count of ``head``, an index term.

    A share ("86% of engines") is none. ``over`` is the line that leads in to the text: under "lamps that failed:"
    a short entry's figure is one of lamps.
    """
    told = without_dates_and_references(text)
    said = words(told)
    terms = [stem(word) for word in said]
    is_figure = [(word[0].isdigit() and word[-1] != "%") or word in _NUMBER_WORDS for word in said]
    if over.endswith(":") and len(said) <= _LONGEST_ENTRY and head in index_terms(over) and any(is_figure):
        return True
    for place in (number for number, term in enumerate(terms) if term == head):
        if any(is_figure[max(0, place - _BEFORE) : place]) or said[place - 1 : place] == ["no"]:
            return True
        is_number_of = not _COUNTING_NOUNS.isdisjoint(said[max(0, place - _BEFORE - 2) : place])
        if is_number_of and any(is_figure[place + 1 : place + _AFTER_NUMBER_OF]):
            return True
        after = place + 1
        while after < len(said) and said[after] in _LEADS_TO_FIGURE:
            after += 1
        # "Lamps were 14", but not "a lamp is 40 years old".
        if said[place].endswith("s") and after < len(said) and is_figure[after]:
            return True
    return any(_is_cell_of(cell, head) for cell in text.split(";"))


def _is_cell_of(cell: str, head: str) -> bool:
    """Whether a cell of a table, told as "column: figure", is under a column that names the thing."""
    name, mark, value = cell.partition(":")
    return bool(mark) and bool(_FIGURE.match(value)) and head in index_terms(name)
