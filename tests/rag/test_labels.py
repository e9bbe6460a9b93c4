from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ingest.papers import Access, Kind, Origin, Page, Passage, Role, Span, Stated
from ingest.store.records import PaperRecord
from rag.labels import passage_label

RECORD = PaperRecord(
    paper_id="p",
    version=1,
    name="minutes.pdf",
    title=Stated("Minutes", Origin.READ, "the opening"),
    kind=Stated(Kind.MINUTES, Origin.READ, "the opening"),
    body=Stated("Harrow Panel", Origin.READ, "the opening"),
    date=Stated(date(2024, 5, 1), Origin.READ, "the opening"),
    access=Access.PUBLIC,
    agenda_number=None,
    format="pdf",
    n_pages=9,
    n_passages=1,
    notices=(),
    ingested_at=datetime(2024, 5, 2, tzinfo=UTC),
    sha256="0" * 64,
)
PASSAGE = Passage(0, Span(0, 4), Role.DISCUSSION, page=7, item="3")


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (None, "p. 7"),
        (Page(7, Span(0, 4), "5"), "p. 7 (printed 5)"),
        (Page(7, Span(0, 4), is_ocr=True), "p. 7 (recognised from a picture)"),
        (Page(7, Span(0, 4), "v", is_ocr=True), "p. 7 (printed v, recognised from a picture)"),
        (Page(8, Span(0, 4), "6", is_ocr=True), "p. 7"),
    ],
)
def test_a_page_is_named_by_its_number_and_what_is_unusual_about_it(page: Page | None, said: str) -> None:
    record = replace(RECORD, unusual_pages=(page,) if page else ())
    assert passage_label(record, PASSAGE) == f"Harrow Panel, minutes 1 May 2024, item 3, {said}"


def test_a_format_without_pages_names_none() -> None:
    assert passage_label(RECORD, replace(PASSAGE, page=None)).endswith("item 3")
