"""A council's site in a thread of the test, asked through the real client, into a real library."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from ingest.moderngov.address import AddressRefused
from ingest.moderngov.answers import (
    AnswerUnreadable,
    MeetingEntry,
    read_committees,
    read_meeting,
    read_meetings,
)
from ingest.moderngov.connector import Fetched, LeftOut, ModernGov, ServiceDisabled
from ingest.moderngov.documents import file_name
from ingest.moderngov.intake import ingest_from
from ingest.moderngov.site import Forbidden, Manners, NoAnswer, SiteDown
from ingest.outcomes import Outcome
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library

COMMITTEES = """<?xml version="1.0" encoding="utf-8"?>
<committees><committeescount> 2</committeescount>
<committee><committeeid>31</committeeid><committeetitle>Harbour &amp;amp; Markets Panel</committeetitle>
<committeedeleted>False</committeedeleted><committeeexpired>False</committeeexpired></committee>
<committee><committeeid> 32</committeeid><committeetitle>Ferry Board</committeetitle>
<committeedeleted>False</committeedeleted><committeeexpired>True</committeeexpired></committee></committees>
"""
MEETINGS = """<?xml version="1.0" encoding="utf-8"?>
<getmeetings><meetingscount> 3</meetingscount><committeescount> 1</committeescount><committee>
<committeeid>31</committeeid><committeetitle>Harbour &amp;amp; Markets Panel</committeetitle>
<committeemeetingcount> 3</committeemeetingcount><committeemeetings>
<meeting><meetingid> 502</meetingid><meetingdate>11/03/2025</meetingdate>
<meetingstatus>Confirmed</meetingstatus><meetingtime>2.00 pm</meetingtime><iswebcast>False</iswebcast></meeting>
<meeting><meetingid>501</meetingid><meetingdate>14/01/2025</meetingdate>
<meetingstatus>Cancelled</meetingstatus><meetingtime>2.00 pm</meetingtime></meeting>
<meeting><meetingid>503</meetingid><meetingdate>13/05/2025</meetingdate>
<meetingstatus>Confirmed</meetingstatus><meetingtime>2.00 pm</meetingtime></meeting>
</committeemeetings></committee></getmeetings>
"""
MEETING = """<?xml version="1.0" encoding="utf-8"?>
<meeting><meetingid>502</meetingid><meetingdate>11/03/2025</meetingdate><meetingstatus>Confirmed</meetingstatus>
<isdisplayallowed>True</isdisplayallowed><meetingtime>2.00 pm</meetingtime>
<meetinglocation>The Old Customs House</meetinglocation><agendaid>502</agendaid>
<agendapublished>True</agendapublished><decisionpublished>False</decisionpublished>
<minutepublished>True</minutepublished><agendaitems>
<agendaitem><agendaitemid>1</agendaitemid><agendaitemtitle>Opening</agendaitemtitle>
<agendaitemnumber>0</agendaitemnumber><isrestricted>False</isrestricted></agendaitem>
<agendaitem><agendaitemid>2</agendaitemid><agendaitemtitle>Minutes</agendaitemtitle>
<agendaitemnumber>1</agendaitemnumber><fulldisplaynumberformat>1.</fulldisplaynumberformat>
<minutesnonemptyhtmlbody>&amp;lt;p&amp;gt;The minutes of 12 November 2024 were agreed as a correct
record.&amp;lt;/p&amp;gt;</minutesnonemptyhtmlbody><isrestricted>False</isrestricted><linkeddocuments>
<linkeddoc><attachmentid>901</attachmentid><title>Minutes of 12 November</title><isurl>False</isurl>
<url>{base}/mgConvert2PDF.aspx?ID=901</url><isrestricted>False</isrestricted></linkeddoc>
</linkeddocuments></agendaitem>
<agendaitem><agendaitemid>3</agendaitemid><agendaitemtitle>Repair of the fish quay</agendaitemtitle>
<agendaitemnumber>2</agendaitemnumber><fulldisplaynumberformat>2.</fulldisplaynumberformat>
<minutesnonemptyhtmlbody>&lt;p&gt;The Harbour Master reported that 9 of the 40 bollards on the fish quay were
loose.&lt;/p&gt;&lt;p&gt;RESOLVED: That the bollards be set in concrete by July 2025.&lt;/p&gt;
</minutesnonemptyhtmlbody><isrestricted>False</isrestricted><linkeddocuments>
<linkeddoc><attachmentid>902</attachmentid><title>Quay repairs: report</title><isurl>False</isurl>
<url>
{base}/documents/s902/Quay
 repairs report.txt
</url><isrestricted>False</isrestricted></linkeddoc>
<linkeddoc><attachmentid>903</attachmentid><title>Tender prices</title><isurl>False</isurl>
<url>{base}/mgConvert2PDF.aspx?ID=903</url><isrestricted>True</isrestricted>
<restrictionsRef>3</restrictionsRef></linkeddoc>
<linkeddoc><attachmentid>904</attachmentid><title>Exempt appendix</title><isurl>False</isurl>
<url>{base}/mgConvert2PDF.aspx?ID=904</url><isrestricted>False</isrestricted></linkeddoc>
<linkeddoc><attachmentid>905</attachmentid><title>Unmarked paper</title><isurl>False</isurl>
<url>{base}/mgConvert2PDF.aspx?ID=905</url></linkeddoc>
<linkeddoc><attachmentid>906</attachmentid><title>Webcast</title><isurl>True</isurl>
<url>https://video.example.org/31</url><isrestricted>False</isrestricted></linkeddoc>
<linkeddoc><attachmentid>902</attachmentid><title>Quay repairs: report</title><isurl>False</isurl>
<url>{base}/documents/s902/Quay repairs report.txt</url><isrestricted>False</isrestricted></linkeddoc>
</linkeddocuments></agendaitem>
<agendaitem><agendaitemid>4</agendaitemid><agendaitemtitle>Rent arrears</agendaitemtitle>
<agendaitemnumber>3</agendaitemnumber><isrestricted>True</isrestricted><linkeddocuments>
<linkeddoc><attachmentid>907</attachmentid><title>Arrears by tenant</title><isurl>False</isurl>
<url>{base}/mgConvert2PDF.aspx?ID=907</url><isrestricted>False</isrestricted></linkeddoc>
</linkeddocuments></agendaitem>
</agendaitems></meeting>
"""
UNPUBLISHED = """<meeting><meetingid>503</meetingid><meetingdate>13/05/2025</meetingdate>
<meetingstatus>Confirmed</meetingstatus><isdisplayallowed>True</isdisplayallowed>
<agendapublished>False</agendapublished><decisionpublished>False</decisionpublished>
<minutepublished>False</minutepublished></meeting>
"""


def pdf(text: str) -> bytes:
    made = BytesIO()
    canvas = Canvas(made)
    for number, line in enumerate(text.splitlines()):
        canvas.drawString(72, 760 - 16 * number, line)
    canvas.save()
    return made.getvalue()


EARLIER_MINUTES = pdf(
    "The Panel considered a report of the Harbour Master about dredging the inner basin.\n"
    "RESOLVED: That the inner basin be dredged in spring."
)
REPORT = """Report of the Harbour Master

Repair of the fish quay

Recommendation

1. That the Panel agree to have the loose bollards set in concrete.

Background

2. The bollards were last set in 1988, and 9 of the 40 are loose.
"""

SINCE, UNTIL = date(2025, 1, 1), date(2025, 12, 31)
LATER = date(2025, 9, 1)
QUICK = Manners(delay_s=0.0, back_off_s=0.01, timeout_s=5.0)
Reply = tuple[int, dict[str, str], bytes]


class Council(ThreadingHTTPServer):
    """A site that answers from ``pages``; ``first`` holds answers that go out once, before those."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.set_up()

    def set_up(self) -> None:
        self.asked: list[str] = []
        self.hosts: set[str] = set()
        self.first: dict[str, list[Reply]] = {}
        self.pages: dict[str, Reply] = {
            "GetCommittees": xml(COMMITTEES),
            "GetMeetings": xml(MEETINGS),
            "502": xml(MEETING.format(base=self.base)),
            "503": xml(UNPUBLISHED),
            "901": (200, {"Content-Type": "application/pdf"}, EARLIER_MINUTES),
            "/documents/s902/Quay%20repairs%20report.txt": (
                200,
                {"Content-Type": "text/plain"},
                REPORT.encode(),
            ),
        }

    def handle_error(self, *_: object) -> None:
        """A client that hangs up, as it does on too much, is no fault."""

    def reply_to(self, path: str) -> Reply:
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        key = (query.get("lMeetingId") or query.get("ID") or [parts.path.rpartition("/")[2]])[0]
        key = parts.path if parts.path.startswith("/documents/") else key
        self.asked.append(key)
        if self.first.get(key):
            return self.first[key].pop(0)
        return self.pages.get(key, (404, {}, b"not here"))


class Desk(BaseHTTPRequestHandler):
    server: Council
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.hosts.add(self.headers["Host"])
        status, headers, body = self.server.reply_to(self.path)
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def xml(text: str) -> Reply:
    return 200, {"Content-Type": "text/xml; charset=utf-8"}, text.encode()


@pytest.fixture(scope="module")
def running() -> Iterator[Council]:
    server = Council()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def council(running: Council) -> Council:
    running.set_up()
    return running


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def site(council: Council, pauses: list[float]) -> Iterator[ModernGov]:
    with ModernGov(council.base, manners=QUICK, allow_loopback=True, sleep=pauses.append) as opened:
        yield opened


@pytest.fixture(scope="module")
def harvested_once(running: Council, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library after a first run; read by none, copied by many."""
    folder = tmp_path_factory.mktemp("harvested") / "library"
    running.set_up()
    with Library.create_or_open(folder) as opened, pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.intake.build_generation", lambda library: None)
        with ModernGov(running.base, manners=QUICK, allow_loopback=True) as site:
            outcomes = run_over(site, opened)
    (folder / "outcomes.json").write_text(json.dumps([asdict(outcome) for outcome in outcomes]), "utf-8")
    return folder


@pytest.fixture
def library(harvested_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    # The index has tests of its own and takes two seconds to build.
    monkeypatch.setattr("ingest.intake.build_generation", lambda library: None)
    with Library.create_or_open(Path(shutil.copytree(harvested_once, tmp_path / "library"))) as opened:
        yield opened


@pytest.fixture
def unsettled(library: Library) -> Library:
    """A library with the papers of a first run, but without the notes that spare a second one requests."""
    shutil.rmtree(library.folder / "moderngov-cache")
    return library


def run_over(
    site: ModernGov, library: Library, today: date = LATER, access: Access = Access.PUBLIC
) -> list[Outcome]:
    entries = site.meetings(31, SINCE, UNTIL)
    return ingest_from(site, entries, library, access=access, encoder=QueryEncoder(), today=today)


def by_ending(outcomes: list[Outcome]) -> dict[str, Outcome]:
    return {outcome.path.rpartition("=")[2].rpartition("/")[2]: outcome for outcome in outcomes}


# What the service says


def test_committees_are_listed_with_their_ids_and_whether_they_still_meet(site):
    found = [(each.committee_id, each.title, each.is_current) for each in site.committees()]
    assert found == [(31, "Harbour & Markets Panel", True), (32, "Ferry Board", False)]


def test_meetings_come_oldest_first_and_only_those_of_the_days_asked_for(site, council):
    found = site.meetings(31, date(2025, 1, 1), date(2025, 3, 11))
    assert [(each.meeting_id, each.is_cancelled) for each in found] == [(501, True), (502, False)]
    assert found[0].committee == "Harbour & Markets Panel"


def test_a_namespace_around_the_elements_does_no_harm():
    spaced = MEETINGS.replace("<getmeetings>", '<getmeetings xmlns="http://moderngov.co.uk/namespaces">')
    assert len(read_meetings(spaced.encode())) == 3


def test_a_date_that_is_none_is_left_open_rather_than_guessed():
    (first, *_) = read_meetings(MEETINGS.replace("11/03/2025", "31/02/2025").encode())
    assert first.day is None


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"not xml",
        b"<html><body>Service off</body></html>",
        b'<!DOCTYPE committees [<!ENTITY a "b">]><committees>&a;</committees>',
        b"<committees><committee><committeeid>x</committeeid></committee></committees>",
        b"<committees><committee><committeeid>-1</committeeid></committee></committees>",
        b"<committees>" + b"<a>" * 5000,
    ],
)
def test_an_answer_that_is_no_list_of_committees_is_told_as_unreadable(answer):
    with pytest.raises(AnswerUnreadable):
        read_committees(answer)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading_of_a_meeting(answer):
    with pytest.raises(AnswerUnreadable):
        read_meeting(answer)


# What is fetched and what is not


def test_a_meeting_and_its_open_documents_are_fetched_under_their_own_titles(site):
    found = [each for each in site.fetch(31, SINCE, UNTIL) if isinstance(each, Fetched)]
    assert [each.name for each in found] == [
        "Harbour & Markets Panel 11 March 2025 (meeting 502).xml",
        "Minutes of 12 November (901).pdf",
        "Quay repairs report (902).txt",
    ]
    assert {each.day for each in found} == {date(2025, 3, 11)}
    assert {each.access for each in found} == {Access.PUBLIC}
    assert {each.meeting_id for each in found} == {502}


def test_restricted_documents_are_never_asked_for_and_each_is_told(site, council):
    left_out = [each for each in site.fetch(31, SINCE, UNTIL) if isinstance(each, LeftOut)]
    told = "\n".join(each.reason for each in left_out)
    for closed in ("Tender prices", "Exempt appendix", "Unmarked paper", "Arrears by tenant"):
        assert closed in told
    assert not {"903", "904", "905", "907"} & set(council.asked)
    assert "Webcast" in told and "lies outside" in told


def test_a_cancelled_meeting_and_one_without_papers_yet_are_told(site, council):
    left_out = {each.meeting_id: each for each in site.fetch(31, SINCE, UNTIL) if isinstance(each, LeftOut)}
    assert "14 January 2025: the meeting was cancelled" in left_out[501].reason
    assert "501" not in council.asked
    assert "published nothing" in left_out[503].reason and not left_out[503].is_final


def test_addresses_with_blanks_and_line_ends_are_asked_for_percent_encoded_and_once(site, council):
    list(site.fetch(31, SINCE, UNTIL))
    assert council.asked.count("/documents/s902/Quay%20repairs%20report.txt") == 1


def test_a_web_page_in_place_of_a_document_is_no_paper(site, council):
    page = b"<!DOCTYPE html><html><body>You may not see this.</body></html>"
    council.pages["901"] = (200, {"Content-Type": "application/octet-stream"}, page)
    left_out = [each for each in site.fetch(31, SINCE, UNTIL) if isinstance(each, LeftOut)]
    assert any("901" in each.source and "a web page instead" in each.reason for each in left_out)


def test_one_document_that_is_missing_does_not_stop_the_others(site, council):
    del council.pages["901"]
    found = list(site.fetch(31, SINCE, UNTIL))
    assert any("status 404" in each.reason for each in found if isinstance(each, LeftOut))
    assert any(each.name.startswith("Quay") for each in found if isinstance(each, Fetched))


@given(st.text())
def test_any_title_makes_a_file_name_that_every_disk_takes(title):
    name = file_name(title, ".pdf")
    assert name.endswith(".pdf") and 4 < len(name) < 130
    assert not set(name) & set('/\\:*?"<>|\n\r\0') and not name.startswith(".")


# Where connections go


def test_this_machine_is_only_let_in_where_a_caller_says_so(council):
    with pytest.raises(AddressRefused):
        ModernGov(council.base)
    assert council.asked == []


def test_a_redirect_inside_the_site_is_followed(site, council):
    council.first["901"] = [(302, {"Location": "/documents/s902/Quay repairs report.txt"}, b"")]
    names = [each.name for each in site.fetch(31, SINCE, UNTIL) if isinstance(each, Fetched)]
    assert "Minutes of 12 November (901).txt" in names


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example.org/x", "http://localhost:{port}/x", "//10.0.0.1/"]
)
def test_a_redirect_to_another_host_is_refused(site, council, elsewhere):
    council.first["901"] = [(302, {"Location": elsewhere.format(port=council.server_port)}, b"")]
    left_out = [each for each in site.fetch(31, SINCE, UNTIL) if isinstance(each, LeftOut)]
    assert any(each.source.endswith("=901") and "lies outside" in each.reason for each in left_out)
    assert council.hosts == {f"127.0.0.1:{council.server_port}"}


def test_a_redirect_without_end_is_given_up_after_the_third(site, council):
    council.pages["901"] = (302, {"Location": "/mgConvert2PDF.aspx?ID=901"}, b"")
    left_out = [each for each in site.fetch(31, SINCE, UNTIL) if isinstance(each, LeftOut)]
    assert any("leads on more than 3 times" in each.reason for each in left_out)
    assert council.asked.count("901") == 4


# How the site is treated


def test_a_busy_site_is_given_the_time_that_it_asks_for(site, council, pauses):
    council.first["GetCommittees"] = [(429, {"Retry-After": "2"}, b""), (503, {"Retry-After": "7"}, b"")]
    assert len(site.committees()) == 2
    assert pauses == [2.0, 7.0]


def test_a_busy_site_that_names_a_day_in_the_past_or_nothing_is_asked_again(site, council, pauses):
    past = format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True)
    council.first["GetCommittees"] = [(503, {"Retry-After": past}, b""), (503, {"Retry-After": "soon"}, b"")]
    assert len(site.committees()) == 2
    assert pauses == [0.0, 0.02]


def test_a_site_that_stays_busy_is_left_alone_after_three_tries(site, council):
    council.pages["GetCommittees"] = (503, {}, b"")
    with pytest.raises(SiteDown, match=r"too busy \(status 503\)"):
        site.committees()
    assert council.asked == ["GetCommittees"] * 3


def test_a_site_that_asks_for_an_hour_is_left_alone_at_once(site, council, pauses):
    council.pages["GetCommittees"] = (429, {"Retry-After": "3600"}, b"")
    with pytest.raises(SiteDown, match="asks to wait 3600 seconds"):
        site.committees()
    assert (council.asked, pauses) == (["GetCommittees"], [])


def test_between_two_requests_there_is_a_pause(council, pauses):
    manners = Manners(delay_s=30.0)
    with ModernGov(council.base, manners=manners, allow_loopback=True, sleep=pauses.append) as site:
        site.committees()
        assert pauses == []
        site.committees()
    assert len(pauses) == 1 and 29.0 < pauses[0] <= 30.0


def test_an_answer_that_is_cut_off_is_asked_for_again(site, council):
    council.first["GetCommittees"] = [
        (200, {"Content-Length": "99999", "Connection": "close"}, b"<committees>")
    ]
    council.pages["GetCommittees"] = (200, {"Connection": "close"}, COMMITTEES.encode())
    assert len(site.committees()) == 2


def test_a_silent_site_is_told_as_giving_no_answer(pauses):
    manners = Manners(delay_s=0.0, timeout_s=0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with (
            ModernGov(address, manners=manners, allow_loopback=True, sleep=pauses.append) as site,
            pytest.raises(NoAnswer, match="no answer"),
        ):
            site.committees()
    assert pauses == [5.0, 10.0]


def test_an_answer_is_counted_while_it_is_read_whatever_it_says_of_its_length(council):
    manners = Manners(delay_s=0.0, max_bytes=50_000)
    council.pages["901"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-" + b"x" * 60_000)
    with ModernGov(council.base, manners=manners, allow_loopback=True) as site:
        left_out = [each for each in site.fetch(31, SINCE, UNTIL) if isinstance(each, LeftOut)]
    assert any("more than 0.05 MB" in each.reason for each in left_out)


def test_a_site_that_refuses_programs_is_told_in_one_line(site, council):
    council.pages["GetCommittees"] = (403, {}, b"")
    with pytest.raises(Forbidden, match=r"refuses this program \(status 403\)") as told:
        site.committees()
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "reply",
    [
        (404, {}, b""),
        (500, {}, b"Request format is unrecognized"),
        (200, {"Content-Type": "text/html"}, b"<html><body>The service is off.</body></html>"),
    ],
)
def test_a_site_without_the_service_is_told_in_one_line(site, council, reply):
    council.pages["GetMeetings"] = reply
    with pytest.raises(ServiceDisabled, match="no web service of Modern.gov answers there") as told:
        site.meetings(31, SINCE, UNTIL)
    assert "\n" not in str(told.value)


# Into the library: ``first`` is what a first run told, ``library`` what it left


@pytest.fixture
def first(harvested_once: Path) -> list[Outcome]:
    told = json.loads((harvested_once / "outcomes.json").read_text("utf-8"))
    return [Outcome(**{**outcome, "warnings": tuple(outcome["warnings"])}) for outcome in told]


def test_what_was_fetched_is_in_the_library_under_its_address(first, council, library):
    outcomes = by_ending(first)
    meeting, report = outcomes["502"], outcomes["Quay%20repairs%20report.txt"]
    assert meeting.status == report.status == outcomes["901"].status == "new"
    assert (meeting.date, meeting.body) == ("2025-03-11", "Harbour and Markets Panel")
    assert meeting.path == f"{council.base}/mgWebService.asmx/GetMeeting?lMeetingId=502"
    assert outcomes["903"].status == "rejected" and "restricted" in (outcomes["903"].reason or "")
    names = {record.name for record in library.papers(Scope.public())}
    assert "Minutes of 12 November (901).pdf" in names


def test_what_a_paper_does_not_say_is_inferred_from_where_it_is_filed_but_never_the_date_of_minutes(first):
    outcomes = by_ending(first)
    report, minutes = outcomes["Quay%20repairs%20report.txt"], outcomes["901"]
    assert report.date == "2025-03-11" and minutes.date is None
    assert any("is inferred from 127.0.0.1" in warning for warning in report.warnings)
    assert report.body == "Harbour and Markets Panel"
    assert any("files it with the papers of this committee" in warning for warning in report.warnings)


def test_a_second_run_asks_only_for_what_can_have_changed(site, first, council, library):
    second = run_over(site, library)
    # Meeting 503 had published nothing.
    assert council.asked == ["GetMeetings", "503"]
    assert [outcome.path for outcome in second] == [outcome.path for outcome in first]
    assert {outcome.status for outcome in second} == {"unchanged", "rejected"}
    assert [outcome.reason for outcome in second] == [outcome.reason for outcome in first]


def test_a_meeting_is_settled_only_by_a_look_taken_long_after_it(site, council, unsettled):
    run_over(site, unsettled, today=date(2025, 3, 20))
    council.asked.clear()
    assert by_ending(run_over(site, unsettled))["901"].status == "unchanged"
    assert {"502", "901"} <= set(council.asked)
    council.asked.clear()
    run_over(site, unsettled)
    assert not {"502", "901"} & set(council.asked)


def test_a_meeting_whose_minutes_are_not_published_is_asked_for_again(site, council, unsettled):
    published = council.pages["502"]
    draft = MEETING.format(base=council.base).replace("<minutepublished>True", "<minutepublished>False")
    council.pages["502"] = xml(draft)
    assert by_ending(run_over(site, unsettled))["502"].status == "replaced"
    council.pages["502"] = published
    outcomes = by_ending(run_over(site, unsettled))
    assert outcomes["502"].status == "replaced"
    assert outcomes["901"].status == "unchanged"


def test_a_document_that_failed_keeps_the_meeting_open_for_the_next_run(site, council, unsettled):
    kept = council.pages.pop("901")
    assert "status 404" in (by_ending(run_over(site, unsettled))["901"].reason or "")
    council.pages["901"] = kept
    assert by_ending(run_over(site, unsettled))["901"].status == "unchanged"


def test_a_withdrawn_paper_does_not_come_back_by_itself(site, first, council, library):
    library.withdraw(by_ending(first)["901"].paper_id, "names a child")
    outcome = by_ending(run_over(site, library))["901"]
    assert outcome.status == "rejected" and "names a child" in (outcome.reason or "")
    assert "901" not in council.asked


def test_a_settled_meeting_is_asked_for_again_when_the_access_is_another(site, library):
    outcomes = by_ending(run_over(site, library, access=Access.RESTRICTED))
    assert outcomes["901"].status == "replaced"
    assert list(library.papers(Scope.public())) == []


def test_a_damaged_note_of_an_earlier_run_costs_only_requests(site, council, library, caplog):
    (note,) = (library.folder / "moderngov-cache").rglob("502.json")
    note.write_text("{", "utf-8")
    assert by_ending(run_over(site, library))["901"].status == "unchanged"
    assert "901" in council.asked
    assert "can't be read" in caplog.text


def test_no_word_of_a_paper_is_kept_beside_the_library(library):
    notes = "".join(file.read_text("utf-8") for file in (library.folder / "moderngov-cache").rglob("*.json"))
    assert "901" in notes and "bollard" not in notes


def test_a_site_that_goes_away_in_the_middle_leaves_what_was_taken_in(site, first, council, unsettled):
    corrected = pdf("The Panel considered a report about dredging the outer basin, which was noted.")
    council.pages["901"] = (200, {"Content-Type": "application/pdf"}, corrected)
    council.pages["/documents/s902/Quay%20repairs%20report.txt"] = (503, {}, b"")
    outcomes = run_over(site, unsettled)
    assert "too busy" in (outcomes[-1].reason or "")
    assert by_ending(outcomes)["901"].status == "replaced"
    assert len(list(unsettled.papers(Scope.public()))) == 3


def test_a_meeting_without_a_date_is_looked_at_all_the_same(site, first, unsettled):
    entry = MeetingEntry(502, "Harbour & Markets Panel", None, is_cancelled=False)
    outcomes = ingest_from(
        site, [entry], unsettled, access=Access.PUBLIC, encoder=QueryEncoder(), today=LATER
    )
    assert by_ending(outcomes)["502"].paper_id == by_ending(first)["502"].paper_id
