"""An answer that a model is writing: each sentence is verified against the passages it names, or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.papers import Span
from ingest.store.records import StoredPassage
from ingest.structure.lines import mark_length
from rag import wording
from rag.answer import Answer, Citation, Citations, Sentence
from rag.checking.verify import Verdict, verify
from rag.errors import ModelError
from rag.events import SentenceReady
from rag.instructions import asks_for_instructions, is_addressed_to_machine, without_orders
from rag.model.evidence import Evidence, source_of
from rag.model.grammar import Written
from rag.notices import paper_warnings


class Draft:
    """Takes sentences one by one. Only those that their sources bear out are ever seen outside.

    A sentence that is borne out in part is left out too: what a paper does not say could hide in the rest.
    """

    def __init__(self, question: str, model: str, evidence: Sequence[Evidence]) -> None:
        self._question = question
        self._model = model
        self._by_key = {each.key: each for each in evidence}
        self._citations = Citations()
        self._sentences: list[Sentence] = []
        self._used: list[Evidence] = []
        self._n_told = 0
        self.verdicts: Counter[Verdict] = Counter()

    def __len__(self) -> int:
        return len(self._sentences)

    def add(self, written: Written) -> SentenceReady | None:
        """The sentence with its citations, ready to be shown; None where its sources don't bear it out."""
        sources = [self._by_key[key] for key in written.keys]
        verdict = self._verdict(written.text, sources)
        self.verdicts[verdict] += 1
        if verdict is not Verdict.SUPPORTED:
            return None
        cited = [self._cite(source) for source in sources]
        sentence = Sentence(written.text, tuple(dict.fromkeys(each.n for each in cited)), verdict)
        self._sentences.append(sentence)
        self._used.extend(sources)
        fresh = self._citations.all()[self._n_told :]
        self._n_told += len(fresh)
        return SentenceReady(sentence, fresh)

    def _verdict(self, text: str, sources: Sequence[Evidence]) -> Verdict:
        """That of the words; what a paper says to a machine bears out nothing, though it stands there."""
        cited = [source_of(source.hit.record, source.passage) for source in sources]
        if not asks_for_instructions(self._question):
            if is_addressed_to_machine(text):
                return Verdict.NOT_FOUND
            cited = [
                replace(each, text=without_orders(each.text), lead_in=without_orders(each.lead_in))
                for each in cited
            ]
        return verify(text, cited)

    def _cite(self, source: Evidence) -> Citation:
        span = _without_mark(source.passage)
        return self._citations.cite(source.hit.record, source.passage, span, source.hit.also_in)

    def answer(self, n_refused: int) -> Answer:
        """The answer so far; ``n_refused`` sentences were not even verified.

        Raises:
            ModelError: No sentence is left.
        """
        if not self._sentences:
            raise ModelError("no sentence that its sources bear out")
        n_left_out = n_refused + self.verdicts.total() - len(self._sentences)
        warnings = [wording.UNSUPPORTED_LEFT_OUT.format(n=n_left_out)] if n_left_out else []
        warnings += paper_warnings([(each.hit.record, each.passage) for each in self._used])
        return Answer(
            self._question,
            "partial" if n_left_out else "answered",
            tuple(self._sentences),
            self._citations.all(),
            mode="generated",
            model=self._model,
            warnings=tuple(warnings),
        )


def _without_mark(passage: StoredPassage) -> Span:
    return Span(passage.span.start + mark_length(passage.text), passage.span.end)
