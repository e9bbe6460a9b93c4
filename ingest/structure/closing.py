"""The list of decisions or actions that closes minutes as a whole, and so belongs to none of their items.

Some minutes print no decision below the item that it is on, but all of them together behind the last. Told as
decisions of that last item they would be false. A lead-in alone says too little, as each item may end with a list of
its own: the list must be the only one of its kind, stand before what closes a meeting, and tell of several items.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from ingest.papers import Passage, Role
from ingest.structure.lines import BULLET, POINT, Block, mark_length
from ingest.structure.terms import index_terms
from ingest.structure.walk import Walk

_FEWEST_ENTRIES, _FEWEST_ITEMS, _FEWEST_SHARED = 2, 2, 2
_Place = tuple[str | None, str | None]
"""The number and the title of an item."""
_LEAD_IN = re.compile(
    r"(?:(?:in\s+(?:summary|conclusion)|to\s+sum\s+up|to\s+summari[sz]e)\b,?\s+(?:it\s+was|(?:the\s+)?\w+)\s+"
    r"(?:agreed|resolved|decided)(?:\s+that)?|"
    r"(?:summary|list|schedule)\s+of\s+(?:(?:the|all|key|main|agreed)\s+)*(?:decisions|resolutions|agreements|actions)"
    r"(?:\s+and\s+(?:decisions|resolutions|agreements|actions))?"
    r"(?:\s+(?:of|from|taken|made|agreed|arising)\b[\w ]{0,40})?|"
    r"the\s+following\s+(?:\w+\s+){0,3}?(?:was|were)\s+(?:\w+\s+)?(?:agreed|resolved|decided)"
    r"(?:\s+(?:at|during|by)\s+[\w ]{1,30})?(?:\s+that)?|"
    r"(?:(?:agreed|key)\s+)?(?:actions|decisions|resolutions|action\s+points)"
    r"(?:\s+(?:arising|agreed|taken|made))?(?:\s+(?:from|at|of|in|by)\s+(?:the|this)\s+meeting)?)\W*",
    re.IGNORECASE,
)
_OF_DECISIONS = re.compile(
    r"\b(?:agreed\s+(?!actions)|agreed\W*$|resolv|resolution|decid|decision|agreements)", re.I
)
_THAT = re.compile(r"(?:and\s+)?that\b", re.IGNORECASE)
_END = re.compile(
    r"\W*(?:any\s+other\b|other\s+(?:urgent\s+)?business|urgent\s+business|a\.?o\.?b\b|(?:[\w,&]+\s+){0,6}next\s+meeting|"
    r"(?:dates?\s+of\s+)?future\s+meetings?|clos(?:e|ing|ure)\b|(?:there\s+being|as\s+there\s+was)\s+no|"
    r"(?:the|this)\s+(?:meeting|chair\w*)\b[^.]{0,60}\b(?:closed|ended|rose|finished|concluded)\b|"
    r"meeting\s+(?:closed|ended|finished)\b|(?:chair\w*|signed|sgd|enquiries|contact|distribution|circulation)\b|"
    r"(?:notes|minutes)\s+(?:taken\s+)?by\b|page\s+\d)",
    re.IGNORECASE,
)
"""What stands behind the last item of business."""
_ROLL = re.compile(
    r"\W*(?:also\s+)?(?:chair\w*|vice[ -]chair\w*|present|in\s+attendance|attend\w+|apolog\w+|members?|officers?|clerk)"
    r"\b[^.:]{0,40}:",
    re.IGNORECASE,
)
"""Who was there: names that any list may hold."""


def closes_meeting(state: Walk, pieces: Sequence[Block], index: int) -> bool:
    """Whether the block at ``index`` leads in the list that closes the minutes, where the walk stands now."""
    if not state.is_minutes or not _is_lead_in(pieces[index]):
        return False
    entries = list(_entries(pieces, index + 1))
    end = index + 1 + len(entries)
    is_last = end == len(pieces) or bool(_END.match(_unmarked(pieces[end])))
    if not is_last or len(entries) < _FEWEST_ENTRIES:
        return False
    is_only = len(list(islice(filter(_is_lead_in, pieces), 2))) == 1
    return is_only and _is_of_items(state.passages, pieces[:index], entries)


def begin_closing_list(state: Walk, lead_in: Block) -> None:
    """Leave the last item for the list that closes the minutes; what is exempt stays so.

    The entries are resolutions where the lead-in calls them decided, and not only to be done.
    """
    state.is_after_items, state.in_body = True, True
    state.lead_in, state.parent, state.n_bullets, state.has_resolved = lead_in.span, None, 0, False
    state.role = Role.RESOLUTION if _OF_DECISIONS.search(lead_in.text) else Role.DISCUSSION


def _is_lead_in(block: Block) -> bool:
    return bool(_LEAD_IN.fullmatch(block.text.strip("*_# ")))


def _entries(pieces: Sequence[Block], start: int) -> Iterator[Block]:
    for piece in pieces[start:]:
        if not (BULLET.match(piece.text) or POINT.match(piece.text) or _THAT.match(piece.text)):
            return
        yield piece


def _is_of_items(passages: Sequence[Passage], before: Sequence[Block], entries: Sequence[Block]) -> bool:
    """Whether at least half of the entries share more words with some other item than with the last one."""
    sections = _sections(passages, before)
    last = _place(passages[-1]) if passages else None
    if last not in sections or len(sections) < _FEWEST_ITEMS or _heads(passages[-1], before):
        return False  # there is one item, or the list is all that stands below the last heading
    own = sections.pop(last)
    elsewhere = 0
    for entry in entries:
        terms = set(index_terms(_unmarked(entry)))
        shared = max(len(terms & each) for each in sections.values())
        elsewhere += shared >= _FEWEST_SHARED and shared > len(terms & own)
    return 2 * elsewhere >= len(entries)


def _sections(passages: Sequence[Passage], before: Sequence[Block]) -> dict[_Place, set[str]]:
    """The words of each item, without those that only head it.

    Where all paragraphs are so short that none is known as discussion, each that stands below a heading is.
    """
    is_short = not any(passage.role is Role.DISCUSSION for passage in passages)
    sections: dict[_Place, set[str]] = defaultdict(set)
    place = 0
    for passage in passages:
        while place < len(before) and before[place].span.end <= passage.span.start:
            place += 1
        is_told = passage.role is not Role.HEADER or (is_short and passage.item_title)
        if not is_told or _heads(passage, before[place : place + 1]):
            continue
        while place < len(before) and before[place].span.start < passage.span.end:
            if not _ROLL.match(before[place].text):
                sections[_place(passage)].update(index_terms(before[place].text))
            place += 1
    return sections


def _place(passage: Passage) -> _Place:
    return passage.item, passage.item_title


def _heads(passage: Passage, around: Sequence[Block]) -> bool:
    """Whether a passage is the title of its item; ``around`` are blocks with its own among them."""
    words = [block.text for block in around if block.span.overlaps(passage.span)]
    return passage.role is Role.HEADER and words[:1] == [passage.item_title]


def _unmarked(block: Block) -> str:
    return block.text[mark_length(block.text) :]
