"""Blocks to passages: items, points, resolutions, recommendations, numbered paragraphs, lists.

A walk over the blocks with one small state (which item, which section, which list). What the paper prints
is kept as its label; what it does not print gets none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.papers import Access, Kind, Notice, Passage, Role, Span, Text
from ingest.structure import sessions
from ingest.structure.bounds import MOST_PASSAGES, require_at_most
from ingest.structure.closing import begin_closing_list, closes_meeting
from ingest.structure.evidence import is_question_number, question_number
from ingest.structure.item_numbers import item_numbers
from ingest.structure.item_parts import whole
from ingest.structure.lines import BULLET, DECISION, NUMBERED, POINT, Block, blocks, is_marked
from ingest.structure.marked_sections import mark_section, outlasts
from ingest.structure.motions import with_outcomes
from ingest.structure.numbered_titles import ItemNumber
from ingest.structure.roles import heads_resolution, parts_items, role_after_heading, role_of
from ingest.structure.signs import (
    ATTACHMENT,
    CONTACT,
    CUT,
    EXEMPT,
    ITEM_ROW,
    ITEM_WORD,
    LABEL,
    MAX_HEADING,
    MAX_LIST,
    MAX_LIST_ENTRY,
    REASONS,
    RECOMMENDATION_HEADING,
    REMARK,
    RUN_ON_TITLE,
    TRAILING_CUT,
    has_label_next,
    is_bullet,
    is_list_next,
    is_next_number,
    is_numbered_heading,
    is_title,
    looks_like_heading,
)
from ingest.structure.walk import Walk


def passages(text: Text, kind: Kind, access: Access) -> tuple[list[Passage], list[Notice]]:
    """The citable passages of a paper in order, and what its reader must know about them.

    ``access`` is the class of the paper; passages after an exempt marking or a resolution to exclude the
    public are exempt whatever the paper is.

    Raises:
        TooLong: There are more passages than one paper may hold.
    """
    pieces = blocks(text)
    state = Walk(kind, {} if kind in (Kind.REPORT, Kind.OTHER) else item_numbers(pieces))
    index = 0
    while index < len(pieces):
        index += _take(state, pieces, index)
        require_at_most(MOST_PASSAGES, len(state.passages), "passages")
    read = with_outcomes(state.passages, text.content) if state.is_minutes else state.passages
    found = [
        replace(
            passage,
            ordinal=ordinal,
            page=text.page_at(passage.span.start),
            access=max(passage.access, access, key=lambda a: a.rank),
        )
        for ordinal, passage in enumerate(read)
    ]
    return found, _notices(found)


def _notices(found: list[Passage]) -> list[Notice]:
    cut = sorted(
        {
            f"item {passage.item}" if passage.item else "one passage"
            for passage in found
            if passage.is_truncated
        }
    )
    if not cut:
        return []
    message = f"The source is cut off in {', '.join(cut)}. Get the full page or the printed minutes."
    return [Notice("truncated_item", message)]


def _take(state: Walk, pieces: list[Block], index: int) -> int:
    """Handle the block at ``index``; return how many blocks were used."""
    block = pieces[index]
    used = _item_heading(state, pieces, index)
    if used:
        return used
    if closes_meeting(state, pieces, index):
        begin_closing_list(state, block)
        return 1
    if LABEL.match(block.text):
        state.lead_in = None
        if re.match(r"decision", block.text, re.IGNORECASE):
            state.role, state.lead_in = Role.RESOLUTION, block.span
        elif state.role is Role.RESOLUTION or not state.in_body:
            state.role = Role.DISCUSSION if state.is_minutes else Role.PARAGRAPH
        state.in_body = True
        return 1
    if _section_heading(state, pieces, index):
        return 1
    if block.text.rstrip().endswith((":", ";")) or is_list_next(pieces, index):
        used = _short_list(state, pieces, index)
        if used:
            return used
    _plain(state, block)
    return 1


def _item_heading(state: Walk, pieces: list[Block], index: int) -> int:
    """An item's number and title, on one line or two; 0 when the block is no such thing."""
    block = pieces[index]
    if state.item is None and has_label_next(pieces, index) and is_title(block.text, max_words=30):
        _open(state, None, block)
        return 1
    if index in state.numbers:
        return _own_number(state, block, state.numbers[index])
    named = ITEM_WORD.match(block.text) or (ITEM_ROW.match(block.text) if state.kind is Kind.AGENDA else None)
    if named and is_title(named.group("title")) and state.kind is not Kind.REPORT:
        start = block.span.start + named.start("title")
        title = replace(block, span=Span(start, start + len(named.group("title"))), text=named.group("title"))
        _open(state, named.group("number"), title)
        return 1
    number = NUMBERED.match(block.text)
    if not number or _is_of_list(state, block, number.group("number")):
        return 0
    rest = block.text[number.end() :]
    if not rest:
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if following is None or not is_title(following.text, max_words=30):
            return 0
        _open(state, number.group("number"), following)
        return 2
    is_labelled = block.is_heading or number.group("stop") or "/" in number.group("number")
    in_list = state.lead_in is not None or state.role in (Role.RESOLUTION, Role.RECOMMENDATION)
    is_next = block.is_heading or _follows(state.item, number.group("number"))
    if state.is_minutes and number.group("stop") and not is_title(rest):
        return _run_on_item(state, block, number)
    if not is_labelled or not is_title(rest) or (in_list and not is_next):
        return 0
    _open(
        state,
        number.group("number"),
        replace(block, span=Span(block.span.end - len(rest), block.span.end), text=rest),
    )
    return 1


def _is_of_list(state: Walk, block: Block, number: str) -> bool:
    """Whether a number is a bullet's, a paragraph's of a report, a reason's, or a row's of a list with its own."""
    if BULLET.match(block.text) or state.kind is Kind.REPORT:
        return True
    if not block.is_heading and state.item is None and state.title and REASONS.match(state.title.text):
        return True
    return block.is_row and state.item is not None and not _follows(state.item, number)


def _own_number(state: Walk, block: Block, number: ItemNumber) -> int:
    """An item by a number of the paper's own kind; what follows behind the title is its text."""
    if number.title is not None:
        if not state.is_exempt:
            state.open_item(number.number, number.title)
        _plain(state, block)
        return 1
    start = block.span.start + number.start
    kept = state.marking if outlasts(state, block, number.number) else None
    title = Span(start, block.span.start + number.end)
    heading = replace(block, span=title, text=block.text[number.start : number.end])
    # A reference is looked for by its letters and figures: it stands before the title where that is context.
    begin = block.span.start + number.begin if "/" in number.number else None
    _open(state, number.number, heading, kept, begin)
    if number.text < len(block.text):
        text = Span(block.span.start + number.text, block.span.end)
        _plain(state, replace(block, span=text, text=block.text[number.text :]))
    return 1


def _follows(item: str | None, number: str) -> bool:
    """Whether a number is the next after that of an item, or after that of the item which it is a part of."""
    return is_next_number(item, number) or is_next_number(whole(item) if item else None, number)


def _run_on_item(state: Walk, block: Block, number: re.Match[str]) -> int:
    """An item whose title runs on into its text ("4. Police report The sergeant said ..."), by its number alone.

    The number must follow the last item's, and the list inside the item, if it is numbered, must not.
    """
    label = number.group("number")
    is_first = state.item is None and label == "1" and not state.has_items
    is_in_list = state.parent is not None and is_next_number(state.parent.strip("()"), label)
    if not (is_first or _follows(state.item, label)) or is_in_list or state.role is Role.RESOLUTION:
        return 0
    rest = block.text[number.end() :]
    end = RUN_ON_TITLE.match(rest)
    length = end.end("title") if end else 0
    start = block.span.end - len(rest)
    _open(state, label, replace(block, span=Span(start, start + length), text=rest[:length]))
    if rest[length:].strip(" :.\n"):
        # Without its number, which is the item's: the next item would be taken for the next point.
        _plain(state, replace(block, span=Span(start, block.span.end), text=rest))
    return 1


def _open(
    state: Walk, number: str | None, title: Block, marking: Block | None = None, begin: int | None = None
) -> None:
    """Begin an item; ``begin`` is where what is context of its passages begins, if that is before the title."""
    trimmed = ATTACHMENT.sub("", title.text)
    title = replace(title, text=trimmed, span=Span(title.span.start, title.span.start + len(trimmed)))
    shown = title if begin is None else replace(title, span=Span(begin, title.span.end))
    state.open_item(number, shown if title.text else None)
    if marking and state.marking is None:
        state.mark(marking)
    if title.text:
        state.append(title.span, Role.HEADER)


def _section_heading(state: Walk, pieces: list[Block], index: int) -> bool:
    """A heading inside the paper: a marked heading, or a short line without a full stop before a paragraph."""
    block = pieces[index]
    text = block.text.strip("*_ ")
    number = NUMBERED.match(text)
    if number and state.kind is Kind.REPORT and is_numbered_heading(number, text, pieces, index):
        text = text[number.end() :]
        start = block.span.end - len(text)
        block = replace(block, span=Span(start, block.span.end), text=text, is_heading=True)
    if RECOMMENDATION_HEADING.match(text):
        state.role, state.lead_in = Role.RECOMMENDATION, block.span
        return True
    if CONTACT.match(text) and text.rstrip(": ")[-1].isalpha() and len(text) < 60:
        state.role, state.lead_in = Role.CONTACT, block.span
        state.append(block.span, Role.CONTACT)
        return True
    if _heads_decision(state, pieces, index, text):
        return True
    is_named = block.is_heading and len(text) <= MAX_HEADING
    if not (is_named or looks_like_heading(text, pieces, index)):
        return False
    exempt = state.is_marking(text)
    if not exempt and parts_items(state, block, text):
        state.item = None
    is_in_item = state.item is not None and (state.is_exempt or not state.is_after_items)
    if state.is_minutes and is_in_item and not block.is_heading and not exempt:
        return False
    mark_section(state, block, exempt=exempt)
    state.lead_in, state.parent, state.n_bullets = None, None, 0
    if not is_in_item or not state.is_minutes:
        state.open_section(block)
    if state.role is not Role.CONTACT or block.is_heading:
        state.role = role_after_heading(state, text)
    state.append(block.span, Role.HEADER)
    return True


def _heads_decision(state: Walk, pieces: list[Block], index: int, text: str) -> bool:
    """Take a line that only says that what follows was decided, with how it was voted on at most."""
    block, decision = pieces[index], DECISION.match(text)
    rest = text[decision.end() :].strip(" :.\u2013-") if decision else ""
    is_bare = decision and (not rest or (decision.group("capitals") is not None and REMARK.fullmatch(rest)))
    if is_bare and rest:
        state.append(block.span, Role.HEADER)
    if not (is_bare or heads_resolution(state, pieces, index)):
        return False
    state.role, state.lead_in, state.parent, state.n_bullets = Role.RESOLUTION, block.span, None, 0
    state.has_resolved = False
    return True


def _short_list(state: Walk, pieces: list[Block], index: int) -> int:
    """A sentence and the short bullets it introduces, kept as one passage; 0 when the list is long."""
    end = index + 1
    while end < len(pieces) and is_bullet(pieces[end].text) and len(pieces[end].text) <= MAX_LIST_ENTRY:
        if pieces[end].span.end - pieces[index].span.start > MAX_LIST:
            return 0
        end += 1
    if end == index + 1 or (end < len(pieces) and is_bullet(pieces[end].text)):
        return 0
    span = Span(pieces[index].span.start, pieces[end - 1].span.end)
    if span.end - span.start > MAX_LIST:
        return 0
    whole = replace(pieces[index], span=span, text=pieces[index].text)
    decision = DECISION.match(whole.text)
    if decision and whole.text[0].isupper():
        state.role = Role.RESOLUTION
    _plain(state, whole)
    return end - index


def _plain(state: Walk, block: Block) -> None:
    """A block that is a passage of its own: point, resolution, paragraph, list entry, row."""
    text = block.text
    asked = question_number(text)
    if asked:
        state.in_body, state.lead_in, state.role, state.parent = True, None, Role.PARAGRAPH, asked
    point = _point(state, text) or (state.parent if is_question_number(state.parent) else None)
    role = role_of(state, text)
    if len(text) > 200 or NUMBERED.match(text):
        state.in_body = True
    cut = CUT.search(text) or TRAILING_CUT.search(text)
    span = Span(block.span.start, block.span.start + cut.start()) if cut and cut.start() else block.span
    title = state.title.text if state.title else ""
    is_exclusion = sessions.closes(
        text, is_resolution=role is Role.RESOLUTION, title=title, is_minutes=state.is_minutes
    )
    if EXEMPT.search(text) and not is_exclusion:
        state.mark(block)
    state.append(span, role, text, point, is_truncated=bool(cut))
    if asked:
        state.lead_in = block.span  # of what is answered, until the next question
    if cut:
        _mark_item_cut(state)
    if is_exclusion:
        state.closed_session = state.kind is not Kind.AGENDA
        state.is_exempt = state.is_exempt or state.closed_session
    if sessions.reopens(text):
        state.closed_session = state.is_exempt = False
        state.marking = state.part = None
    if text.rstrip().endswith((":", ";")) and role is not Role.RESOLUTION and not is_bullet(text):
        state.lead_in, state.n_bullets = block.span, 0
        state.parent = point or state.parent


def _mark_item_cut(state: Walk) -> None:
    """Nothing after the cut belongs to the discussion; the next label or item starts afresh."""
    state.lead_in, state.parent = None, None


def _point(state: Walk, text: str) -> str | None:
    """The label of the passage inside its item, as printed."""
    mark = BULLET.match(text)
    rest = text[mark.end() :] if mark else text
    number = NUMBERED.match(text)
    if number and is_marked(number) and "/" not in number.group("number"):
        state.parent = (
            f"para {number.group('number')}" if not state.is_minutes else f"({number.group('number')})"
        )
        state.n_bullets, state.lead_in = 0, state.lead_in if state.is_minutes else None
        return state.parent
    lettered = POINT.match(rest)
    if lettered:
        label = lettered.group("point").strip(".")
        state.n_bullets = 0
        if state.role is not Role.RESOLUTION:
            if state.role is not Role.RECOMMENDATION:
                state.parent = label
            return label
        return label
    if mark:
        state.n_bullets += 1
        bullet = f"bullet {state.n_bullets}"
        return f"{state.parent}, {bullet}" if state.parent else bullet
    return None
