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

from odd_requests import ATTACKS, CLOSED, HOST, length_of

LONGEST_S = 30.0
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
            b"POST /api/v1/ask HTTP/1.1\r\n" + HOST + length_of(ASKED) + b"Connection: close\r\n\r\n" + ASKED
        )
        while not self.is_over.is_set():
            begun = time.monotonic()
            status = _status(self.address, [request], LONGEST_S)
            self.seconds.append(time.monotonic() - begun)
            if status != 200:
                self.failures.append(f"a bystander got {status}")


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
