"""Where what a heading makes exempt begins and ends."""

from __future__ import annotations

from ingest.structure.item_parts import is_part, whole
from ingest.structure.lines import Block
from ingest.structure.signs import LASTING_EXEMPT, NUMBERED_PART, PART
from ingest.structure.walk import Walk


def mark_section(state: Walk, heading: Block, *, exempt: bool) -> None:
    """Begin what a heading makes exempt (``exempt``), or end what one above it did."""
    if exempt or _ends_marking(state, heading):
        state.mark(heading if exempt else None)
    if state.part and not exempt and _ends_part(state.part, heading):
        state.part = None
    state.is_exempt = state.closed_session or bool(state.marking or state.part)


def _ends_part(part: Block, heading: Block) -> bool:
    """True for the heading of the next part, and for one as high; not for the items of the part."""
    is_as_high = 0 < heading.level <= part.level
    return is_as_high or bool(NUMBERED_PART.match(heading.text))


def _ends_marking(state: Walk, block: Block) -> bool:
    """True when a heading ends the exempt part that the walk stands in; in doubt it does not."""
    if state.marking is None:
        return True
    return state.item is None and _ends_section(state.marking, block)


def _ends_section(marking: Block, block: Block) -> bool:
    """True when a heading ends what a heading above the items made exempt."""
    if marking.level and block.level:
        return block.level <= marking.level
    return bool(PART.match(block.text) or not LASTING_EXEMPT.match(marking.text))


def outlasts(state: Walk, block: Block, number: str) -> bool:
    """Whether the exempt marking that the walk stands in holds for the item that begins; in doubt it does."""
    if state.marking is None:
        return False
    has_levels = state.marking.level and block.level
    if (
        not has_levels
        and state.item is not None
        and state.title
        and state.marking.span.start >= state.title.span.start
    ):
        return is_part(number) and whole(number) == whole(state.item)
    return not _ends_section(state.marking, block)
