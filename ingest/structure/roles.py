"""What a block does in its paper: resolves, recommends, discusses, heads, or says whom to ask."""

from __future__ import annotations

import re

from ingest.papers import Role
from ingest.structure.item_parts import is_lettered
from ingest.structure.lines import DECISION, NUMBERED, Block
from ingest.structure.motion_outcomes import puts_to_meeting, tells_outcome_alone, told_alone
from ingest.structure.signs import (
    BARE_RESOLUTION,
    CONTACT,
    INTEREST,
    OFFICER_RECOMMENDATION,
    RECOMMENDATION,
    RESOLUTION_OF_BODY,
    goes_on,
    is_opening,
)
from ingest.structure.walk import Walk

_MOST_BELOW = 20
"""Blocks below the heading of a resolution among which the vote on it is looked for."""
_THAT = re.compile(r"\b(?:that|to)\b", re.IGNORECASE)


def heads_resolution(state: Walk, pieces: list[Block], index: int) -> bool:
    """Whether a line says that what follows was resolved, and it was not lost in the vote below it."""
    heading = RESOLUTION_OF_BODY.match(pieces[index].text) if state.is_minutes else None
    if heading is None or heading.group("text"):
        return False
    below = pieces[index + 1 : index + 1 + _MOST_BELOW]
    told = next((each for each in below if each.is_heading or tells_outcome_alone(each.text)), None)
    outcome = told_alone(told.text) if told is not None else None
    return outcome is None or outcome.is_carried


def parts_items(state: Walk, block: Block, text: str) -> bool:
    """Whether a heading in capitals stands between items that only a letter tells from each other ("5A", "5B")."""
    is_between = state.is_minutes and not state.is_exempt and is_lettered(state.item)
    is_outcome = tells_outcome_alone(text) or puts_to_meeting(text)
    return is_between and block.has_gap and text.isupper() and not is_outcome


def role_of(state: Walk, text: str) -> Role:
    """What a block does where the walk stands; a decision or a list that it begins or ends is noted in the walk."""
    moved = _role_of_moved(state, text) if state.is_minutes else None
    if moved is not None:
        return moved
    decision = DECISION.match(text)
    if decision and text.lstrip("*_")[0].isupper():
        if state.is_minutes or text[:8].isupper():
            state.role, state.has_resolved = Role.RESOLUTION, bool(text[decision.end() :].strip())
            return Role.RESOLUTION
    if state.role is Role.RESOLUTION and state.has_resolved and not goes_on(text):
        state.role = Role.DISCUSSION
    if state.role is Role.RESOLUTION or (state.is_minutes and BARE_RESOLUTION.match(text)):
        state.has_resolved = state.has_resolved or state.role is Role.RESOLUTION
        return Role.RESOLUTION
    if CONTACT.match(text):
        return Role.CONTACT
    if state.role in (Role.RECOMMENDATION, Role.CONTACT, Role.INTEREST):
        return state.role
    if RECOMMENDATION.search(text[:160]) and not state.is_minutes:
        state.role = Role.RECOMMENDATION if text.rstrip().endswith((":", "that", "to")) else state.role
        return Role.RECOMMENDATION
    if not state.in_body and len(text) < 200 and not NUMBERED.match(text):
        return Role.HEADER
    return Role.DISCUSSION if state.is_minutes else Role.PARAGRAPH


def _role_of_moved(state: Walk, text: str) -> Role | None:
    """The role of what is moved, of an officer's recommendation, and of a numbered resolution; None of other words."""
    if _ends_list(state, text):
        if state.role is Role.RECOMMENDATION:
            state.role, state.lead_in = Role.DISCUSSION, None
        return Role.DISCUSSION
    if OFFICER_RECOMMENDATION.match(text):
        return Role.RECOMMENDATION
    resolution = RESOLUTION_OF_BODY.match(text)
    if resolution is None or not resolution.group("text"):
        return None
    state.role, state.has_resolved = Role.RESOLUTION, True
    return Role.RESOLUTION


def _ends_list(state: Walk, text: str) -> bool:
    """Whether a line is of what was moved below a recommendation, or only says who moved the resolution under it."""
    if state.role is Role.RECOMMENDATION:
        return puts_to_meeting(text) or tells_outcome_alone(text)
    is_open = state.role is Role.RESOLUTION and not state.has_resolved
    return is_open and puts_to_meeting(text) and not _THAT.search(text)


def role_after_heading(state: Walk, text: str) -> Role:
    """What the blocks below a heading do, until one of them says otherwise."""
    if INTEREST.search(text):
        return Role.INTEREST
    if not state.in_body and state.passages and not is_opening(text):
        return Role.HEADER
    return Role.DISCUSSION if state.is_minutes else Role.PARAGRAPH
