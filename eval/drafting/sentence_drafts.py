"""Questions made of single sentences, each by the first template that fits it.

A template is a pattern over one sentence that holds only where the question can be made by moving words, so that
what is asked is what the sentence says. A sentence that fits none makes no question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from eval.drafting import figures, people
from eval.drafting.clauses import Sentence
from eval.drafting.drafts import Draft
from eval.papers_read import PaperRead
from ingest.papers import Role
from ingest.structure.lines import mark_length
from ingest.structure.sentences import sentences

_FEWEST, _MOST = 5, 50
"""Words of a sentence that makes a question."""
_TEMPLATES: tuple[Callable[[Sentence], Draft | None], ...] = (
    people.action,
    people.vote,
    people.interest,
    people.next_meeting,
    people.promise,
    figures.sum_of,
    figures.count,
    figures.when,
    people.appointed,
    people.closed,
    people.speaker,
)


def sentence_drafts(paper: PaperRead) -> Iterator[Draft]:
    """The questions that the sentences of a paper make, in the order of the paper."""
    for passage in paper.passages:
        if passage.is_truncated or " | " in passage.text or passage.role is Role.CONTACT:
            continue
        for span in sentences(passage.text):
            piece = passage.text[span.start : span.end]
            text = " ".join(piece[mark_length(piece) :].split())
            if _FEWEST <= len(text.split()) <= _MOST:
                yield from _drafts(Sentence(text, passage, paper))


def _drafts(sentence: Sentence) -> Iterator[Draft]:
    for template in _TEMPLATES:
        found = template(sentence)
        if found is not None:
            yield found
            return
