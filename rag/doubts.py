"""What makes it doubtful that an answer is on the subject of its question, said in front of it.

Sources may be near in meaning to a question, and have its words, and still be of other things.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.terms import index_terms
from rag import wording
from rag.answer import Answer
from rag.decided import is_of_item_alone, subject_words
from rag.finding.hits import Found
from rag.items import PassagesOf, under_item
from rag.question.comparisons import asks_to_compare
from rag.question.compounds import compounds
from rag.question.query import Query
from rag.table_rows import columns_over
from rag.unheard import is_said, words_not_told


def doubted(query: Query, found: Found, answer: Answer, passages: PassagesOf) -> Answer:
    """The answer with the doubts that there are about it, and then only a part of one; else as it is.

    ``passages`` gives those of a paper by its id.
    """
    if not answer.answered:
        return answer
    doubts = list(_doubts(query, found, answer, passages))
    return replace(answer, status="partial", warnings=(*doubts, *answer.warnings)) if doubts else answer


def _doubts(query: Query, found: Found, answer: Answer, passages: PassagesOf) -> Iterator[str]:
    sources = _sources(answer, found, passages)
    if asks_to_compare(query.question) and any(columns_over(each.text, each) for _, each in sources):
        yield wording.NOT_COMPARED
    quoted = (each.quote for each in answer.citations)
    missing = words_not_told(query, found, "\n".join([*quoted, *(_around(*each) for each in sources)]))
    is_of_item = is_of_item_alone(query, found, answer, passages)
    if is_of_item:
        yield wording.DECIDED_ON_ITEM.format(words=subject_words(query))
    if missing:
        yield wording.UNHEARD_WORD.format(words=missing)
    if is_of_item or missing or len(sources) < len({each.passage_id for each in answer.citations}):
        return
    texts = [
        "\n".join([_around(record, passage), *(each.text for each in under_item(passage, passages))])
        for record, passage in sources
    ]
    apart = [" ".join(pair) for pair in compounds(query) if not _stand_in_one(pair, query, found, texts)]
    if apart:
        yield wording.TOLD_APART.format(words="\u201d, \u201c".join(apart))


def _sources(answer: Answer, found: Found, passages: PassagesOf) -> list[tuple[PaperRecord, StoredPassage]]:
    """The papers and the passages that are cited, as far as the papers were found."""
    held = {passage.passage_id: (hit.record, passage) for hit in found.hits for passage in hit.passages}
    beyond = {each.document for each in answer.citations if each.passage_id not in held}
    for record in {hit.record.paper_id: hit.record for hit in found.hits}.values():
        if record.name in beyond:
            held |= {each.passage_id: (record, each) for each in passages(record.paper_id)}
    cited = dict.fromkeys(each.passage_id for each in answer.citations)
    return [held[passage_id] for passage_id in cited if passage_id in held]


def _around(record: PaperRecord, passage: StoredPassage) -> str:
    """What stands around and over what is quoted."""
    return "\n".join([record.title.value, passage.item_title or "", passage.context_text, passage.text])


def _stand_in_one(pair: tuple[str, str], query: Query, found: Found, texts: Sequence[str]) -> bool:
    """Whether one of the texts has both words, or what says the same."""
    return any(all(_is_told(word, query, found, text) for word in pair) for text in texts)


def _is_told(word: str, query: Query, found: Found, text: str) -> bool:
    terms = frozenset(index_terms(text))
    is_held = all(found.variants.holds(term, terms) for term in index_terms(word))
    return is_held or is_said(word, query.question, text)
