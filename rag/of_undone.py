"""Whether words of an earlier paper tell what a later one undoes, changes or puts right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.papers import Role, Span
from ingest.store.records import StoredPassage
from ingest.structure.lines import DECISION
from ingest.structure.motions import is_motion
from ingest.structure.terms import fold, index_terms
from rag.figures import has_money, has_number
from rag.hours import words_over
from rag.items import PassagesOf
from rag.like_figures import replaced_in
from rag.motions import tells_result
from rag.question.deciding import TELLS_DECIDED
from rag.question.votes import VoteAsked
from rag.references import plain_number, stands_under
from rag.votes import records_vote
from rag.ways_undone import How, Undoing

_HEADED = re.compile(
    r"^\W*(?:(?:council|committee|board|cabinet|executive)\s+)?(?:resolution|decision)\s+(?:no\.?\s*|number\s+)?"
    r"(?P<number>(?:[A-Z]{1,5}[./-]?)?\d{1,4}(?:[./-]\d{1,4}){0,2})(?![\w%]|[.,]\d)",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that begins with the number of a resolution, over its words."""
_SUB_ITEM = re.compile(r"\(\d+\.\d+\)")
"""The number of an item below another, at which a resolution above it ends."""
_NAMED = 0.75
"""Share of the words by which a decision is named that must stand with it."""
_MOST = 0.6
"""Share of the words of what a figure is of that must stand with the figure that it puts right."""
_LISTS_VOTES = re.compile(
    r"\b(?:yeas?|nays?|ayes|noes|for|against|opposed|in\s+favou?r|abstain\w*)\s*[:\u2013-]", re.IGNORECASE
)


def tells_undone(
    undoing: Undoing, passage: StoredPassage, span: Span, passages: PassagesOf, *, is_asked: bool
) -> bool:
    """Whether the words at ``span`` of an earlier paper, in a passage of it, tell what is undone.

    Where it is asked what was decided (``is_asked``), all that stands under a decision tells of it.
    """
    base = passage.span.start
    text = " ".join(passage.text[max(span.start - base, 0) : span.end - base].split())
    if undoing.number is None:
        return _tells_by_words(undoing, passage, text)
    of_paper = passages(passage.paper_id)
    is_headed = any(each.overlaps(span) for each in _headed(of_paper, undoing.number))
    if not is_headed and not stands_under(undoing.number, passage, of_paper):
        return False
    is_elsewhere = bool(undoing.point and passage.point and undoing.point != passage.point)
    if undoing.how is How.RECORD:
        return not is_elsewhere and _is_recorded(undoing, passage, text)
    if undoing.how is How.READING and undoing.is_exact:
        beside = [each for each in of_paper if stands_under(undoing.number, each, of_paper)]
        return _is_replaced(undoing, passage, text, beside)
    if undoing.how is How.READING:
        return _is_read(undoing, passage, text)
    if undoing.how is How.FIGURE:
        return has_money(text) and undoing.about <= frozenset(index_terms(text))
    is_part = undoing.point is not None and passage.point != undoing.point
    if is_part and (passage.point is not None or undoing.how is How.AMENDED):
        return False
    is_whole = undoing.how is not How.AMENDED and undoing.point is None
    is_all = is_headed or (is_asked and is_whole)
    return (is_all and passage.role is not Role.INTEREST) or _tells_decision(passage, text)


def has_decision(passages: Sequence[StoredPassage], number: str) -> bool:
    """Whether a paper has an item, or a resolution under a line, of this number."""
    wanted = plain_number(number)
    return any(_item(each) == wanted for each in passages) or bool(_headed(passages, number))


def _tells_by_words(undoing: Undoing, passage: StoredPassage, text: str) -> bool:
    """Whether words tell what is undone by the words with which it is named."""
    if undoing.how is How.READING:
        own = frozenset(index_terms(f"{words_over(passage)} {text}"))
        return undoing.about <= own and replaced_in(text, undoing.right) is not None
    near = index_terms(f"{words_over(passage)} {text}")
    is_named = len(undoing.about.intersection(near)) >= _NAMED * len(undoing.about)
    return is_named and _tells_decision(passage, text)


def _is_replaced(
    undoing: Undoing, passage: StoredPassage, text: str, beside: Sequence[StoredPassage]
) -> bool:
    """Whether words hold the one figure under a minute, or at a point of it, that another can take the place of."""
    at_point = [each for each in beside if each.point == undoing.point] if undoing.point else []
    held = at_point or beside
    if passage.passage_id not in {each.passage_id for each in held}:
        return False
    if undoing.about:
        own = frozenset(index_terms(f"{words_over(passage)} {text}"))
        return undoing.about <= own and replaced_in(text, undoing.right) is not None
    wrong = replaced_in("\n".join(each.text for each in held), undoing.right)
    return wrong is not None and replaced_in(text, undoing.right) == wrong


def _is_recorded(undoing: Undoing, passage: StoredPassage, text: str) -> bool:
    """Whether words are of a record that was put right: a list of votes with a name, or most of the same words."""
    own = frozenset(index_terms(text))
    if records_vote(text, VoteAsked(frozenset())) or _LISTS_VOTES.search(text):
        return bool(undoing.about & own)
    return len(undoing.about & own) >= _NAMED * len(undoing.about)


def _is_read(undoing: Undoing, passage: StoredPassage, text: str) -> bool:
    """Whether words hold a figure of what another was put right of, and not the right one already."""
    own = frozenset(index_terms(text))
    near = own | frozenset(index_terms(words_over(passage)))
    is_of_it = bool(undoing.about & own) and len(undoing.about & near) >= _MOST * len(undoing.about)
    holds = has_money(text) if has_money(undoing.right) else has_number(text)
    return is_of_it and holds and undoing.right not in text


def _tells_decision(passage: StoredPassage, text: str) -> bool:
    return (
        passage.role is Role.RESOLUTION
        or bool(DECISION.match(text) or TELLS_DECIDED.search(text))
        or is_motion(text)
        or tells_result(text)
    )


def _item(passage: StoredPassage) -> str:
    return plain_number(passage.item or "")


def _headed(passages: Sequence[StoredPassage], number: str) -> list[Span]:
    """Where a paper has the resolution of a number: from the line with it to the next such line, or the item's end."""
    found = []
    begun: int | None = None
    place = None
    for passage in passages:
        is_beyond = (passage.item, passage.item_title) != place or _SUB_ITEM.fullmatch(passage.point or "")
        if begun is not None and is_beyond:
            found.append(Span(begun, passage.span.start))
            begun = None
        for match in _HEADED.finditer(fold(passage.text)):
            here = passage.span.start + match.start()
            if begun is not None:
                found.append(Span(begun, here))
                begun = None
            if match.group("number").lower() == number.lower():
                begun, place = here, (passage.item, passage.item_title)
    if begun is not None:
        found.append(Span(begun, passages[-1].span.end))
    return found
