"""Golden questions drafted from feedback: the question as it was asked, and what was said of the answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from api.records.chain import PaperVersion
from api.records.feedback import Feedback
from eval.drafting.drafts import Draft
from eval.golden import QuestionType
from ingest.papers import Scope
from ingest.store.library import Library
from ingest.store.records import PaperNotFound


def drafts_from(
    given: Sequence[Feedback],
    papers_of: Callable[[Feedback], Collection[PaperVersion]],
    library: Library,
    scope: Scope,
) -> list[Draft]:
    """A draft for each question that feedback was given on, in the order in which it first came; none for briefings.

    What several people said of one question is in the notes of one draft. Its answers and quotes are for a
    person to find: the papers that the answer was made from are named, as far as ``scope`` sees them, and may be
    the wrong ones.
    """
    by_question: dict[str, list[Feedback]] = {}
    for each in given:
        if each.question and each.status != "drafted":
            by_question.setdefault(" ".join(each.question.split()), []).append(each)
    return [_draft(question, said, papers_of, library, scope) for question, said in by_question.items()]


def _draft(
    question: str,
    said: Sequence[Feedback],
    papers_of: Callable[[Feedback], Collection[PaperVersion]],
    library: Library,
    scope: Scope,
) -> Draft:
    told = [
        f"{each.verdict.value.replace('_', ' ')}{f' ({each.note})' if each.note else ''}, "
        f"the answer's status was {each.status or 'unknown'}"
        for each in said
    ]
    used = {paper.paper_id for each in said for paper in papers_of(each)}
    names = [name for name in (_name(library, scope, paper_id) for paper_id in sorted(used)) if name]
    notes = f"Feedback: {'; '.join(told)}. Made from: {', '.join(names) or 'nothing'}."
    return Draft(
        kind="feedback",
        question=question,
        type=QuestionType.SINGLE_FACT,
        document=names[0] if names else "",
        notes=notes,
    )


def _name(library: Library, scope: Scope, paper_id: str) -> str | None:
    try:
        return library.paper(scope, paper_id).name
    except PaperNotFound:
        return None
