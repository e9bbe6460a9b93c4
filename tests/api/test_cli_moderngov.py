"""``minutebook ingest --moderngov`` against a site in a thread of the test."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import Result

OneLine = Callable[[Result], str]
Run = Callable[..., Result]

COMMITTEES = b"""<committees><committeescount> 2</committeescount>
<committee><committeeid>8</committeeid><committeetitle>Wharf Committee</committeetitle>
<committeedeleted>False</committeedeleted><committeeexpired>True</committeeexpired></committee>
<committee><committeeid>9</committeeid><committeetitle>Bridges Panel</committeetitle>
<committeedeleted>False</committeedeleted><committeeexpired>False</committeeexpired></committee></committees>"""
MEETINGS = b"""<getmeetings><committee><committeeid>9</committeeid><committeetitle>Bridges Panel</committeetitle>
<committeemeetings><meeting><meetingid>70</meetingid><meetingdate>04/02/2025</meetingdate>
<meetingstatus>Confirmed</meetingstatus></meeting></committeemeetings></committee></getmeetings>"""
MEETING = b"""<meeting><meetingid>70</meetingid><meetingdate>04/02/2025</meetingdate>
<meetingstatus>Confirmed</meetingstatus><isdisplayallowed>True</isdisplayallowed>
<agendapublished>True</agendapublished><decisionpublished>False</decisionpublished>
<minutepublished>True</minutepublished><agendaitems><agendaitem>
<agendaitemtitle>Painting of the swing bridge</agendaitemtitle><agendaitemnumber>4</agendaitemnumber>
<fulldisplaynumberformat>4.</fulldisplaynumberformat><isrestricted>False</isrestricted>
<minutesnonemptyhtmlbody>&lt;p&gt;The Engineer reported that painting the swing bridge would take eleven weeks.
&lt;/p&gt;&lt;p&gt;RESOLVED: That the swing bridge be painted in the summer of 2025.&lt;/p&gt;
</minutesnonemptyhtmlbody><linkeddocuments><linkeddoc><attachmentid>12</attachmentid>
<title>Prices of the painters</title><isurl>False</isurl><url>mgConvert2PDF.aspx?ID=12</url>
<isrestricted>True</isrestricted></linkeddoc></linkeddocuments></agendaitem></agendaitems></meeting>"""
NO_MEETINGS = b"<getmeetings><meetingscount> 0</meetingscount></getmeetings>"


class Desk(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        answers = {"GetCommittees": COMMITTEES, "GetMeetings": MEETINGS, "GetMeeting": MEETING}
        body = answers.get(self.path.partition("?")[0].rpartition("/")[2], b"")
        if "lCommitteeId=1&" in self.path:
            body = NO_MEETINGS
        self.send_response(403 if "/refusing/" in self.path else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command itself never lets in this machine; the site of these tests stands on it."""
    from ingest.moderngov.connector import ModernGov

    monkeypatch.setattr("ingest.moderngov.connector.ModernGov", partial(ModernGov, allow_loopback=True))


def test_the_papers_of_a_committee_are_taken_in_and_found(
    run: Run, address: str, let_in: None, tmp_path: Path
) -> None:
    asked = ("ingest", "--moderngov", address, "--committee", "9", "--since", "2025-01-01", "--delay", "0")
    result = run(*asked, "--until", "1 March 2025", "--library", tmp_path / "l", "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["counts"] == {"new": 1, "replaced": 0, "unchanged": 0, "rejected": 1}
    meeting, restricted = told["papers"]
    assert (meeting["date"], meeting["body"]) == ("2025-02-04", "Bridges Panel")
    assert "restricted" in restricted["reason"]
    found = json.loads(run("search", "painting the bridge", "--library", tmp_path / "l", "--json").stdout)
    assert "eleven weeks" in found["hits"][0]["text"]
    again = run(*asked, "--library", tmp_path / "l")
    assert again.exit_code == 0
    assert "1 unchanged, 1 rejected" in again.stdout


def test_without_a_committee_the_ids_are_listed_with_exit_status_2(
    run: Run, address: str, let_in: None, tmp_path: Path
) -> None:
    result = run("ingest", "--moderngov", address, "--library", tmp_path / "l")
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert "9  Bridges Panel" in lines[0] and "8  Wharf Committee (no longer meets)" in lines[1]
    assert "--committee ID is missing" in result.stderr
    listed = json.loads(run("ingest", "--moderngov", address, "--json").stdout)["committees"]
    assert [each["id"] for each in listed] == [9, 8]
    assert not (tmp_path / "l").exists()


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("x.pdf", "--moderngov", "https://example.org"), "not both"),
        (("x.pdf", "--since", "2025-01-01"), "not both"),
        (("--since", "2025-01-01"), "Missing argument 'PATH...'"),
        (("--moderngov", "https://example.org", "--committee", "9"), "--since DATE is missing"),
        (("--moderngov", "https://example.org", "--committee", "9", "--since", "soon"), "is not a date"),
        (("--moderngov", "https://example.org", "--committee", "0"), "greater than or equal to 1"),
        (("--moderngov", "http://192.168.1.5", "--committee", "9", "--since", "2025-01-01"), "over https"),
        (("--moderngov", "https://192.168.1.5"), "not one of the public internet"),
        (("--moderngov", "https://[::ffff:127.0.0.1]"), "not one of the public internet"),
        (
            ("--moderngov", "x.org", "--committee", "9", "--since", "2025-02-01", "--until", "2025-01-01"),
            "--since 2025-02-01 is after --until 2025-01-01",
        ),
    ],
)
def test_wrong_use_is_told_in_one_line_before_anything_is_asked(
    run: Run, one_line_of: OneLine, tmp_path: Path, args: tuple[str, ...], told: str
) -> None:
    result = run("ingest", *args, "--library", tmp_path / "l")
    assert result.exit_code == 2
    assert told in one_line_of(result)
    assert not (tmp_path / "l").exists()


def test_this_machine_is_not_asked(run: Run, one_line_of: OneLine, address: str) -> None:
    result = run("ingest", "--moderngov", address)
    assert result.exit_code == 2
    assert "over https" in one_line_of(result)


def test_a_site_that_refuses_is_told_in_one_line_and_leaves_no_library(
    run: Run, one_line_of: OneLine, address: str, let_in: None, tmp_path: Path
) -> None:
    where = ("--moderngov", f"{address}/refusing/", "--committee", "9", "--since", "2025-01-01")
    result = run("ingest", *where, "--library", tmp_path / "l")
    assert result.exit_code == 1
    assert "refuses this program (status 403)" in one_line_of(result)
    assert not (tmp_path / "l").exists()


def test_a_committee_without_meetings_is_told(
    run: Run, one_line_of: OneLine, address: str, let_in: None, tmp_path: Path
) -> None:
    where = ("--moderngov", address, "--committee", "1", "--since", "2025-01-01")
    result = run("ingest", *where, "--library", tmp_path / "l")
    assert result.exit_code == 1
    assert "lists no meeting of committee 1" in one_line_of(result)
    assert not (tmp_path / "l").exists()
