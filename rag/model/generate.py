"""Prose by a chat model, in terms of evidence keys: the prompt that asks for it, and the sentences of the reply.

The model sees numbered passages and names them; it never writes a quote, a page or a citation. What it writes
is read by one grammar, and verified elsewhere before anyone sees it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from ingest.structure.terms import words
from prompts.loader import Prompt, load
from rag.errors import ModelError
from rag.finding.hits import Hit
from rag.metering import counted
from rag.model.characters import whole_characters
from rag.model.chat import Writer
from rag.model.evidence import Evidence, count_tokens, gather, render
from rag.model.grammar import (
    JSON_ABSTENTION,
    JSON_EXAMPLE,
    LINES_EXAMPLE,
    NOT_IN_PAPERS,
    Output,
    Written,
    reader_of,
)
from rag.plain import visible
from rag.settings import Settings

_ECHO = 6
"""So many words in a row out of the prompt's own text show that it is being recited."""


@dataclass(frozen=True)
class Request:
    """A prompt as it is sent, with the evidence in it; ``fingerprint`` is that of the rules alone."""

    prompt: Prompt
    text: str
    rules: str
    evidence: tuple[Evidence, ...]
    output: Output

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change with any word of the rules, question and evidence left out."""
        return hashlib.sha256(self.rules.encode()).hexdigest()[:16]


def request(question: str, hits: Sequence[Hit], settings: Settings) -> Request:
    """The prompt for a question, with as much evidence as the budgets allow.

    Raises:
        ModelError: The rules and the question leave no room for evidence.
    """
    is_lines = settings.model_output == "grammar"
    prompt = load("answer" if is_lines else "answer_json")

    def filled(question: str, evidence: Sequence[Evidence]) -> str:
        return prompt.fill(
            question=visible(question),
            evidence=render(evidence),
            most=str(settings.max_sentences),
            abstention=NOT_IN_PAPERS if is_lines else JSON_ABSTENTION,
            example=LINES_EXAMPLE if is_lines else JSON_EXAMPLE,
        )

    return within_budget(prompt, partial(filled, question), filled("", ()), hits, settings)


def within_budget(
    prompt: Prompt,
    filled: Callable[[Sequence[Evidence]], str],
    rules: str,
    hits: Sequence[Hit],
    settings: Settings,
) -> Request:
    """The prompt with as much evidence as the budgets allow, the first hits first.

    ``filled`` writes the prompt with some evidence in it; ``rules`` is the prompt without what is asked.

    Raises:
        ModelError: The rules and what is asked leave no room for evidence.
    """
    left = settings.prompt_tokens - count_tokens(filled(()))
    evidence = gather(hits, min(settings.evidence_tokens, left))
    while evidence and count_tokens(filled(evidence)) > settings.prompt_tokens:
        evidence.pop()
    if not evidence:
        raise ModelError(
            f"{settings.prompt_tokens:,} tokens hold the rules and the question but no evidence; "
            "raise MINUTEBOOK_PROMPT_TOKENS"
        )
    return Request(prompt, filled(evidence), rules, tuple(evidence), settings.model_output)


class Reply:
    """The sentences of one reply, in the order in which they are completed.

    ``n_refused`` counts those that named no evidence, held markup or recited the prompt; ``is_abstention``
    holds once the reply has ended. Both are those so far while sentences still arrive.
    """

    def __init__(self, writer: Writer, asked: Request) -> None:
        self._writer = writer
        self._asked = asked
        self._reader = reader_of(asked.output, (each.key for each in asked.evidence))
        self._rules = _runs(asked.rules)
        self._n_recited = 0

    @property
    def n_refused(self) -> int:
        return self._reader.n_refused + self._n_recited

    @property
    def is_abstention(self) -> bool:
        return self._reader.is_abstention

    def sentences(self) -> Generator[Written]:
        """Each sentence as soon as it is whole. Closing the iterator ends the request.

        Raises:
            ModelError: The model failed, or its reply does not follow the grammar.
        """
        with closing(self._pieces()) as pieces:
            for piece in pieces:
                yield from self._own_words(self._reader.read(piece))
        yield from self._own_words(self._reader.end())

    def _pieces(self) -> Generator[str]:
        asked = self._asked
        yield from counted(asked.text, whole_characters(self._writer.write(asked.text)), asked.prompt)

    def _own_words(self, found: Sequence[Written]) -> Iterator[Written]:
        for sentence in found:
            if self._rules.isdisjoint(_runs(sentence.text)):
                yield sentence
            else:
                self._n_recited += 1


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every run of so many words that counts as reciting."""
    said = words(text)
    return {tuple(said[at : at + _ECHO]) for at in range(len(said) - _ECHO + 1)}
