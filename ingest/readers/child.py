"""The process that ``sandbox`` starts: limits itself, reads one file, answers in JSON, ends.

Imports nothing but the readers, so that it starts in a fraction of a second.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TypedDict, cast

from ingest.errors import ReadError
from ingest.papers import Text
from ingest.readers.read import read

ANSWER_OVERHEAD_BYTES = 10_000_000
BYTES_PER_ESCAPED_CHARACTER = 6


class _Limits(TypedDict):
    """The fields of ``sandbox.Limits`` as they come over; seconds and bytes."""

    wall_s: float
    cpu_s: int
    memory_bytes: int
    file_bytes: int
    text_bytes: int


def main() -> None:
    """Read standard input (one line of JSON with name and limits, then the file) and print the answer."""
    asked = json.loads(sys.stdin.buffer.readline())
    name, limits = str(asked["name"]), cast(_Limits, asked["limits"])
    restrict(limits)
    try:
        text = read(sys.stdin.buffer.read(), name)
        _check_length(text, name, limits["text_bytes"])
        answer: dict[str, object] = {"text": asdict(text)}
    except ReadError as error:
        answer = {"error": type(error).__name__, "message": str(error)}
    except MemoryError:
        megabytes = limits["memory_bytes"] // 1_000_000
        message = f"{name}: needs more than {megabytes} MB of memory. Split it, or print it to a new PDF."
        answer = {"error": "ReadError", "message": message}
    json.dump(answer, sys.stdout)


def restrict(limits: _Limits) -> None:
    """Have the operating system stop this process when it passes a limit; nothing on Windows."""
    try:
        import resource
    except ImportError:
        return
    answer_bytes = BYTES_PER_ESCAPED_CHARACTER * limits["text_bytes"] + ANSWER_OVERHEAD_BYTES
    for what, most in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_s"]),
        (resource.RLIMIT_FSIZE, answer_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _, ceiling = resource.getrlimit(what)
        allowed = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        resource.setrlimit(what, (allowed, ceiling if what == resource.RLIMIT_CPU else allowed))


def _check_length(text: Text, name: str, most: int) -> None:
    size = len(text.content.encode())
    if size > most:
        raise ReadError(
            f"{name}: {size / 1_000_000:.1f} MB of text, more than {most / 1_000_000:.0f} MB. "
            "Split it into its papers and add those."
        )


if __name__ == "__main__":
    main()
