"""The sentences of a summary as they are told: each verified, cited, and put right where a later meeting did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.papers import Scope
from ingest.store.records import PaperRecord, StoredPassage
from rag.answer import Citations, Sentence
from rag.briefings.summary_parts import Quote
from rag.briefings.summary_prose import Prose
from rag.checking.verify import Verdict, verify
from rag.corrections import Correction, Corrections
from rag.extractive import put_right, told
from rag.model.evidence import source_of


@dataclass
class Telling:
    """The sentences told so far. Words that their own passage does not bear out are never told.

    Nothing is told beyond ``most_words`` but what puts right a sentence before it. ``texts`` are those told,
    ``warnings`` what must be said of them beside their sources.
    """

    corrections: Corrections
    scope: Scope
    most_words: int
    citations: Citations = field(default_factory=Citations)
    warnings: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    _applied: set[str] = field(default_factory=set)

    @property
    def n_words(self) -> int:
        """Words of all sentences together."""
        return sum(len(text.split()) for text in self.texts)

    def tell(self, quotes: Iterable[Quote]) -> tuple[Sentence, ...]:
        """The quotes as cited sentences."""
        sentences: list[Sentence] = []
        for quote in quotes:
            verdict = verify(quote.words, [source_of(quote.record, quote.passage)])
            if verdict is not Verdict.SUPPORTED or self.n_words + quote.n_words > self.most_words:
                continue
            citation = self.citations.cite(quote.record, quote.passage, quote.span)
            sentences.append(Sentence(quote.text, (citation.n,), verdict))
            self.texts.append(quote.text)
            sentences += self._put_right(quote.record, quote.passage, quote.words)
        return tuple(sentences)

    def tell_prose(self, written: Prose) -> tuple[Sentence, ...]:
        """A model's sentences, which were verified when they were written."""
        self.warnings += written.warnings
        sentences: list[Sentence] = []
        for text, cited in written.sentences:
            numbers = [self.citations.cite(point.record, point.passage, span).n for point, span in cited]
            sentences.append(Sentence(text, tuple(dict.fromkeys(numbers)), Verdict.SUPPORTED))
            self.texts.append(text)
            for point, _ in cited:
                sentences += self._put_right(point.record, point.passage, point.passage.text)
        return tuple(sentences)

    def _put_right(self, record: PaperRecord, passage: StoredPassage, words: str) -> list[Sentence]:
        """What a later meeting put right in these words, once."""
        correction: Correction | None = self.corrections.of(record, passage, words, self.scope)
        if correction is None or correction.passage.passage_id in self._applied:
            return []
        self._applied.add(correction.passage.passage_id)
        self.warnings.append(told(correction))
        sentence = put_right(correction, self.citations)
        self.texts.append(sentence.text)
        return [sentence]
