"""Sections of a briefing in a language model's words, each sentence verified against the passages that it names.

What is quoted for its very words (recommendations, decisions, promises, gaps, lines of enquiry) is never told by a
model. Where it fails, the papers' own sentences stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial

from prompts.loader import load
from rag.answer import Citations, Sentence
from rag.briefings import wording
from rag.briefings.excerpt import Excerpt
from rag.briefings.part import Part
from rag.errors import ModelError
from rag.model.chat import Writer
from rag.model.draft import Draft
from rag.model.evidence import Evidence, alone, render
from rag.model.generate import Reply, Request, within_budget
from rag.model.grammar import AS_JSON, AS_LINES, JSON_ABSTENTION, JSON_EXAMPLE, LINES_EXAMPLE, NOT_IN_PAPERS
from rag.plain import visible
from rag.settings import Settings

_MOST_FAILURES = 2
"""Failures in a row after which the model is not asked for the rest of a briefing: each may take its whole time."""


class ModelProse:
    """Tells the sections of one briefing; ``warnings`` say afterwards what the model did not do."""

    def __init__(self, writer: Writer, settings: Settings, require_standing: Callable[[], None]) -> None:
        """``require_standing`` raises where papers changed since they were read: the model is shown no word of them."""
        self._writer = writer
        self._settings = settings
        self._require_standing = require_standing
        self._n_failures = 0
        self._why = ""
        self._n_left_out = 0
        self._n_told = 0

    def tell(self, subject: str, part: Part, citations: Citations) -> tuple[Sentence, ...] | None:
        """The section in the model's words; None where the papers' own sentences are to stay.

        Raises:
            PapersChanged: Papers changed since they were read, so that no model may be shown them.
        """
        if not part.is_prose or not part.points or self._n_failures >= _MOST_FAILURES:
            return None
        self._require_standing()
        try:
            told = self._told(subject, part, citations)
        except ModelError as error:
            self._n_failures += 1
            self._why = str(error)
            return None
        self._n_failures = 0
        self._n_told += bool(told)
        return told or None

    @property
    def warnings(self) -> list[str]:
        """Which words are a model's, what was left out of them, and why it told less than was asked."""
        told = [wording.BY_MODEL.format(model=self._writer.name)] if self._n_told else []
        if self._n_left_out:
            told.append(wording.MODEL_LEFT_OUT.format(n=self._n_left_out))
        if self._why:
            told.append(wording.MODEL_FAILED.format(why=self._why))
        return told

    def _told(self, subject: str, part: Part, citations: Citations) -> tuple[Sentence, ...]:
        """The sentences that their passages bear out; none is no failure of the model's server."""
        by_passage = {each.passage.passage_id: each for each in part.excerpts}
        asked = _request(subject, part, self._settings)
        draft = Draft(subject, self._writer.name, asked.evidence)
        reply = Reply(self._writer, asked)
        told: list[Sentence] = []
        cited = {}
        with closing(reply.sentences()) as sentences:
            for sentence in sentences:
                ready = draft.add(sentence)
                if ready is None:
                    continue
                cited.update({each.n: each for each in ready.citations})
                sources = [by_passage[cited[n].passage_id] for n in ready.sentence.citations]
                numbers = [_cite(each, citations) for each in sources]
                told.append(Sentence(ready.sentence.text, tuple(numbers), ready.sentence.verdict))
                if len(told) == len(part.points):
                    break
        self._n_left_out += reply.n_refused + draft.verdicts.total() - len(draft)
        return tuple(told)


def _cite(excerpt: Excerpt, citations: Citations) -> int:
    """The number of the whole passage, which is what the sentence was verified against."""
    whole = Excerpt.of_passage(excerpt.record, excerpt.passage)
    return citations.cite(whole.record, whole.passage, whole.span, excerpt.also_in).n


def _request(subject: str, part: Part, settings: Settings) -> Request:
    """The prompt with the passages of a section, as many as the budgets allow.

    Raises:
        ModelError: The rules leave no room for a passage.
    """
    is_lines = settings.model_output == "grammar"
    prompt = load("briefing_section")

    def filled(subject: str, heading: str, evidence: Sequence[Evidence]) -> str:
        return prompt.fill(
            subject=visible(subject),
            heading=heading,
            evidence=render(evidence),
            most=str(len(part.points)),
            form=AS_LINES if is_lines else AS_JSON,
            abstention=NOT_IN_PAPERS if is_lines else JSON_ABSTENTION,
            example=LINES_EXAMPLE if is_lines else JSON_EXAMPLE,
        )

    hits = [alone(each.record, each.passage, tuple(each.also_in)) for each in part.excerpts]
    return within_budget(prompt, partial(filled, subject, part.heading), filled("", "", ()), hits, settings)
