"""Answers that were given a moment ago, given again where nothing has changed that could change them.

The key holds everything that an answer depends on: the question, its filters, what was asked before it, what the asker
may see, and the state of the library. Who may see less never gets an answer that was made for somebody else, and a
paper that is withdrawn, or whose access changes, ends every answer made before. Answers of a language model are not
kept: they are not the same twice.

Of what a request sends the key holds a hash alone, and a long answer takes the room of several: what is kept has an
end in bytes too, whatever is asked.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ingest.papers import Scope
from ingest.store.library import Library
from ingest.store.records import EVERYTHING
from ingest.store.remembered import Remembered, read_key
from rag.answer import Answer
from rag.asking import Questions
from rag.events import Done, Event, sentences_of
from rag.question.conversation import Turn
from rag.question.query import Filters

USUAL_LETTERS = 20_000
"""Letters that an answer counts as at least, written as JSON; so many times the number of answers are kept at most."""


class KeptAnswers:
    """Answers of something else, each made once while it holds."""

    def __init__(
        self, questions: Questions, library: Library, most: int, when_given: Callable[[], None]
    ) -> None:
        """``most`` answers are kept, fewer where they are long; the least lately used goes first.

        ``when_given`` is told of each given again.
        """
        self._questions = questions
        self._library = library
        self._room = most * USUAL_LETTERS
        self._when_given = when_given
        self._revision = -1
        self._kept: Remembered[Answer] = Remembered(self._room)

    def events(
        self, question: str, scope: Scope, filters: Filters, before: Sequence[Turn] = ()
    ) -> Iterator[Event]:
        """See ``rag.asking.Asker.events``; an answer that was kept comes with the time that it took now."""
        begun = time.perf_counter()
        revision = self._library.revision
        if revision != self._revision:
            # Words of papers that were withdrawn are not held on to.
            self._revision, self._kept = revision, Remembered(self._room)
        key = (read_key(revision, scope, EVERYTHING), _hash_of(question, before), filters)
        answer = self._kept.get(key)
        if answer is None:
            return self._made(key, self._questions.events(question, scope, filters, before))
        self._when_given()
        took_ms = round((time.perf_counter() - begun) * 1000)
        return _told(replace(answer, record={**answer.record, "took_ms": took_ms}))

    def _made(self, key: tuple[object, ...], events: Iterator[Event]) -> Iterator[Event]:
        for event in events:
            if isinstance(event, Done):
                self._kept.put(key, event.answer, _size_of(event.answer))
            yield event


def _hash_of(question: str, before: Sequence[Turn]) -> bytes:
    """Stands for the words that were sent: a conversation may be a megabyte long."""
    words = [question, *((turn.question, turn.answer) for turn in before)]
    return hashlib.sha256(json.dumps(words).encode()).digest()


def _size_of(answer: Answer) -> int:
    return max(USUAL_LETTERS, len(json.dumps(answer.to_json())))


def _told(answer: Answer) -> Iterator[Event]:
    yield from sentences_of(answer)
    yield Done(answer)
