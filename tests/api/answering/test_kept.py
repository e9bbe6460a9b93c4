"""Answers that are remembered, and when they are not."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from api.answering.kept import USUAL_LETTERS, KeptAnswers
from api.opening import open_for_writing
from ingest.papers import Scope
from rag.assembly import Minutebook, assemble
from rag.events import Done, Event
from rag.question.conversation import Turn
from rag.question.query import Filters
from rag.settings import Settings

QUESTION = "How many lamps in Mill Lane had failed?"
OWNER = Scope.owner()


class Counting:
    """Passes questions on, and says how many."""

    def __init__(self, minutebook: Minutebook) -> None:
        self._questions = minutebook.questions
        self.n = 0

    def events(
        self, question: str, scope: Scope, filters: Filters, before: Sequence[Turn] = ()
    ) -> Iterator[Event]:
        self.n += 1
        return self._questions.events(question, scope, filters, before)


class Lengthening:
    """Gives each answer the length of one and a half."""

    def __init__(self, questions: Counting) -> None:
        self._questions = questions

    def events(
        self, question: str, scope: Scope, filters: Filters, before: Sequence[Turn] = ()
    ) -> Iterator[Event]:
        for event in self._questions.events(question, scope, filters, before):
            if isinstance(event, Done):
                told = ("x" * (USUAL_LETTERS * 3 // 2),)
                yield Done(replace(event.answer, warnings=told))
            else:
                yield event


@pytest.fixture
def minutebook(own_library: Path) -> Iterator[Minutebook]:
    with assemble(Settings(library=own_library)) as opened:
        yield opened


def _asked(kept: KeptAnswers, question: str = QUESTION, scope: Scope = OWNER, **more: object) -> Done:
    *_, done = kept.events(question, scope, more.pop("filters", Filters()), **more)  # type: ignore[arg-type]
    assert isinstance(done, Done)
    return done


def test_the_same_question_is_answered_once_and_the_answer_is_the_same(minutebook: Minutebook) -> None:
    made, given = Counting(minutebook), []
    kept = KeptAnswers(made, minutebook.library, 10, lambda: given.append(1))
    first, again = _asked(kept).answer, _asked(kept).answer
    assert (made.n, len(given)) == (1, 1)
    assert again.to_json() | {"record": None} == first.to_json() | {"record": None}
    assert {**again.record, "took_ms": 0} == {**first.record, "took_ms": 0}


def test_another_scope_filter_or_conversation_is_another_question(minutebook: Minutebook) -> None:
    made = Counting(minutebook)
    kept = KeptAnswers(made, minutebook.library, 10, lambda: None)
    assert _asked(kept).answer.answered
    assert not _asked(kept, scope=Scope.public()).answer.answered
    _asked(kept, filters=Filters(body="Harrowmere Safer Streets Panel"))
    _asked(kept, before=(Turn("What was said about slabs?"),))
    assert made.n == 4


def test_a_paper_that_is_withdrawn_is_in_no_answer_after_it(
    minutebook: Minutebook, own_library: Path
) -> None:
    kept = KeptAnswers(Counting(minutebook), minutebook.library, 10, lambda: None)
    cited = {citation.passage_id.split("-")[0] for citation in _asked(kept).answer.citations}
    with open_for_writing(own_library) as library:
        for paper_id in cited:
            library.withdraw(paper_id, "a test")
    left = {citation.passage_id.split("-")[0] for citation in _asked(kept).answer.citations}
    assert cited and not cited & left


def test_only_so_many_are_kept(minutebook: Minutebook) -> None:
    made = Counting(minutebook)
    kept = KeptAnswers(made, minutebook.library, 1, lambda: None)
    for question in (QUESTION, "What was decided about the mobile library?", QUESTION):
        _asked(kept, question)
    assert made.n == 3


def test_of_a_long_conversation_nothing_is_held_on_to(minutebook: Minutebook) -> None:
    kept = KeptAnswers(Counting(minutebook), minutebook.library, 1000, lambda: None)
    tracemalloc.start()
    try:
        for number in range(10):
            before = [Turn("What was decided?", f"{number}{turn}" + "x" * 19_000) for turn in range(50)]
            _asked(kept, "What was said about slabs?" + " " * 500_000, before=before)
            if not number:  # what every question leaves behind is there by now
                at_first = tracemalloc.get_traced_memory()[0]
            del before
        grown = tracemalloc.get_traced_memory()[0] - at_first
    finally:
        tracemalloc.stop()
    assert grown < 1_000_000


def test_the_words_of_the_conversation_decide_and_where_one_turn_ends(minutebook: Minutebook) -> None:
    made = Counting(minutebook)
    kept = KeptAnswers(made, minutebook.library, 10, lambda: None)
    conversations = [(), (Turn("ab", "c"),), (Turn("a", "bc"),), (Turn("ab"), Turn("c")), (Turn("ab", "c"),)]
    for before in conversations:
        _asked(kept, before=before)
    assert made.n == 4


def test_long_answers_take_the_room_of_several(minutebook: Minutebook) -> None:
    made = Counting(minutebook)
    kept = KeptAnswers(Lengthening(made), minutebook.library, 3, lambda: None)
    first, *others = (QUESTION, "What was decided about the mobile library?", "What was said about slabs?")
    for question in (first, *others, first):
        _asked(kept, question)
    assert made.n == 4
