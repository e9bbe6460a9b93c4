"""Sends the real service what no browser would, and looks that nobody waits for it: ``odd_http.py LIBRARY``.

``minutebook serve`` runs as a process of its own. Clients that are too slow, headers without end, a form of 100,000
parts, many ranges, broken chunks and requests smuggled in others come one after another, while two other clients go on
asking. Each must end within 30 seconds, with one of the statuses that fit it or with a closed connection, and the
others must be answered all the while. Prints a Markdown table; exit status 1 where anything failed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_S = 30.0
CLOSED = 0
"""Stands for a connection that was closed without a reply."""
HOST = b"Host: 127.0.0.1\r\n"
ASKED = json.dumps({"question": "What was decided?"}).encode()


@dataclass(frozen=True)
class Outcome:
    """How one attack ended; ``status`` 0 is a closed connection, None a hang."""

    name: str
    status: int | None
    took_s: float
    expected: frozenset[int]

    @property
    def is_right(self) -> bool:
        return self.status in self.expected and self.took_s <= LONGEST_S


@dataclass
class Bystanders:
    """Clients that ask all the while; ``seconds`` is what each of their questions took."""

    address: tuple[str, int]
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def ask(self) -> None:
        """Ask until it is over."""
        request = (
            b"POST /api/v1/ask HTTP/1.1\r\n" + HOST + _length(ASKED) + b"Connection: close\r\n\r\n" + ASKED
        )
        while not self.is_over.is_set():
            begun = time.monotonic()
            status = _status(self.address, [request], LONGEST_S)
            self.seconds.append(time.monotonic() - begun)
            if status != 200:
                self.failures.append(f"a bystander got {status}")


def _length(body: bytes) -> bytes:
    return b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body)


Pieces = Iterator[bytes] | list[bytes]


def _status(address: tuple[str, int], pieces: Pieces, patience_s: float = LONGEST_S + 5) -> int | None:
    """Send the pieces and read the status of the reply, also one that comes before all is sent."""
    until = time.monotonic() + patience_s
    with socket.create_connection(address, timeout=patience_s) as connection:
        reply = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
                reply += _there_already(connection)
                if reply or time.monotonic() > until:
                    break
            connection.settimeout(max(0.1, until - time.monotonic()))
            while b"\r\n" not in reply:
                more = connection.recv(65536)
                if not more:
                    break
                reply += more
        except TimeoutError:
            return None
        except OSError:
            return CLOSED if not reply else _read(reply)
        return _read(reply)


def _there_already(connection: socket.socket) -> bytes:
    connection.setblocking(False)
    try:
        return connection.recv(65536)
    except BlockingIOError:
        return b""
    finally:
        connection.settimeout(LONGEST_S)


def _read(reply: bytes) -> int:
    found = re.match(rb"HTTP/1\.1 (\d{3})", reply)
    return int(found.group(1)) if found else CLOSED


def slow_head() -> Iterator[bytes]:
    """A header a second, and never the last one."""
    yield b"GET /api/v1/papers HTTP/1.1\r\n" + HOST
    for number in range(60):
        time.sleep(1)
        yield b"X-%d: a\r\n" % number


def slow_body() -> Iterator[bytes]:
    """The body a byte a second."""
    yield b"POST /api/v1/ask HTTP/1.1\r\n" + HOST + _length(b" " * 1000) + b"\r\n"
    for _ in range(60):
        time.sleep(1)
        yield b" "


def slow_second_head() -> Iterator[bytes]:
    """A sound request, and after it another one that never ends."""
    yield b"GET /health/live HTTP/1.1\r\n" + HOST + b"\r\nGET /api/v1/pa"


def silence() -> Iterator[bytes]:
    """A connection on which nothing is said."""
    yield b""


def many_headers() -> Iterator[bytes]:
    """10,000 headers."""
    yield b"GET /api/v1/papers HTTP/1.1\r\n" + HOST
    for start in range(0, 10_000, 100):
        yield b"".join(b"X-%d: abcdefgh\r\n" % number for number in range(start, start + 100))
    yield b"\r\n"


def long_header() -> Iterator[bytes]:
    """One header of 10 MB."""
    yield b"GET /api/v1/papers HTTP/1.1\r\n" + HOST + b"X-Long: "
    for _ in range(100):
        yield b"a" * 100_000
    yield b"\r\n\r\n"


def many_parts() -> Iterator[bytes]:
    """A form of 100,000 parts."""
    part = b'--b\r\nContent-Disposition: form-data; name="p"\r\n\r\nx\r\n'
    body = part * 100_000 + b"--b--\r\n"
    yield b"POST /api/v1/papers HTTP/1.1\r\n" + HOST
    yield b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n" % len(body)
    for start in range(0, len(body), 100_000):
        yield body[start : start + 100_000]


def long_boundary() -> Iterator[bytes]:
    """A part whose headers never end, 5 MB of them."""
    head = b'--b\r\nContent-Disposition: form-data; name="'
    body = head + b"n" * 5_000_000 + b'"\r\n\r\nx\r\n--b--\r\n'
    yield b"POST /api/v1/papers HTTP/1.1\r\n" + HOST
    yield b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n" % len(body)
    for start in range(0, len(body), 100_000):
        yield body[start : start + 100_000]


def many_ranges() -> Iterator[bytes]:
    """1,000 ranges of one reply, which is sent whole."""
    ranges = b",".join(b"%d-%d" % (at, at + 1) for at in range(1000))
    yield b"GET /api/v1/papers HTTP/1.1\r\n" + HOST + b"Range: bytes=" + ranges + b"\r\n\r\n"


def large_body() -> Iterator[bytes]:
    """A question of 50 MB."""
    yield b"POST /api/v1/ask HTTP/1.1\r\n" + HOST + _length(b"")[:0] + b"Content-Length: 50000000\r\n\r\n"
    for _ in range(500):
        yield b" " * 100_000


def large_chunked_body() -> Iterator[bytes]:
    """The same without saying so first."""
    yield _CHUNKED
    for _ in range(500):
        yield b"186A0\r\n" + b" " * 100_000 + b"\r\n"
    yield b"0\r\n\r\n"


_CHUNKED = (
    b"POST /api/v1/ask HTTP/1.1\r\n"
    + HOST
    + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
)


def bad_chunk_size() -> Iterator[bytes]:
    """A chunk whose length is none."""
    yield _CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n"


def endless_chunk_size() -> Iterator[bytes]:
    """A length of a chunk that never ends."""
    yield _CHUNKED
    for _ in range(100):
        yield b"0" * 10_000


def chunk_cut_off() -> Iterator[bytes]:
    """A chunk that is never finished."""
    yield _CHUNKED + b"ff\r\nabc"


def two_lengths() -> Iterator[bytes]:
    """Two lengths that differ: a proxy might believe the other one."""
    yield b"POST /api/v1/ask HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"


def length_and_chunks() -> Iterator[bytes]:
    """A length and chunks at once: what a smuggled request hides in."""
    yield _CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 4\r\n\r\n")
    yield b"0\r\n\r\nGET /api/v1/audit HTTP/1.1\r\n\r\n"


def no_http() -> Iterator[bytes]:
    """Noise."""
    yield bytes(range(256)) * 10 + b"\r\n\r\n"


def old_version() -> Iterator[bytes]:
    """A version that there is not."""
    yield b"GET / HTTP/9.9\r\n" + HOST + b"\r\n"


def header_without_end() -> Iterator[bytes]:
    """A header with a line feed and a nought byte in it."""
    yield b"GET /api/v1/papers HTTP/1.1\r\n" + HOST + b"X: a\nY: \x00\r\n\r\n"


REFUSED = frozenset({400, 413, 431, CLOSED})
ATTACKS: tuple[tuple[Callable[[], Iterator[bytes]], frozenset[int]], ...] = (
    (slow_head, frozenset({408, CLOSED})),
    (slow_body, frozenset({408, CLOSED})),
    (slow_second_head, frozenset({200})),
    (silence, frozenset({408, CLOSED})),
    (many_headers, REFUSED),
    (long_header, REFUSED),
    (many_parts, REFUSED),
    (long_boundary, REFUSED | {422}),
    (many_ranges, frozenset({200})),
    (large_body, frozenset({413, CLOSED})),
    (large_chunked_body, frozenset({413, CLOSED})),
    (bad_chunk_size, frozenset({400, CLOSED})),
    (endless_chunk_size, frozenset({400, CLOSED})),
    (chunk_cut_off, frozenset({400, 408, CLOSED})),
    (two_lengths, frozenset({400})),
    (length_and_chunks, frozenset({400, 422})),
    (no_http, frozenset({400, CLOSED})),
    (old_version, frozenset({400, 404, 505, CLOSED})),
    (header_without_end, frozenset({400})),
)


def attacked(address: tuple[str, int]) -> tuple[list[Outcome], Bystanders]:
    """Every attack, all of them at once, with two bystanders."""
    others = Bystanders(address)
    threads = [threading.Thread(target=others.ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    outcomes: list[Outcome] = []

    def attack(make: Callable[[], Iterator[bytes]], expected: frozenset[int]) -> None:
        begun = time.monotonic()
        status = _status(address, make())
        outcomes.append(Outcome(make.__name__, status, time.monotonic() - begun, expected))

    attackers = [threading.Thread(target=attack, args=each) for each in ATTACKS]
    for thread in attackers:
        thread.start()
    for thread in attackers:
        thread.join()
    others.is_over.set()
    for thread in threads:
        thread.join()
    return sorted(outcomes, key=lambda each: each.name), others


@contextmanager
def serving(library: Path, **settings: str) -> Iterator[tuple[str, int, int]]:
    """The service as a process of its own: its address, the free port that it took, its process id."""
    command = [
        sys.executable,
        "-c",
        "from api.cli import main; main()",
        "serve",
        "--port",
        "0",
        "--workers",
        "1",
    ]
    environment = {**os.environ, **settings}
    with subprocess.Popen(
        [*command, "--library", str(library)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stderr is not None
        try:
            found = None
            while found is None:
                line = process.stderr.readline()
                if not line:
                    raise RuntimeError("the service ended before it listened.")
                found = re.search(r"http://(127\.0\.0\.1):(\d+)", line)
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield found.group(1), int(found.group(2)), process.pid
        finally:
            process.terminate()
            process.wait(60)


def main() -> int:
    """Run the attacks and print what became of them."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("library", type=Path)
    given = options.parse_args()
    with serving(given.library) as (host, port, _):
        address = (host, port)
        outcomes, others = attacked(address)
        is_alive = _status(address, [b"GET /health/live HTTP/1.1\r\n" + HOST + b"\r\n"]) == 200
    print("| what was sent | ended with | seconds | right |\n|---|---:|---:|---|")
    for each in outcomes:
        ended = {None: "hang", CLOSED: "closed"}.get(each.status, str(each.status))
        print(
            f"| {each.name.replace('_', ' ')} | {ended} | {each.took_s:.1f} | {'yes' if each.is_right else 'NO'} |"
        )
    slowest = max(others.seconds, default=0.0)
    print(
        f"\nBystanders: {len(others.seconds)} questions, {len(others.failures)} failed, slowest {slowest:.2f} s."
    )
    is_right = all(each.is_right for each in outcomes) and not others.failures and is_alive
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
