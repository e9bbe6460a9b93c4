"""A quotation as it is read: without the signs by which a paper's file sets words off and begins the cells of a table.

Only the words shown are without them. The citation keeps the words and offsets of the paper.
"""

from __future__ import annotations

import re

from ingest.structure.emphasis import for_showing

_ROW = re.compile(r"\|\s+(?P<cells>\S.*?)\s+\|")


def as_read(quote: str) -> str:
    """The words of a quotation with white space folded, as a page would show them."""
    row = _ROW.fullmatch(quote.strip())
    return for_showing(row.group("cells") if row else quote)
