"""The points of a summary in a model's words: written from the passages of the chosen sentences, each verified."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from ingest.papers import Span
from prompts.loader import load
from rag import wording
from rag.briefings.weighing import Point
from rag.errors import ModelError
from rag.model.chat import Writer
from rag.model.draft import Draft
from rag.model.evidence import Evidence, alone, render
from rag.model.generate import Reply, Request, within_budget
from rag.model.grammar import AS_JSON, AS_LINES, JSON_ABSTENTION, JSON_EXAMPLE, LINES_EXAMPLE, NOT_IN_PAPERS
from rag.plain import visible
from rag.settings import Settings

_FEWEST = 3
"""Sentences below which the model's points are no summary, where the paper gives more."""


@dataclass(frozen=True)
class Prose:
    """Verified sentences of a model, each with the points whose passages bear it out, and the words cited of them."""

    sentences: tuple[tuple[str, tuple[tuple[Point, Span], ...]], ...]
    warnings: tuple[str, ...]


def prose(
    title: str, chosen: Sequence[Point], settings: Settings, writer: Writer, most: int, most_words: int
) -> Prose:
    """The points of a paper in the model's words, at most ``most`` sentences of ``most_words`` words together.

    Raises:
        ModelError: The model failed, or too few of its sentences are borne out by the passages they name.
    """
    asked = _request(title, chosen, settings, most)
    by_passage = {point.passage.passage_id: point for point in chosen}
    draft = Draft(title, writer.name, asked.evidence)
    reply = Reply(writer, asked)
    kept: list[tuple[str, tuple[tuple[Point, Span], ...]]] = []
    cited = {}
    n_words = 0
    with closing(reply.sentences()) as sentences:
        for sentence in sentences:
            ready = draft.add(sentence)
            if ready is None:
                continue
            cited.update({each.n: each for each in ready.citations})
            size = len(ready.sentence.text.split())
            if len(kept) == most or n_words + size > most_words:
                break
            n_words += size
            places = tuple(
                (by_passage[cited[n].passage_id], Span(cited[n].start, cited[n].end))
                for n in ready.sentence.citations
            )
            kept.append((ready.sentence.text, places))
    if len(kept) < min(_FEWEST, len(chosen)):
        raise ModelError("too few sentences that their sources bear out")
    n_left_out = reply.n_refused + draft.verdicts.total() - len(draft)
    warnings = (wording.UNSUPPORTED_LEFT_OUT.format(n=n_left_out),) if n_left_out else ()
    return Prose(tuple(kept), warnings)


def _request(title: str, chosen: Sequence[Point], settings: Settings, most: int) -> Request:
    """The prompt with the passages of the chosen sentences, as many as the budgets allow."""
    is_lines = settings.model_output == "grammar"
    prompt = load("summary")

    def filled(title: str, evidence: Sequence[Evidence]) -> str:
        return prompt.fill(
            title=visible(title),
            evidence=render(evidence),
            most=str(most),
            form=AS_LINES if is_lines else AS_JSON,
            abstention=NOT_IN_PAPERS if is_lines else JSON_ABSTENTION,
            example=LINES_EXAMPLE if is_lines else JSON_EXAMPLE,
        )

    hits = [alone(point.record, point.passage) for point in chosen]
    return within_budget(prompt, partial(filled, title), filled("", ()), hits, settings)
