"""What Modern.gov's web service says, read from its XML: committees, their meetings, and what is filed there.

Oddities of the service: true and false are the words "True" and "False", numbers have blanks before them,
titles may be escaped twice, some installations put the elements into a namespace. What it does not say
about access counts as restricted.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from ingest.errors import ReadError
from ingest.moderngov.site import NotGiven
from ingest.readers.xml_tree import Element, parse_xml

MAX_XML_BYTES: Final = 10_000_000
"""A tree of elements takes about twenty times the memory of its XML; real answers stay far below this."""


class AnswerUnreadable(NotGiven):
    """The web service answered with something else than the XML that was asked for."""


@dataclass(frozen=True)
class Committee:
    """A committee as the site lists it; ``is_current`` is false for one that was deleted or has ended."""

    committee_id: int
    title: str
    is_current: bool


@dataclass(frozen=True)
class MeetingEntry:
    """A line in the site's list of meetings; ``day`` is None where the site gives no readable date."""

    meeting_id: int
    committee: str
    day: date | None
    is_cancelled: bool


@dataclass(frozen=True)
class Document:
    """A document filed with a meeting. ``address`` is as the site writes it, blanks and line ends included.

    ``is_link`` marks a mere link to a page; ``is_restricted`` is true unless the site says otherwise.
    """

    attachment_id: str
    title: str
    address: str
    is_link: bool
    is_restricted: bool


@dataclass(frozen=True)
class Meeting:
    """A meeting with the documents of all its items, in their order."""

    meeting_id: int
    day: date | None
    is_shown: bool
    is_anything_published: bool
    are_minutes_published: bool
    documents: tuple[Document, ...]


def read_committees(data: bytes) -> tuple[Committee, ...]:
    """The committees in a GetCommittees answer, in its order.

    Raises:
        AnswerUnreadable: It is none.
    """
    return tuple(
        Committee(
            _number(committee, "committeeid"),
            _title(committee, "committeetitle"),
            not (_is_true(committee, "committeedeleted") or _is_true(committee, "committeeexpired")),
        )
        for committee in _root(data, "committees").children
        if committee.tag == "committee"
    )


def read_meetings(data: bytes) -> tuple[MeetingEntry, ...]:
    """The meetings in a GetMeetings answer, in its order.

    Raises:
        AnswerUnreadable: It is none.
    """
    return tuple(
        MeetingEntry(
            _number(meeting, "meetingid"),
            _title(committee, "committeetitle"),
            _day(meeting),
            _words(meeting, "meetingstatus") in ("cancelled", "canceled"),
        )
        for committee in _root(data, "getmeetings").children
        for meeting in committee.within("committeemeetings", "meeting")
    )


def read_meeting(data: bytes) -> Meeting:
    """The meeting in a GetMeeting answer.

    Raises:
        AnswerUnreadable: It is none.
    """
    root = _root(data, "meeting")
    published = [_is_true(root, name) for name in ("agendapublished", "decisionpublished", "minutepublished")]
    filed = [*root.within("agendaitems", "agendaitem"), root]
    return Meeting(
        meeting_id=_number(root, "meetingid"),
        day=_day(root),
        is_shown=_is_shown(root),
        is_anything_published=any(published),
        are_minutes_published=published[-1],
        documents=tuple(
            _document(each, is_item_open=_is_shown(part) and not _is_true(part, "isrestricted"))
            for part in filed
            for each in part.within("linkeddocuments", "linkeddoc")
        ),
    )


def _document(element: Element, *, is_item_open: bool) -> Document:
    return Document(
        attachment_id=element.value("attachmentid"),
        title=_title(element, "title"),
        address=element.value("url"),
        is_link=_is_true(element, "isurl"),
        # Only a plain "False" opens a document: an answer without the field says nothing, not "public".
        is_restricted=not (is_item_open and _words(element, "isrestricted") == "false"),
    )


def _root(data: bytes, expected: str) -> Element:
    if len(data) > MAX_XML_BYTES:
        raise AnswerUnreadable(f"{len(data):,} bytes of XML are more than a meeting or a list needs.")
    try:
        root = parse_xml(data, "the answer")
    except ReadError as error:
        raise AnswerUnreadable(str(error)) from error
    if root.tag != expected:
        raise AnswerUnreadable(f"the answer is <{root.tag[:80]}>, not <{expected}>.")
    return root


def _words(element: Element, name: str) -> str:
    return " ".join(element.value(name).split()).lower()


def _title(element: Element, name: str) -> str:
    """The words with what is left of one or two rounds of escaping taken off."""
    return " ".join(html.unescape(html.unescape(element.value(name))).split())


def _is_true(element: Element, name: str) -> bool:
    return _words(element, name) == "true"


def _is_shown(element: Element) -> bool:
    return _words(element, "isdisplayallowed") in ("", "true")


def _number(element: Element, name: str) -> int:
    words = _words(element, name)
    if not (words.isascii() and words.isdigit()):
        raise AnswerUnreadable(f"<{name}> of <{element.tag}> is {words[:80]!r}, not a number.")
    return int(words[:18])


def _day(element: Element) -> date | None:
    try:
        return datetime.strptime(_words(element, "meetingdate"), "%d/%m/%Y").date()
    except ValueError:
        return None
