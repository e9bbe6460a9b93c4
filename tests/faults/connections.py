"""Tries to have the service call somebody: ``connections.py``.

A socket of this machine waits for calls, and every connection and every look-up of a name that this process makes is
noted by Python itself. Then addresses of that socket come in every field of every request, in headers, tokens, login
parameters and file names, and in papers of every format that would have a careless reader fetch pictures, styles,
templates, entities and attachments. Prints what was sent; exit status 1 on any call.
"""

from __future__ import annotations

import argparse
import json
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from attacked import application
from calling_papers import calling_papers
from secret_papers import make_library
from starlette.testclient import TestClient

V1 = "/api/v1"
PATIENCE_S = 600.0
_REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: %s/again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class Calls:
    """Who called the socket, and what this process called or looked up."""

    port: int
    taken: list[bytes] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    is_noting: bool = False

    @property
    def url(self) -> str:
        """The address that must not be called."""
        return f"http://127.0.0.1:{self.port}"

    def note(self, event: str, arguments: tuple[object, ...]) -> None:
        """For ``sys.addaudithook``."""
        if self.is_noting and event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
            address = arguments[1] if event == "socket.connect" else arguments[0]
            if not isinstance(address, str | bytes) or event != "socket.connect":  # a path is a local socket
                self.made.append(f"{event} {address}")


@contextmanager
def listening() -> Iterator[Calls]:
    """A socket that notes every call and sends the caller on to itself."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        calls = Calls(server.getsockname()[1])

        def take() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(1)
                    calls.taken.append(connection.recv(200))
                    connection.sendall(_REDIRECT % calls.url.encode())

        threading.Thread(target=take, daemon=True).start()
        sys.addaudithook(calls.note)
        yield calls
        calls.is_noting = False
        server.shutdown(socket.SHUT_RDWR)


def addresses(url: str) -> Iterator[str]:
    """The address in all the ways in which it passes filters."""
    port = url.rpartition(":")[2]
    yield from (
        f"{url}/plain",
        f"//127.0.0.1:{port}/bare",
        f"http://localhost:{port}/name",
        f"ftp://127.0.0.1:{port}/",
    )
    yield from (
        f"http://0177.0.0.1:{port}/octal",
        f"http://2130706433:{port}/",
        f"http://[::ffff:127.0.0.1]:{port}/",
    )
    yield from (
        f"http://norsey.example@127.0.0.1:{port}/",
        f"gopher://127.0.0.1:{port}/_GET",
        f"\\\\127.0.0.1@{port}\\a",
    )
    yield from (f"jar:{url}!/a", f"file://127.0.0.1:{port}/etc/passwd", f"http://attacker.invalid:{port}/")


def bodies(url: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Requests whose every field is the address."""
    for path in ("ask", "search", "briefings", "summaries"):
        for name in (
            "question",
            "query",
            "topic",
            "agenda",
            "paper",
            "body",
            "template",
            "url",
            "callback",
            "webhook",
        ):
            yield f"{V1}/{path}", {name: url}
            yield f"{V1}/{path}", {"question": "Quay?", "query": "Quay", "topic": "quay", name: url}
    yield f"{V1}/ask", {"question": url, "body": url, "conversation": [{"question": url, "answer": url}]}
    content = [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": url}]
    for message in (url, content):
        chat = {"model": "minutebook", "messages": [{"role": "user", "content": message}]}
        yield "/v1/chat/completions", chat
        yield "/v1/chat/completions", {**chat, "tools": [{"type": "mcp", "server_url": url}], "user": url}
    for tool, name in (("search", "query"), ("ask", "question"), ("get_passage", "passage_id")):
        params = {"name": tool, "arguments": {name: url}}
        yield "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


def headers(url: str) -> Iterator[Mapping[str, str]]:
    """Headers by which services are sent elsewhere."""
    for name in (
        "x-forwarded-host",
        "forwarded",
        "referer",
        "x-original-url",
        "traceparent",
        "link",
        "destination",
    ):
        yield {name: url}
    token = "eyJhbGciOiJSUzI1NiIsImprdSI6In" + quote(url)
    yield {"authorization": f"Bearer {token}.e30.e30"}
    for prefix in ("", "__Host-"):
        yield {"cookie": f"{prefix}minutebook={url}; {prefix}minutebook-sign-in={url}"}


def login_queries(url: str) -> Iterator[str]:
    """What comes to the login of a service from outside."""
    given = quote(url, safe="")
    yield f"/login?next={given}"
    for names in ("iss", "state", "code", "error", "request_uri", "jwks_uri"):
        yield f"/login/callback?state=a&code=b&{names}={given}"


def hand_in(client: TestClient, url: str) -> int:
    """Upload every paper and wait until all were read; how many."""
    places = []
    for name, content in calling_papers(url):
        reply = client.post(f"{V1}/papers", files={"file": (name, content)}, data={"access": "public"})
        if reply.status_code == 202:
            places.append(reply.headers["location"])
    until = time.monotonic() + PATIENCE_S
    while any(client.get(place).json()["state"] in ("queued", "running") for place in places):
        if time.monotonic() > until:
            raise TimeoutError(f"papers were not read in {PATIENCE_S:.0f} s")
        time.sleep(0.2)
    golden = {
        "id": "q1",
        "question": url,
        "type": "unanswerable",
        "answerable": False,
        "answers": [],
        "evidence": [],
    }
    client.post(f"{V1}/evaluations", files={"golden": (f"{url}.jsonl", json.dumps(golden).encode())})
    return len(places)


def send_all(client: TestClient, url: str, n_addresses: int) -> int:
    """Every request with so many forms of the address; how many."""
    n = 0
    for address in islice(addresses(url), n_addresses):
        for path, body in bodies(address):
            accept = {"accept": "application/json, text/event-stream"} if path == "/mcp" else {}
            client.post(path, json=body, headers=accept)
            n += 1
        for name in ("papers", "ledger", "timeline", "audit", "jobs"):
            client.get(f"{V1}/{name}", params={"topic": address, "url": address})
            client.get(f"{V1}/{name}/{quote(address, safe='')}")
            n += 2
        for each in headers(address):
            client.get(f"{V1}/me", headers=dict(each))
            n += 1
    return n


def main(arguments: Sequence[str] | None = None) -> int:
    """Send it all and print whether anybody was called."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--addresses", type=int, default=100, help="how many forms of the address at most")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, listening() as calls:
        make_library(Path(folder) / "papers", Path(folder) / "library")
        login = {
            "oidc_issuer": "http://127.0.0.1:9/nobody",
            "oidc_client_id": "minutebook",
            "public_url": "http://localhost",
            "oidc_groups": {"*": {"role": "member"}},
        }
        with application(Path(folder) / "library") as client:
            client.post(f"{V1}/ask", json={"question": "What was decided about the quay?"})
            calls.is_noting = True
            n_requests = send_all(client, calls.url, given.addresses)
            n_papers = hand_in(client, calls.url)
            asked = client.post(f"{V1}/briefings", json={"topic": "quay", "format": "docx"}).status_code
        with application(Path(folder) / "library", **login) as client:
            n_logins = 0
            for address in addresses(calls.url):
                for path in login_queries(address):
                    client.get(path, headers={"cookie": "minutebook-sign-in=a"})
                    n_logins += 1
        made = [
            each for each in calls.made if "'127.0.0.1', 9)" not in each and each.split()[1] != "127.0.0.1"
        ]
        taken = list(calls.taken)
        # That a call would have been seen is part of the figure.
        with socket.create_connection(("127.0.0.1", calls.port)) as connection:
            connection.sendall(b"GET /control HTTP/1.1\r\n\r\n")
            connection.recv(100)
        is_seeing = calls.taken != taken and len(calls.made) > len(made)
    sys.stdout.write(
        f"{n_requests:,} requests, {n_logins} logins and {n_papers} papers with addresses in them: "
        f"{len(taken)} calls came, {len(made)} were tried by the service itself.\n"
    )
    sys.stdout.write("".join(f"{each!r}\n" for each in [*taken[:20], *made[:20]]))
    return 1 if taken or made or not is_seeing or not n_papers or asked != 200 else 0


if __name__ == "__main__":
    sys.exit(main())
