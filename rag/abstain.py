"""When the papers don't say: nine tests, in this order, each with its own words (docs/decisions/004)."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.papers import Role
from ingest.store.records import StoredPassage
from ingest.structure.bodies import name_parts
from ingest.structure.terms import words
from rag import wording
from rag.by_whom import asks_by_whom, why_nobody
from rag.calibration import floor
from rag.decided import is_beside_subject, subject_words
from rag.extract import Candidate
from rag.finding.hits import Found
from rag.items import PassagesOf, of_item
from rag.kinds import is_of_other_year
from rag.labels import passage_label
from rag.question.part import part_asked
from rag.question.query import Query, Wants, number_of_point
from rag.unheard import is_off_subject, unheard_words

_KIND_GAP = 0.3
"""A sentence this much below the best one is about something else."""


def reason_to_abstain(
    query: Query,
    found: Found,
    ranked: Sequence[Candidate],
    passages: PassagesOf,
    *,
    least: float | None = None,
) -> tuple[wording.Status, str] | None:
    """The status and the words to abstain with; None where there is something to answer from.

    ``ranked`` are the candidates, best first; ``passages`` gives those of a paper by its id. ``least`` is the
    least support for an answer where it is not the one for a library of this size.
    """
    if not found.hits:
        return "not_in_papers", wording.NO_PAPERS
    least = floor(query.n_open or found.n_windows) if least is None else least
    if not ranked or support(ranked, found) < least:
        return _not_in_papers(wording.NOTHING_CLOSE.format(n_windows=found.n_windows))
    best = ranked[0]
    if query.absent and not _speaks_of_absent(query, best):
        return _not_in_papers(wording.NO_SUCH_BODY.format(body=" / ".join(sorted(query.absent))))
    unheard = [name for name, meant in found.variants.unknown.items() if meant is None]
    if unheard:
        return _not_in_papers(wording.UNHEARD_NAME.format(names=", ".join(unheard)))
    part = part_asked(query.question) if query.wants is Wants.NAME else None
    beside = _why_beside(query, found, best, passages)
    if beside is not None:
        return _not_in_papers(beside)
    if _is_of_another_body(query, best):
        return _not_in_papers(wording.OTHER_BODY.format(body=" / ".join(sorted(query.named))))
    if not _holds_kind(query, ranked):
        if is_of_other_year(query.question, best.text):
            return _not_in_papers(wording.OTHER_YEAR)
        if part is not None:
            return _not_in_papers(wording.NOBODY_NAMED.format(part=part.name))
        return _not_in_papers(wording.KIND_OF_ANSWER.format(wanted=query.wants.value))
    cut = _cut_off(query, best, of_item(best.passage, passages))
    return ("cut_off", cut) if cut else None


def _why_beside(query: Query, found: Found, best: Candidate, passages: PassagesOf) -> str | None:
    """Why the best sentence tells something else, however near it is; None where it does not."""
    is_of_part = query.wants is Wants.NAME and part_asked(query.question) is not None
    if not is_of_part and is_off_subject(query, found, best):
        return wording.UNHEARD_SUBJECT.format(words=unheard_words(query, found))
    if asks_by_whom(query):
        return None if best.holds_kind else why_nobody(query)
    if is_beside_subject(query, found, best, passages):
        return wording.BESIDE_SUBJECT.format(words=subject_words(query))
    return None


def _not_in_papers(why: str) -> tuple[wording.Status, str]:
    return "not_in_papers", f"{wording.NOT_IN_PAPERS} {why}"


def support(ranked: Sequence[Candidate], found: Found) -> float:
    """How well what was found fits the question, 0 to 3: cosines of a sentence and a window, and coverage.

    Neither ``ranked`` nor the hits may be empty.
    """
    cosine = max(hit.cosine for hit in found.hits)
    whole = max(hit.whole_cosine for hit in found.hits)
    return cosine + whole + max(candidate.coverage for candidate in ranked)


def _is_of_another_body(query: Query, best: Candidate) -> bool:
    """True when the question names a body in full and the best sentence is from another one's paper."""
    body = best.hit.record.body
    return bool(query.named and body and body.value not in query.named)


def _speaks_of_absent(query: Query, best: Candidate) -> bool:
    """True when the best sentence names the place of a body that the library has no paper of."""
    said = set(words(best.text))
    return any(name_parts(body)[0] <= said for body in query.absent)


def _holds_kind(query: Query, ranked: Sequence[Candidate]) -> bool:
    """True when a sentence near the best one holds the kind of thing that was asked for."""
    return any(each.holds_kind for each in ranked if each.score >= ranked[0].score - _KIND_GAP)


def is_cut(candidate: Candidate) -> bool:
    """True for the last sentence of a passage that the source breaks off."""
    return candidate.passage.is_truncated and candidate.span.end == candidate.passage.span.end


def _cut_off(query: Query, best: Candidate, item: Sequence[StoredPassage]) -> str | None:
    """What to say when the words that were asked for are just those that the source lacks.

    ``item`` are the passages of the item that the best sentence stands in.
    """
    cut = [passage for passage in item if passage.is_truncated]
    if not cut:
        return None
    place = f"item {best.passage.item}" if best.passage.item else "this item"
    answers_all_the_same = query.wants is not Wants.ANYTHING and best.holds_kind
    if is_cut(best) and not answers_all_the_same:
        point = passage_label(best.hit.record, best.passage, is_marked=False)
        return f"{wording.CUT_OFF_POINT.format(place=point)} {wording.GET_FULL_TEXT.format(place=place)}"
    if query.point and (not query.item or query.item == best.passage.item):
        asked = [passage for passage in cut if number_of_point(passage.point) == query.point]
        if asked:
            point = passage_label(best.hit.record, asked[0], is_marked=False)
            return f"{wording.CUT_OFF_POINT.format(place=point)} {wording.GET_FULL_TEXT.format(place=place)}"
    has_decision = any(passage.role is Role.RESOLUTION for passage in item)
    if query.asks_decision and not has_decision and query.wants is Wants.ANYTHING:
        return f"{wording.CUT_OFF_ITEM.format(place=place)} {wording.GET_FULL_TEXT.format(place=place)}"
    return None
