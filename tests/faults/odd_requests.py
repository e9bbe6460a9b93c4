"""Requests that no browser would send, each with the statuses that may end it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

CLOSED = 0
"""Stands for a connection that was closed without a reply."""
HOST = b"Host: 127.0.0.1\r\n"


def length_of(body: bytes) -> bytes:
    """The headers that say what a JSON body is and how long."""
    return b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(body)


def slow_head() -> Iterator[bytes]:
    """A header a second, and never the last one."""
    yield b"GET /api/v1/papers HTTP/1.1\r\n" + HOST
    for number in range(60):
        time.sleep(1)
        yield b"X-%d: a\r\n" % number


def slow_body() -> Iterator[bytes]:
    """The body a byte a second."""
    yield b"POST /api/v1/ask HTTP/1.1\r\n" + HOST + length_of(b" " * 1000) + b"\r\n"
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
    yield b"POST /api/v1/ask HTTP/1.1\r\n" + HOST + b"Content-Length: 50000000\r\n\r\n"
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
    yield b"GET /nothing HTTP/9.9\r\n" + HOST + b"\r\n"


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
