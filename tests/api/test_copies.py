"""The catalogue, by the command line and over HTTP, names a text once and its other forms beside it."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest

from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library

MINUTES = """HARROWMERE HARBOUR PANEL
Minutes of the meeting held on 5 March 2024 in the Council Chamber
Present: Councillor A. Lindqvist (Chair), Councillor B. Okonjo, Councillor C. Tarrant
2. Repairs to the north quay
The Panel considered a report of the Harbour Master on the state of the north quay.
Councillor Okonjo asked how often the crane had failed, and was told that it had failed in 17 of 60 trials.
RESOLVED: That £4,200 be spent on the repair of the crane, and that the Harbour Master report in June.
3. Dredging of the inner basin
The Clerk reported that dredging the inner basin would take three winters.
RESOLVED: That the dredging of the inner basin begin in November.
"""
ITEM = MINUTES[MINUTES.index("2. ") : MINUTES.index("3. ")]


def page(text: str) -> str:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.splitlines())
    return f"<html><head><title>Minutes</title></head><body>{paragraphs}</body></html>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The minutes as text and, from two places, as a web page, and the page of one item."""
    papers = tmp_path_factory.mktemp("papers")
    (papers / "copies").mkdir()
    (papers / "minutes.txt").write_text(MINUTES)
    (papers / "minutes.html").write_text(page(MINUTES))
    (papers / "copies" / "again.html").write_text(page(MINUTES))
    (papers / "item.html").write_text(page(ITEM))
    library = papers / "library"
    with Library.create_or_open(library) as opened:
        files = [papers / name for name in ("minutes.txt", "minutes.html", "copies", "item.html")]
        intake = Intake(opened, access=Access.PUBLIC, encoder=QueryEncoder(), is_indexing=False)
        statuses = [outcome.status for outcome in intake.ingest(files)]
    assert statuses == ["new", "new", "unchanged", "new"]
    return library


def test_the_list_names_a_text_once_with_its_other_forms(run, folder):
    listed = json.loads(run("papers", "list", "--json", "--library", folder).stdout)["papers"]
    assert {paper["name"]: [copy["name"] for copy in paper["also_in"]] for paper in listed} == {
        "minutes.txt": ["minutes.html"],
        "item.html": [],
    }
    human = run("papers", "list", "--library", folder).stdout
    assert ", also in minutes.html" in human
    assert "2 papers" in human


def test_a_paper_is_shown_with_its_places_its_copies_and_what_it_is_a_part_of(run, folder):
    shown = json.loads(run("papers", "show", "minutes.html", "--json", "--library", folder).stdout)
    assert [copy["name"] for copy in shown["also_in"]] == ["minutes.txt"]
    assert [Path(place).name for place in shown["places"]] == ["minutes.html", "again.html"]
    item = json.loads(run("papers", "show", "item.html", "--json", "--library", folder).stdout)
    assert {copy["name"] for copy in item["part_of"]} == {"minutes.txt", "minutes.html"}
    human = run("papers", "show", "item.html", "--library", folder).stdout
    assert "a part of: minutes.txt" in human
    assert "place: " in human


def test_places_are_for_those_who_may_see_everything(folder):
    with Library.open(folder) as library:
        paper_id = library.papers(Scope.owner())[0].paper_id
        assert library.places(Scope.owner(), paper_id)
        assert library.places(Scope.public(), paper_id) == ()
