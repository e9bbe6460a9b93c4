"""A council's Modern.gov site as a source of papers: its committees, their meetings, what is filed there.

Talks to the site's web service (``mgWebService.asmx``); what is fetched goes on to ``intake``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Final, Self, TypeVar
from urllib.parse import urlencode

import httpx

from ingest.moderngov.address import AddressRefused, PublicOnly, Resolve, SiteError, look_up, site_folder
from ingest.moderngov.answers import (
    Committee,
    Document,
    Meeting,
    MeetingEntry,
    read_committees,
    read_meeting,
    read_meetings,
)
from ingest.moderngov.documents import closed_because, ending_of, file_name, require_document
from ingest.moderngov.site import Forbidden, Manners, NoAnswer, NotGiven, Site
from ingest.papers import Access

T = TypeVar("T")
_SERVICE: Final = "mgWebService.asmx"


class ServiceDisabled(SiteError):
    """The site has no web service, or has it switched off."""


@dataclass(frozen=True)
class Fetched:
    """A paper as the site sent it.

    ``name`` is made from the document's own title, so that minutes of an earlier meeting that are filed here
    stay recognisable. ``day`` and ``committee`` are those of the meeting where it is filed. ``access`` is
    what the site says of it.
    """

    name: str
    data: bytes
    source: str
    meeting_id: int
    day: date | None
    access: Access
    committee: str


@dataclass(frozen=True)
class LeftOut:
    """A paper that was not fetched; ``is_final`` is false where a later run may get it."""

    source: str
    meeting_id: int
    reason: str
    is_final: bool = True


@dataclass(frozen=True)
class Opened:
    """A meeting that the site shows: ``paper`` is its own agenda, decisions and minutes, as XML."""

    paper: Fetched
    meeting: Meeting


class ModernGov:
    """One Modern.gov site. Not for use by several threads: it makes one request at a time on purpose.

    Example:
        >>> with ModernGov("https://democracy.example.gov.uk") as site:  # doctest: +SKIP
        ...     titles = [committee.title for committee in site.committees()]
    """

    def __init__(
        self,
        address: str,
        *,
        manners: Manners | None = None,
        allow_loopback: bool = False,
        resolve: Resolve = look_up,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``address`` is that of the site or of any page of it; ``allow_loopback`` lets in this machine.

        Raises:
            AddressRefused: It is no https address, or does not lead to a public machine.
            HostUnknown: The name has no address.
        """
        base = site_folder(address)
        transport = PublicOnly(resolve, allow_loopback=allow_loopback)
        transport.addresses(base)
        self.host = base.netloc.decode()
        self._site = Site(base, transport, manners, sleep)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._site.close()

    def committees(self) -> tuple[Committee, ...]:
        """Every committee that the site lists, past ones included.

        Raises:
            ServiceDisabled: There is no web service.
            Forbidden: The site refuses this program.
            SiteError: It can't be asked for another reason.
        """
        return self._ask_service(read_committees, "GetCommittees")

    def meetings(self, committee_id: int, since: date, until: date) -> tuple[MeetingEntry, ...]:
        """The meetings of a committee from ``since`` to ``until``, both included, oldest first.

        A meeting for which the site gives no date is among them, last.

        Raises:
            SiteError: As for ``committees``.
        """
        listed = self._ask_service(
            read_meetings,
            "GetMeetings",
            lCommitteeId=str(committee_id),
            sFromDate=f"{since:%d/%m/%Y}",
            sToDate=f"{until:%d/%m/%Y}",
        )
        within = {entry for entry in listed if entry.day is None or since <= entry.day <= until}
        return tuple(sorted(within, key=lambda entry: (entry.day or date.max, entry.meeting_id)))

    def fetch(self, committee_id: int, since: date, until: date) -> Iterator[Fetched | LeftOut]:
        """Every paper of the committee's meetings in these days, one after the other.

        Raises:
            SiteError: As for ``committees``; SiteDown also later, when the site stops answering.
        """
        for entry in self.meetings(committee_id, since, until):
            opened = self.open(entry)
            if isinstance(opened, LeftOut):
                yield opened
                continue
            yield opened.paper
            yield from self.documents(opened)

    def open(self, entry: MeetingEntry) -> Opened | LeftOut:
        """The meeting itself, or why there is nothing to be had of it.

        Raises:
            SiteDown: The site does not answer any more.
        """
        url = self._service_url("GetMeeting", lMeetingId=str(entry.meeting_id))
        called = label_of(entry)
        if entry.is_cancelled:
            reason = f"{called}: the meeting was cancelled, so nothing was fetched."
            return LeftOut(str(url), entry.meeting_id, reason)
        try:
            answer = self._site.get(url)
            meeting = read_meeting(answer.data)
        except (NotGiven, AddressRefused) as error:
            return LeftOut(str(url), entry.meeting_id, f"{called}: {error}", is_final=False)
        if not (meeting.is_shown and meeting.is_anything_published):
            reason = f"{called}: the site has published nothing of it yet. Run the command again later."
            return LeftOut(str(url), entry.meeting_id, reason, is_final=False)
        paper = Fetched(
            name=file_name(f"{called} (meeting {entry.meeting_id})", ".xml"),
            data=answer.data,
            source=str(url),
            meeting_id=entry.meeting_id,
            day=meeting.day or entry.day,
            access=Access.PUBLIC,
            committee=entry.committee,
        )
        return Opened(paper, meeting)

    def documents(
        self, opened: Opened, leave_out: Callable[[str], str | None] = lambda source: None
    ) -> Iterator[Fetched | LeftOut]:
        """The documents filed with a meeting, each once, in the order of its items.

        ``leave_out`` takes a source and returns why it is not to be fetched, or None where it is.

        Raises:
            SiteDown: The site does not answer any more. Lesser failures are yielded as ``LeftOut``.
        """
        met: set[str] = set()
        for document in opened.meeting.documents:
            found = self._document(document, opened.paper, leave_out, met)
            if found is not None:
                yield found

    def _document(
        self, document: Document, paper: Fetched, leave_out: Callable[[str], str | None], met: set[str]
    ) -> Fetched | LeftOut | None:
        called = document.title or f"document {document.attachment_id}"
        source = document.address.strip()
        try:
            url = self._site.own(document.address)
            source = str(url)
            if source in met:
                return None
            met.add(source)
            reason = closed_because(document) or leave_out(source)
            if reason is not None:
                return LeftOut(source, paper.meeting_id, f"{called}: {reason}")
            answer = self._site.get(url)
            require_document(answer, document, url)
        except AddressRefused as error:
            return LeftOut(source, paper.meeting_id, f"{called}: {error}")
        except NotGiven as error:
            return LeftOut(source, paper.meeting_id, f"{called}: {error}", is_final=False)
        name = file_name(f"{called} ({document.attachment_id})", ending_of(answer, url))
        return Fetched(name, answer.data, source, paper.meeting_id, paper.day, Access.PUBLIC, paper.committee)

    def _service_url(self, operation: str, **asked: str) -> httpx.URL:
        query = f"?{urlencode(asked)}" if asked else ""
        return self._site.own(f"{_SERVICE}/{operation}{query}")

    def _ask_service(self, read: Callable[[bytes], T], operation: str, **asked: str) -> T:
        """What ``read`` makes of the answer; anything it can't read means that there is no such service."""
        url = self._service_url(operation, **asked)
        try:
            return read(self._site.get(url).data)
        except (Forbidden, NoAnswer):
            raise
        except NotGiven as error:
            raise ServiceDisabled(
                f"{url.copy_with(query=None)}: no web service of Modern.gov answers there ({error}) Check the "
                "address in a browser; some councils have the service switched off."
            ) from error


def label_of(entry: MeetingEntry) -> str:
    """The committee and the day, as a person would name the meeting."""
    when = f" {entry.day.day} {entry.day:%B %Y}" if entry.day else ""
    return f"{entry.committee}{when}".strip() or f"meeting {entry.meeting_id}"
