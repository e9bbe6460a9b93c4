"""Blocks to passages: items, points, resolutions, recommendations, numbered paragraphs, lists.

A walk over the blocks with one small state (which item, which section, which list). What the paper prints
is kept as its label; what it does not print gets none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ingest.papers import Access, Kind, Notice, Passage, Role, Span, Text
from ingest.structure.lines import (
    BULLET,
    DECISION,
    NUMBERED,
    POINT,
    Block,
    begins_entry,
    blocks,
    is_marked,
    looks_titled,
)

_MAX_TITLE = 160
_MAX_LIST_ENTRY = 140
_MAX_LIST = 700
_PROSE = 40
_CUT = re.compile(r"\s*(?:\.\.\.|\u2026)?\s*view the full (?:minutes|decision|agenda) text for item\s*[\w./-]*\.?", re.IGNORECASE)
_TRAILING_CUT = re.compile(r"\s*(?:\.\.\.|\u2026)\s*(?:\[?(?:read more|more|continued)\]?)?\s*$", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:minutes?|additional documents?|supporting documents?|decisions?|purpose|items|no\.\s+item|agenda items?)"
    r"\s*:?$",
    re.IGNORECASE,
)
_ITEM_WORD = re.compile(r"(?:agenda\s+)?item\s+(?P<number>\d{1,3}[a-z]?)\s*[:.\u2013-]\s*(?P<title>\S.*)$", re.IGNORECASE)
_ITEM_ROW = re.compile(r"(?P<number>\d{1,3}[a-z]?(?:\.\d+)?)\.? \| (?P<title>[^|\n]+?)(?= \||$)")
_MINUTES_LABEL = re.compile(r"(?:minutes|decision|additional documents)\s*:$", re.IGNORECASE)
_ATTACHMENT = re.compile(r"\s*(?:pdf icon\s*)?(?:pdf|docx?|xlsx?)\s+[\d.,]+\s*[km]b\b.*$", re.IGNORECASE)
_RECOMMENDATION = re.compile(
    r"(?:officer\s+)?recommendations?\s*:?$|(?:it\s+is\s+)?(?:therefore\s+)?recommended\s+that|"
    r"the\s+[\w ,&-]{3,90}\s+(?:is|are)\s+(?:asked|recommended|invited|requested)\s+to\b",
    re.IGNORECASE,
)
_RECOMMENDATION_HEADING = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:(?:officer\s+|summary of\s+)?recommend(?:ations?|ed)(?:\(s\))?(?:\s+\w+){0,2}|"
    r"what the \w+ is asked to \w+|decisions? (?:sought|required|requested))\s*:?$",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:officers?|persons?|people|author|report author|further information|contact)s?\s*(?:to\s+contact|details)?"
    r"\s*:?$|(?:tel|telephone|e-?mail|contact(?:\s+officer)?)\s*[:.\u2013-]",
    re.IGNORECASE,
)
_INTEREST = re.compile(
    r"(?:declarations?|disclosures?)\s+(?:of|by)\s+(?:members'?\s+|personal\s+)?(?:of\s+)?interests?|interests?$", re.IGNORECASE
)
_BARE_RESOLUTION = re.compile(
    r"that\s.{3,400}\b(?:be|is|are)\s+(?:hereby\s+)?(?:noted|approved|agreed|adopted|received|deferred|endorsed|"
    r"confirmed|accepted|supported|refused|rejected|requested|arranged|held|authori[sz]ed|excluded)\b",
    re.IGNORECASE | re.DOTALL,
)
_EXEMPT = re.compile(
    r"\bnot\s+for\s+publication\b|^\W*(?:strictly\s+)?(?:exempt|confidential)\b(?:\s+(?:item|report|appendix|minutes?|information))?"
    r"\W*(?:$|[:\u2013-])|\bexempt\s+(?:information|report|item)\s+(?:under|by virtue of|as defined)",
    re.IGNORECASE,
)
_EXCLUSION = re.compile(
    r"\b(?:public|press)\b.{0,80}\bexcluded?\b|\bexclu(?:de|sion of)\s+the\s+(?:press|public)", re.IGNORECASE | re.DOTALL
)
_ANAPHOR = re.compile(
    r"(?:\W*\d{1,3}[.)])?\W*(?:this|these|those|it|they|he|she|such|in response|as a result|the former|the latter)\b", re.IGNORECASE
)
_READMITTED = re.compile(r"\b(?:public|press)\b.{0,60}\b(?:re-?admitted|returned|re-?joined)|\breturned to (?:open|public) session", re.IGNORECASE)


@dataclass
class _State:
    """Where the walk stands: the item, the section inside it, and the list that is open."""

    kind: Kind
    item: str | None = None
    title: Block | None = None
    role: Role = Role.HEADER
    lead_in: Span | None = None
    parent: str | None = None
    number: str | None = None
    n_bullets: int = 0
    has_resolved: bool = False
    is_exempt: bool = False
    closed_session: bool = False
    in_body: bool = False
    passages: list[Passage] = field(default_factory=list)

    def open_item(self, number: str | None, title: Block | None) -> None:
        self.item, self.title, self.role = number, title, Role.DISCUSSION if self.is_minutes else Role.PARAGRAPH
        self.lead_in, self.parent, self.number, self.n_bullets, self.in_body = None, None, None, 0, True
        self.is_exempt = self.closed_session or bool(title and _EXEMPT.search(title.text))
        if title and _INTEREST.search(title.text):
            self.role = Role.INTEREST

    @property
    def is_minutes(self) -> bool:
        return self.kind in (Kind.MINUTES, Kind.DECISION)


def passages(text: Text, kind: Kind, access: Access) -> tuple[list[Passage], list[Notice]]:
    """The citable passages of a paper in order, and what its reader must know about them.

    ``access`` is the class of the paper; passages after an exempt marking or a resolution to exclude the
    public are exempt whatever the paper is.
    """
    state = _State(kind)
    pieces = blocks(text)
    index = 0
    while index < len(pieces):
        index += _take(state, pieces, index)
    found = [
        replace(
            passage,
            ordinal=ordinal,
            page=text.page_at(passage.span.start),
            access=max(passage.access, access, key=lambda a: a.rank),
        )
        for ordinal, passage in enumerate(state.passages)
    ]
    return found, _notices(found)


def _notices(found: list[Passage]) -> list[Notice]:
    cut = sorted({f"item {passage.item}" if passage.item else "one passage" for passage in found if passage.is_truncated})
    if not cut:
        return []
    message = f"The source is cut off in {', '.join(cut)}. Get the full page or the printed minutes."
    return [Notice("truncated_item", message)]


def _take(state: _State, pieces: list[Block], index: int) -> int:
    """Handle the block at ``index``; return how many blocks were used."""
    block = pieces[index]
    used = _item_heading(state, pieces, index)
    if used:
        return used
    if _LABEL.match(block.text):
        if re.match(r"decision", block.text, re.IGNORECASE):
            state.role = Role.RESOLUTION
        elif state.role is Role.RESOLUTION or not state.in_body:
            state.role = Role.DISCUSSION if state.is_minutes else Role.PARAGRAPH
        state.in_body = True
        return 1
    if _section_heading(state, pieces, index):
        return 1
    if block.text.rstrip().endswith((":", ";")) or _is_list_next(pieces, index):
        used = _short_list(state, pieces, index)
        if used:
            return used
    _plain(state, block)
    return 1


def _item_heading(state: _State, pieces: list[Block], index: int) -> int:
    """An item's number and title, on one line or two; 0 when the block is no such thing."""
    block = pieces[index]
    if state.item is None and _has_label_next(pieces, index) and _is_title(block.text, max_words=30):
        _open(state, None, block)
        return 1
    named = _ITEM_WORD.match(block.text) or (_ITEM_ROW.match(block.text) if state.kind is Kind.AGENDA else None)
    if named and _is_title(named.group("title")) and state.kind is not Kind.REPORT:
        start = block.span.start + named.start("title")
        title = replace(block, span=Span(start, start + len(named.group("title"))), text=named.group("title"))
        _open(state, named.group("number"), title)
        return 1
    number = NUMBERED.match(block.text)
    if not number or BULLET.match(block.text) or state.kind is Kind.REPORT:
        return 0
    rest = block.text[number.end() :]
    if not rest:
        title = pieces[index + 1] if index + 1 < len(pieces) else None
        if title is None or not _is_title(title.text, max_words=30):
            return 0
        _open(state, number.group("number"), title)
        return 2
    is_labelled = block.is_heading or number.group("stop") or "/" in number.group("number")
    in_list = state.lead_in is not None or state.role in (Role.RESOLUTION, Role.RECOMMENDATION)
    is_next = block.is_heading or _follows(state.item, number.group("number"))
    if not is_labelled or not _is_title(rest) or (in_list and not is_next):
        return 0
    _open(state, number.group("number"), replace(block, span=Span(block.span.end - len(rest), block.span.end), text=rest))
    return 1


def _has_label_next(pieces: list[Block], index: int) -> bool:
    """True before "Minutes:" or "Decision:": what stands there is the title of the only item of a page."""
    is_entry = bool(BULLET.match(pieces[index].text) or NUMBERED.match(pieces[index].text))
    return not is_entry and index + 1 < len(pieces) and bool(_MINUTES_LABEL.match(pieces[index + 1].text))


def _follows(before: str | None, number: str) -> bool:
    """True when ``number`` is the next one after ``before`` in the same form."""
    if before is None:
        return False
    last, this = re.split(r"\D", before), re.split(r"\D", number)
    if len(last) != len(this) or not all(part.isdigit() for part in last + this):
        return False
    return any(
        int(new) == int(old) + 1 and last[:place] == this[:place] for place, (old, new) in enumerate(zip(last, this, strict=True))
    )


def _open(state: _State, number: str | None, title: Block) -> None:
    trimmed = _ATTACHMENT.sub("", title.text)
    title = replace(title, text=trimmed, span=Span(title.span.start, title.span.start + len(trimmed)))
    state.open_item(number, title)
    _append(state, title.span, Role.HEADER)


def _is_title(text: str, max_words: int = 12) -> bool:
    plain = _ATTACHMENT.sub("", text).strip()
    if not plain or len(plain) > _MAX_TITLE or plain.endswith((";", ":", ",")) or plain[0].islower():
        return False
    sentence_end = plain.endswith(".") and len(plain.split()) > max_words
    return not sentence_end and not re.match(r"That\s|RESOLVED|It was\s", plain)


def _section_heading(state: _State, pieces: list[Block], index: int) -> bool:
    """A heading inside the paper: a marked heading, or a short line without a full stop before a paragraph."""
    block = pieces[index]
    text = block.text.strip("*_ ")
    number = NUMBERED.match(text)
    if number and state.kind is Kind.REPORT and _is_numbered_heading(number, text, pieces, index):
        text = text[number.end() :]
        start = block.span.end - len(text)
        block = replace(block, span=Span(start, block.span.end), text=text, is_heading=True)
    if _RECOMMENDATION_HEADING.match(text):
        state.role, state.lead_in = Role.RECOMMENDATION, block.span
        return True
    if _CONTACT.match(text) and text.rstrip(": ")[-1].isalpha() and len(text) < 60:
        state.role, state.lead_in = Role.CONTACT, block.span
        _append(state, block.span, Role.CONTACT)
        return True
    decision = DECISION.match(text)
    if decision and not text[decision.end() :].strip(" :.\u2013-"):
        state.role, state.lead_in, state.parent, state.n_bullets = Role.RESOLUTION, block.span, None, 0
        state.has_resolved = False
        return True
    if not (block.is_heading or _looks_like_heading(text, pieces, index)):
        return False
    exempt = bool(_EXEMPT.search(text))
    if state.is_minutes and state.item is not None and not block.is_heading and not exempt:
        return False
    state.is_exempt = exempt or state.closed_session
    state.lead_in, state.parent, state.n_bullets = None, None, 0
    if state.item is None or not state.is_minutes:
        state.title = block
    if state.role is not Role.CONTACT or block.is_heading:
        state.role = _role_after_heading(state, text)
    _append(state, block.span, Role.HEADER)
    return True


def _is_numbered_heading(number: re.Match[str], text: str, pieces: list[Block], index: int) -> bool:
    """"2. BACKGROUND", or "2. The duty" before paragraph 2.1."""
    rest = text[number.end() :]
    following = pieces[index + 1].text if index + 1 < len(pieces) else ""
    return looks_titled(rest) and (rest.isupper() or following.startswith(f"{number.group('number')}.1"))


def _role_after_heading(state: _State, text: str) -> Role:
    if _INTEREST.search(text):
        return Role.INTEREST
    if not state.in_body and state.passages and not _is_opening(text):
        return Role.HEADER
    return Role.DISCUSSION if state.is_minutes else Role.PARAGRAPH


def _is_opening(text: str) -> bool:
    return bool(re.match(r"(?:introduction|purpose|background|summary|executive summary|report)\b", text, re.IGNORECASE))


def _looks_like_heading(text: str, pieces: list[Block], index: int) -> bool:
    """A title-like line before something longer; without blank lines around it the next block must be prose."""
    if not looks_titled(text) or BULLET.match(text) or POINT.match(text) or NUMBERED.match(text):
        return False
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    if following is None:
        return False
    is_before_prose = len(following.text) >= _PROSE or begins_entry(following.text)
    return pieces[index].has_gap or (is_before_prose and not following.text.isdigit())


def _is_list_next(pieces: list[Block], index: int) -> bool:
    return index + 1 < len(pieces) and bool(_bullet(pieces[index + 1].text)) and not _bullet(pieces[index].text)


def _bullet(text: str) -> bool:
    """A bare bullet: not one that hides a paragraph number or a lettered point."""
    mark = BULLET.match(text)
    return bool(mark and not NUMBERED.match(text) and not POINT.match(text[mark.end() :]))


def _short_list(state: _State, pieces: list[Block], index: int) -> int:
    """A sentence and the short bullets it introduces, kept as one passage; 0 when the list is long."""
    end = index + 1
    while end < len(pieces) and _bullet(pieces[end].text) and len(pieces[end].text) <= _MAX_LIST_ENTRY:
        end += 1
    if end == index + 1 or (end < len(pieces) and _bullet(pieces[end].text)):
        return 0
    span = Span(pieces[index].span.start, pieces[end - 1].span.end)
    if span.end - span.start > _MAX_LIST:
        return 0
    whole = replace(pieces[index], span=span, text=pieces[index].text)
    decision = DECISION.match(whole.text)
    if decision and whole.text[0].isupper():
        state.role = Role.RESOLUTION
    _plain(state, whole)
    return end - index


def _plain(state: _State, block: Block) -> None:
    """A block that is a passage of its own: point, resolution, paragraph, list entry, row."""
    text = block.text
    point = _point(state, text)
    role = _role(state, text)
    if len(text) > 200 or NUMBERED.match(text):
        state.in_body = True
    cut = _CUT.search(text) or _TRAILING_CUT.search(text)
    span = Span(block.span.start, block.span.start + cut.start()) if cut and cut.start() else block.span
    is_exclusion = role is Role.RESOLUTION and bool(_EXCLUSION.search(text))
    if _EXEMPT.search(text) and not is_exclusion:
        state.is_exempt = True
    _append(state, span, role, text, point, is_truncated=bool(cut))
    if cut:
        _mark_item_cut(state)
    if is_exclusion:
        state.closed_session = state.is_exempt = state.is_minutes
    if _READMITTED.search(text):
        state.closed_session = state.is_exempt = False
    if text.rstrip().endswith((":", ";")) and role is not Role.RESOLUTION and not _bullet(text):
        state.lead_in, state.n_bullets = block.span, 0
        state.parent = point or state.parent


def _mark_item_cut(state: _State) -> None:
    """Nothing after the cut belongs to the discussion; the next label or item starts afresh."""
    state.lead_in, state.parent = None, None


def _role(state: _State, text: str) -> Role:
    decision = DECISION.match(text)
    if decision and text.lstrip("*_")[0].isupper():
        if state.is_minutes or text[:8].isupper():
            state.role, state.has_resolved = Role.RESOLUTION, bool(text[decision.end() :].strip())
            return Role.RESOLUTION
    if state.role is Role.RESOLUTION and state.has_resolved and not _goes_on(text):
        state.role = Role.DISCUSSION
    if state.role is Role.RESOLUTION:
        state.has_resolved = True
        return Role.RESOLUTION
    if state.is_minutes and _BARE_RESOLUTION.match(text):
        return Role.RESOLUTION
    if _CONTACT.match(text):
        return Role.CONTACT
    if state.role in (Role.RECOMMENDATION, Role.CONTACT, Role.INTEREST):
        return state.role
    if _RECOMMENDATION.search(text[:160]) and not state.is_minutes:
        state.role = Role.RECOMMENDATION if text.rstrip().endswith((":", "that", "to")) else state.role
        return Role.RECOMMENDATION
    if not state.in_body and len(text) < 200 and not NUMBERED.match(text):
        return Role.HEADER
    return Role.DISCUSSION if state.is_minutes else Role.PARAGRAPH


def _goes_on(text: str) -> bool:
    """True for what can be one more resolution after the first: a listed entry, or a clause with "That"."""
    mark = BULLET.match(text)
    rest = text[mark.end() :] if mark else text
    number = NUMBERED.match(rest)
    return bool(mark or POINT.match(rest) or (number and is_marked(number)) or re.match(r"(?:and\s+)?(?:that|to)\b", rest, re.I))


def _point(state: _State, text: str) -> str | None:
    """The label of the passage inside its item, as printed."""
    mark = BULLET.match(text)
    rest = text[mark.end() :] if mark else text
    number = NUMBERED.match(text)
    if number and is_marked(number) and "/" not in number.group("number"):
        state.parent = f"para {number.group('number')}" if not state.is_minutes else f"({number.group('number')})"
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


def _append(
    state: _State, span: Span, role: Role, text: str = "", point: str | None = None, is_truncated: bool = False
) -> None:
    access = Access.EXEMPT if state.is_exempt else Access.PUBLIC
    previous = state.passages[-1] if state.passages else None
    before = previous.span if previous and previous.access is access and _ANAPHOR.match(text) else None
    context = tuple(
        each
        for each in dict.fromkeys((state.title.span if state.title else None, state.lead_in, before))
        if each is not None and not each.overlaps(span)
    )
    state.passages.append(
        Passage(
            ordinal=len(state.passages),
            span=span,
            role=role,
            item=state.item,
            item_title=state.title.text.strip() if state.title else None,
            point=point,
            context=context,
            is_truncated=is_truncated,
            access=access,
        )
    )
