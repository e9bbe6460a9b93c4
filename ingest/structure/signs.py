"""The signs by which a reader tells what a block of a committee paper is; no state, no memory.

The forms are those of real minutes, agendas and reports of British and Irish public bodies.
"""

from __future__ import annotations

import re

from ingest.structure.lines import BULLET, NUMBERED, POINT, Block, begins_entry, is_marked, looks_titled

MAX_TITLE = 160
MAX_HEADING = 1_000
"""A longer one is a paragraph in the dress of a heading; each passage below it would repeat it."""
MAX_LIST_ENTRY = 140
MAX_LIST = 700
PROSE = 40
CUT = re.compile(
    r"(?<!\s)\s*(?:(?:\.\.\.|\u2026)\s*)?view the full (?:minutes|decision|agenda) text for item\s*[\w./-]*\.?",
    re.IGNORECASE,
)
TRAILING_CUT = re.compile(
    r"(?<![.\s])\s*(?:\.\.\.|\u2026)\s*(?:\[?(?:read more|more|continued)\]?\s*)?$", re.IGNORECASE
)
LABEL = re.compile(
    r"(?:minutes?|additional documents?|supporting documents?|decisions?|purpose|items|no\.\s+item|agenda items?)"
    r"\s*:?$",
    re.IGNORECASE,
)
ITEM_WORD = re.compile(
    r"(?:agenda\s+)?item\s+(?P<number>\d{1,3}[a-z]?)\s*[:.\u2013-]\s*(?P<title>\S.*)$", re.IGNORECASE
)
ITEM_ROW = re.compile(r"(?P<number>\d{1,3}[a-z]?(?:\.\d+)?)\.? \| (?P<title>[^|\n]+?)(?= \||$)")
RUN_ON_TITLE = re.compile(r"(?P<title>[A-Z][^.:;\n]{2,80}?)\s*(?:[.:;\u2013]|\n|$)")
MINUTES_LABEL = re.compile(r"(?:minutes|decision|additional documents)\s*:$", re.IGNORECASE)
ABOUT_THE_ITEM = re.compile(
    r"(?:joint )?reports? (?:of|by|from)\b|to (?:consider|receive|note|agree|approve|update)\b", re.IGNORECASE
)
ATTACHMENT = re.compile(
    r"(?<!\s)\s*(?:pdf icon\s*)?(?:pdf|docx?|xlsx?)\s+[\d.,]+\s*[km]b\b.*$", re.IGNORECASE
)
RECOMMENDATION = re.compile(
    r"(?:officer\s+)?recommendations?\s*:?$|(?:it\s+is\s+)?(?:therefore\s+)?recommended\s+that|"
    r"the\s+[\w ,&-]{3,90}\s+(?:is|are)\s+(?:asked|recommended|invited|requested)\s+to\b",
    re.IGNORECASE,
)
RECOMMENDATION_HEADING = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:(?:officer\s+|summary of\s+)?recommend(?:ations?|ed)(?:\(s\))?(?:\s+\w+){0,2}|"
    r"what the \w+ is asked to \w+|decisions? (?:sought|required|requested))\s*:?$",
    re.IGNORECASE,
)
OFFICER_RECOMMENDATION = re.compile(
    r"[\W_]*(?:officers?|staff|administration)['\u2019]?s?['\u2019]?\s+recommendations?[\W_]*:[\W_]*\w",
    re.IGNORECASE,
)
"""A recommendation in the minutes, with its label on the line."""
RESOLUTION_OF_BODY = re.compile(
    r"[\W_]*(?:council|committee|board)(?:\s+(?:resolution|decision))(?:\s+(?:no\.?\s*)?[\w./-]*\d[\w./-]*)?"
    r"[\W_]*(?P<text>\bthat\b.*)?$",
    re.IGNORECASE | re.DOTALL,
)
"""What stands over what a meeting resolved, with its number: "COUNCIL RESOLUTION 2024/087"."""
REMARK = re.compile(r"\([^()\n]{1,80}\)")
"""What stands behind the word of a decision and tells of the vote on it: "RESOLVED (5 for, 3 against)"."""
CONTACT = re.compile(
    r"(?:officers?|persons?|people|author|report author|further information|contact)s?(?:\s*(?:to\s+contact|details))?"
    r"\s*:?$|(?:tel|telephone|e-?mail|contact(?:\s+officer)?)\s*[:.\u2013-]",
    re.IGNORECASE,
)
REASONS = re.compile(r"\W*(?:statement of )?reasons\b", re.IGNORECASE)
"""A heading below which what is numbered are reasons, and no items."""
INTEREST = re.compile(
    r"(?:declarations?|disclosures?)\s+(?:of|by)\s+(?:members'?\s+|personal\s+)?(?:of\s+)?interests?|interests?$",
    re.IGNORECASE,
)
BARE_RESOLUTION = re.compile(
    r"that\s.{3,400}\b(?:be|is|are)\s+(?:hereby\s+)?(?:noted|approved|agreed|adopted|received|deferred|endorsed|"
    r"confirmed|accepted|supported|refused|rejected|requested|arranged|held|authori[sz]ed|excluded)\b",
    re.IGNORECASE | re.DOTALL,
)
_WHAT_IS_EXEMPT = (
    r"(?:items?|reports?|appendix|appendices|minutes?|information|business|matters?|part|section|papers?)"
)
EXEMPT = re.compile(
    rf"\bnot\s+for\s+publication\b|^\W*(?:strictly\s+)?(?:exempt|confidential)\b(?:\s+{_WHAT_IS_EXEMPT})?"
    r"\W*(?:$|[:\u2013-])|\bexempt\s+(?:information|report|item)\s+(?:under|by virtue of|as defined)|"
    rf"\((?:exempt|confidential)(?:\s+{_WHAT_IS_EXEMPT})?\)|"
    rf"(?:\s[\u2013-]|:)\s*(?:exempt|confidential)(?:\s+{_WHAT_IS_EXEMPT})?\W*$",
    re.IGNORECASE,
)
LASTING_EXEMPT = re.compile(
    r"\W*(?:strictly\s+)?(?:not\s+for\s+publication|(?:exempt|confidential)\s+(?:item|report|appendix|minutes?))\b|"
    r"\W*(?:appendix|annex|part)\b",
    re.IGNORECASE,
)
"""An exempt marking of a whole part of a paper, not of one section."""
PART = re.compile(r"\W*(?:appendix|appendices|annex|part)\b", re.IGNORECASE)
NUMBERED_PART = re.compile(r"\W*part\s+(?:[ivx]+|\d+|[a-d]|one|two|three)\b", re.IGNORECASE)
OVER_ITEMS = re.compile(
    rf"{NUMBERED_PART.pattern}\W*(?:strictly\s+)?(?:exempt|confidential|not\s+for\s+publication)\b|"
    r"\W*(?:strictly\s+)?(?:exempt|confidential)\s+(?:minutes|items|business|matters|reports|papers|section|part)\b",
    re.IGNORECASE,
)
"""An exempt marking above several items: none of them ends it."""
ANAPHOR = re.compile(
    r"(?:\W*\d{1,3}[.)])?\W*(?:this|these|those|it|they|he|she|such|in response|as a result|the former|the latter)\b",
    re.IGNORECASE,
)


def is_numbered_heading(number: re.Match[str], text: str, pieces: list[Block], index: int) -> bool:
    """True for "2. BACKGROUND", and for "2. The duty" before paragraph 2.1."""
    rest = text[number.end() :]
    following = pieces[index + 1].text if index + 1 < len(pieces) else ""
    return looks_titled(rest) and (rest.isupper() or following.startswith(f"{number.group('number')}.1"))


def looks_like_heading(text: str, pieces: list[Block], index: int) -> bool:
    """A title-like line before something longer; without blank lines around it the next block must be prose."""
    if (
        pieces[index].is_attendee
        or not looks_titled(text)
        or BULLET.match(text)
        or POINT.match(text)
        or NUMBERED.match(text)
    ):
        return False
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    if following is None:
        return False
    is_before_prose = len(following.text) >= PROSE or begins_entry(following.text)
    return pieces[index].has_gap or (is_before_prose and not following.text.isdigit())


def is_opening(text: str) -> bool:
    return bool(
        re.match(
            r"(?:introduction|purpose|background|summary|executive summary|report)\b", text, re.IGNORECASE
        )
    )


def is_list_next(pieces: list[Block], index: int) -> bool:
    return (
        index + 1 < len(pieces)
        and bool(is_bullet(pieces[index + 1].text))
        and not is_bullet(pieces[index].text)
    )


def is_bullet(text: str) -> bool:
    """A bare bullet: not one that hides a paragraph number or a lettered point."""
    mark = BULLET.match(text)
    return bool(mark and not NUMBERED.match(text) and not POINT.match(text[mark.end() :]))


def goes_on(text: str) -> bool:
    """True for what can be one more resolution after the first: a listed entry, or a clause with "That"."""
    mark = BULLET.match(text)
    rest = text[mark.end() :] if mark else text
    number = NUMBERED.match(rest)
    return bool(
        mark
        or POINT.match(rest)
        or (number and is_marked(number))
        or re.match(r"(?:and\s+)?(?:that|to)\b", rest, re.I)
    )


def has_label_next(pieces: list[Block], index: int) -> bool:
    """True before "Minutes:" or "Decision:": what stands there is the title of the only item of a page."""
    text = pieces[index].text
    is_other = bool(BULLET.match(text) or NUMBERED.match(text) or ABOUT_THE_ITEM.match(text))
    return not is_other and index + 1 < len(pieces) and bool(MINUTES_LABEL.match(pieces[index + 1].text))


def is_next_number(before: str | None, number: str) -> bool:
    """True when ``number`` is the next one after ``before`` in the same form."""
    if before is None:
        return False
    last, this = re.split(r"\D", before), re.split(r"\D", number)
    if len(last) != len(this) or not all(part.isdigit() for part in last + this):
        return False
    return any(
        int(new) == int(old) + 1 and last[:place] == this[:place]
        for place, (old, new) in enumerate(zip(last, this, strict=True))
    )


def is_title(text: str, max_words: int = 12) -> bool:
    plain = ATTACHMENT.sub("", text).strip()
    if not plain or len(plain) > MAX_TITLE or plain.endswith((";", ":", ",")) or plain[0].islower():
        return False
    sentence_end = plain.endswith(".") and len(plain.split()) > max_words
    return not sentence_end and not re.match(r"That\s|RESOLVED|It was\s", plain)
