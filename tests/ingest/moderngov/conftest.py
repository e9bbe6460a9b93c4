"""A council's site in a thread of the test, asked through the real client."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.moderngov.connector import ModernGov
from ingest.moderngov.site import Manners

EARLIER_MINUTES = """The Panel considered a report of the Harbour Master about dredging the inner basin.
RESOLVED: That the inner basin be dredged in spring."""
REPORT = """Report of the Harbour Master

Repair of the fish quay

Recommendation

1. That the Panel agree to have the loose bollards set in concrete.

Background

2. The bollards were last set in 1988, and 9 of the 40 are loose.
"""
Reply = tuple[int, dict[str, str], bytes]


def answer(name: str) -> str:
    """What the service says, as it is kept beside this file."""
    return (Path(__file__).parent / "answers" / f"{name}.xml").read_text("utf-8")


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
            "/documents/s902/Quay%20repairs%20report.txt": (
                200,
                {"Content-Type": "text/plain"},
                REPORT.encode(),
            ),
        }
        self.say("GetCommittees", answer("committees"))
        self.say("GetMeetings", answer("meetings"))
        self.say("502", answer("meeting").format(base=self.base))
        self.say("503", answer("unpublished"))
        self.print_paper("901", EARLIER_MINUTES)

    def say(self, key: str, text: str) -> None:
        """Answer with these words of XML from now on."""
        self.pages[key] = 200, {"Content-Type": "text/xml; charset=utf-8"}, text.encode()

    def print_paper(self, key: str, text: str) -> None:
        """Answer with a PDF of these lines from now on."""
        made = BytesIO()
        canvas = Canvas(made, invariant=True)
        for number, line in enumerate(text.splitlines()):
            canvas.drawString(72, 760 - 16 * number, line)
        canvas.save()
        self.pages[key] = 200, {"Content-Type": "application/pdf"}, made.getvalue()

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


@pytest.fixture(scope="session")
def quick() -> Manners:
    """How a site is treated that is no real one."""
    return Manners(delay_s=0.0, back_off_s=0.01, timeout_s=5.0)


@pytest.fixture
def site(council: Council, pauses: list[float], quick: Manners) -> Iterator[ModernGov]:
    with ModernGov(council.base, manners=quick, allow_loopback=True, sleep=pauses.append) as opened:
        yield opened
