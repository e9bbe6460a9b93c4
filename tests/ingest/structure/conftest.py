"""Papers written out in a test, read and structured as a file would be."""

from collections.abc import Callable

import pytest

from ingest.papers import Access, Paper, Passage
from ingest.readers.read import read
from ingest.structure.paper import structure


def read_paper(content: str, name: str = "paper.txt", access: Access = Access.PUBLIC) -> Paper:
    """The paper that a file of this name and content is."""
    return structure(read(content.encode(), name), name, "0" * 64, access)


@pytest.fixture
def paper_of() -> Callable[..., Paper]:
    return read_paper


@pytest.fixture
def words_of() -> Callable[[Paper, Passage], str]:
    """The words of a passage on one line."""

    def words(paper: Paper, passage: Passage) -> str:
        return " ".join(paper.text.content[passage.span.start : passage.span.end].split())

    return words


@pytest.fixture
def find() -> Callable[[Paper, str], Passage]:
    """The one passage whose words begin with, or else hold, the given ones."""

    def one(paper: Paper, words: str) -> Passage:
        texts = {
            each.ordinal: " ".join(paper.text.content[each.span.start : each.span.end].split())
            for each in paper.passages
        }
        found = [each for each in paper.passages if texts[each.ordinal].startswith(words)]
        found = found or [each for each in paper.passages if words in texts[each.ordinal]]
        assert len(found) == 1, f"{words!r} stands in {[texts[each.ordinal] for each in found]}"
        return found[0]

    return one
