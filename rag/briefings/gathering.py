"""Gathers the material on a subject from what a search found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.papers import Role
from ingest.store.records import PaperRecord
from rag.briefings.excerpt import Excerpt, sentences_of
from rag.briefings.headings import WHOLE, Headings
from rag.briefings.items import Item, item_of, items_on
from rag.briefings.material import SPEAKS, Material
from rag.briefings.names import names_of
from rag.briefings.plan import Subject
from rag.extract import candidates
from rag.finding.hits import Found, Hit
from rag.instructions import is_addressed_to_machine
from rag.ledger import LedgerRow
from rag.question.query import Query

WINDOWS = 120
"""How many search windows the material on a subject is chosen from."""
_MUCH = 0.4
"""Share of the passages of an item that speak of the subject from which all of it is taken to."""
_RARE_NAME = 2
"""Other items that may hold a name for it still to name the subject."""


def gather(
    query: Query,
    subject: Subject,
    found: Found,
    records: dict[str, PaperRecord],
    headings: Headings,
    rows: Sequence[LedgerRow],
) -> Material:
    """The material on a subject, of what a search found; ``records`` are the papers that may be used, by id."""
    found = replace(found, hits=tuple(_placed(each, headings) for each in found.hits))
    main, titled = items_on(query, subject, found, headings)
    own = [records[paper_id] for paper_id in sorted(subject.papers or ()) if paper_id in records]
    if subject.papers is None:
        found_whole = {paper_id for paper_id, _ in main if records[paper_id].kind.value in WHOLE}
        own = [records[paper_id] for paper_id in sorted(found_whole)]
    pool = [Excerpt.of(each) for each in candidates(query, found, n_hits=WINDOWS)]
    known = {paper_id for paper_id, _ in main} | {record.paper_id for record in own}
    material = Material(
        subject,
        query,
        main,
        titled,
        (),
        tuple(
            sorted(own, key=lambda record: (record.date.value.toordinal() if record.date else 0, record.name))
        ),
        tuple(row for row in rows if row.record.paper_id in records),
        {paper_id: headings.passages(records[paper_id]) for paper_id in known},
        records,
        found.rarity,
        found.variants,
    )
    if not material.is_of_one_word:
        material = replace(material, titled=titled | frozenset(_mostly_on(material)))
    material = replace(material, names=_names(material, pool))
    return replace(material, pool=tuple(_on_subject(material, pool)))


def _placed(hit: Hit, headings: Headings) -> Hit:
    """A hit whose passages name what they stand under."""
    passages = tuple(headings.placed(hit.record, each) for each in hit.passages)
    return replace(hit, passages=passages, passage=headings.placed(hit.record, hit.passage))


def _mostly_on(material: Material) -> Iterator[Item]:
    """The main items of which much speaks of the subject, whatever their titles say."""
    for item in material.main:
        said = [
            material.speaks(f"{passage.text} {passage.item_title or ''}") >= min(SPEAKS, material.reach)
            for passage in material.passages.get(item[0], [])
            if item_of(material.records[item[0]], passage) == item and passage.role is not Role.HEADER
        ]
        if said and sum(said) >= _MUCH * len(said):
            yield item


def _on_subject(material: Material, pool: Sequence[Excerpt]) -> Iterator[Excerpt]:
    """The sentences of the main items; those of a report that the search did not reach come last."""
    reached = {each.key for each in pool}
    for each in pool:
        item = item_of(each.record, each.passage)
        is_said = item in material.titled or not material.is_of_one_word or material.speaks(each.text) > 0
        if item in material.main and is_said and material.is_on(each.record, each.passage):
            yield each
    for record in material.reports:
        for passage in material.of_report(record):
            for sentence in sentences_of(record, passage):
                if sentence.key not in reached and not is_addressed_to_machine(sentence.text):
                    yield sentence


def _names(material: Material, pool: Iterable[Excerpt]) -> frozenset[str]:
    """The names in what is on the subject that hardly any other item holds."""
    names: set[str] = set()
    elsewhere: dict[str, set[Item]] = defaultdict(set)
    for each in pool:
        for name in names_of(each.text):
            if material.is_on(each.record, each.passage):
                names.add(name)
            else:
                elsewhere[name].add(item_of(each.record, each.passage))
    return frozenset(name for name in names if len(elsewhere[name]) <= _RARE_NAME)
