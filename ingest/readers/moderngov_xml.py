"""A meeting as the web service of Modern.gov gives it (GetMeeting): header, attendance, items in order.

The text follows the pages that the same system shows: number, title, agenda text, "Decision:", "Minutes:".
What the service marks as restricted is headed "Not for publication", so that it is kept apart from then on.
"""

from __future__ import annotations

import html
import re

from ingest.errors import NoText, UnsupportedFormat
from ingest.papers import Notice, Text
from ingest.readers.composing import Composer
from ingest.readers.html import hidden_text_notices, read_fragment
from ingest.readers.web_pages import meeting_cancelled
from ingest.readers.xml_tree import Element, parse_xml

_TITLE_LEVEL = 3
_LABEL_LEVEL = 4
_BODY_LEVEL = 5
_MAX_UNESCAPES = 2
_DECISION = "decisionnonemptyhtmlbody"
_MINUTES = "minutesnonemptyhtmlbody"
_NOT_FOR_PUBLICATION = "Not for publication"
_ESCAPED_TAG = re.compile(r"&(?:amp;)*lt;\s*/?[a-z]", re.I)
_NOT_RESTRICTED = frozenset({"", "false", "0", "no"})
_DISPLAYED = frozenset({"", "true", "1", "yes"})
_CANCELLED = re.compile(r"cancell?ed", re.I)
_LISTS = {"getmeetings": "a list of meetings", "committees": "a list of committees"}


def read_moderngov_xml(data: bytes, name: str) -> Text:
    """The text of one meeting.

    Raises:
        NoText: The file lists meetings or committees, or the meeting has no words.
        UnsupportedFormat: The XML is of another kind.
        ReadError: The XML is damaged, or declares a document type.
    """
    root = parse_xml(data, name)
    _refuse_list(root, name)
    meeting = root if root.tag == "meeting" else root.first("meeting")
    if meeting is None or not (meeting.child("agendaitems") or meeting.child("meetingdate")):
        raise UnsupportedFormat(
            f"{name}: XML of an unknown kind ({root.tag}). Save the meeting as PDF, DOCX or HTML, and add that."
        )
    reader = _MeetingReader(meeting)
    reader.read()
    return reader.composer.finish(
        name=name, form="moderngov-xml", notices=reader.notices(), title=reader.headline
    )


def _refuse_list(root: Element, name: str) -> None:
    for tag, kind in _LISTS.items():
        if root.tag == tag or (root.tag == "envelope" and root.first(tag) is not None):
            raise NoText(
                f"{name}: {kind} from the web service, with no paper in it. Ask the service for the meeting "
                "that you want (GetMeeting), and add that answer."
            )


class _MeetingReader:
    """Goes through one ``meeting`` element from top to bottom."""

    def __init__(self, meeting: Element) -> None:
        self.composer = Composer()
        self._meeting = meeting
        self._items = meeting.within("agendaitems", "agendaitem")
        self._is_cancelled = _CANCELLED.search(meeting.value("meetingstatus")) is not None
        self._n_hidden_words = 0
        self._more: dict[str, Notice] = {}
        when = f"{meeting.value('meetingdate')} {meeting.value('meetingtime')}".strip()
        self.headline = " - ".join(filter(None, (_committee(meeting, self._items), when)))

    def read(self) -> None:
        """Read everything that the meeting says of itself and of its items."""
        if _is_withheld(self._meeting):
            self.composer.add(_NOT_FOR_PUBLICATION.upper(), level=1)
        self.composer.add(self._kinds_of_content(), level=1)
        status = "CANCELLED" if self._is_cancelled else ""
        self.composer.add(", ".join(filter(None, (self.headline, status))), level=2)
        place = self._meeting.value("meetinglocation") or self._meeting.value("meetingroom")
        self.composer.add(f"Venue: {place}" if place else "")
        self._read_attendees()
        for item in self._items:
            self._read_item(item)

    def notices(self) -> tuple[Notice, ...]:
        """What a reader of the meeting must know."""
        cancelled = (meeting_cancelled(),) if self._is_cancelled else ()
        return (*cancelled, *hidden_text_notices(self._n_hidden_words), *self._more.values())

    def _kinds_of_content(self) -> str:
        """The headline that Modern.gov gives the page of such a meeting."""
        has_decisions = any(_has_words(item.value(_DECISION)) for item in self._items)
        has_minutes = any(_has_words(item.value(_MINUTES)) for item in self._items)
        more = ["decisions"] * has_decisions + ["minutes"] * has_minutes
        if not self._items:
            return "Meeting"
        return f"Agenda, {' and '.join(more)}" if len(more) > 1 else " and ".join(["Agenda", *more])

    def _read_attendees(self) -> None:
        attendees = self._meeting.within("attendees", "attendee")
        if attendees:
            self.composer.add("Attendance", level=_LABEL_LEVEL)
        for place, attendee in enumerate(attendees):
            told = (attendee.attributes.get(key, "") for key in ("name", "roledescription", "attendance"))
            self.composer.add("- " + ", ".join(filter(None, told)), is_next_line=place > 0)

    def _read_item(self, item: Element) -> None:
        number, title = _number(item), self._one_line(item.value("agendaitemtitle"))
        if _is_withheld(item):
            # In the heading itself: an item's title can tell as much as its text.
            title = f"{title} ({_NOT_FOR_PUBLICATION})" if title else f"Item {_NOT_FOR_PUBLICATION.lower()}"
        self.composer.add(number)
        self.composer.add(title, level=_TITLE_LEVEL)
        self._read_body(item.value("agendatext"))
        for label, tag in (("Decision:", _DECISION), ("Minutes:", _MINUTES)):
            if _has_words(item.value(tag)):
                self.composer.add(label, level=_LABEL_LEVEL)
                self._read_body(item.value(tag))

    def _read_body(self, body: str) -> None:
        found = read_fragment(_unescaped(body), self.composer, highest_level=_BODY_LEVEL)
        self._n_hidden_words += found.n_hidden_words
        self._more.update({notice.code: notice for notice in found.notices})

    def _one_line(self, title: str) -> str:
        line = Composer()
        read_fragment(_unescaped(title), line)
        self.composer.n_hidden += line.n_hidden
        return line.one_line()


def _has_words(body: str) -> bool:
    """False for markup around nothing, which the service sends for an empty field."""
    shown = Composer()
    read_fragment(_unescaped(body), shown)
    return bool(shown.one_line())


def _unescaped(body: str) -> str:
    """HTML as it was before the service escaped it a second or third time."""
    for _ in range(_MAX_UNESCAPES):
        if "<" in body or _ESCAPED_TAG.search(body) is None:
            break
        body = html.unescape(body)
    return body


def _committee(meeting: Element, items: list[Element]) -> str:
    """The committee: said of the meeting, or by all documents filed for this very meeting; else nothing."""
    stated = meeting.value("committeetitle") or meeting.value("committeename")
    if stated:
        return stated
    documents = [document for item in items for document in item.within("linkeddocuments", "linkeddoc")]
    day = meeting.value("meetingdate")
    named = {each.value("committeetitle") for each in documents if each.value("meetingdate") == day}
    return named.pop() if len(named) == 1 else ""


def _number(item: Element) -> str:
    """The number as the agenda prints it, with its stop; empty for a heading between items."""
    shown = item.value("fulldisplaynumberformat")
    if any(character.isdigit() for character in shown):
        return shown if shown.endswith((".", ")")) else f"{shown}."
    number, part = item.value("agendaitemnumber"), item.value("agendaitemsubnumber")
    if number in {"", "0"}:
        return ""
    return f"{number}.{part}." if part not in {"", "0"} else f"{number}."


def _is_withheld(part: Element) -> bool:
    """True unless the service says that the meeting or item may be shown; an unknown word withholds."""
    is_open = part.value("isrestricted").lower() in _NOT_RESTRICTED
    return not is_open or part.value("isdisplayallowed").lower() not in _DISPLAYED
