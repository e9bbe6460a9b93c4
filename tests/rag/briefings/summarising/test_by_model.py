"""Summaries that a model writes, and what stands in where it fails."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.papers import Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.assembly import Minutebook
from rag.briefings.briefing import Briefing
from rag.briefings.summary import SummaryRequest
from rag.errors import ModelError
from rag.settings import Settings

OWNER = Scope.owner()


class ScriptedWriter:
    """A model that answers with whatever a test makes of its prompt."""

    name = "scripted"

    def __init__(self, reply: Callable[[str], str] | Exception) -> None:
        self._reply = reply

    def write(self, prompt: str) -> Iterator[str]:
        if isinstance(self._reply, Exception):
            raise self._reply
        yield self._reply(prompt)


def echoing(prompt: str) -> str:
    """Each passage as a sentence with its key, and one that no passage bears out."""
    passages = [line for line in prompt.splitlines() if line.startswith("[E")]
    told = []
    for line in passages:
        key, words = line[1 : line.index("]")], line.split(") ", 1)[1]
        words = words.split(") ", 1)[-1] if words.startswith("(") else words
        told.append(f"- {words.split('. ')[0].rstrip('.')}. [{key}]")
    return "\n".join([*told, "- The Panel bought nine tractors for £4 million. [E1]", ""])


@pytest.fixture
def by_model(library_of, minutes) -> Iterator[Callable[..., Briefing]]:
    folder: Path = library_of({"march.txt": minutes})
    opened: list[Minutebook] = []

    def summarise(reply: Callable[[str], str] | Exception) -> Briefing:
        library = Library.open(folder)
        opened.append(
            Minutebook(Settings(library=folder), library, QueryEncoder(), None, ScriptedWriter(reply))
        )
        paper_id = library.papers(OWNER)[0].paper_id
        return opened[-1].summarise(SummaryRequest(paper_id=paper_id), scope=OWNER)

    yield summarise
    for each in opened:
        each.close()


class TestWithAModel:
    def test_its_sentences_are_told_where_their_passages_bear_them_out(self, by_model, texts, every_sentence):
        summary = by_model(echoing)
        told = [each.text for each in every_sentence(summary)]
        assert len(texts(summary, "points")) >= 3
        assert not any("tractors" in text for text in told)
        assert any("left out" in warning for warning in summary.warnings)
        numbers = {each.n for each in summary.citations}
        assert all(set(each.citations) <= numbers for each in every_sentence(summary))

    def test_the_papers_own_sentences_stand_in_where_it_fails(self, by_model, texts):
        summary = by_model(ModelError("no reply in time"))
        assert len(texts(summary, "points")) >= 3
        assert any("no reply in time" in warning for warning in summary.warnings)

    def test_nonsense_is_never_told(self, by_model, every_sentence):
        summary = by_model(lambda prompt: "- Tractors fly at noon over the sea. [E1]\n")
        assert not any("Tractors" in each.text for each in every_sentence(summary))
        assert any("too few sentences" in warning for warning in summary.warnings)
