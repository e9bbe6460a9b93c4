"""Whether a briefing covers its agenda and cites only what its reader may see; what is amiss is told in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.papers import Scope
from ingest.store.library import Library
from rag.briefings.briefing import Briefing, Section
from rag.briefings.plan import Plan
from rag.errors import BriefingError

_MOST_TOLD = 3


def require_sound(plan: Plan, briefing: Briefing, library: Library, scope: Scope) -> None:
    """Refuse a draft that leaves an item out, cites what may not be seen, or says anything without a source.

    Raises:
        BriefingError: It does; that is a mistake of this program, and no draft is better than that one.
    """
    amiss = [*uncovered(plan, briefing), *unseen(briefing, library, scope), *uncited(briefing)]
    if amiss:
        raise BriefingError(
            f"the draft failed its own check and is not shown. {' '.join(amiss[:_MOST_TOLD])}"
        )


def uncovered(plan: Plan, briefing: Briefing) -> list[str]:
    """The items of the plan that have no section, or a section without a word; empty when all are covered."""
    sections = {each.heading: each for each in briefing.sections}
    amiss = []
    for subject in plan.subjects:
        if subject.papers is None:
            continue
        section = sections.get(subject.heading)
        if section is None:
            amiss.append(f"{subject.heading} has no section.")
        elif not any(each.sentences or each.notes for each in _walk([section])):
            amiss.append(f"The section {subject.heading} says nothing.")
    return amiss


def unseen(briefing: Briefing, library: Library, scope: Scope) -> list[str]:
    """The citations of passages that the reader may not see, or that are not in the library; empty when all is well."""
    passages: dict[str, set[str]] = {}
    allowed = {record.paper_id for record in library.papers(scope)}
    amiss = []
    for each in briefing.citations:
        paper_id = each.passage_id.rsplit("-", 2)[0]
        if paper_id not in allowed:
            amiss.append(f"Citation {each.n} is of a paper that the reader may not see.")
            continue
        if paper_id not in passages:
            passages[paper_id] = {one.passage_id for one in library.passages(scope, paper_id)}
        if each.passage_id not in passages[paper_id]:
            amiss.append(f"Citation {each.n} is of a passage that the reader may not see.")
    return amiss


def uncited(briefing: Briefing) -> list[str]:
    """The sentences without a citation, or with one that is not among the sources; empty when all are cited."""
    known = {each.n for each in briefing.citations}
    return [
        f"Not cited: {sentence.text}"
        for section in _walk(briefing.sections)
        for sentence in section.sentences
        if not sentence.citations or not known.issuperset(sentence.citations)
    ]


def _walk(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _walk(section.sections)
