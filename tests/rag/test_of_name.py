"""A figure of what bears the name that was asked for comes before the figure of another."""

from __future__ import annotations

import pytest

from ingest.papers import Scope
from rag.assembly import assemble
from rag.settings import Settings

MINUTES = """Low and High Teal Parish Council

Minutes of the meeting held on 12 June 2025

3. Budget for paths

The Clerk recommended that \u00a31,500 be provided for footpaths in Marlow.

The budget was set as follows:

| Heading | Budget \u00a3 |
|---|---|
| Footpaths, Marlow | 1,200 |
| Footpaths, Teal | 750 |
| Verges | 300 |
"""


@pytest.mark.parametrize(("place", "own"), [("Teal", "750"), ("Marlow", "1,")])
def test_the_figure_of_the_name_comes_first(library_of, place: str, own: str) -> None:
    with assemble(Settings(library=library_of({"minutes.md": MINUTES}))) as minutebook:
        answer = minutebook.ask(f"How much was provided for footpaths in {place}?", scope=Scope.owner())
    assert own in answer.sentences[0].text
    assert place in answer.sentences[0].text
