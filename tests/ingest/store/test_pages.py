import json

from ingest.papers import Page, Span
from ingest.store.rows import pages_from_json, pages_to_json


def test_pages_come_back_as_they_were_stored() -> None:
    pages = (Page(1, Span(0, 4), "i"), Page(2, Span(4, 9), is_ocr=True), Page(3, Span(9, 9)))
    assert pages_from_json(pages_to_json(pages)) == pages


def test_pages_of_a_library_from_before_recognition_were_not_recognised() -> None:
    assert pages_from_json(json.dumps([[1, 0, 4, None]])) == (Page(1, Span(0, 4)),)
