"""Which notices of a paper are told beside an answer that uses some of its passages."""

from dataclasses import replace

import pytest

from ingest.papers import Notice, Scope
from ingest.store.library import Library
from rag.notices import paper_warnings

RECOGNISED = Notice("ocr_page", "Page 4 was recognised from a picture.", 4)
UNREAD = Notice("no_text_layer", "Page 4 has no text layer.", 4)
WHOLE = Notice("truncated_item", "The source is cut off in item 9.")


@pytest.fixture(scope="module")
def used(library_of):
    text = "Sallowby Harbour Committee\n\nMinutes of the meeting held on 3 March 2025\n\n1. Lamps\n\nThey were lit.\n"
    with Library.open(library_of({"minutes.txt": text})) as library:
        record = library.papers(Scope.owner())[0]
        return record, library.passages(Scope.owner(), record.paper_id)[0]


@pytest.mark.parametrize(
    ("page", "notice", "is_told"),
    [
        (1, RECOGNISED, False),
        (3, RECOGNISED, True),
        (4, RECOGNISED, True),
        (None, RECOGNISED, True),
        (1, UNREAD, True),
        (1, WHOLE, True),
    ],
)
def test_how_a_page_was_recognised_is_told_of_what_stands_on_it(used, page, notice, is_told):
    record, passage = replace(used[0], notices=(notice,)), replace(used[1], page=page)
    assert bool(paper_warnings([(record, passage)])) is is_told
