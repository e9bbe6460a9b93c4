"""The one way in which every interface has a question answered: within the asker's budget, and on the record.

What a language model took for a question is counted, and what is given out is recorded before it goes.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from api.ledger import LedgerPages
from api.recording import Recorder
from api.settings import AppSettings
from api.token_budget import TokenBudget
from ingest.store.library import Library
from rag.answer import Answer
from rag.assembly import Minutebook
from rag.events import Done, Event, SentenceReady
from rag.question.conversation import Turn
from rag.question.query import Filters

_NO_FILTERS = Filters()


@dataclass(frozen=True)
class Question:
    """What is asked, of which papers, after which questions (the latest last)."""

    words: str
    filters: Filters = _NO_FILTERS
    before: Sequence[Turn] = ()


class Answering(Protocol):
    """What questions are answered with: the service, or what a command has of it."""

    @property
    def minutebook(self) -> Minutebook: ...

    @property
    def library(self) -> Library: ...

    @property
    def ledger(self) -> LedgerPages: ...

    @property
    def settings(self) -> AppSettings: ...

    @property
    def budget(self) -> TokenBudget: ...


def answered(question: Question, desk: Answering, recorder: Recorder) -> Answer:
    """The recorded answer.

    Raises:
        QuestionError: The question can't be taken.
        BudgetSpent: A language model may read no more for the asker today.
        RecordsError: The answer could not be recorded, and is not given.
    """
    # Closed here, in the thread that opened it, also where the answer can't be recorded.
    with closing(_metered(question, desk, recorder)) as events:
        done = next(event for event in events if isinstance(event, Done))
    return recorder.answered(done.answer)


def told(question: Question, desk: Answering, recorder: Recorder) -> Iterator[Event]:
    """The answer as it comes about; nothing is told before it is recorded. To be gone through in one thread.

    Without a language model all of it is there at once, and is recorded as a whole before the first sentence. With
    one each sentence is recorded, with its papers, before it goes.

    Raises:
        As for ``answered``.
    """
    held: list[Event] = []
    for event in _metered(question, desk, recorder):
        if isinstance(event, Done):
            whole = Done(recorder.answered(event.answer))
            yield from held
            yield whole
        elif desk.settings.model is None:
            held.append(event)
        else:
            if isinstance(event, SentenceReady):
                recorder.gave_early(question.words, (each.passage_id for each in event.citations))
            yield event


def _metered(question: Question, desk: Answering, recorder: Recorder) -> Generator[Event]:
    with desk.budget.spending(recorder.asker.asker_id, desk.settings.model):
        yield from desk.minutebook.ask_events(
            question.words,
            scope=recorder.asker.scope,
            filters=question.filters,
            before=question.before,
        )
