"""What the library holds on one subject: its reports, the earlier items on it, their sentences, the ledger on it.

An earlier item is on the subject where a search finds it by its title or by much of its words. Sentences of such an
item count as on the subject where its title says so; in an item on many things each must say so itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ingest.papers import Role
from ingest.store.records import PaperRecord, StoredPassage
from ingest.structure.bodies import is_same_body
from ingest.structure.terms import index_terms
from rag.briefings import wording
from rag.briefings.excerpt import Excerpt, Point, sentences_of
from rag.briefings.headings import WHOLE, title_over
from rag.briefings.items import Item, item_of
from rag.briefings.names import names_of
from rag.briefings.plan import Subject
from rag.briefings.prose import is_of_before, is_prose, leans_back, with_antecedent
from rag.finding.variants import Variants
from rag.instructions import is_addressed_to_machine
from rag.ledger import LedgerRow
from rag.question.query import Query

SPEAKS = 0.4
"""Share of the topic's words, by rarity, that a passage in an item on many things must hold."""
_HALF = 0.5
_OPTIONS = re.compile(r"\b(?:options?|alternatives?)\b", re.IGNORECASE)
_PROPOSAL = re.compile(
    r"\W*(?:\d+\W+)?(?:(?:the|our|revised|preferred|present|new)\s+)*proposals?\W*", re.IGNORECASE
)


@dataclass(frozen=True)
class Material:
    """All that the sections of one subject are chosen from.

    ``main`` are the items on the subject, ``pool`` their sentences, best first. ``reports`` are those put to the
    meeting, or for a topic those found; ``is_topic`` tells which. ``rows`` are the entries of the ledger that a
    briefing may use, on whatever subject.
    """

    subject: Subject
    query: Query
    main: frozenset[Item]
    titled: frozenset[Item]
    pool: tuple[Excerpt, ...]
    reports: tuple[PaperRecord, ...]
    rows: tuple[LedgerRow, ...]
    passages: dict[str, list[StoredPassage]]
    records: dict[str, PaperRecord]
    rarity: dict[str, float] = field(default_factory=dict)
    variants: Variants = field(default_factory=Variants)
    names: frozenset[str] = frozenset()

    @property
    def is_topic(self) -> bool:
        return self.subject.papers is None

    @property
    def is_empty(self) -> bool:
        """Whether the library holds nothing on the subject."""
        return not self.main and not self.reports

    @property
    def is_of_one_word(self) -> bool:
        """Whether an item is named by one word, which an item on something else may well hold."""
        return not self.is_topic and len(self.rarity) == 1

    @cached_property
    def report_ids(self) -> frozenset[str]:
        return frozenset(record.paper_id for record in self.reports)

    @cached_property
    def reach(self) -> float:
        """Half of what the passage says of the subject that says most: a long topic holds many other words."""
        said = [
            self.speaks(f"{passage.text} {passage.item_title or ''}")
            for paper_id, passages in self.passages.items()
            for passage in passages
            if item_of(self.records[paper_id], passage) in self.main
        ]
        return _HALF * max(said, default=0.0)

    @property
    def earlier(self) -> list[Excerpt]:
        """The sentences of the pool that stand in no report of ``reports``."""
        return [each for each in self.pool if each.passage.paper_id not in self.report_ids]

    def of_reports(self, role: Role) -> list[Excerpt]:
        """The sentences of the reports with this role, best first."""
        return [
            each
            for each in self.pool
            if each.passage.paper_id in self.report_ids and each.passage.role is role
        ]

    def of_report(self, record: PaperRecord) -> Sequence[StoredPassage]:
        """The passages of a report in order."""
        return self.passages[record.paper_id]

    def is_on(self, record: PaperRecord, passage: StoredPassage, text: str = "") -> bool:
        """Whether a passage is on the subject: in an item named for it, or by its own words."""
        item = item_of(record, passage)
        if self._is_loose(record, passage):
            return self.speaks(f"{text} {passage.text}") >= (min(SPEAKS, self.reach) or SPEAKS)
        if item in self.titled or record.paper_id in self.report_ids:
            return True
        if item not in self.main:
            return False
        return self.speaks(f"{text} {passage.text} {passage.item_title or ''}") >= min(SPEAKS, self.reach)

    def is_decided_on(self, record: PaperRecord, passage: StoredPassage) -> bool:
        """Whether a decision is on the subject by the item that it stands under, or by its own words without one."""
        if self._is_loose(record, passage):
            return self.is_on(record, passage) or self.names_in(passage.text)
        return item_of(record, passage) in self.main

    def _is_loose(self, record: PaperRecord, passage: StoredPassage) -> bool:
        """Whether a resolution of minutes stands under no item, as one in a list that closes them."""
        is_untitled = record.kind.value not in WHOLE and passage.item_title is None
        return is_untitled and passage.role is Role.RESOLUTION

    def speaks(self, text: str) -> float:
        """Share of the subject's words, by rarity, that a text holds, 0 to 1."""
        terms = set(index_terms(text))
        whole = sum(self.rarity.values())
        held = sum(rarity for term, rarity in self.rarity.items() if self.variants.holds(term, terms))
        return held / whole if whole else 0.0

    def names_in(self, text: str) -> bool:
        """Whether a text names what the subject's papers name, and others do not."""
        return bool(self.names & names_of(text))

    def is_fresh(self, excerpt: Excerpt, before: Sequence[Excerpt]) -> bool:
        """Whether a sentence can be told with what it leans back to, and nothing of that has been told."""
        pieces = self.led_in(excerpt)
        return bool(pieces) and not any(each.overlaps(other) for each in pieces for other in before)

    def told(self, ordered: Sequence[Excerpt], *, is_dated: bool = False) -> list[Point]:
        """Sentences in order as points, each with what it leans back to; what goes on from the last joins it.

        ``is_dated`` puts the day of the meeting before the first of each day.
        """
        days = self.dated(ordered) if is_dated else [""] * len(ordered)
        if is_dated and self.is_topic:
            days = list(self._with_titles(ordered, days))
        points: list[Point] = []
        for day, each in zip(days, ordered, strict=True):
            pieces = self.led_in(each) or (each,)
            before = points[-1].excerpts if points else ()
            if any(one.overlaps(other) for one in before for other in pieces):
                points[-1] = Point.of(*points[-1].pieces, *_not_yet_told(pieces, before))
            else:
                points.append(Point.of(day, _under(each), *pieces))
        return points

    def dated(self, ordered: Sequence[Excerpt]) -> list[str]:
        """For each of these when it was said, where that is another meeting than that of the one before; else ""."""
        days = [self.when(each) for each in ordered]
        return [f"{day}:" if place == 0 or day != days[place - 1] else "" for place, day in enumerate(days)]

    def _with_titles(self, ordered: Sequence[Excerpt], days: Sequence[str]) -> Iterator[str]:
        """The days with the titles of items, where the sentences come from several items of one meeting."""
        titles_of: dict[str, set[str]] = defaultdict(set)
        for each in ordered:
            titles_of[self.when(each)].add(title_over(each.passage))
        last = ""
        for each, day in zip(ordered, days, strict=True):
            title, when = title_over(each.passage), self.when(each)
            is_told = title and len(titles_of[when]) > 1 and (day or title != last)
            under = self.when(each, is_in_brackets=True)
            yield wording.UNDER.format(title=title, day=under) if is_told else day
            last = title

    def when(self, excerpt: Excerpt, *, is_in_brackets: bool = False) -> str:
        """When words were said: the day, with the body where the material on a topic is of more than one."""
        body = excerpt.record.body
        if body is None or not self.is_of_several_bodies:
            return excerpt.day_name
        return f"{excerpt.day_name}, {body.value}" if is_in_brackets else f"{excerpt.day_name} ({body.value})"

    @cached_property
    def is_of_several_bodies(self) -> bool:
        """Whether the papers on a topic are of more than one body, whose decisions read alike."""
        if not self.is_topic:
            return False
        told = {paper_id for paper_id, _ in self.main} | {row.record.paper_id for row in self.rows_on}
        bodies = [body.value for paper_id in told if (body := self.records[paper_id].body)]
        return any(not is_same_body(bodies[0], each) for each in bodies[1:])

    def led_in(self, excerpt: Excerpt) -> tuple[Excerpt, ...]:
        """A sentence with what it leans back to: in its own passage, or at the end of the one before it."""
        reaching = with_antecedent(excerpt)
        if not is_of_before(excerpt):
            return (reaching,)
        passages = self.passages.get(excerpt.passage.paper_id, [])
        before = [
            each
            for each in passages
            if each.ordinal == excerpt.passage.ordinal - 1
            and each.item_title == excerpt.passage.item_title
            and each.role is excerpt.passage.role
        ]
        last = [list(sentences_of(excerpt.record, each))[-1:] for each in before]
        lead = [each for some in last for each in some if not leans_back(each) and is_prose(each)]
        return (*lead, reaching) if lead else ()

    @cached_property
    def rows_on(self) -> tuple[LedgerRow, ...]:
        """The entries of the ledger on the subject, earliest first."""
        found = []
        for row in self.rows:
            said = with_antecedent(Excerpt.of_entry(row.stored, row.record)).text
            is_on = self.is_on(row.record, row.stored.passage, said) or self.names_in(said)
            if is_on and not is_addressed_to_machine(row.stored.text):
                found.append(row)
        return tuple(found)


def _not_yet_told(pieces: Sequence[Excerpt], before: Sequence[Excerpt]) -> Iterator[Excerpt]:
    """The pieces without the words that those before them give."""
    for piece in pieces:
        end = max((each.span.end for each in before if each.overlaps(piece)), default=piece.span.start)
        if piece.span.end > end:
            yield piece.since(end)


def _under(excerpt: Excerpt) -> str:
    """The heading over words on what could be done: told without it they would read as what is to be done."""
    title = " ".join((excerpt.passage.item_title or "").split()).strip(" .:")
    if excerpt.record.kind.value not in WHOLE:
        return ""
    if _OPTIONS.search(title):
        return wording.UNDER_HEADING.format(title=title)
    return wording.AS_PROPOSED if _PROPOSAL.fullmatch(title) else ""
