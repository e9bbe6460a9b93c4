"""From what was read of the papers to a draft: sections, sentences and citations, without a look at the library.

What a language model tells is verified here against the passages that were read; whether those still stand is for
``brief`` to find out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rag.answer import Citations
from rag.briefings import wording
from rag.briefings.briefing import Briefing, Section
from rag.briefings.excerpt import Excerpt, Point
from rag.briefings.model_prose import ModelProse
from rag.briefings.opening import Covered, summary
from rag.briefings.part import Part
from rag.briefings.plan import Plan
from rag.notices import paper_warnings, unread_papers


@dataclass(frozen=True)
class Gathered:
    """All that a briefing is written from; ``warnings`` tell of papers that could not be used."""

    plan: Plan
    covered: tuple[Covered, ...]
    warnings: tuple[str, ...]
    as_of: date | None

    @property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """All words of papers in it."""
        return tuple(each for one in self.covered for part in one.parts for each in part.excerpts)

    @property
    def paper_ids(self) -> frozenset[str]:
        """The papers whose words are in it, those that hold the same words, and those of the meeting."""
        excerpts = self.excerpts
        records = [each.record for each in excerpts] + [other for each in excerpts for other in each.also_in]
        return frozenset(each.paper_id for each in (*records, *self.plan.records))


def drafted(gathered: Gathered, model: ModelProse | None) -> Briefing:
    """The briefing, in the model's words where it has any that are borne out."""
    citations, plan, covered = Citations(), gathered.plan, gathered.covered
    if any(each.has_points for each in covered):
        first = _section(summary(covered), citations)
    else:
        first = _nothing(gathered, citations)
    sections = [first, *(each for one in covered for each in _sections(one, citations, model))]
    used = [(each.record, each.passage) for each in gathered.excerpts]
    warnings = [
        *gathered.warnings,
        *plan.warnings,
        *unread_papers(plan.records),
        *paper_warnings(used),
        *(model.warnings if model else ()),
    ]
    return Briefing(
        plan.title,
        tuple(sections),
        citations.all(),
        tuple(dict.fromkeys(warnings)),
        gathered.as_of,
        plan.not_covered,
    )


def _sections(covered: Covered, citations: Citations, model: ModelProse | None) -> Iterator[Section]:
    """The sections of a subject: below its heading where it is an item."""
    subject = covered.subject
    parts = tuple(
        _section(part, citations, model, subject.topic) for part in covered.parts if not part.is_empty
    )
    if subject.papers is not None:
        yield Section(subject.heading, sections=parts)
    elif covered.has_points:
        yield from parts


def _section(part: Part, citations: Citations, model: ModelProse | None = None, subject: str = "") -> Section:
    """A part with its citations, in the model's words where it has any that are borne out."""
    sentences = model.tell(subject, part, citations) if model else None
    if sentences is None:
        sentences = tuple(each.cited(citations) for each in part.points)
    return Section(part.heading, sentences, key=part.key, notes=part.notes)


def _nothing(gathered: Gathered, citations: Citations) -> Section:
    """The first page of a briefing that has nothing to tell: why that is."""
    notes = list(gathered.plan.notes)
    for each in gathered.covered:
        form = wording.NOTHING_ON_TOPIC if each.subject.papers is None else wording.SUMMARY_NOTHING
        notes.append(form.format(topic=each.subject.heading, item=each.subject.heading))
    points = tuple(Point.of(each) for each in gathered.plan.words)
    return _section(Part("summary", points, tuple(notes)), citations)
