"""What papers say against the figures of a table: that they are wrong, were revised, or can't be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.store.records import StoredPassage
from ingest.structure.emphasis import without_emphasis
from rag.tables.columns import terms_of
from rag.tables.table import Row, Table

_DOUBTS = re.compile(
    r"\b(?:wrong(?:ly)?|incorrect(?:ly)?|errors?|errone\w+|mistake\w*|misprint\w*|corrected|correction|restated|"
    r"revised|amended|should\s+(?:read|have\s+(?:been|read)|be\s+[\u00a3$\u20ac]?\d)|overstated|understated|unreliable|inaccurate\w*|"
    r"not\s+comparable|(?:can(?:'t|not)|not)\s+be\s+compared|incomplete|double[- ]counted|miscounted|misread)\b",
    re.IGNORECASE,
)
_OF_TABLES = re.compile(r"\b(?:tables?|figures?|columns?|counts?|totals?|data)\b", re.IGNORECASE)


def is_doubted(table: Table, rows: Sequence[Row], read: Sequence[StoredPassage]) -> bool:
    """Whether one of the passages ``read`` speaks of something wrong or revised, and of a row or of figures.

    Of another paper only what names a row counts: it may speak of its own figures.
    """
    labels = [terms_of(without_emphasis(row.cells[0])) for row in rows]
    own = {row.passage.passage_id for row in table.rows}
    for passage in read:
        if passage.passage_id in own or not _DOUBTS.search(passage.text):
            continue
        said = terms_of(passage.text)
        is_near = passage.paper_id == table.record.paper_id and passage.item_title == table.head.item_title
        if any(label and label <= said for label in labels) or (is_near and _OF_TABLES.search(passage.text)):
            return True
    return False
